#include "base/mem.h"
#include "test_analyse_run.h"
#include "unit.h"

static struct fake k;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 2);
}

static void teardown(void)
{
	fake_release(&k);
}

/* ---- consuming ---- */

/* A producer and a consumer; each record is received `delay` ms after its acknowledgement. */
static size_t consuming(size_t *out_producer)
{
	size_t p = fake_producer(&k, "p", "t", ACKS_ALL);
	size_t c = fake_consumer(&k, "c", "t");

	(void)fake_phase(&k, "a", 0, 20000);
	*out_producer = p;
	return c;
}

static void produce_and_receive(size_t p, size_t c, int64_t due, int64_t received)
{
	uint32_t seq = fake_acked(&k, p, 0, due, due + 5);

	fake_received(&k, c, p, seq, 0, received);
}

START_TEST(what_is_acknowledged_is_due_to_the_consumer)
{
	size_t p, c = consuming(&p);
	const struct demand *d;

	produce_and_receive(p, c, 100, 110);
	produce_and_receive(p, c, 200, 5000);
	(void)fake_acked(&k, p, 0, 300, 305); /* never received */
	(void)fake_failed(&k, p, 0, 400, 410, OUTCOME_REJECTED, 19);
	produce_and_receive(p, c, 18000, 18010);
	d = &fake_analyse(&k)->workloads[c].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->served, 2);
	ck_assert_uint_eq(d->late, 1);
	ck_assert_uint_eq(d->unknown, 1);
}
END_TEST

START_TEST(a_consumer_is_late_from_the_acknowledgement_on)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 9000);

	fake_received(&k, c, p, seq, 0, 9100);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.served, 1);
}
END_TEST

START_TEST(a_receipt_before_the_producer_is_told_is_in_time)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 1010);
	const struct demand *d;

	fake_received(&k, c, p, seq, 0, 1008);
	d = &fake_analyse(&k)->workloads[c].run;
	ck_assert_uint_eq(d->served, 1);
	ck_assert_int_eq(hist_percentile(d->latency, 10000), 0);
}
END_TEST

START_TEST(a_consumer_without_new_records_is_idle)
{
	size_t p, c = consuming(&p);

	produce_and_receive(p, c, 100, 110);
	(void)fake_failed(&k, p, 0, 200, 9000, OUTCOME_UNKNOWN, -192);
	produce_and_receive(p, c, 10000, 10010);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].n_windows, 0);
}
END_TEST

START_TEST(an_outage_of_consuming_lasts_from_receipt_to_receipt)
{
	size_t p, c = consuming(&p);
	const struct workload_finding *x;

	produce_and_receive(p, c, 100, 110);
	produce_and_receive(p, c, 200, 3000);
	produce_and_receive(p, c, 300, 3001);
	produce_and_receive(p, c, 3010, 3020);
	x = &fake_analyse(&k)->workloads[c];
	ck_assert_uint_eq(x->n_windows, 1);
	ck_assert_int_eq(x->windows[0].from_ns, MS(110));
	ck_assert_int_eq(x->windows[0].from_latest_ns, MS(205));
	ck_assert_int_eq(x->windows[0].to_ns, MS(3000));
	ck_assert_int_eq(x->windows[0].plane, PLANE_CONSUME);
}
END_TEST

START_TEST(records_of_an_acks_0_producer_are_not_due_to_the_consumer)
{
	size_t z = fake_producer(&k, "z", "t", ACKS_NONE);
	size_t c = fake_consumer(&k, "c", "t");
	uint32_t seq = fake_acked(&k, z, 0, 100, 101);

	(void)fake_phase(&k, "a", 0, 20000);
	fake_received(&k, c, z, seq, 0, 5000);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

START_TEST(records_of_another_topic_are_not_due_to_the_consumer)
{
	size_t p, c = consuming(&p), other;

	fake_topic(&k, "u", 1);
	other = fake_producer(&k, "o", "u", ACKS_ALL);
	fake_load(&k, other, 0, 0, 1000, 100, 5);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

START_TEST(a_second_receipt_does_not_make_a_record_late)
{
	size_t p, c = consuming(&p);
	uint32_t seq = fake_acked(&k, p, 0, 1000, 1010);

	fake_received(&k, c, p, seq, 0, 5000);
	fake_received(&k, c, p, seq, 0, 1020);
	fake_received(&k, c, p, seq, 0, 9000);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.served, 1);
}
END_TEST

START_TEST(what_was_acknowledged_just_before_the_end_is_not_held_against_a_consumer)
{
	size_t p, c = consuming(&p);

	produce_and_receive(p, c, 19000, 19010);
	(void)fake_acked(&k, p, 0, 19900, 19910);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 1);
}
END_TEST

