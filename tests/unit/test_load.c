/* Producing workloads against the mock cluster: rows are exact whatever the brokers do. */
#include "base/mem.h"
#include "kafka/client.h"
#include "test_load_bench.h"
#include "unit.h"

enum { PER_S = 200 };

static struct bench bench;
static struct bench_rows rows;

static void setup(void)
{
	bench_open(&bench);
	rows = (struct bench_rows){0};
}

static void teardown(void)
{
	free(rows.at);
	bench_close(&bench);
}

static struct workload_plan *one_producer(void)
{
	return bench_producer(&bench, "w", PER_S);
}

/* Everything due in the time the run took, to the record. */
static void end_and_check(int drain_ms)
{
	(void)bench_end(&bench, drain_ms);
	rows = bench_rows(&bench, "w");
	bench_check_rows(&bench, &rows, PER_S);
}

static void check_all_acked(void)
{
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_REJECTED), 0);
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_UNKNOWN), 0);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_ACKED), 0);
}

static int64_t worst_latency(void)
{
	int64_t worst = 0;

	for (size_t i = 0; i < rows.len; i++)
		if (!rows.at[i].warm && rows.at[i].done_ns - rows.at[i].due_ns > worst)
			worst = rows.at[i].done_ns - rows.at[i].due_ns;
	return worst;
}

START_TEST(a_calm_run_acknowledges_everything)
{
	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 1050);
	end_and_check(5000);
	check_all_acked();
	ck_assert_uint_ge(bench_count(&rows, OUTCOME_ACKED), PER_S - 1);
	ck_assert_uint_le(bench_count(&rows, OUTCOME_ACKED), PER_S * 2);
}
END_TEST

START_TEST(every_partition_is_warmed_before_the_schedule_begins)
{
	bool seen[2] = {false};

	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 150);
	end_and_check(5000);
	for (size_t i = 0; i < rows.len; i++)
		if (rows.at[i].warm && rows.at[i].outcome == OUTCOME_ACKED) {
			ck_assert_int_lt(rows.at[i].done_ns, bench.begin_ns);
			seen[rows.at[i].partition] = true;
		}
	ck_assert(seen[0] && seen[1]);
}
END_TEST

START_TEST(records_go_to_the_partitions_in_turn)
{
	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	end_and_check(5000);
	for (size_t i = 0; i + 1 < rows.len; i++)
		if (!rows.at[i].warm)
			ck_assert_int_ne(rows.at[i].partition, rows.at[i + 1].partition);
}
END_TEST

START_TEST(a_stalled_cluster_changes_no_due_time)
{
	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 700);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 700);
	bench_sleep(&bench, 400);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 0);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 0);
	bench_sleep(&bench, 300);
	end_and_check(8000);
	check_all_acked();
	ck_assert_int_ge(worst_latency(), 350 * NS_PER_MS);
}
END_TEST

START_TEST(refusals_that_pass_leave_everything_acknowledged)
{
	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	mock_errors(&bench.mock, MOCK_PRODUCE, 6, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	bench_sleep(&bench, 300);
	end_and_check(5000);
	check_all_acked();
	ck_assert_int_ge(worst_latency(), 50 * NS_PER_MS);
}
END_TEST

START_TEST(disconnects_leave_everything_with_an_outcome)
{
	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	mock_errors(&bench.mock, MOCK_PRODUCE, 4, RD_KAFKA_RESP_ERR__TRANSPORT);
	bench_sleep(&bench, 300);
	end_and_check(8000);
	check_all_acked();
}
END_TEST

START_TEST(a_broker_that_is_down_makes_its_own_partition_late_only)
{
	int64_t worst[2] = {0};

	one_producer();
	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 0, 1);
	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 1, 2);
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	rd_kafka_mock_broker_set_down(bench.mock.cluster, 1);
	bench_sleep(&bench, 2000);
	rd_kafka_mock_broker_set_up(bench.mock.cluster, 1);
	bench_sleep(&bench, 300);
	end_and_check(8000);
	check_all_acked();
	for (size_t i = 0; i < rows.len; i++) {
		const struct produced *r = &rows.at[i];

		if (!r->warm && r->done_ns - r->due_ns > worst[r->partition])
			worst[r->partition] = r->done_ns - r->due_ns;
	}
	ck_assert_int_ge(worst[0], 1500 * NS_PER_MS);
	ck_assert_int_lt(worst[1], 1000 * NS_PER_MS);
}
END_TEST

