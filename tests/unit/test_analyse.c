#include "analyse/sort.h"
#include "base/rng.h"
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

/* One producer on partition 0, one phase of 20 s. */
static size_t one_producer(void)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);

	(void)fake_phase(&k, "steady", 0, 20000);
	return w;
}

/* ---- demand ---- */

START_TEST(every_due_record_is_served_late_rejected_or_unknown)
{
	size_t w = one_producer();
	const struct demand *d;

	(void)fake_acked(&k, w, 0, 100, 110);
	(void)fake_acked(&k, w, 0, 200, 1110);
	(void)fake_failed(&k, w, 0, 300, 310, OUTCOME_REJECTED, 19);
	(void)fake_failed(&k, w, 1, 400, 5000, OUTCOME_UNKNOWN, -192);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->served, 1);
	ck_assert_uint_eq(d->late, 1);
	ck_assert_uint_eq(d->rejected, 1);
	ck_assert_uint_eq(d->unknown, 1);
}
END_TEST

START_TEST(an_answer_after_exactly_late_after_is_in_time)
{
	size_t w = one_producer();

	(void)fake_acked(&k, w, 0, 100, 100 + LATE_AFTER_MS);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.served, 1);
}
END_TEST

START_TEST(records_count_in_the_phase_they_were_due_in)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_acked(&k, w, 0, 999, 1005);
	(void)fake_acked(&k, w, 0, 1000, 1005);
	(void)fake_acked(&k, w, 0, 2000, 2005); /* due at the end: not measured */
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].due, 1);
	ck_assert_uint_eq(f->phases[1].due, 1);
	ck_assert_uint_eq(f->run.due, 2);
}
END_TEST

START_TEST(warm_up_records_are_good_instants_but_no_demand)
{
	size_t w = one_producer();
	struct produced warm = {.due_ns = MS(-500),
				.sent_ns = MS(-500),
				.done_ns = MS(-10),
				.outcome = OUTCOME_ACKED,
				.warm = 1};
	const struct workload_finding *f;

	fake_row(&k, w, &warm);
	k.next_seq[w] = 1;
	(void)fake_acked(&k, w, 0, 20, 900);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->run.due, 1);
	ck_assert_uint_eq(f->n_windows, 1);
	ck_assert(!f->windows[0].unstarted);
}
END_TEST

START_TEST(a_warm_up_record_that_came_late_is_still_no_demand)
{
	size_t w = one_producer();
	struct produced warm = {
		.due_ns = MS(5), .sent_ns = MS(5), .done_ns = MS(900), .warm = 1};

	fake_row(&k, w, &warm);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.due, 0);
}
END_TEST

START_TEST(acks_0_is_not_measured)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_NONE);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 10000);
	fake_load(&k, w, 0, 0, 1000, 100, 5);
	(void)fake_failed(&k, w, 0, 5000, 9000, OUTCOME_UNKNOWN, -195);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert(!f->measurable);
	ck_assert_uint_eq(f->n_windows, 0);
	ck_assert_uint_eq(f->run.served, 0);
}
END_TEST

START_TEST(a_sequence_number_without_a_row_is_unknown)
{
	size_t w = one_producer();
	const struct demand *d;

	(void)fake_acked(&k, w, 0, 100, 105);
	k.next_seq[w] += 2;
	(void)fake_acked(&k, w, 0, 400, 405);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_uint_eq(d->due, 4);
	ck_assert_uint_eq(d->unknown, 2);
	ck_assert_uint_eq(d->missing, 2);
}
END_TEST

START_TEST(a_missing_row_counts_in_the_phase_between_its_neighbours)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_acked(&k, w, 0, 800, 805);
	k.next_seq[w] += 1;
	(void)fake_acked(&k, w, 0, 1400, 1405);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->phases[0].missing, 0);
	ck_assert_uint_eq(f->phases[1].missing, 1);
}
END_TEST

START_TEST(a_record_given_up_at_the_end_before_it_was_late_is_no_demand)
{
	size_t w = one_producer();

	(void)fake_acked(&k, w, 0, 100, 105);
	(void)fake_failed(&k, w, 0, 19900, 20050, OUTCOME_UNKNOWN, -151);
	ck_assert_uint_eq(fake_analyse(&k)->workloads[w].run.due, 1);
}
END_TEST

