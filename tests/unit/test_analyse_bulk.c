/* Bulk workloads analysed: rates, latencies and settlement from intervals and runs. */
#include "base/mem.h"
#include "expect/verdict.h"
#include "model/bulk.h"
#include "report/report.h"
#include "test_analyse_run.h"
#include "unit.h"

enum { RECORDS = 100000, BYTES = 1000, PARTITIONS = 2 };

static struct fake k;
static size_t w;

static void setup(void)
{
	struct workload_plan *p;

	fake_init(&k);
	fake_topic(&k, "t", PARTITIONS);
	w = fake_producer(&k, "p", "t", ACKS_LEADER);
	p = &k.run.header.plan.workloads[w];
	p->records = RECORDS;
	p->value = VALUE_SIZE;
	p->value_bytes = BYTES;
	(void)fake_phase(&k, "idle", 0, 1000);
	(void)fake_phase(&k, "load", 1000, 11000);
}

static void teardown(void)
{
	fake_release(&k);
}

static void interval(int64_t from_ms, int64_t to_ms, uint32_t acked, int64_t full_ms)
{
	struct bulk_interval r = {.from_ns = MS(from_ms),
				  .to_ns = MS(to_ms),
				  .full_ns = MS(full_ms),
				  .sent = acked,
				  .acked = acked};
	uint8_t bytes[BULK_INTERVAL_BYTES];

	bulk_interval_pack(bytes, &r);
	fake_packed(&k, LEDGER_INTERVALS, w, bytes, sizeof(bytes));
}

static void latency(uint32_t at, uint32_t bucket, uint32_t count)
{
	struct bulk_latency r = {at, bucket, count};
	uint8_t bytes[BULK_LATENCY_BYTES];

	bulk_latency_pack(bytes, &r);
	fake_packed(&k, LEDGER_LATENCIES, w, bytes, sizeof(bytes));
}

static void outcomes(uint32_t from, uint32_t count, enum outcome outcome)
{
	struct bulk_outcome r = {from, count, 0, (uint8_t)outcome};
	uint8_t bytes[BULK_OUTCOME_BYTES];

	bulk_outcome_pack(bytes, &r);
	fake_packed(&k, LEDGER_OUTCOMES, w, bytes, sizeof(bytes));
}

static void found(uint32_t from, uint32_t count)
{
	struct bulk_copies r = {from, count, (uint16_t)w, 0};
	uint8_t bytes[BULK_COPIES_BYTES];

	bulk_copies_pack(bytes, &r);
	fake_packed(&k, LEDGER_COPIES, 0, bytes, sizeof(bytes));
}

static void order(uint16_t partition, uint64_t duplicated, uint64_t reordered)
{
	struct bulk_order r = {(uint16_t)w, partition, 1, duplicated, reordered};
	uint8_t bytes[BULK_ORDER_BYTES];

	bulk_order_pack(bytes, &r);
	fake_packed(&k, LEDGER_ORDER, 0, bytes, sizeof(bytes));
}

static void all_settled(void)
{
	for (int p = 0; p < PARTITIONS; p++)
		fake_settled(&k, "t", p, true);
}

static const struct bulk_finding *analyse(void)
{
	return fake_analyse(&k)->workloads[w].bulk;
}

static const struct settlement *settle(void)
{
	const struct settlement *s = &fake_analyse(&k)->settlements[0];

	ck_assert_uint_eq(s->produced, s->acked + s->rejected + s->unknown);
	ck_assert_uint_eq(s->acked, s->acked_found + s->lost + s->unverified);
	return s;
}

/* ---- rates ---- */

START_TEST(the_average_is_from_the_first_handing_over_to_the_last_answer)
{
	const struct bulk_finding *b;

	interval(2000, 3000, 40000, 900);
	interval(3000, 4000, 60000, 900);
	b = analyse();
	ck_assert_double_eq_tol(b->per_s, 50000, 1e-6);
	ck_assert_int_eq(b->from_ns, MS(2000));
	ck_assert_int_eq(b->to_ns, MS(4000));
	ck_assert(b->all_sent && !b->generator_bound);
}
END_TEST

START_TEST(the_peak_is_the_best_second_wherever_it_begins)
{
	const struct bulk_finding *b;

	for (int i = 0; i < 30; i++) /* the best second is that from +2.5 s on */
		interval(2000 + i * 100, 2100 + i * 100, i >= 5 && i < 15 ? 900 : 100,
			 50);
	b = analyse();
	ck_assert_double_eq_tol(b->peak_per_s, 9000, 1e-6);
	ck_assert_int_eq(b->peak_ns, MS(2500));
}
END_TEST

START_TEST(of_less_than_a_second_the_average_is_the_peak)
{
	const struct bulk_finding *b;

	interval(2000, 2100, 1000, 50);
	interval(2100, 2200, 3000, 50);
	b = analyse();
	ck_assert_double_eq_tol(b->peak_per_s, b->per_s, 1e-6);
	ck_assert_double_eq_tol(b->per_s, 20000, 1e-6);
}
END_TEST

