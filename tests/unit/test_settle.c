#include "base/mem.h"
#include "test_analyse_run.h"
#include "unit.h"

static struct fake k;
static size_t w;

/* Ten acknowledged records, in turn on two partitions. */
static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 2);
	w = fake_producer(&k, "p", "t", ACKS_ALL);
	(void)fake_phase(&k, "a", 0, 10000);
	for (int i = 0; i < 10; i++)
		(void)fake_acked(&k, w, i % 2, i * 100, i * 100 + 5);
}

static void teardown(void)
{
	fake_release(&k);
}

static void all_settled(void)
{
	fake_settled(&k, "t", 0, true);
	fake_settled(&k, "t", 1, true);
}

static void find_all_but(uint32_t missing)
{
	for (uint32_t seq = 0; seq < 10; seq++)
		if (seq != missing)
			fake_found(&k, w, seq, (int)(seq % 2), seq / 2);
}
enum { NONE_MISSING = 99 };

static const struct settlement *settle(void)
{
	const struct findings *f = fake_analyse(&k);
	const struct settlement *s = &f->settlements[0];

	ck_assert_uint_eq(f->n_settlements, 1);
	ck_assert_uint_eq(s->produced, s->acked + s->rejected + s->unknown);
	ck_assert_uint_eq(s->acked, s->acked_found + s->lost + s->unverified);
	return s;
}

START_TEST(when_all_is_found_nothing_is_lost)
{
	const struct settlement *s;

	all_settled();
	find_all_but(NONE_MISSING);
	s = settle();
	ck_assert(k.findings.settled);
	ck_assert_uint_eq(s->acked_found, 10);
	ck_assert_uint_eq(s->lost + s->duplicated + s->reordered + s->unaccounted, 0);
}
END_TEST

START_TEST(an_acknowledged_record_that_is_not_there_is_lost)
{
	const struct settlement *s;

	all_settled();
	find_all_but(3);
	s = settle();
	ck_assert_uint_eq(s->lost, 1);
	ck_assert_uint_eq(s->n_first_lost, 1);
	ck_assert_uint_eq(s->first_lost[0].seq, 3);
	ck_assert_int_eq(s->first_lost[0].partition, 1);
	ck_assert_int_eq(s->first_lost[0].offset, 3);
	ck_assert_int_eq(s->first_lost[0].due_ns, MS(300));
}
END_TEST

START_TEST(only_the_first_lost_records_are_listed)
{
	const struct settlement *s;

	fake_load(&k, w, 0, 2000, 5000, 100, 5);
	all_settled();
	s = settle();
	ck_assert_uint_eq(s->lost, 40);
	ck_assert_uint_eq(s->n_first_lost, LOST_SHOWN);
	ck_assert_uint_eq(s->first_lost[LOST_SHOWN - 1].seq, LOST_SHOWN - 1);
}
END_TEST

START_TEST(what_an_incomplete_reading_did_not_find_is_unverified)
{
	const struct settlement *s;

	fake_settled(&k, "t", 0, true);
	fake_settled(&k, "t", 1, false);
	find_all_but(3); /* on partition 1 */
	s = settle();
	ck_assert(!k.findings.settled);
	ck_assert_uint_eq(s->lost, 0);
	ck_assert_uint_eq(s->unverified, 1);
}
END_TEST

START_TEST(a_loss_in_a_completely_read_partition_is_a_loss_whatever_the_other_is)
{
	fake_settled(&k, "t", 0, true);
	fake_settled(&k, "t", 1, false);
	find_all_but(4); /* on partition 0 */
	ck_assert_uint_eq(settle()->lost, 1);
}
END_TEST

START_TEST(a_log_that_does_not_begin_at_0_proves_no_loss)
{
	struct event ev = EVENT(SETTLED, MS(20000));

	ev.topic = xstrdup("t");
	ev.partition = 0;
	ev.complete = true;
	ev.begin_offset = 7;
	fake_event(&k, ev);
	fake_settled(&k, "t", 1, true);
	find_all_but(4);
	ck_assert_uint_eq(settle()->unverified, 1);
}
END_TEST

START_TEST(without_a_reading_everything_is_unverified)
{
	const struct settlement *s = settle();

	ck_assert_uint_eq(s->unverified, 10);
	ck_assert_uint_eq(s->lost, 0);
	ck_assert(!k.findings.settled);
}
END_TEST

START_TEST(every_copy_beyond_the_first_is_a_duplicate)
{
	all_settled();
	find_all_but(NONE_MISSING);
	fake_found(&k, w, 2, 0, 10);
	fake_found(&k, w, 2, 0, 11);
	ck_assert_uint_eq(settle()->duplicated, 2);
}
END_TEST

START_TEST(a_duplicate_behind_its_successors_is_not_reordered)
{
	all_settled();
	find_all_but(NONE_MISSING);
	fake_found(&k, w, 0, 0, 10);
	ck_assert_uint_eq(settle()->reordered, 0);
}
END_TEST

START_TEST(a_first_copy_behind_a_higher_sequence_of_its_partition_is_reordered)
{
	const struct settlement *s;

	all_settled();
	for (uint32_t seq = 1; seq < 10; seq += 2)
		fake_found(&k, w, seq, 1, seq);
	fake_found(&k, w, 6, 0, 0); /* 6 8 0 2 4: three are behind a higher one */
	fake_found(&k, w, 8, 0, 1);
	fake_found(&k, w, 0, 0, 2);
	fake_found(&k, w, 2, 0, 3);
	fake_found(&k, w, 4, 0, 4);
	s = settle();
	ck_assert_uint_eq(s->reordered, 3);
	ck_assert_uint_eq(s->lost, 0);
}
END_TEST