START_TEST(latency_counts_from_the_due_time)
{
	size_t w = one_producer();
	struct produced row = {.due_ns = MS(100),
			       .sent_ns = MS(900),
			       .done_ns = MS(1100),
			       .outcome = OUTCOME_ACKED};
	const struct demand *d;

	fake_row(&k, w, &row);
	d = &fake_analyse(&k)->workloads[w].run;
	ck_assert_int_eq(hist_percentile(d->latency, 10000), MS(1000));
	ck_assert_int_eq(d->worst_lag_ns, MS(800));
	ck_assert_uint_eq(d->saturated, 1);
}
END_TEST

START_TEST(steady_p99_is_of_the_time_before_the_first_action)
{
	size_t w = one_producer();

	fake_action(&k, "kill", 1, 10000, 10010);
	fake_load(&k, w, 0, 0, 10000, 50, 4);
	fake_load(&k, w, 0, 10000, 20000, 50, 200);
	ck_assert_int_eq(fake_analyse(&k)->workloads[w].steady_p99_ns, MS(4));
}
END_TEST

START_TEST(too_few_records_have_no_steady_p99)
{
	size_t w = one_producer();

	fake_load(&k, w, 0, 0, 990, 10, 4);
	ck_assert_int_eq(fake_analyse(&k)->workloads[w].steady_p99_ns, -1);
}
END_TEST

START_TEST(a_late_after_near_the_steady_p99_is_said)
{
	size_t w = one_producer();
	const struct findings *f;

	fake_load(&k, w, 0, 0, 20000, 50, 90);
	f = fake_analyse(&k);
	ck_assert(f->workloads[w].late_after_too_small);
	ck_assert_ptr_nonnull(strstr(f->notes[0], "steady p99"));
}
END_TEST

START_TEST(error_codes_are_counted_by_phase)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *f;

	(void)fake_phase(&k, "a", 0, 1000);
	(void)fake_phase(&k, "b", 1000, 2000);
	(void)fake_failed(&k, w, 0, 100, 110, OUTCOME_REJECTED, 19);
	(void)fake_failed(&k, w, 0, 1100, 1110, OUTCOME_REJECTED, 7);
	(void)fake_failed(&k, w, 0, 1200, 1210, OUTCOME_REJECTED, 7);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_int_eq(f->phases[0].errors[0].code, 19);
	ck_assert_int_eq(f->phases[1].errors[0].code, 7);
	ck_assert_uint_eq(f->run.errors[0].count, 2);
	ck_assert_int_eq(f->run.errors[1].code, 19);
}
END_TEST

START_TEST(records_never_given_a_partition_are_due_and_in_no_window)
{
	size_t w = one_producer();
	const struct workload_finding *f;

	fake_load(&k, w, 0, 0, 2000, 100, 5);
	(void)fake_failed(&k, w, -1, 1000, 9000, OUTCOME_UNKNOWN, -192);
	f = &fake_analyse(&k)->workloads[w];
	ck_assert_uint_eq(f->run.unknown, 1);
	ck_assert_uint_eq(f->n_windows, 0);
}
END_TEST

