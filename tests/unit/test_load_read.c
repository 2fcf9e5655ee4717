/* Consuming workloads and the reading back at the end, against the mock cluster. */
#include "base/mem.h"
#include "kafka/client_producer.h"
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

/* Consuming. */

static void run_for(int ms)
{
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, ms);
	(void)bench_end(&bench, 8000);
}

/* How many rows the members wrote in all, each sequence number marked in `seen`. */
static size_t receive_all(const char *const *files, size_t n_files, bool *seen,
			  size_t cap)
{
	size_t n, all = 0;

	for (size_t f = 0; f < n_files; f++) {
		struct consumed *rows = bench_consumed(&bench, files[f], &n);

		for (size_t i = 0; i < n; i++) {
			ck_assert_uint_lt(rows[i].seq, cap);
			ck_assert_uint_eq(rows[i].producer, 0);
			seen[rows[i].seq] = true;
		}
		all += n;
		free(rows);
	}
	return all;
}

static void check_received(const char *const *files, size_t n_files)
{
	struct bench_rows produced = bench_rows(&bench, "w");
	bool *seen = xcalloc(produced.len, sizeof(*seen));

	ck_assert_uint_eq(receive_all(files, n_files, seen, produced.len), produced.len);
	for (size_t i = 0; i < produced.len; i++)
		ck_assert(seen[i]);
	free(seen);
	free(produced.at);
}

START_TEST(an_assigned_consumer_receives_every_record_once)
{
	static const char *const files[] = {"r-0"};

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r");
	run_for(500);
	check_received(files, 1);
}
END_TEST

START_TEST(members_share_the_partitions)
{
	static const char *const files[] = {"r-0", "r-1"};
	size_t n;

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r")->members = 2;
	run_for(500);
	check_received(files, 2);
	for (int member = 0; member < 2; member++) {
		struct consumed *rows = bench_consumed(&bench, files[member], &n);

		ck_assert_uint_gt(n, 0);
		for (size_t i = 0; i < n; i++)
			ck_assert_int_eq(rows[i].partition, member);
		free(rows);
	}
}
END_TEST

START_TEST(a_group_receives_every_record_and_tells_of_its_assignments)
{
	static const char *const files[] = {"r-0"};
	char *events;

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r")->group = xstrdup("g");
	run_for(500);
	check_received(files, 1);
	events = bench_text(&bench, "load.jsonl");
	ck_assert_ptr_nonnull(strstr(events, "assigned t/0,1"));
	free(events);
}
END_TEST

START_TEST(receipts_are_counted_live)
{
	const struct tally *t[4];

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r")->members = 2;
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	(void)load_drain(bench.load, clock_now(&bench.clock) + 5 * NS_PER_S);
	ck_assert_uint_eq(load_tallies(bench.load, 1, t, ARRAY_LEN(t)), 2);
	ck_assert_int_gt(tally_read(&t[0]->acked), 10);
	ck_assert_int_gt(tally_read(&t[1]->last_good_ns), bench.begin_ns);
}
END_TEST

START_TEST(a_drain_waits_until_consumers_have_what_was_acknowledged)
{
	static const char *const files[] = {"r-0"};

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r");
	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 200);
	for (int i = 0; i < 4; i++) /* the mock answers one fetch late, then the next */
		rd_kafka_mock_broker_push_request_error_rtts(
			bench.mock.cluster, 1 + i % 2, MOCK_FETCH, 1, 0, 500);
	bench_sleep(&bench, 100);
	(void)bench_end(&bench, 8000);
	check_received(files, 1);
}
END_TEST