START_TEST(partitions_have_an_order_each)
{
	all_settled();
	for (uint32_t seq = 1; seq < 10; seq += 2)
		fake_found(&k, w, seq, 1, seq);
	for (uint32_t seq = 0; seq < 10; seq += 2)
		fake_found(&k, w, seq, 0, seq);
	ck_assert_uint_eq(settle()->reordered, 0);
}
END_TEST

START_TEST(an_unknown_record_is_settled_by_what_is_found)
{
	const struct settlement *s;
	uint32_t there = fake_failed(&k, w, 0, 2000, 9000, OUTCOME_UNKNOWN, -192);

	(void)fake_failed(&k, w, 0, 2100, 9000, OUTCOME_UNKNOWN, -192);
	all_settled();
	find_all_but(NONE_MISSING);
	fake_found(&k, w, there, 0, 5);
	s = settle();
	ck_assert_uint_eq(s->unknown, 2);
	ck_assert_uint_eq(s->unknown_found, 1);
	ck_assert_uint_eq(s->lost, 0);
}
END_TEST

START_TEST(a_rejected_record_that_is_there_is_a_contradiction)
{
	const struct settlement *s;
	uint32_t there = fake_failed(&k, w, 0, 2000, 2010, OUTCOME_REJECTED, 19);

	all_settled();
	find_all_but(NONE_MISSING);
	fake_found(&k, w, there, 0, 5);
	s = settle();
	ck_assert_uint_eq(s->rejected, 1);
	ck_assert_uint_eq(s->rejected_found, 1);
}
END_TEST

START_TEST(a_gap_in_the_sequence_is_unaccounted)
{
	k.next_seq[w] += 3;
	(void)fake_acked(&k, w, 0, 2000, 2005);
	ck_assert_uint_eq(settle()->unaccounted, 3);
}
END_TEST

START_TEST(a_record_found_that_nobody_wrote_down_is_unaccounted)
{
	all_settled();
	find_all_but(NONE_MISSING);
	fake_found(&k, w, 500, 0, 5);
	ck_assert_uint_eq(settle()->unaccounted, 1);
}
END_TEST

START_TEST(what_carries_no_producer_of_ours_is_foreign)
{
	struct event ev = EVENT(SETTLED, MS(20000));

	ev.topic = xstrdup("t");
	ev.foreign = 4;
	fake_event(&k, ev);
	fake_found(&k, 55, 1, 0, 5);
	(void)settle();
	ck_assert_uint_eq(k.findings.foreign, 5);
}
END_TEST

START_TEST(with_acks_0_nothing_was_acknowledged_and_nothing_is_lost)
{
	size_t z = fake_producer(&k, "z", "t", ACKS_NONE);
	const struct settlement *s;

	(void)fake_acked(&k, z, 0, 100, 101);
	(void)fake_acked(&k, z, 0, 200, 201);
	fake_found(&k, z, 0, 0, 9);
	all_settled();
	s = &fake_analyse(&k)->settlements[1];
	ck_assert_uint_eq(s->unknown, 2);
	ck_assert_uint_eq(s->unknown_found, 1);
	ck_assert_uint_eq(s->lost, 0);
}
END_TEST

START_TEST(a_second_row_of_a_record_is_left_out_and_noted)
{
	struct produced again = {
		.seq = 3, .partition = 1, .outcome = OUTCOME_REJECTED, .due_ns = MS(300)};
	const struct settlement *s;

	fake_row(&k, w, &again);
	s = settle();
	ck_assert_uint_eq(s->produced, 10);
	ck_assert_ptr_nonnull(strstr(k.findings.notes[0], "repeat a sequence number"));
}
END_TEST

static Suite *settle_suite(void)
{
	Suite *s = suite_create("settle");
	TCase *tc = tcase_create("rules");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, when_all_is_found_nothing_is_lost);
	tcase_add_test(tc, an_acknowledged_record_that_is_not_there_is_lost);
	tcase_add_test(tc, only_the_first_lost_records_are_listed);
	tcase_add_test(tc, what_an_incomplete_reading_did_not_find_is_unverified);
	tcase_add_test(
		tc,
		a_loss_in_a_completely_read_partition_is_a_loss_whatever_the_other_is);
	tcase_add_test(tc, a_log_that_does_not_begin_at_0_proves_no_loss);
	tcase_add_test(tc, without_a_reading_everything_is_unverified);
	tcase_add_test(tc, every_copy_beyond_the_first_is_a_duplicate);
	tcase_add_test(tc, a_duplicate_behind_its_successors_is_not_reordered);
	tcase_add_test(
		tc, a_first_copy_behind_a_higher_sequence_of_its_partition_is_reordered);
	tcase_add_test(tc, partitions_have_an_order_each);
	tcase_add_test(tc, an_unknown_record_is_settled_by_what_is_found);
	tcase_add_test(tc, a_rejected_record_that_is_there_is_a_contradiction);
	tcase_add_test(tc, a_gap_in_the_sequence_is_unaccounted);
	tcase_add_test(tc, a_record_found_that_nobody_wrote_down_is_unaccounted);
	tcase_add_test(tc, what_carries_no_producer_of_ours_is_foreign);
	tcase_add_test(tc, with_acks_0_nothing_was_acknowledged_and_nothing_is_lost);
	tcase_add_test(tc, a_second_row_of_a_record_is_left_out_and_noted);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(settle_suite)
