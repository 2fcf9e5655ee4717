/* Asking workloads against nodes of canned answers, and new clients against the mock cluster. */
#include "base/mem.h"
#include "fake_node.h"
#include "kafka/api_key.h"
#include "test_load_bench.h"
#include "unit.h"

enum { BAD_MSG = -199, TRANSPORT = -195, TIMED_OUT = -185, NEVER_ASKED = -166 };

static struct bench bench;
static struct fake_node *nodes[2];
static struct fake_words says;

/* Both brokers of the topology are fake nodes: topic "t" has two partitions, of epochs 3 and 4. */
static void setup(void)
{
	bench_open(&bench);
	says = (struct fake_words){
		.leads = true, .leader = 1, .epoch = 7, .n_partitions = 2};
	for (int p = 0; p < 2; p++)
		says.partition[p] = (struct fake_partition){.topic = "t",
							    .partition = p,
							    .leader = 1,
							    .epoch = 3 + p,
							    .n_isr = 3};
	for (size_t i = 0; i < 2; i++) {
		struct address *a = &bench.topology.nodes[i].broker;

		nodes[i] = fake_node_new(&says);
		free(a->host);
		*a = (struct address){xstrdup("127.0.0.1"), fake_node_port(nodes[i])};
	}
}

static void teardown(void)
{
	bench_close(&bench);
	for (size_t i = 0; i < 2; i++)
		fake_node_free(nodes[i]);
}

static void both_say(void)
{
	fake_node_say(nodes[0], &says);
	fake_node_say(nodes[1], &says);
}

static void begin(void)
{
	bench_start(&bench);
	bench_begin(&bench);
}

/* Due times one after the other, as the schedule says; each of them once. */
static void check_due(const struct bench_rows *r)
{
	int64_t due = bench.begin_ns;

	for (size_t i = 0; i < r->len; i++) {
		if (r->at[i].warm)
			continue;
		ck_assert_int_eq(r->at[i].due_ns, due);
		ck_assert_int_ge(r->at[i].done_ns, r->at[i].sent_ns);
		due += 50 * NS_PER_MS;
	}
}

static size_t count_error(const struct bench_rows *r, int error)
{
	size_t n = 0;

	for (size_t i = 0; i < r->len; i++)
		n += !r->at[i].warm && r->at[i].error == error;
	return n;
}

/* On a busy machine an asker may sleep through a due time: that is not what these tests are about. */
static void asked_only(struct bench_rows *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->len; i++)
		if (r->at[i].error != NEVER_ASKED)
			r->at[n++] = r->at[i];
	ck_assert_uint_gt(n, 0);
	r->len = n;
}

START_TEST(each_broker_is_asked_for_itself_and_on_time)
{
	bool seen[512] = {false};
	size_t total = 0;

	(void)bench_asker(&bench, "w", PLANE_METADATA);
	begin();
	bench_sleep(&bench, 600);
	(void)bench_end(&bench, 1000);
	for (int m = 0; m < 2; m++) {
		struct bench_rows r = bench_asked(&bench, "w", m);

		check_due(&r);
		ck_assert_uint_ge(bench_count(&r, OUTCOME_ACKED), 4);
		ck_assert_uint_eq(bench_count(&r, OUTCOME_UNKNOWN), 0);
		for (size_t i = 0; i < r.len; i++) {
			ck_assert_int_eq(r.at[i].partition, m);
			if (r.at[i].error != NEVER_ASKED)
				ck_assert_int_eq(r.at[i].offset, 3 + 4);
			ck_assert_uint_lt(r.at[i].seq, ARRAY_LEN(seen));
			ck_assert(!seen[r.at[i].seq]);
			seen[r.at[i].seq] = true;
		}
		total += r.len;
		free(r.at);
	}
	for (size_t i = 0; i < total; i++) /* no gap over both */
		ck_assert(seen[i]);
}
END_TEST