START_TEST(a_group_that_gets_nothing_is_named_by_the_warm_up)
{
	struct err e = {0};

	bench_producer(&bench, "w", PER_S);
	bench_consumer(&bench, "r")->group = xstrdup("g");
	rd_kafka_mock_push_request_errors(bench.mock.cluster, 11 /* JoinGroup */, 3,
					  RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
					  RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
					  RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
	bench_start(&bench);
	ck_assert_int_eq(
		load_warm(bench.load, clock_now(&bench.clock) + 1500 * NS_PER_MS, &e),
		-1);
	ck_assert_msg(strstr(e.msg, "'r': 0 of 2 partitions of 't' are assigned") != NULL,
		      "%s", e.msg);
}
END_TEST

/* Reading back. */

static struct kproducer *planter;
static int n_planted;

static void on_delivery(UNUSED void *arg, const struct delivery *d)
{
	ck_assert_int_eq(d->error, 0);
	n_planted++;
}

static void setup_settle(void)
{
	struct kproducer_params p = {.topic = "t", .on_delivery = on_delivery};
	struct err e = {0};

	setup();
	bench_producer(&bench, "w", PER_S); /* planned, and not run */
	p.bootstrap = bench.mock.bootstrap;
	p.acks = ACKS_ALL;
	planter = kproducer_new(&p, &e);
	ck_assert_msg(planter != NULL, "%s", e.msg);
	n_planted = 0;
}

static void teardown_settle(void)
{
	kproducer_free(planter);
	teardown();
}

static void plant(int32_t partition, const char *text)
{
	struct krecord r = {
		.partition = partition, .value = text, .value_len = strlen(text)};
	int error, want = n_planted + 1;

	ck_assert_int_eq(kproducer_send(planter, &r, &error), SEND_OK);
	for (int i = 0; i < 100 && n_planted < want; i++)
		(void)kproducer_poll(planter, 100);
	ck_assert_int_eq(n_planted, want);
}

static void plant_stamp(int32_t partition, uint32_t seq)
{
	struct stamp s = {.run = BENCH_RUN, .seq = seq, .partition = partition};
	char text[STAMP_MAX];

	(void)stamp_write(text, &s);
	plant(partition, text);
}

/* Of the reading that is on its way: how many partitions it told. */
static int told;

static void count_told(UNUSED void *arg, const struct event *ev)
{
	ck_assert_int_eq(ev->kind, EVENT_SETTLED);
	told++;
}

static bool settle_for(int ms, settle_progress_fn *progress)
{
	struct err e = {0};
	struct settle s = {.plan = &bench.plan,
			   .bootstrap = bench.mock.bootstrap,
			   .clock = &bench.clock,
			   .record = bench.record,
			   .events = record_stream(bench.record, "events.jsonl", &e),
			   .run_id = BENCH_RUN,
			   .until_ns = clock_now(&bench.clock) + ms * NS_PER_MS,
			   .progress = progress,
			   .told = count_told};
	bool complete = false;

	told = 0;

	ck_assert_msg(settle_run(&s, &complete, &e) == 0, "%s", e.msg);
	bench_finish(&bench);
	return complete;
}

static void check_found(const uint32_t *want, size_t n_want)
{
	size_t n;
	struct found *rows = bench_found(&bench, &n);

	ck_assert_uint_eq(n, n_want);
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(rows[i].seq, want[i]);
	free(rows);
}

START_TEST(a_planted_duplicate_is_found_twice)
{
	static const uint32_t want[] = {0, 1, 1, 2};

	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		plant_stamp(0, want[i]);
	ck_assert(settle_for(10000, NULL));
	check_found(want, ARRAY_LEN(want));
	ck_assert_int_eq(told, bench.plan.topics[0].partitions);
}
END_TEST

START_TEST(a_planted_reordering_is_found_in_the_order_of_the_log)
{
	static const uint32_t want[] = {0, 3, 2, 4};

	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		plant_stamp(1, want[i]);
	ck_assert(settle_for(10000, NULL));
	check_found(want, ARRAY_LEN(want));
}
END_TEST

START_TEST(foreign_records_are_counted_and_not_trusted)
{
	static const uint32_t want[] = {7};
	char *events;

	plant(0, "who goes there");
	plant(0, "kc1:00000001:0:5:0;of another run");
	plant(0, "kc1:00000abc:9:5:0;of a workload that is not in the plan");
	plant_stamp(0, 7);
	ck_assert(settle_for(10000, NULL));
	check_found(want, ARRAY_LEN(want));
	events = bench_text(&bench, "events.jsonl");
	ck_assert_msg(strstr(events, "\"foreign\":3") != NULL, "%s", events);
	free(events);
}
END_TEST

START_TEST(an_empty_topic_is_complete)
{
	ck_assert(settle_for(10000, NULL));
	check_found(NULL, 0);
}
END_TEST

START_TEST(a_partition_that_cannot_be_read_is_not_complete)
{
	char *events;

	plant_stamp(0, 1);
	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 1, -1);
	ck_assert(!settle_for(2500, NULL));
	events = bench_text(&bench, "events.jsonl");
	ck_assert_ptr_nonnull(strstr(events, "\"complete\":false"));
	free(events);
}
END_TEST

