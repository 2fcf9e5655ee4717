/* What a cluster is told to change. */
#include "admin_kit.h"
#include "base/clock.h"
#include "unit.h"

#define PATIENCE (5 * NS_PER_S)
#define SHORT    (1500 * NS_PER_MS)

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

static struct says *controller(int32_t id)
{
	return admin_kit_says(kit, id, SIDE_CONTROLLER);
}

/* Who is not active says so. */
static void only_active(int32_t id)
{
	for (int32_t i = 1; i <= 3; i++)
		controller(i)->error = i == id ? 0 : 41;
}

static size_t asked(int32_t id, enum side side, int api)
{
	return admin_kit_asked(kit, id, side, api);
}

/* ---- settings ---- */

START_TEST(a_change_goes_to_the_active_controller_and_to_no_broker)
{
	only_active(3);
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t",
						"min.insync.replicas", "1", PATIENCE,
						&why),
			 0);
	ck_assert_uint_eq(asked(3, SIDE_CONTROLLER, 44), 1);
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_uint_eq(asked(id, SIDE_BROKER, 44), 0);
	ck_assert_str_eq(
		admin_kit_request(kit, 3, SIDE_CONTROLLER),
		"0202027402146d696e2e696e73796e632e7265706c6963617300023100000000");
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t",
						"min.insync.replicas", NULL, PATIENCE,
						&why),
			 0);
	ck_assert_str_eq(
		admin_kit_request(kit, 3, SIDE_CONTROLLER),
		"0202027402146d696e2e696e73796e632e7265706c69636173010000000000");
}
END_TEST

/* The one that cannot be reached may be the active one. */
START_TEST(where_not_all_controllers_can_be_reached_brokers_pass_it_on)
{
	only_active(3);
	admin_kit_hide(kit, 3);
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t", "k", "v",
						PATIENCE, &why),
			 0);
	ck_assert_uint_eq(asked(1, SIDE_BROKER, 44), 1);
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_uint_eq(asked(id, SIDE_CONTROLLER, 44), 0);
}
END_TEST

START_TEST(a_new_active_controller_is_waited_for)
{
	for (int32_t id = 1; id <= 3; id++)
		controller(id)->error = 41;
	controller(2)->error_times = 2;
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t", "k", "v",
						PATIENCE, &why),
			 0);
	ck_assert_uint_eq(asked(2, SIDE_CONTROLLER, 44), 3);
}
END_TEST

START_TEST(without_an_active_controller_each_ones_words_are_told)
{
	struct clock clock;

	only_active(0);
	controller(3)->silent = true;
	clock_start(&clock);
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t", "k", "v",
						SHORT, &why),
			 -1);
	ck_assert_int_lt(clock_now(&clock), 4 * SHORT);
	ck_assert_ptr_nonnull(strstr(
		why.msg,
		"cannot set 'k' of topic 't' to 'v': no active controller did it within "
		"1.50 s (node 1: NOT_CONTROLLER; node 2: NOT_CONTROLLER; node 3: connection "
		"accepted, but no answer within"));
	ck_assert_int_eq(why.kind, ERR_ENVIRONMENT);
}
END_TEST

START_TEST(a_refusal_is_final_and_has_the_controllers_words)
{
	only_active(2);
	controller(2)->error = 40;
	controller(2)->message = "Invalid value 0";
	ck_assert_int_eq(admin_set_topic_config(admin_kit_cluster(kit), "t", "k", "0",
						PATIENCE, &why),
			 -1);
	ck_assert_str_eq(why.msg, "cannot set 'k' of topic 't' to '0': node 2 says "
				  "INVALID_CONFIG: Invalid value 0");
	ck_assert_uint_eq(asked(2, SIDE_CONTROLLER, 44), 1);
}
END_TEST

/* ---- elections ---- */

START_TEST(elections_are_counted_and_refusals_told)
{
	struct strbuf said = STRBUF_INIT;
	size_t elected = 9;

	only_active(1);
	controller(1)->elected[1] = 80;
	ck_assert_int_eq(admin_elect(admin_kit_cluster(kit), ADMIN_ELECT_PREFERRED, NULL,
				     -1, PATIENCE, &elected, &said, &why),
			 0);
	ck_assert_uint_eq(elected, 1);
	ck_assert_str_eq(strbuf_text(&said), "t/1: PREFERRED_LEADER_NOT_AVAILABLE");
	strbuf_clear(&said);
	controller(1)->elected[0] = controller(1)->elected[1] = 84; /* not needed */
	ck_assert_int_eq(admin_elect(admin_kit_cluster(kit), ADMIN_ELECT_UNCLEAN, "t", 0,
				     PATIENCE, &elected, &said, &why),
			 0);
	ck_assert_uint_eq(elected, 0);
	ck_assert_str_eq(strbuf_text(&said), "");
	ck_assert_int_eq(strncmp(admin_kit_request(kit, 1, SIDE_CONTROLLER),
				 "01020274020000000000", 20),
			 0);
	strbuf_release(&said);
}
END_TEST