START_TEST(the_quorum_is_described_through_a_broker)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_DESCRIBE);
	begin();
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 1);
	asked_only(&r);
	ck_assert_uint_gt(bench_count(&r, OUTCOME_ACKED), 3);
	ck_assert_int_eq(r.at[0].offset, 7);
	free(r.at);
}
END_TEST

START_TEST(an_error_in_the_answer_is_no_service)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_DESCRIBE);
	begin();
	says.leads = false;
	both_say();
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_gt(bench_count(&r, OUTCOME_REJECTED), 2);
	ck_assert_uint_gt(count_error(&r, KERR_NOT_LEADER_OR_FOLLOWER), 2);
	free(r.at);
}
END_TEST

START_TEST(a_topic_that_is_not_there_is_no_service)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_METADATA);
	begin();
	says.topic_error = KERR_UNKNOWN_TOPIC_OR_PARTITION;
	both_say();
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_gt(count_error(&r, KERR_UNKNOWN_TOPIC_OR_PARTITION), 2);
	free(r.at);
}
END_TEST

/* The node is silent for 0.7 s of questions with a time limit of 0.3 s, due every 0.05 s. */
START_TEST(due_times_that_pass_while_a_question_hangs_are_unserved)
{
	struct bench_rows r, other;
	size_t hung;

	bench_asker(&bench, "w", PLANE_METADATA)->timeout_ns = 300 * NS_PER_MS;
	begin();
	bench_sleep(&bench, 200);
	says.mood = FAKE_SILENT;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 700);
	says.mood = FAKE_ANSWERS;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 500);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	check_due(&r);
	hung = count_error(&r, TIMED_OUT);
	ck_assert_uint_ge(hung, 1);
	ck_assert_uint_le(hung, 4);
	ck_assert_uint_ge(count_error(&r, NEVER_ASKED), 4 * hung);
	ck_assert_uint_ge(bench_count(&r, OUTCOME_ACKED), 4);
	ck_assert_int_eq(r.at[r.len - 1].outcome, OUTCOME_ACKED);
	for (size_t i = 0; i < r.len; i++)
		if (r.at[i].error == NEVER_ASKED) {
			ck_assert_int_eq(r.at[i].outcome, OUTCOME_REJECTED);
			ck_assert_int_eq(r.at[i].sent_ns, r.at[i].due_ns);
		}
	other = bench_asked(&bench, "w", 1); /* was not slowed down by it */
	ck_assert_uint_eq(bench_count(&other, OUTCOME_UNKNOWN), 0);
	ck_assert_uint_lt(count_error(&other, NEVER_ASKED), count_error(&r, NEVER_ASKED));
	free(r.at);
	free(other.at);
}
END_TEST

START_TEST(a_node_that_hangs_up_and_comes_back_is_asked_anew)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_METADATA);
	begin();
	bench_sleep(&bench, 150);
	says.mood = FAKE_REFUSES;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 450);
	says.mood = FAKE_ANSWERS;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	check_due(&r);
	asked_only(&r);
	ck_assert_uint_ge(count_error(&r, TRANSPORT), 3);
	ck_assert_uint_eq(bench_count(&r, OUTCOME_REJECTED), 0);
	ck_assert_int_eq(r.at[r.len - 1].outcome, OUTCOME_ACKED);
	free(r.at);
}
END_TEST

START_TEST(rubbish_is_no_answer)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_METADATA);
	begin();
	says.mood = FAKE_BABBLES;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(count_error(&r, BAD_MSG), 3);
	ck_assert_uint_eq(bench_count(&r, OUTCOME_UNKNOWN), count_error(&r, BAD_MSG));
	free(r.at);
}
END_TEST