START_TEST(a_queue_that_always_had_room_makes_the_generator_the_bottleneck)
{
	interval(2000, 4000, RECORDS, 5);
	ck_assert(analyse()->generator_bound);
	ck_assert_uint_ge(k.findings.n_notes, 1);
	ck_assert_ptr_nonnull(
		strstr(k.findings.notes[0], "generator was the bottleneck"));
}
END_TEST

START_TEST(answers_count_in_the_phase_they_came_in)
{
	const struct workload_finding *f;

	interval(900, 1000, 10, 50);
	interval(1000, 1100, 20, 50);
	interval(12000, 12100, 40, 50); /* after the last phase */
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].served, 10);
	ck_assert_uint_eq(f->phases[1].served, 20);
	ck_assert_uint_eq(f->run.served, 30);
	ck_assert_uint_eq(f->run.bytes_served, 30 * BYTES);
	ck_assert_uint_eq(f->bulk->acked, 70);
	ck_assert(!f->bulk->all_sent);
}
END_TEST

START_TEST(latencies_belong_to_their_interval)
{
	const struct workload_finding *f;

	interval(500, 600, 3, 50);
	interval(1500, 1600, 1, 50);
	latency(0, 7, 2);
	latency(0, 9, 1);
	latency(1, 11, 1);
	latency(5, 3, 9);             /* of an interval that a killed run did not write */
	latency(6, HIST_BUCKETS, 12); /* there is no such bucket */
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].latency->count, 3);
	ck_assert_uint_eq(f->phases[0].latency->bucket[7], 2);
	ck_assert_uint_eq(f->phases[1].latency->bucket[11], 1);
	ck_assert_uint_eq(f->bulk->latency->count, 4);
}
END_TEST

START_TEST(throughput_is_judged_by_the_time_it_took)
{
	struct params *p = fake_expect(&k, "throughput", 1);
	struct verdicts v;

	params_set(p, "workload", "p", 0);
	params_set(p, "at_least", "40000/s", INT64_C(40000) * 1000);
	interval(2000, 4000, RECORDS, 1900); /* of a phase of 10 s */
	verdicts_make(&v, fake_analyse(&k), false);
	ck_assert_msg(v.judged[0].verdict == VERDICT_PASS, "%s", v.judged[0].observed);
	verdicts_release(&v);
}
END_TEST

START_TEST(what_never_began_is_said)
{
	ck_assert_int_eq(analyse()->from_ns, NEVER);
	ck_assert_ptr_nonnull(strstr(k.findings.notes[0], "did not begin"));
}
END_TEST

START_TEST(the_report_says_it_as_the_perf_tool_does)
{
	struct text_style style = {0};
	struct strbuf text = STRBUF_INIT;
	struct verdicts v;
	const char *at;

	interval(2000, 3000, 40000, 300);
	interval(3000, 4000, 60000, 300);
	latency(0, 7, 40000); /* 7 to 8 us */
	latency(1, 9, 60000);
	verdicts_make(&v, fake_analyse(&k), false);
	report_text(&k.findings, &v, &style, &text);
	at = strstr(strbuf_text(&text), "bulk load");
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(
		strstr(at, "100000 records sent, 50000.0 records/sec (47.68 MB/sec), "));
	ck_assert_ptr_nonnull(
		strstr(at, "best second: 60000.0 records/sec (57.22 MB/sec)"));
	ck_assert_ptr_nonnull(strstr(at, "queue was full 30 % of the time"));
	/* Nothing was due at a time: there is nothing to say about that. */
	ck_assert_ptr_null(strstr(strbuf_text(&text), "availability"));
	strbuf_release(&text);
	verdicts_release(&v);
}
END_TEST

/* ---- settlement ---- */

START_TEST(runs_that_were_found_are_accounted_for)
{
	const struct settlement *s;

	all_settled();
	outcomes(0, 600, OUTCOME_ACKED);
	outcomes(600, 400, OUTCOME_ACKED);
	found(0, 1000);
	s = settle();
	ck_assert(k.findings.settled);
	ck_assert_uint_eq(s->acked_found, 1000);
	ck_assert_uint_eq(s->lost + s->unverified + s->unaccounted, 0);
}
END_TEST

START_TEST(each_hole_in_what_was_found_is_a_loss)
{
	const struct settlement *s;

	all_settled();
	outcomes(0, 1000, OUTCOME_ACKED);
	found(1, 499);
	found(501, 498); /* 0, 500 and 999 are not there */
	s = settle();
	ck_assert_uint_eq(s->lost, 3);
	ck_assert_uint_eq(s->n_first_lost, 3);
	ck_assert_uint_eq(s->first_lost[1].seq, 500);
	ck_assert_int_eq(s->first_lost[1].partition, 500 / BULK_TURN % PARTITIONS);
	ck_assert_int_eq(s->first_lost[1].done_ns, NEVER);
}
END_TEST

