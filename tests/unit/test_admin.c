/* What is read of a cluster, and how long it is waited for. */
#include "admin_kit.h"
#include "base/clock.h"
#include "base/mem.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

#define PATIENCE (5 * NS_PER_S)

static struct admin_kit *kit;
static struct err why;

static void set_up(void)
{
	kit = admin_kit_begin(3, 3, 3);
	why = (struct err){0};
	for (int32_t id = 1; id <= 3; id++)
		*admin_kit_says(kit, id, SIDE_BROKER) = (struct says){.freshness = 10,
								      .value = "2",
								      .source = 1,
								      .node = 3,
								      .log_end = 100,
								      .replicas = "312"};
}

static void tear_down(void)
{
	admin_kit_end(kit);
}

static struct says *broker(int32_t id)
{
	return admin_kit_says(kit, id, SIDE_BROKER);
}

static size_t asked(int32_t id, enum side side, int api)
{
	return admin_kit_asked(kit, id, side, api);
}

/* ---- reading ---- */

START_TEST(a_topics_own_setting_is_told_apart_from_a_default)
{
	char *value = NULL;
	int n = 0;

	ck_assert_int_eq(admin_topic_config(admin_kit_cluster(kit), "t",
					    "min.insync.replicas", PATIENCE, &value,
					    &why),
			 0);
	ck_assert_str_eq(value, "2");
	free(value);
	for (int32_t id = 1; id <= 3; id++)
		broker(id)->source = 5;
	ck_assert_int_eq(admin_topic_config(admin_kit_cluster(kit), "t",
					    "min.insync.replicas", PATIENCE, &value,
					    &why),
			 0);
	ck_assert_ptr_null(value);
	ck_assert_int_eq(
		admin_min_insync(admin_kit_cluster(kit), "t", PATIENCE, &n, &why), 0);
	ck_assert_int_eq(n, 2); /* whoever set it */
}
END_TEST

START_TEST(the_broker_with_the_freshest_metadata_is_believed)
{
	char *value = NULL;

	broker(2)->freshness = 11;
	broker(2)->value = "3";
	ck_assert_int_eq(admin_topic_config(admin_kit_cluster(kit), "t",
					    "min.insync.replicas", PATIENCE, &value,
					    &why),
			 0);
	ck_assert_str_eq(value, "3");
	ck_assert_uint_eq(asked(1, SIDE_BROKER, 32), 0);
	free(value);
}
END_TEST

START_TEST(a_broker_that_says_nothing_is_passed_over)
{
	char *value = NULL;

	broker(1)->silent = true;
	ck_assert_int_eq(admin_topic_config(admin_kit_cluster(kit), "t",
					    "min.insync.replicas", PATIENCE, &value,
					    &why),
			 0);
	ck_assert_str_eq(value, "2");
	free(value);
}
END_TEST

START_TEST(a_setting_that_does_not_exist_is_said)
{
	char *value = NULL;

	for (int32_t id = 1; id <= 3; id++)
		broker(id)->value = NULL;
	ck_assert_int_eq(admin_topic_config(admin_kit_cluster(kit), "t", "min.insync",
					    PATIENCE, &value, &why),
			 -1);
	ck_assert_str_eq(
		why.msg,
		"cannot read 'min.insync' of topic 't': a topic has no such setting");
	ck_assert_int_eq(why.kind, ERR_ENVIRONMENT);
	ck_assert_ptr_null(value);
}
END_TEST

START_TEST(a_minimum_that_is_no_number_is_said)
{
	int n = 7;

	for (int32_t id = 1; id <= 3; id++)
		broker(id)->value = "two";
	ck_assert_int_eq(
		admin_min_insync(admin_kit_cluster(kit), "t", PATIENCE, &n, &why), -1);
	ck_assert_str_eq(why.msg,
			 "'min.insync.replicas' of topic 't' is 'two', no number");
	ck_assert_int_eq(n, 7);
}
END_TEST

START_TEST(replicas_keep_their_order)
{
	struct ids got = {0};
	struct strbuf text = STRBUF_INIT;

	ck_assert_int_eq(
		admin_replicas(admin_kit_cluster(kit), "t", 1, PATIENCE, &got, &why), 0);
	ids_text(&got, &text);
	ck_assert_str_eq(strbuf_text(&text), "3,1,2");
	ids_release(&got);
	strbuf_release(&text);
	ck_assert_int_eq(
		admin_replicas(admin_kit_cluster(kit), "t", 7, PATIENCE, &got, &why), -1);
	ck_assert_str_eq(why.msg, "cannot read the replicas of t/7: there is no such "
				  "partition");
}
END_TEST

START_TEST(a_coordinator_that_is_not_there_yet_is_waited_for)
{
	int32_t node = -1;

	for (int32_t id = 1; id <= 3; id++) {
		broker(id)->error = 15;
		broker(id)->error_times = 1;
	}
	ck_assert_int_eq(
		admin_coordinator(admin_kit_cluster(kit), "g", PATIENCE, &node, &why), 0);
	ck_assert_int_eq(node, 3);
	ck_assert_uint_eq(asked(1, SIDE_BROKER, 10), 2);
}
END_TEST

/* ---- how far copies are ---- */

