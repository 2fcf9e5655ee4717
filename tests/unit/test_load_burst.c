/* Bursts on a running load, against the mock cluster: every record more is a row like any other. */
#include "base/mem.h"
#include "test_load_bench.h"
#include "unit.h"

enum { PER_S = 50, MORE_PER_S = 400 };

static struct bench bench;
static struct bench_rows rows;
static struct err why;

static void setup(void)
{
	bench_open(&bench);
	rows = (struct bench_rows){0};
	why = (struct err){0};
	bench_producer(&bench, "w", PER_S);
	bench_producer(&bench, "other", PER_S);
}

static void teardown(void)
{
	free(rows.at);
	bench_close(&bench);
}

static void begin(void)
{
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
}

/* 50 ms from now, so long. Returns when it begins. */
static int64_t burst(const char *workload, int64_t ms)
{
	int64_t from = clock_now(&bench.clock) + 50 * NS_PER_MS;
	int rc = load_add(bench.load, workload, MORE_PER_S * 1000, from,
			  from + ms * NS_PER_MS, &why);

	ck_assert_msg(rc == 0, "%s", why.msg);
	return from;
}

/* How many records are due as the schedule of `per_second` from `from` on says: it must be each of the
 * first `n`. */
static void check_schedule(int64_t from, int64_t per_second, int64_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < rows.len; i++) {
		int64_t k = (rows.at[i].due_ns - from) * per_second / NS_PER_S;

		for (int64_t m = k > 0 ? k - 1 : 0; m <= k + 1 && m < n; m++)
			found += !rows.at[i].warm &&
				 rows.at[i].due_ns == from + m * NS_PER_S / per_second;
	}
	ck_assert_int_ge((int64_t)found, n);
}

static size_t due_within(int64_t from, int64_t until)
{
	size_t n = 0;

	for (size_t i = 0; i < rows.len; i++)
		n += !rows.at[i].warm && rows.at[i].due_ns >= from &&
		     rows.at[i].due_ns < until;
	return n;
}

START_TEST(a_burst_is_due_exactly_and_then_over)
{
	int64_t from;

	begin();
	from = burst("w", 500);
	bench_sleep(&bench, 1000);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "w");
	check_schedule(from, MORE_PER_S, MORE_PER_S / 2);
	check_schedule(bench.begin_ns, PER_S, PER_S);
	ck_assert_uint_eq(due_within(from + 500 * NS_PER_MS, from + 900 * NS_PER_MS),
			  PER_S * 4 / 10);
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_ACKED),
			  due_within(INT64_MIN, INT64_MAX));
}
END_TEST

START_TEST(rows_stay_numbered_without_a_gap_and_by_due_time)
{
	begin();
	burst("w", 400);
	burst("w", 200);
	bench_sleep(&bench, 700);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "w");
	for (size_t i = 0; i < rows.len; i++) {
		ck_assert_uint_eq(rows.at[i].seq, i);
		if (i > 0 && !rows.at[i - 1].warm)
			ck_assert_int_ge(rows.at[i].due_ns, rows.at[i - 1].due_ns);
	}
}
END_TEST

START_TEST(a_burst_is_for_its_own_workload_only)
{
	begin();
	burst("w", 500);
	bench_sleep(&bench, 700);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "other");
	bench_check_rows(&bench, &rows, PER_S);
}
END_TEST

START_TEST(without_a_name_every_producing_workload_gets_it)
{
	int64_t from;

	begin();
	from = burst(NULL, 300);
	bench_sleep(&bench, 600);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "w");
	check_schedule(from, MORE_PER_S, MORE_PER_S * 3 / 10);
	free(rows.at);
	rows = bench_rows(&bench, "other");
	check_schedule(from, MORE_PER_S, MORE_PER_S * 3 / 10);
}
END_TEST

START_TEST(the_end_of_production_ends_a_burst)
{
	int64_t end;

	begin();
	burst("w", 60000);
	bench_sleep(&bench, 300);
	end = clock_now(&bench.clock);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "w");
	ck_assert_uint_eq(due_within(end + 20 * NS_PER_MS, INT64_MAX), 0);
	ck_assert_uint_gt(rows.len, MORE_PER_S / 10);
}
END_TEST

START_TEST(a_stalled_cluster_changes_no_due_time_of_a_burst)
{
	int64_t from;

	begin();
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 500);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 500);
	from = burst("w", 300);
	bench_sleep(&bench, 400);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 0);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 0);
	bench_sleep(&bench, 300);
	(void)bench_end(&bench, 8000);
	rows = bench_rows(&bench, "w");
	check_schedule(from, MORE_PER_S, MORE_PER_S * 3 / 10);
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_UNKNOWN), 0);
}
END_TEST

static int refused(const char *workload)
{
	int64_t now = clock_now(&bench.clock);

	why = (struct err){0};
	return load_add(bench.load, workload, 1000, now + 50 * NS_PER_MS, now + NS_PER_S,
			&why);
}

START_TEST(what_does_not_produce_cannot_burst)
{
	bench_consumer(&bench, "reader");
	begin();
	ck_assert_int_eq(refused("nobody"), -1);
	ck_assert_str_eq(why.msg, "no workload called nobody produces now");
	ck_assert_int_eq(refused("reader"), -1);
	ck_assert_str_eq(why.msg, "workload 'reader' does not produce now");
	load_stop_producing(bench.load);
	ck_assert_int_eq(refused(NULL), -1);
	ck_assert_str_eq(why.msg, "no workload produces now");
	ck_assert_int_eq(refused("w"), -1);
	(void)bench_end(&bench, 5000);
}
END_TEST

static Suite *load_burst_suite(void)
{
	Suite *s = suite_create("load bursts");
	TCase *tc = tcase_create("burst");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_burst_is_due_exactly_and_then_over);
	tcase_add_test(tc, rows_stay_numbered_without_a_gap_and_by_due_time);
	tcase_add_test(tc, a_burst_is_for_its_own_workload_only);
	tcase_add_test(tc, without_a_name_every_producing_workload_gets_it);
	tcase_add_test(tc, the_end_of_production_ends_a_burst);
	tcase_add_test(tc, a_stalled_cluster_changes_no_due_time_of_a_burst);
	tcase_add_test(tc, what_does_not_produce_cannot_burst);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(load_burst_suite)