START_TEST(giving_up_does_not_wait_for_a_time_limit)
{
	struct bench_rows r;
	int64_t before;

	bench_asker(&bench, "w", PLANE_METADATA)->timeout_ns = 30 * NS_PER_S;
	begin();
	says.mood = FAKE_SILENT;
	both_say();
	bench_sleep(&bench, 200);
	before = clock_now(&bench.clock);
	ck_assert_int_eq(bench_end(&bench, 100), 2); /* one each */
	ck_assert_int_lt(clock_now(&bench.clock) - before, 5 * NS_PER_S);
	r = bench_asked(&bench, "w", 0);
	check_due(&r);
	ck_assert_uint_eq(bench_count(&r, OUTCOME_UNKNOWN), 1);
	ck_assert_uint_ge(count_error(&r, NEVER_ASKED), 1);
	free(r.at);
}
END_TEST

START_TEST(the_load_is_cold_until_every_broker_has_answered)
{
	struct err e = {0};

	(void)bench_asker(&bench, "w", PLANE_METADATA);
	says.mood = FAKE_REFUSES;
	fake_node_say(nodes[1], &says);
	bench_start(&bench);
	ck_assert_int_eq(load_warm(bench.load, clock_now(&bench.clock) + NS_PER_S, &e),
			 -1);
	ck_assert_msg(strstr(e.msg, "'w': 1 of its questions was not answered so far") !=
			      NULL,
		      "%s", e.msg);
	ck_assert_msg(strstr(e.msg, "_TRANSPORT") != NULL, "%s", e.msg);
}
END_TEST

/* ---- admin ---- */

START_TEST(a_write_makes_its_topic_and_takes_it_away)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_ADMIN);
	begin();
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	check_due(&r);
	asked_only(&r);
	ck_assert_uint_ge(bench_count(&r, OUTCOME_ACKED), 3);
	ck_assert_uint_eq(fake_node_count(nodes[0], KAPI_CREATE_TOPICS), r.len);
	ck_assert_uint_eq(fake_node_count(nodes[0], KAPI_DELETE_TOPICS), r.len);
	ck_assert_uint_eq(fake_node_count(nodes[1], KAPI_CREATE_TOPICS), 0);
	free(r.at);
}
END_TEST

START_TEST(another_broker_is_asked_when_one_cannot_be_reached)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_ADMIN);
	begin();
	says.mood = FAKE_REFUSES;
	fake_node_say(nodes[0], &says);
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(fake_node_count(nodes[1], KAPI_DELETE_TOPICS), 3);
	ck_assert_int_eq(r.at[r.len - 1].outcome, OUTCOME_ACKED);
	ck_assert_int_eq(r.at[r.len - 1].error, 0);
	free(r.at);
}
END_TEST

START_TEST(what_a_lost_answer_left_behind_is_no_error)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_ADMIN);
	says.create_error = KERR_TOPIC_ALREADY_EXISTS;
	says.delete_error = KERR_UNKNOWN_TOPIC_OR_PARTITION;
	both_say();
	begin();
	bench_sleep(&bench, 350);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(bench_count(&r, OUTCOME_ACKED), 2);
	free(r.at);
}
END_TEST

/* The second half of the write counts, too; what is left is removed at the end. */
START_TEST(a_topic_that_may_be_left_is_deleted_at_the_end)
{
	struct bench_rows r;
	size_t asked;

	(void)bench_asker(&bench, "w", PLANE_ADMIN);
	begin();
	says.delete_error = KERR_REQUEST_TIMED_OUT;
	both_say();
	bench_sleep(&bench, 450);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	asked = count_error(&r, KERR_REQUEST_TIMED_OUT);
	ck_assert_uint_ge(asked, 3);
	ck_assert_uint_eq(bench_count(&r, OUTCOME_REJECTED), asked);
	ck_assert_uint_eq(fake_node_count(nodes[0], KAPI_DELETE_TOPICS) +
				  fake_node_count(nodes[1], KAPI_DELETE_TOPICS),
			  r.len + 1);
	free(r.at);
}
END_TEST

/* ---- group ---- */