START_TEST(lags_are_measured_from_the_farthest_copy)
{
	static int32_t of_ids[] = {2, 3, 1, 9};
	const struct ids of = {of_ids, 4};
	int64_t lags[4] = {0};

	broker(2)->log_end = 88;
	broker(1)->silent = true;
	ck_assert_int_eq(admin_replica_lags(admin_kit_cluster(kit), "t", 0, &of, PATIENCE,
					    lags, &why),
			 0);
	ck_assert_int_eq(lags[0], 12);
	ck_assert_int_eq(lags[1], 0);
	ck_assert_int_eq(lags[2], -1);
	ck_assert_int_eq(lags[3], -1); /* there is no such node */
	ck_assert_ptr_nonnull(strstr(admin_kit_request(kit, 2, SIDE_BROKER),
				     "fffffffe")); /* as a debugger: its own log end */
}
END_TEST

START_TEST(when_nobody_tells_how_far_it_is_that_is_an_error)
{
	static int32_t of_ids[] = {1, 2};
	const struct ids of = {of_ids, 2};
	int64_t lags[2] = {7, 7};

	broker(1)->error = broker(2)->error = 56;
	ck_assert_int_eq(admin_replica_lags(admin_kit_cluster(kit), "t", 0, &of, PATIENCE,
					    lags, &why),
			 -1);
	ck_assert_str_eq(why.msg, "no broker tells how far its copy of t/0 is (node 1: "
				  "KAFKA_STORAGE_ERROR; node 2: KAFKA_STORAGE_ERROR)");
	ck_assert_int_eq(lags[0], 7);
}
END_TEST

/* ---- waiting ---- */

static void *cancel_soon(void *arg)
{
	atomic_bool *cancel = arg;

	(void)usleep(50000);
	atomic_store(cancel, true);
	return NULL;
}

START_TEST(a_wait_ends_when_it_is_cancelled)
{
	atomic_bool cancel = false;
	struct clock clock;
	pthread_t thread;
	int32_t node;

	for (int32_t id = 1; id <= 3; id++)
		broker(id)->silent = true;
	cluster_set_cancel(admin_kit_cluster(kit), &cancel);
	clock_start(&clock);
	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
	ck_assert_int_eq(admin_coordinator(admin_kit_cluster(kit), "g", 60 * NS_PER_S,
					   &node, &why),
			 -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
	ck_assert_int_lt(clock_now(&clock), 20 * NS_PER_S); /* and not after 60 */
	(void)pthread_join(thread, NULL);
}
END_TEST

START_TEST(a_cluster_without_reachable_ports_is_said_at_once)
{
	struct clock clock;
	int32_t node;

	admin_kit_end(kit);
	kit = admin_kit_begin(3, 0, 3);
	clock_start(&clock);
	ck_assert_int_eq(admin_coordinator(admin_kit_cluster(kit), "g", 60 * NS_PER_S,
					   &node, &why),
			 -1);
	ck_assert_int_lt(clock_now(&clock), 20 * NS_PER_S); /* and not after 60 */
	ck_assert_str_eq(
		why.msg,
		"cannot find the coordinator of group 'g': no broker's port can be reached "
		"from here; publish it in the Compose file");
}
END_TEST

static int pretend(struct cluster *c, const char *group, UNUSED int64_t timeout_ns,
		   int32_t *out_node, UNUSED struct err *e)
{
	*out_node = *(int32_t *)admin_arg(c) + (int32_t)strlen(group);
	return 0;
}

START_TEST(a_test_can_put_its_own_answers_behind_it)
{
	static const struct admin_ops mine = {.coordinator = pretend};
	int32_t base = 40, node = 0;

	admin_set_ops(admin_kit_cluster(kit), &mine, &base);
	ck_assert_int_eq(
		admin_coordinator(admin_kit_cluster(kit), "ab", PATIENCE, &node, &why),
		0);
	ck_assert_int_eq(node, 42);
	admin_set_ops(admin_kit_cluster(kit), NULL, NULL);
	ck_assert_int_eq(
		admin_coordinator(admin_kit_cluster(kit), "ab", PATIENCE, &node, &why),
		0);
	ck_assert_int_eq(node, 3);
}
END_TEST

static Suite *admin_suite(void)
{
	Suite *s = suite_create("admin");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_topics_own_setting_is_told_apart_from_a_default);
	tcase_add_test(tc, the_broker_with_the_freshest_metadata_is_believed);
	tcase_add_test(tc, a_broker_that_says_nothing_is_passed_over);
	tcase_add_test(tc, a_setting_that_does_not_exist_is_said);
	tcase_add_test(tc, a_minimum_that_is_no_number_is_said);
	tcase_add_test(tc, replicas_keep_their_order);
	tcase_add_test(tc, a_coordinator_that_is_not_there_yet_is_waited_for);
	tcase_add_test(tc, lags_are_measured_from_the_farthest_copy);
	tcase_add_test(tc, when_nobody_tells_how_far_it_is_that_is_an_error);
	tcase_add_test(tc, a_wait_ends_when_it_is_cancelled);
	tcase_add_test(tc, a_cluster_without_reachable_ports_is_said_at_once);
	tcase_add_test(tc, a_test_can_put_its_own_answers_behind_it);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(admin_suite)