START_TEST(all_of_a_topic_are_named_one_by_one)
{
	struct strbuf said = STRBUF_INIT;
	size_t elected;

	only_active(1);
	ck_assert_int_eq(admin_elect(admin_kit_cluster(kit), ADMIN_ELECT_PREFERRED, "t",
				     -1, PATIENCE, &elected, &said, &why),
			 0);
	ck_assert_uint_eq(elected, 2);
	ck_assert_int_eq(strncmp(admin_kit_request(kit, 1, SIDE_CONTROLLER),
				 "000202740300000000"
				 "00000001"
				 "00",
				 28),
			 0);
	strbuf_release(&said);
}
END_TEST

START_TEST(an_election_in_a_topic_that_is_not_there_fails)
{
	struct strbuf said = STRBUF_INIT;
	size_t elected = 9;

	only_active(1);
	controller(1)->elected[0] = 3;
	ck_assert_int_eq(admin_elect(admin_kit_cluster(kit), ADMIN_ELECT_PREFERRED, "t",
				     0, PATIENCE, &elected, &said, &why),
			 -1);
	ck_assert_str_eq(why.msg, "cannot elect the preferred leader of t/0: node 1 says "
				  "UNKNOWN_TOPIC_OR_PARTITION");
	ck_assert_uint_eq(elected, 9);
	why = (struct err){0};
	for (int32_t id = 1; id <= 3; id++)
		broker(id)->error = 3;
	ck_assert_int_eq(admin_elect(admin_kit_cluster(kit), ADMIN_ELECT_UNCLEAN, "t", -1,
				     PATIENCE, &elected, &said, &why),
			 -1);
	ck_assert_str_eq(why.msg,
			 "cannot elect unclean leaders of topic 't': node 1 says "
			 "UNKNOWN_TOPIC_OR_PARTITION");
	strbuf_release(&said);
}
END_TEST

/* ---- moves ---- */

static int32_t four_one[] = {4, 1};
static const struct ids to_four_one = {four_one, 2};

START_TEST(a_move_is_told_and_asked_after)
{
	bool moves = false;

	only_active(2);
	controller(2)->moves = true;
	ck_assert_int_eq(
		admin_move(admin_kit_cluster(kit), "t", 0, &to_four_one, PATIENCE, &why),
		0);
	ck_assert_uint_eq(asked(2, SIDE_CONTROLLER, 45),
			  2); /* an old one given up first */
	/* behind the time-out: one topic, one partition, onto 4 and 1 */
	ck_assert_str_eq(admin_kit_request(kit, 2, SIDE_CONTROLLER) + 8,
			 "020274020000000003"
			 "0000000400000001"
			 "000000");
	ck_assert_int_eq(
		admin_moving(admin_kit_cluster(kit), "t", 0, PATIENCE, &moves, &why), 0);
	ck_assert(moves);
	controller(2)->moves = false;
	ck_assert_int_eq(
		admin_moving(admin_kit_cluster(kit), "t", 0, PATIENCE, &moves, &why), 0);
	ck_assert(!moves);
}
END_TEST

START_TEST(giving_up_a_move_that_is_over_is_no_failure)
{
	only_active(2);
	controller(2)->error = 85; /* NO_REASSIGNMENT_IN_PROGRESS */
	ck_assert_int_eq(admin_move(admin_kit_cluster(kit), "t", 0, NULL, PATIENCE, &why),
			 0);
	ck_assert_int_eq(
		admin_move(admin_kit_cluster(kit), "t", 0, &to_four_one, PATIENCE, &why),
		-1); /* but not for one that begins */
}
END_TEST

START_TEST(a_move_that_cannot_be_is_refused_in_the_controllers_words)
{
	only_active(2);
	controller(2)->error = 39;
	controller(2)->message = "no broker 4";
	ck_assert_int_eq(
		admin_move(admin_kit_cluster(kit), "t", 0, &to_four_one, PATIENCE, &why),
		-1);
	ck_assert_str_eq(why.msg, "cannot move t/0 to the brokers 4,1: node 2 says "
				  "INVALID_REPLICA_ASSIGNMENT: no broker 4");
}
END_TEST

/* ---- what is to go ---- */