START_TEST(the_coordinator_is_found_and_keeps_offsets)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_GROUP);
	says.coordinator = 2;
	both_say();
	begin();
	bench_sleep(&bench, 400);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	check_due(&r);
	asked_only(&r);
	ck_assert_uint_ge(bench_count(&r, OUTCOME_ACKED), 3);
	ck_assert_int_eq(r.at[r.len - 1].offset, (int64_t)r.len - 1);
	ck_assert_uint_eq(fake_node_count(nodes[0], KAPI_FIND_COORDINATOR), r.len);
	ck_assert_uint_eq(fake_node_count(nodes[0], KAPI_OFFSET_COMMIT), 0);
	ck_assert_uint_eq(fake_node_count(nodes[1], KAPI_JOIN_GROUP), 2 * r.len);
	ck_assert_uint_eq(fake_node_count(nodes[1], KAPI_LEAVE_GROUP), r.len);
	ck_assert_uint_eq(fake_node_count(nodes[1], KAPI_OFFSET_FETCH), r.len);
	free(r.at);
}
END_TEST

/* Any step may fail; and so does a coordinator that forgets. */
static const struct {
	int16_t find, join, sync, commit, fetch;
	int32_t coordinator;
	bool forgets;
	int want;
} troubles[] = {
	{KERR_COORDINATOR_NOT_AVAILABLE, 0, 0, 0, 0, 2, false,
	 KERR_COORDINATOR_NOT_AVAILABLE},
	{0, KERR_NOT_COORDINATOR, 0, 0, 0, 2, false, KERR_NOT_COORDINATOR},
	{0, 0, KERR_NOT_COORDINATOR, 0, 0, 2, false, KERR_NOT_COORDINATOR},
	{0, 0, 0, KERR_COORDINATOR_LOAD_IN_PROGRESS, 0, 2, false,
	 KERR_COORDINATOR_LOAD_IN_PROGRESS},
	{0, 0, 0, 0, KERR_COORDINATOR_LOAD_IN_PROGRESS, 2, false,
	 KERR_COORDINATOR_LOAD_IN_PROGRESS},
	{0, 0, 0, 0, 0, 9, false, KERR_COORDINATOR_NOT_AVAILABLE},
	{0, 0, 0, 0, 0, 2, true, -167},
};

START_TEST(a_coordinator_that_cannot_is_no_service)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_GROUP);
	says.coordinator = 2;
	both_say();
	begin();
	bench_sleep(&bench, 200); /* so that 0 is not what was committed last */
	says.find_error = troubles[_i].find;
	says.join_error = troubles[_i].join;
	says.sync_error = troubles[_i].sync;
	says.commit_error = troubles[_i].commit;
	says.fetch_error = troubles[_i].fetch;
	says.coordinator = troubles[_i].coordinator;
	says.forgets = troubles[_i].forgets;
	both_say();
	bench_sleep(&bench, 400);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(count_error(&r, troubles[_i].want), 2);
	ck_assert_int_eq(r.at[r.len - 1].outcome, OUTCOME_REJECTED);
	ck_assert_int_eq(r.at[r.len - 1].offset, -1);
	free(r.at);
}
END_TEST