static void assigned(int member, int64_t at_ms)
{
	struct event ev = EVENT(WORKLOAD, MS(at_ms));

	ev.name = xstrdup("c");
	ev.member = member;
	ev.text = xstrdup("assigned t/0");
	fake_event(&k, ev);
}

START_TEST(what_comes_again_is_counted_when_it_comes)
{
	size_t p = fake_producer(&k, "p", "t", ACKS_ALL), c = fake_consumer(&k, "c", "t");
	const struct workload_finding *w;

	(void)fake_phase(&k, "a", 0, 10000);
	(void)fake_phase(&k, "b", 10000, 20000);
	produce_and_receive(p, c, 100, 110);
	produce_and_receive(p, c, 200, 210);
	fake_received(&k, c, p, 0, 0, 11000);
	fake_received(&k, c, p, 0, 0, 12000);
	fake_received(&k, c, p, 1, 0, 210); /* at the same instant, but again */
	w = &fake_analyse(&k)->workloads[c];
	ck_assert_uint_eq(w->run.redelivered, 3);
	ck_assert_uint_eq(w->phases[0].redelivered, 1);
	ck_assert_uint_eq(w->phases[1].redelivered, 2);
}
END_TEST

START_TEST(rebalances_are_the_most_assignments_that_one_member_got)
{
	size_t p, c = consuming(&p);
	struct workload_plan *plan = &k.run.header.plan.workloads[c];

	plan->group = xstrdup("g");
	plan->members = 2;
	assigned(0, -500); /* before the first phase */
	assigned(1, -400);
	assigned(0, 5000);
	assigned(1, 5000);
	assigned(1, 6000);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.rebalances, 2);
	ck_assert_uint_eq(k.findings.workloads[c].phases[0].rebalances, 2);
	ck_assert_uint_eq(k.findings.workloads[c].run.redelivered, 0);
}
END_TEST

START_TEST(receipts_that_name_nobody_are_ignored)
{
	size_t p, c = consuming(&p);

	fake_received(&k, c, 77, 1, 0, 100);
	fake_received(&k, c, p, 12345, 0, 100);
	fake_received(&k, c, p, 0, 999, 100);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[c].run.due, 0);
}
END_TEST

static void add_consuming(Suite *s)
{
	TCase *tc = tcase_create("consuming");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_acknowledged_is_due_to_the_consumer);
	tcase_add_test(tc, a_consumer_is_late_from_the_acknowledgement_on);
	tcase_add_test(tc, a_receipt_before_the_producer_is_told_is_in_time);
	tcase_add_test(tc, a_consumer_without_new_records_is_idle);
	tcase_add_test(tc, an_outage_of_consuming_lasts_from_receipt_to_receipt);
	tcase_add_test(tc, records_of_an_acks_0_producer_are_not_due_to_the_consumer);
	tcase_add_test(tc, records_of_another_topic_are_not_due_to_the_consumer);
	tcase_add_test(tc, a_second_receipt_does_not_make_a_record_late);
	tcase_add_test(
		tc,
		what_was_acknowledged_just_before_the_end_is_not_held_against_a_consumer);
	tcase_add_test(tc, what_comes_again_is_counted_when_it_comes);
	tcase_add_test(tc, rebalances_are_the_most_assignments_that_one_member_got);
	tcase_add_test(tc, receipts_that_name_nobody_are_ignored);
	suite_add_tcase(s, tc);
}

static Suite *analyse_consume_suite(void)
{
	Suite *s = suite_create("analyse consuming");

	add_consuming(s);
	return s;
}

UNIT_SUITE(analyse_consume_suite)