static int delete_topic(bool *was_there, int64_t timeout_ns)
{
	why = (struct err){0};
	return admin_delete_topic(admin_kit_cluster(kit), "t", timeout_ns, was_there,
				  &why);
}

static int delete_group(bool *was_there, int64_t timeout_ns)
{
	why = (struct err){0};
	return admin_delete_group(admin_kit_cluster(kit), "g", timeout_ns, was_there,
				  &why);
}

START_TEST(a_topic_is_deleted_by_the_active_controller)
{
	bool was_there = false;

	only_active(2);
	ck_assert_int_eq(delete_topic(&was_there, PATIENCE), 0);
	ck_assert(was_there);
	ck_assert_uint_eq(asked(2, SIDE_CONTROLLER, 20), 1);
	controller(2)->error = 3; /* UNKNOWN_TOPIC_OR_PARTITION */
	ck_assert_int_eq(delete_topic(&was_there, PATIENCE), 0);
	ck_assert(!was_there);
	controller(2)->error = 31; /* CLUSTER_AUTHORIZATION_FAILED */
	ck_assert_int_lt(delete_topic(&was_there, PATIENCE), 0);
	ck_assert_str_eq(why.msg, "cannot delete topic 't': node 2 says "
				  "CLUSTER_AUTHORIZATION_FAILED");
}
END_TEST

static void has_groups(void)
{
	for (int32_t id = 1; id <= 3; id++)
		broker(id)->topic = "__consumer_offsets";
}

START_TEST(a_group_is_deleted_by_its_coordinator)
{
	bool was_there = false;

	has_groups();
	ck_assert_int_eq(delete_group(&was_there, PATIENCE), 0);
	ck_assert(was_there);
	ck_assert_uint_eq(asked(3, SIDE_BROKER, 42), 1);
	ck_assert_uint_eq(asked(1, SIDE_BROKER, 42), 0);
	broker(3)->undeleted = 69; /* GROUP_ID_NOT_FOUND */
	ck_assert_int_eq(delete_group(&was_there, PATIENCE), 0);
	ck_assert(!was_there);
}
END_TEST

START_TEST(a_group_with_members_is_waited_for_and_told)
{
	bool was_there = false;

	has_groups();
	broker(3)->undeleted = 68; /* NON_EMPTY_GROUP */
	ck_assert_int_lt(delete_group(&was_there, SHORT), 0);
	ck_assert_uint_ge(asked(3, SIDE_BROKER, 42), 2);
	ck_assert_msg(strstr(why.msg, "cannot delete group 'g': ") &&
			      strstr(why.msg, "NON_EMPTY_GROUP"),
		      "%s", why.msg);
}
END_TEST

/* Asking for its coordinator would make the cluster create the topic. */
START_TEST(a_cluster_that_never_had_groups_is_not_asked_for_a_coordinator)
{
	bool was_there = true;

	ck_assert_int_eq(delete_group(&was_there, PATIENCE), 0);
	ck_assert(!was_there);
	for (int32_t id = 1; id <= 3; id++) {
		ck_assert_uint_eq(asked(id, SIDE_BROKER, 10), 0);
		ck_assert_uint_eq(asked(id, SIDE_BROKER, 42), 0);
	}
}
END_TEST

static Suite *admin_change_suite(void)
{
	Suite *s = suite_create("admin_change");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_change_goes_to_the_active_controller_and_to_no_broker);
	tcase_add_test(tc, where_not_all_controllers_can_be_reached_brokers_pass_it_on);
	tcase_add_test(tc, a_new_active_controller_is_waited_for);
	tcase_add_test(tc, without_an_active_controller_each_ones_words_are_told);
	tcase_add_test(tc, a_refusal_is_final_and_has_the_controllers_words);
	tcase_add_test(tc, elections_are_counted_and_refusals_told);
	tcase_add_test(tc, all_of_a_topic_are_named_one_by_one);
	tcase_add_test(tc, an_election_in_a_topic_that_is_not_there_fails);
	tcase_add_test(tc, a_move_is_told_and_asked_after);
	tcase_add_test(tc, giving_up_a_move_that_is_over_is_no_failure);
	tcase_add_test(tc, a_topic_is_deleted_by_the_active_controller);
	tcase_add_test(tc, a_group_is_deleted_by_its_coordinator);
	tcase_add_test(tc, a_group_with_members_is_waited_for_and_told);
	tcase_add_test(tc,
		       a_cluster_that_never_had_groups_is_not_asked_for_a_coordinator);
	tcase_add_test(tc, a_move_that_cannot_be_is_refused_in_the_controllers_words);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(admin_change_suite)