START_TEST(holes_in_a_partition_that_was_not_read_are_unverified)
{
	const struct settlement *s;

	fake_settled(&k, "t", 0, true);
	fake_settled(&k, "t", 1, false);
	outcomes(0, 4 * BULK_TURN, OUTCOME_ACKED);
	s = settle();
	ck_assert_uint_eq(s->lost, 2 * BULK_TURN);
	ck_assert_uint_eq(s->unverified, 2 * BULK_TURN);
}
END_TEST

START_TEST(without_a_read_back_nothing_is_lost)
{
	outcomes(0, RECORDS, OUTCOME_ACKED);
	ck_assert_uint_eq(settle()->unverified, RECORDS);
}
END_TEST

START_TEST(more_losses_than_are_shown_are_counted)
{
	const struct settlement *s;

	all_settled();
	outcomes(0, RECORDS, OUTCOME_ACKED);
	s = settle();
	ck_assert_uint_eq(s->lost, RECORDS);
	ck_assert_uint_eq(s->n_first_lost, LOST_SHOWN);
}
END_TEST

START_TEST(unknown_and_rejected_runs_may_be_there)
{
	const struct settlement *s;

	all_settled();
	outcomes(0, 10, OUTCOME_UNKNOWN);
	outcomes(10, 10, OUTCOME_REJECTED);
	found(5, 7);
	s = settle();
	ck_assert_uint_eq(s->unknown_found, 5);
	ck_assert_uint_eq(s->rejected_found, 2);
	ck_assert_uint_eq(s->lost, 0);
}
END_TEST

START_TEST(a_gap_between_runs_and_what_lies_behind_is_unaccounted_for)
{
	all_settled();
	outcomes(0, 10, OUTCOME_ACKED);
	outcomes(15, 5, OUTCOME_ACKED); /* 10 to 14: nobody knows */
	found(0, 23);                   /* 20 to 22: nobody sent them */
	ck_assert_uint_eq(settle()->unaccounted, 5 + 3);
}
END_TEST

START_TEST(warm_up_records_are_rows_and_found_as_runs)
{
	struct produced warm = {.warm = 1, .outcome = OUTCOME_ACKED};
	const struct settlement *s;

	all_settled();
	for (warm.seq = 0; warm.seq < 3; warm.seq++)
		fake_row(&k, w, &warm);
	outcomes(3, 7, OUTCOME_ACKED);
	found(0, 2); /* 2 is lost, and all the rest */
	s = settle();
	ck_assert_uint_eq(s->produced, 10);
	ck_assert_uint_eq(s->acked_found, 2);
	ck_assert_uint_eq(s->lost, 8);
	ck_assert_uint_eq(s->unaccounted, 0);
}
END_TEST

START_TEST(copies_and_order_are_summed_up)
{
	const struct settlement *s;

	all_settled();
	outcomes(0, 5, OUTCOME_ACKED);
	found(0, 5);
	order(0, 3, 1);
	order(1, 4, 0);
	s = settle();
	ck_assert_uint_eq(s->duplicated, 7);
	ck_assert_uint_eq(s->reordered, 1);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("analyse bulk");
	TCase *rates = tcase_create("rates"), *settled = tcase_create("settlement");

	tcase_add_checked_fixture(rates, setup, teardown);
	tcase_add_test(rates,
		       the_average_is_from_the_first_handing_over_to_the_last_answer);
	tcase_add_test(rates, the_peak_is_the_best_second_wherever_it_begins);
	tcase_add_test(rates, of_less_than_a_second_the_average_is_the_peak);
	tcase_add_test(rates,
		       a_queue_that_always_had_room_makes_the_generator_the_bottleneck);
	tcase_add_test(rates, answers_count_in_the_phase_they_came_in);
	tcase_add_test(rates, latencies_belong_to_their_interval);
	tcase_add_test(rates, throughput_is_judged_by_the_time_it_took);
	tcase_add_test(rates, what_never_began_is_said);
	tcase_add_test(rates, the_report_says_it_as_the_perf_tool_does);
	suite_add_tcase(s, rates);
	tcase_add_checked_fixture(settled, setup, teardown);
	tcase_add_test(settled, runs_that_were_found_are_accounted_for);
	tcase_add_test(settled, each_hole_in_what_was_found_is_a_loss);
	tcase_add_test(settled, holes_in_a_partition_that_was_not_read_are_unverified);
	tcase_add_test(settled, without_a_read_back_nothing_is_lost);
	tcase_add_test(settled, more_losses_than_are_shown_are_counted);
	tcase_add_test(settled, unknown_and_rejected_runs_may_be_there);
	tcase_add_test(settled,
		       a_gap_between_runs_and_what_lies_behind_is_unaccounted_for);
	tcase_add_test(settled, warm_up_records_are_rows_and_found_as_runs);
	tcase_add_test(settled, copies_and_order_are_summed_up);
	suite_add_tcase(s, settled);
	return s;
}
UNIT_SUITE(suite)