START_TEST(refusals_until_the_time_is_over_are_rejections)
{
	struct workload_plan *w = one_producer();

	params_set(&w->config, "message.timeout.ms", "1000", 0);
	bench_start(&bench);
	bench_begin(&bench);
	mock_errors(&bench.mock, MOCK_PRODUCE, 1000,
		    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
	bench_sleep(&bench, 500);
	end_and_check(5000);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_REJECTED), 50);
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_UNKNOWN), 0);
	ck_assert_str_eq(client_error_name(rows.at[rows.len - 1].error),
			 "_MSG_TIMED_OUT");
}
END_TEST

START_TEST(broker_timeouts_until_the_time_is_over_stay_unknown)
{
	struct workload_plan *w = one_producer();

	params_set(&w->config, "message.timeout.ms", "1000", 0);
	bench_start(&bench);
	bench_begin(&bench);
	mock_errors(&bench.mock, MOCK_PRODUCE, 1000, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
	bench_sleep(&bench, 500);
	end_and_check(5000);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_UNKNOWN), 50);
}
END_TEST

START_TEST(what_is_given_up_is_counted_and_has_its_rows)
{
	int64_t given_up;

	one_producer();
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 5000);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 5000);
	bench_sleep(&bench, 400);
	given_up = bench_end(&bench, 100);
	rows = bench_rows(&bench, "w");
	bench_check_rows(&bench, &rows, PER_S);
	ck_assert_int_gt(given_up, 30);
	ck_assert_int_eq(given_up, (int64_t)(bench_count(&rows, OUTCOME_UNKNOWN) +
					     bench_count(&rows, OUTCOME_REJECTED)));
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_UNKNOWN), 0);
}
END_TEST

START_TEST(a_full_queue_delays_demand_and_drops_none)
{
	struct workload_plan *w = one_producer();
	char *events;

	params_set(&w->config, "queue.buffering.max.messages", "10", 0);
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 400);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 400);
	bench_sleep(&bench, 500);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 0);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 0);
	bench_sleep(&bench, 500);
	end_and_check(8000);
	check_all_acked();
	events = bench_text(&bench, "load.jsonl");
	ck_assert_ptr_nonnull(strstr(events, "saturated: the client's queue is full"));
	ck_assert_ptr_nonnull(strstr(events, "saturated: over after"));
	free(events);
}
END_TEST

START_TEST(records_that_never_fitted_into_the_queue_are_rejected_rows)
{
	struct workload_plan *w = one_producer();

	params_set(&w->config, "queue.buffering.max.messages", "10", 0);
	bench_start(&bench);
	bench_begin(&bench);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 1, 9000);
	rd_kafka_mock_broker_set_rtt(bench.mock.cluster, 2, 9000);
	bench_sleep(&bench, 550);
	end_and_check(100);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_REJECTED), 50);
	ck_assert_int_eq(rows.at[rows.len - 1].error, CLIENT_ERR_QUEUE_FULL);
	ck_assert_uint_ge(rows.len, PER_S * 45 / 100);
}
END_TEST

START_TEST(without_acknowledgements_nothing_is_claimed)
{
	struct workload_plan *w = one_producer();

	w->acks = ACKS_NONE;
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	end_and_check(5000);
	ck_assert_uint_eq(bench_count(&rows, OUTCOME_ACKED), 0);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_UNKNOWN), 20);
	ck_assert_int_eq(rows.at[rows.len - 1].error, 0);
}
END_TEST

