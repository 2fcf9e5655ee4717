/* Warming up, live counters, and what load/ tells before a run; against the mock cluster. */
#include "base/mem.h"
#include "base/str.h"
#include "test_load_bench.h"
#include "unit.h"

enum { PER_S = 200 };

static struct bench bench;

static void setup(void)
{
	bench_open(&bench);
}

static void teardown(void)
{
	bench_close(&bench);
}

static struct workload_plan *one_producer(void)
{
	return bench_producer(&bench, "w", PER_S);
}

START_TEST(counters_add_up)
{
	const struct tally *t;
	int64_t sent, known;

	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	(void)load_drain(bench.load, clock_now(&bench.clock) + 5 * NS_PER_S);
	ck_assert_uint_eq(load_tallies(bench.load, 0, &t, 1), 1);
	sent = tally_read(&t->sent);
	known = tally_read(&t->acked) + tally_read(&t->rejected) +
		tally_read(&t->unknown);
	ck_assert_int_gt(sent, 10);
	ck_assert_int_eq(sent, known);
	ck_assert_int_eq(tally_read(&t->oldest_due_ns), NEVER);
	ck_assert_int_gt(tally_read(&t->last_good_ns), bench.begin_ns);
}
END_TEST

START_TEST(the_oldest_unanswered_record_is_seen_while_it_waits)
{
	const struct tally *t;
	int64_t oldest;

	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 3000);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 3000);
	bench_sleep(&bench, 700);
	(void)load_tallies(bench.load, 0, &t, 1);
	oldest = tally_read(&t->oldest_due_ns);
	ck_assert_int_ge(oldest, bench.begin_ns);
	ck_assert_int_le(oldest, clock_now(&bench.clock) - 400 * NS_PER_MS);
}
END_TEST

START_TEST(a_warm_up_that_fails_names_what_is_missing)
{
	struct err e = {0};

	one_producer();
	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 1, -1);
	bench_start(&bench);
	ck_assert_int_eq(
		load_warm(bench.load, clock_now(&bench.clock) + 1500 * NS_PER_MS, &e),
		-1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_msg(
		strstr(e.msg, "'w': 1 of 2 partitions of 't' have acknowledged nothing"),
		"%s", e.msg);
}
END_TEST

START_TEST(a_warm_up_tries_again_after_a_rejection)
{
	struct bench_rows rows;
	struct workload_plan *w = one_producer();

	params_set(&w->config, "retries", "0", 0);
	mock_errors(&bench.mock, MOCK_PRODUCE, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 150);
	(void)bench_end(&bench, 5000);
	rows = bench_rows(&bench, "w");
	bench_check_rows(&bench, &rows, PER_S);
	ck_assert_int_eq(rows.at[0].warm, 1);
	ck_assert_int_eq(rows.at[0].outcome, OUTCOME_REJECTED);
	free(rows.at);
}
END_TEST

START_TEST(an_interrupt_ends_the_warm_up)
{
	struct err e = {0};

	one_producer();
	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 1, -1);
	bench_start(&bench);
	load_interrupt(bench.load);
	ck_assert_int_eq(
		load_warm(bench.load, clock_now(&bench.clock) + 60 * NS_PER_S, &e), -1);
	ck_assert_int_eq(e.kind, ERR_INTERRUPTED);
}
END_TEST

START_TEST(a_plan_with_a_bad_property_is_refused_by_name)
{
	struct workload_plan *w = one_producer();
	struct err e = {0};

	params_set(&w->config, "compression.typo", "lz4", 0);
	ck_assert_int_eq(load_check(&bench.plan, &e), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_msg(strstr(e.msg, "workload 'w': ") &&
			      strstr(e.msg, "'compression.type'"),
		      "%s", e.msg);
}
END_TEST

START_TEST(a_good_plan_passes_the_check)
{
	struct err e = {0};

	one_producer()->idempotent = true;
	bench_consumer(&bench, "r")->group = xstrdup("g");
	ck_assert_msg(load_check(&bench.plan, &e) == 0, "%s", e.msg);
}
END_TEST

START_TEST(the_client_is_described_with_its_defects_and_settings)
{
	struct params environment = {0}, defaults = {0};

	load_describe(&environment, &defaults);
	for (size_t i = 0; i < environment.len; i++)
		ck_assert_ptr_null(strstr(environment.item[i].text, "(null)"));
	ck_assert_str_eq(params_text(&environment, "librdkafka", ""),
			 rd_kafka_version_str());
	ck_assert(
		str_starts(params_text(&defaults, "socket.nagle.disable", ""), "true: "));
	params_release(&environment);
	params_release(&defaults);
}
END_TEST

static Suite *load_life_suite(void)
{
	Suite *s = suite_create("load life");
	TCase *life = tcase_create("life");

	tcase_set_timeout(life, 60);
	tcase_add_checked_fixture(life, setup, teardown);
	tcase_add_test(life, counters_add_up);
	tcase_add_test(life, the_oldest_unanswered_record_is_seen_while_it_waits);
	tcase_add_test(life, a_warm_up_that_fails_names_what_is_missing);
	tcase_add_test(life, a_warm_up_tries_again_after_a_rejection);
	tcase_add_test(life, an_interrupt_ends_the_warm_up);
	tcase_add_test(life, a_plan_with_a_bad_property_is_refused_by_name);
	tcase_add_test(life, a_good_plan_passes_the_check);
	tcase_add_test(life, the_client_is_described_with_its_defects_and_settings);
	suite_add_tcase(s, life);
	return s;
}

UNIT_SUITE(load_life_suite)