START_TEST(a_coordinator_that_is_away_is_no_service)
{
	struct bench_rows r;

	(void)bench_asker(&bench, "w", PLANE_GROUP);
	says.coordinator = 2;
	both_say();
	begin();
	says.mood = FAKE_REFUSES;
	fake_node_say(nodes[1], &says);
	bench_sleep(&bench, 400);
	(void)bench_end(&bench, 1000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(count_error(&r, TRANSPORT), 2);
	ck_assert_int_eq(r.at[r.len - 1].outcome, OUTCOME_UNKNOWN);
	free(r.at);
}
END_TEST

/* ---- new client: the mock cluster ---- */

static void setup_mock(void)
{
	bench_open(&bench);
}

static void teardown_mock(void)
{
	bench_close(&bench);
}

static struct workload_plan *newcomer(void)
{
	struct workload_plan *w;

	(void)bench_producer(&bench, "p", 50);
	w = bench_asker(&bench, "w", PLANE_NEW_CLIENT);
	w->every_ns = 200 * NS_PER_MS;
	w->timeout_ns = 3 * NS_PER_S;
	return w;
}

START_TEST(a_new_client_gets_the_first_record_of_each_partition_in_turn)
{
	struct bench_rows r;
	size_t of[2] = {0, 0};

	newcomer()->every_ns = 500 * NS_PER_MS;
	begin();
	bench_sleep(&bench, 2500);
	(void)bench_end(&bench, 4000);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	for (size_t i = 0; i < r.len; i++)
		if (r.at[i].outcome == OUTCOME_ACKED) {
			ck_assert_int_eq(r.at[i].offset, 0);
			of[r.at[i].partition]++;
		}
	ck_assert_uint_ge(of[0], 2); /* one of them is warm */
	ck_assert_uint_ge(of[1], 2);
	free(r.at);
}
END_TEST

START_TEST(a_new_client_finds_no_cluster_where_there_is_none)
{
	struct bench_rows r;

	newcomer()->timeout_ns = 500 * NS_PER_MS;
	begin();
	rd_kafka_mock_broker_set_down(bench.mock.cluster, 1);
	rd_kafka_mock_broker_set_down(bench.mock.cluster, 2);
	bench_sleep(&bench, 1500);
	(void)bench_end(&bench, 500);
	r = bench_asked(&bench, "w", 0);
	asked_only(&r);
	ck_assert_uint_ge(bench_count(&r, OUTCOME_UNKNOWN), 1);
	ck_assert_int_ne(r.at[r.len - 1].error, 0);
	ck_assert_int_ne(r.at[r.len - 1].outcome, OUTCOME_ACKED);
	free(r.at);
}
END_TEST

static Suite *load_ask_suite(void)
{
	Suite *s = suite_create("load ask");
	TCase *tc = tcase_create("wire"), *mock = tcase_create("new client");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_broker_is_asked_for_itself_and_on_time);
	tcase_add_test(tc, the_quorum_is_described_through_a_broker);
	tcase_add_test(tc, an_error_in_the_answer_is_no_service);
	tcase_add_test(tc, a_topic_that_is_not_there_is_no_service);
	tcase_add_test(tc, due_times_that_pass_while_a_question_hangs_are_unserved);
	tcase_add_test(tc, a_node_that_hangs_up_and_comes_back_is_asked_anew);
	tcase_add_test(tc, rubbish_is_no_answer);
	tcase_add_test(tc, giving_up_does_not_wait_for_a_time_limit);
	tcase_add_test(tc, the_load_is_cold_until_every_broker_has_answered);
	tcase_add_test(tc, a_write_makes_its_topic_and_takes_it_away);
	tcase_add_test(tc, another_broker_is_asked_when_one_cannot_be_reached);
	tcase_add_test(tc, what_a_lost_answer_left_behind_is_no_error);
	tcase_add_test(tc, a_topic_that_may_be_left_is_deleted_at_the_end);
	tcase_add_test(tc, the_coordinator_is_found_and_keeps_offsets);
	tcase_add_loop_test(tc, a_coordinator_that_cannot_is_no_service, 0,
			    (int)ARRAY_LEN(troubles));
	tcase_add_test(tc, a_coordinator_that_is_away_is_no_service);
	tcase_set_timeout(mock, 60);
	tcase_add_checked_fixture(mock, setup_mock, teardown_mock);
	tcase_add_test(mock,
		       a_new_client_gets_the_first_record_of_each_partition_in_turn);
	tcase_add_test(mock, a_new_client_finds_no_cluster_where_there_is_none);
	suite_add_tcase(s, tc);
	suite_add_tcase(s, mock);
	return s;
}

UNIT_SUITE(load_ask_suite)