START_TEST(a_key_decides_the_partition_and_the_row_knows_it)
{
	struct workload_plan *w = one_producer();
	size_t per_partition[2] = {0};

	w->spread = SPREAD_KEY;
	w->keys = 50;
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 400);
	end_and_check(5000);
	check_all_acked();
	for (size_t i = 0; i < rows.len; i++) {
		ck_assert_int_ge(rows.at[i].partition, 0);
		per_partition[rows.at[i].partition]++;
	}
	ck_assert_uint_gt(per_partition[0], 5);
	ck_assert_uint_gt(per_partition[1], 5);
}
END_TEST

START_TEST(a_fixed_partition_gets_everything)
{
	struct workload_plan *w = one_producer();

	w->spread = SPREAD_PARTITION;
	w->partition = 1;
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	end_and_check(5000);
	for (size_t i = 0; i < rows.len; i++)
		ck_assert_int_eq(rows.at[i].partition, 1);
}
END_TEST

START_TEST(a_fatal_idempotent_producer_is_replaced_and_goes_on)
{
	struct workload_plan *w = one_producer();
	char *events;

	w->idempotent = true;
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	mock_errors(&bench.mock, MOCK_PRODUCE, 1,
		    RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
	bench_sleep(&bench, 1500);
	end_and_check(8000);
	events = bench_text(&bench, "load.jsonl");
	ck_assert_ptr_nonnull(strstr(events, "fatal: "));
	ck_assert_ptr_nonnull(strstr(events, "replaced the producer"));
	free(events);
	ck_assert_int_eq(rows.at[rows.len - 1].outcome, OUTCOME_ACKED);
	ck_assert_uint_gt(bench_count(&rows, OUTCOME_UNKNOWN) +
				  bench_count(&rows, OUTCOME_REJECTED),
			  0);
}
END_TEST

START_TEST(two_workloads_keep_to_their_own_schedules)
{
	struct bench_rows slow;

	one_producer();
	bench_producer(&bench, "slow", 20);
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 400);
	end_and_check(5000);
	slow = bench_rows(&bench, "slow");
	bench_check_rows(&bench, &slow, 20);
	free(slow.at);
}
END_TEST

static Suite *load_suite(void)
{
	Suite *s = suite_create("load producers");
	TCase *run = tcase_create("run");

	tcase_set_timeout(run, 60);
	tcase_add_checked_fixture(run, setup, teardown);
	tcase_add_test(run, a_calm_run_acknowledges_everything);
	tcase_add_test(run, every_partition_is_warmed_before_the_schedule_begins);
	tcase_add_test(run, records_go_to_the_partitions_in_turn);
	tcase_add_test(run, a_stalled_cluster_changes_no_due_time);
	tcase_add_test(run, refusals_that_pass_leave_everything_acknowledged);
	tcase_add_test(run, disconnects_leave_everything_with_an_outcome);
	tcase_add_test(run, a_broker_that_is_down_makes_its_own_partition_late_only);
	tcase_add_test(run, refusals_until_the_time_is_over_are_rejections);
	tcase_add_test(run, broker_timeouts_until_the_time_is_over_stay_unknown);
	tcase_add_test(run, what_is_given_up_is_counted_and_has_its_rows);
	tcase_add_test(run, a_full_queue_delays_demand_and_drops_none);
	tcase_add_test(run, records_that_never_fitted_into_the_queue_are_rejected_rows);
	tcase_add_test(run, without_acknowledgements_nothing_is_claimed);
	tcase_add_test(run, a_key_decides_the_partition_and_the_row_knows_it);
	tcase_add_test(run, a_fixed_partition_gets_everything);
	tcase_add_test(run, a_fatal_idempotent_producer_is_replaced_and_goes_on);
	tcase_add_test(run, two_workloads_keep_to_their_own_schedules);
	suite_add_tcase(s, run);

	return s;
}

UNIT_SUITE(load_suite)