START_TEST(a_log_that_does_not_begin_at_0_is_read_and_not_complete)
{
	enum { BIG = 100000, N = 70 }; /* the mock keeps the last 5 MB of a partition */
	char *text = xcalloc(1, BIG + 1);
	size_t n;
	struct found *found;

	for (uint32_t seq = 0; seq < N; seq++) {
		struct stamp s = {.run = BENCH_RUN, .seq = seq};

		memset(text, '.', BIG);
		text[stamp_write(text, &s)] = '.'; /* over its NUL */
		plant(0, text);
	}
	free(text);
	ck_assert(!settle_for(8000, NULL));
	found = bench_found(&bench, &n);
	ck_assert_uint_gt(n, 10);
	ck_assert_uint_lt(n, N);
	ck_assert_uint_eq(found[n - 1].seq, N - 1);
	free(found);
}
END_TEST

static bool stop_at_once(UNUSED void *arg, const struct settle_progress *p)
{
	ck_assert_uint_eq(p->partitions, 2);
	return false;
}

START_TEST(reading_back_can_be_stopped)
{
	int64_t start = clock_now(&bench.clock);

	rd_kafka_mock_partition_set_leader(bench.mock.cluster, "t", 1, -1);
	ck_assert(!settle_for(60000, stop_at_once));
	ck_assert_int_lt(clock_now(&bench.clock) - start, 10 * NS_PER_S);
}
END_TEST

START_TEST(a_whole_run_is_found_again)
{
	struct bench_rows rows;
	size_t n;
	struct found *found;

	bench_start(&bench);
	bench_begin(&bench);
	bench_sleep(&bench, 300);
	(void)load_drain(bench.load, clock_now(&bench.clock) + 5 * NS_PER_S);
	ck_assert(settle_for(10000, NULL));
	rows = bench_rows(&bench, "w");
	found = bench_found(&bench, &n);
	ck_assert_uint_eq(n, rows.len);
	for (size_t i = 0; i < n; i++) {
		const struct produced *r = &rows.at[found[i].seq];

		ck_assert_int_eq(found[i].partition, r->partition);
		ck_assert_int_eq(found[i].offset, r->offset);
	}
	free(found);
	free(rows.at);
}
END_TEST

static Suite *load_read_suite(void)
{
	Suite *s = suite_create("load consumers");
	TCase *consume = tcase_create("consume");
	TCase *settle = tcase_create("settle");

	tcase_set_timeout(consume, 60);
	tcase_add_checked_fixture(consume, setup, teardown);
	tcase_add_test(consume, an_assigned_consumer_receives_every_record_once);
	tcase_add_test(consume, members_share_the_partitions);
	tcase_add_test(consume,
		       a_group_receives_every_record_and_tells_of_its_assignments);
	tcase_add_test(consume, receipts_are_counted_live);
	tcase_add_test(consume, a_drain_waits_until_consumers_have_what_was_acknowledged);
	tcase_add_test(consume, a_group_that_gets_nothing_is_named_by_the_warm_up);
	suite_add_tcase(s, consume);

	tcase_set_timeout(settle, 60);
	tcase_add_checked_fixture(settle, setup_settle, teardown_settle);
	tcase_add_test(settle, a_planted_duplicate_is_found_twice);
	tcase_add_test(settle, a_planted_reordering_is_found_in_the_order_of_the_log);
	tcase_add_test(settle, foreign_records_are_counted_and_not_trusted);
	tcase_add_test(settle, an_empty_topic_is_complete);
	tcase_add_test(settle, a_partition_that_cannot_be_read_is_not_complete);
	tcase_add_test(settle, a_log_that_does_not_begin_at_0_is_read_and_not_complete);
	tcase_add_test(settle, reading_back_can_be_stopped);
	tcase_add_test(settle, a_whole_run_is_found_again);
	suite_add_tcase(s, settle);
	return s;
}

UNIT_SUITE(load_read_suite)