START_TEST(sequence_numbers_that_cannot_be_are_refused)
{
	size_t w = one_producer();
	struct produced row = {.seq = 4000000000U, .outcome = OUTCOME_ACKED};
	struct err e = {0};

	fake_row(&k, w, &row);
	fake_finish(&k);
	ck_assert_int_eq(findings_make(&k.findings, &k.run, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
}
END_TEST

START_TEST(a_run_without_anything_has_findings)
{
	const struct findings *f = fake_analyse(&k);

	ck_assert_int_eq(f->begin_ns, 0);
	ck_assert_int_eq(f->end_ns, 0);
	ck_assert(!f->settled);
}
END_TEST

/* ---- sorting ---- */

static int by_value(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (x[0] > y[0]) - (x[0] < y[0]);
}

START_TEST(sorting_keeps_equal_items_in_order)
{
	int v[300][2];
	struct rng r;
	size_t n;

	rng_init(&r, (uint64_t)_i, "sort");
	n = (size_t)rng_below(&r, 300);
	for (size_t i = 0; i < n; i++) {
		v[i][0] = (int)rng_below(&r, 40);
		v[i][1] = (int)i;
	}
	sort_nearly(v, n, sizeof(v[0]), by_value);
	for (size_t i = 1; i < n; i++)
		ck_assert(v[i - 1][0] < v[i][0] ||
			  (v[i - 1][0] == v[i][0] && v[i - 1][1] < v[i][1]));
}
END_TEST

/* ---- any run at all ---- */

static void random_run(struct rng *r, size_t w)
{
	for (int64_t due = 0; due < 19000; due += (int64_t)rng_below(r, 200)) {
		int p = (int)rng_below(r, 2);
		int64_t took = rng_below(r, 5) ? 5 : (int64_t)rng_below(r, 3000);

		switch (rng_below(r, 12)) {
		case 0:
			(void)fake_failed(&k, w, p, due, due + took, OUTCOME_REJECTED,
					  19);
			break;
		case 1:
			(void)fake_failed(&k, w, p, due, due + took, OUTCOME_UNKNOWN, 7);
			break;
		case 2: k.next_seq[w]++; break;
		default: (void)fake_acked(&k, w, p, due, due + took); break;
		}
	}
	(void)fake_acked(&k, w, 0, 19500, 19505);
}

static void check_demand(const struct demand *d)
{
	ck_assert_uint_eq(d->due, d->served + d->late + d->rejected + d->unknown);
	ck_assert_uint_eq(d->latency->count, d->served + d->late);
	ck_assert_int_le(d->all_ns, d->any_ns);
	ck_assert_int_le(d->longest_ns, d->any_ns);
	ck_assert_int_ge(d->longest_bar_ns, 0);
}

START_TEST(the_numbers_of_any_run_add_up)
{
	size_t w = fake_producer(&k, "p", "t", ACKS_ALL);
	const struct workload_finding *x;
	uint64_t due = 0;
	int64_t any = 0;
	struct rng r;

	rng_init(&r, (uint64_t)_i, "runs");
	(void)fake_phase(&k, "a", 0, 5000);
	(void)fake_phase(&k, "b", 5000, 12000);
	(void)fake_phase(&k, "c", 12000, 20000);
	random_run(&r, w);
	x = &fake_analyse(&k)->workloads[w];
	check_demand(&x->run);
	for (size_t i = 0; i < 3; i++) {
		check_demand(&x->phases[i]);
		due += x->phases[i].due;
		any += x->phases[i].any_ns;
	}
	ck_assert_uint_eq(due, x->run.due);
	ck_assert_int_eq(any, x->run.any_ns);
}
END_TEST

static void add_demand(Suite *s)
{
	TCase *tc = tcase_create("demand");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_due_record_is_served_late_rejected_or_unknown);
	tcase_add_test(tc, an_answer_after_exactly_late_after_is_in_time);
	tcase_add_test(tc, records_count_in_the_phase_they_were_due_in);
	tcase_add_test(tc, warm_up_records_are_good_instants_but_no_demand);
	tcase_add_test(tc, a_warm_up_record_that_came_late_is_still_no_demand);
	tcase_add_test(tc, acks_0_is_not_measured);
	tcase_add_test(tc, a_sequence_number_without_a_row_is_unknown);
	tcase_add_test(tc, a_missing_row_counts_in_the_phase_between_its_neighbours);
	tcase_add_test(tc, a_record_given_up_at_the_end_before_it_was_late_is_no_demand);
	tcase_add_test(tc, latency_counts_from_the_due_time);
	tcase_add_test(tc, steady_p99_is_of_the_time_before_the_first_action);
	tcase_add_test(tc, too_few_records_have_no_steady_p99);
	tcase_add_test(tc, a_late_after_near_the_steady_p99_is_said);
	tcase_add_test(tc, error_codes_are_counted_by_phase);
	tcase_add_test(tc, records_never_given_a_partition_are_due_and_in_no_window);
	tcase_add_test(tc, sequence_numbers_that_cannot_be_are_refused);
	tcase_add_test(tc, a_run_without_anything_has_findings);
	tcase_add_loop_test(tc, the_numbers_of_any_run_add_up, 0, 200);
	suite_add_tcase(s, tc);
}

static Suite *analyse_suite(void)
{
	Suite *s = suite_create("analyse");
	TCase *tc = tcase_create("sort");

	add_demand(s);
	tcase_add_loop_test(tc, sorting_keeps_equal_items_in_order, 0, 100);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(analyse_suite)
