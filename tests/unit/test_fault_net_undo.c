/* Faults in nodes' networks: over restarts, and how they are undone. */
#include "fault/net.h"
#include "net_world.h"
#include "unit.h"

/* ---- restarts ---- */

START_TEST(a_restarted_node_is_cut_off_again)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	ck_assert_int_eq(run("kill", "node 1"), 0);
	check_net_faults("node 1 exited\n");
	ck_assert_int_eq(run("start", "node 1"), 0);
	check_net_faults("node 1 net: changed\n");
	ck_assert_int_eq(run("restart", "node 1"), 0);
	check_net_faults("node 1 net: changed\n");
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
}
END_TEST

START_TEST(a_node_started_by_the_end_of_its_time_is_cut_off_again)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(net_take_back(1), 0);
	ck_assert_str_eq(net_told, "node 1 (kafka1) started again\n");
	check_net_faults("node 1 net: changed\n");
}
END_TEST

START_TEST(a_fault_that_ends_while_the_node_is_down_is_over)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(net_take_back(0), 0);
	ck_assert_str_eq(net_told, "");
	ck_assert_int_eq(run("start", "node 1"), 0);
	check_net_faults("");
	check_pending(UNDO_NET, "");
}
END_TEST

START_TEST(a_start_touches_nobody_whose_faults_are_not_about_it)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	ck_assert_int_eq(run("stop", "node 3"), 0);
	ck_assert_uint_eq(net_count_calls("help "), 1);
	ck_assert_int_eq(run("start", "node 3"), 0);
	ck_assert_uint_eq(net_count_calls("help "), 1);
	ck_assert_int_eq(run("restart", "node 2"), 0);
	ck_assert_uint_eq(net_count_calls("help 1 "), 2);
}
END_TEST

/* ---- undoing ---- */

START_TEST(healing_says_what_was_dropped)
{
	check_net_acts("partition", "target=node 1;from=node 2,node 3;direction=in");
	check_net_acts("rate", "target=node 2;per_second=1MiB;direction=out");
	ck_assert_int_eq(net_heal_now(), 0);
	ck_assert_str_eq(net_told, "node 2 (kafka2) no longer limited to 1.0 MiB/s out\n"
				   "node 1 (kafka1) no longer cut off from nodes 2,3; 6 "
				   "packets were dropped\n");
	check_net_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
	ck_assert_int_eq(net_heal_now(), 0);
	ck_assert_str_eq(net_told, "");
}
END_TEST

START_TEST(faults_on_one_node_end_in_any_order)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	check_net_acts("rate", "target=node 1;per_second=1MiB");
	check_net_acts("partition", "target=node 1;from=node 3;direction=in");
	ck_assert_int_eq(net_take_back((size_t)_i), 0);
	check_net_faults("node 1 net: changed\n");
	ck_assert_int_eq(net_take_back(_i == 2 ? 0 : 1), 0);
	check_net_faults("node 1 net: changed\n");
	ck_assert_int_eq(net_take_back(0), 0);
	check_net_faults("");
}
END_TEST

START_TEST(what_is_gone_already_is_no_news)
{
	struct node_state fresh = {
		.exists = true, .state = PROCESS_RUNNING, .started_wall_ns = NS_PER_S};

	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	fake_cluster_set(fake, 1, &fresh); /* its restart policy was quicker */
	fake_cluster_mark(fake, 1, "net", "");
	ck_assert_int_eq(net_heal_now(), 0);
	ck_assert_str_eq(net_told, "");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(what_cannot_be_read_does_not_keep_the_rest_from_healing)
{
	const struct node *node = &ctx.topology->nodes[0];

	ck_assert_int_gt(journal_intent(journal, UNDO_NET, node, "magic", &why), 0);
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(a_peer_that_was_removed_keeps_nobody_from_being_healed)
{
	struct node_state gone = {.started_wall_ns = NEVER, .finished_wall_ns = NEVER};

	check_net_acts("partition", "target=node 1");
	check_net_acts("partition", "target=node 1;from=clients");
	fake_cluster_set(fake, 3, &gone);
	ck_assert_msg(net_heal_now() == 0, "%s", why.msg);
	ck_assert_uint_eq(journal_pending(journal), 0);
	check_net_faults("node 3 gone\n");
}
END_TEST

START_TEST(a_rule_that_stays_is_not_healed)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	net_helper_says = "kchaos: at 1.000000000 eth0\nkchaos: was\nkchaos: is\n"
			  "[0:0] -A KCHAOS -m comment --comment \"kchaos:1:0\" -j DROP\n";
	ck_assert_int_eq(net_heal_now(), -1);
	check_pending(UNDO_NET, "1");
	net_helper_says = NULL;
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
}
END_TEST

/* ---- whatever goes wrong ---- */

enum { MOST_NET_CALLS = 70 };

static void hurt(void)
{
	(void)net_act("partition", "target=node 1;from=node 2"); /* any may fail */
	(void)net_act("disconnect", "target=node 3");
	(void)net_act("rate", "target=node 1;per_second=1MiB");
	(void)run("restart", "node 1");
	(void)net_act("connect", "target=node 3");
}

static void check_healed(void)
{
	(void)net_heal_now();
	ck_assert_msg(net_heal_now() == 0, "%s", why.msg);
	check_net_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
}

START_TEST(whatever_call_fails_no_network_fault_stays)
{
	fake_cluster_fail(fake, _i);
	hurt();
	check_healed();
}
END_TEST

START_TEST(whatever_call_lies_no_network_fault_stays)
{
	fake_cluster_lie(fake, _i);
	hurt();
	check_healed();
}
END_TEST

static TCase *undoing_tests(void)
{
	TCase *tc = tcase_create("undoing");

	tcase_add_checked_fixture(tc, net_world_set_up, net_world_tear_down);
	tcase_add_test(tc, a_restarted_node_is_cut_off_again);
	tcase_add_test(tc, a_node_started_by_the_end_of_its_time_is_cut_off_again);
	tcase_add_test(tc, a_fault_that_ends_while_the_node_is_down_is_over);
	tcase_add_test(tc, a_start_touches_nobody_whose_faults_are_not_about_it);
	tcase_add_test(tc, healing_says_what_was_dropped);
	tcase_add_loop_test(tc, faults_on_one_node_end_in_any_order, 0, 3);
	tcase_add_test(tc, what_is_gone_already_is_no_news);
	tcase_add_test(tc, what_cannot_be_read_does_not_keep_the_rest_from_healing);
	tcase_add_test(tc, a_peer_that_was_removed_keeps_nobody_from_being_healed);
	tcase_add_test(tc, a_rule_that_stays_is_not_healed);
	tcase_add_loop_test(tc, whatever_call_fails_no_network_fault_stays, 0,
			    MOST_NET_CALLS);
	tcase_add_loop_test(tc, whatever_call_lies_no_network_fault_stays, 0,
			    MOST_NET_CALLS);
	return tc;
}

static Suite *fault_net_undo_suite(void)
{
	Suite *s = suite_create("fault_net_undo");

	suite_add_tcase(s, undoing_tests());
	return s;
}

UNIT_SUITE(fault_net_undo_suite)
