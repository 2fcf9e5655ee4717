/* Faults in nodes' networks: whom they hit, whether they can be done, how they are proven. */
#include "net_world.h"
#include "unit.h"

/* ---- whom ---- */

START_TEST(a_partition_is_dropped_on_both_sides)
{
	check_net_acts("partition", "target=node 1");
	check_net_wishes("1: drop from=2,3\n2: drop from=1\n3: drop from=1\n");
	check_net_faults(
		"node 1 net: changed\nnode 2 net: changed\nnode 3 net: changed\n");
	ck_assert_uint_eq(result.nodes.len, 1); /* it is about the one that is cut off */
	ck_assert_ptr_nonnull(
		strstr(result.text, "node 1 cut off from nodes 2,3: 2 rules"));
}
END_TEST

START_TEST(deaf_is_dropped_on_this_side_only)
{
	check_net_acts("partition", "target=node 1;from=node 2;direction=in");
	check_net_wishes("1: drop from=2\n");
}
END_TEST

START_TEST(mute_is_dropped_on_the_other_side_only)
{
	check_net_acts("partition", "target=node 1;direction=out;listener=controller");
	check_net_wishes("2: drop from=1 listener=controller\n"
			 "3: drop from=1 listener=controller\n");
}
END_TEST

START_TEST(clients_are_dropped_by_the_node_itself)
{
	check_net_acts("partition", "target=node 1;from=clients;listener=clients");
	check_net_wishes("1: drop from=clients listener=clients\n");
}
END_TEST

START_TEST(a_node_on_both_sides_is_refused)
{
	check_net_fails("partition", "target=node 1;from=all", "both sides");
	check_net_wishes("");
}
END_TEST

START_TEST(clients_cannot_be_made_deaf)
{
	ck_assert_int_eq(net_can("partition", "target=node 1;from=clients;direction=out"),
			 -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "where clients run"));
	ck_assert_int_eq(net_can("partition", "target=node 1;from=clients"), 0);
}
END_TEST

START_TEST(the_others_are_written_down_as_wishes)
{
	check_net_acts("loss", "target=node 1;percent=12.5%");
	check_net_acts("loss", "target=node 1;percent=1%;from=node 2");
	check_net_acts("rate", "target=node 1;per_second=100KiB");
	check_net_acts("rate", "target=node 2;per_second=1MiB;direction=in");
	check_net_acts("delay", "target=node 3;time=100ms;jitter=5ms;from=clients");
	check_net_acts("reorder-packets",
		       "target=node 3;percent=25%;time=10ms;from=clients");
	check_net_acts("duplicate-packets", "target=node 3;percent=1%;from=clients");
	check_net_acts("corrupt-packets", "target=node 3;percent=1%;from=clients");
	check_net_wishes("1: loss ppm=125000\n"
			 "1: loss from=2 ppm=10000\n"
			 "1: rate in=102400 out=102400\n"
			 "2: rate in=1048576\n"
			 "3: delay from=clients delay_ns=100000000 jitter_ns=5000000\n"
			 "3: reorder-packets from=clients ppm=250000 delay_ns=10000000\n"
			 "3: duplicate-packets from=clients ppm=10000\n"
			 "3: corrupt-packets from=clients ppm=10000\n");
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
}
END_TEST

/* ---- can it be done here ---- */

START_TEST(a_missing_module_is_named)
{
	net_helper_says = "no-module sch_netem\n";
	net_helper_code = 3;
	ck_assert_int_eq(net_can("delay", "target=node 1;time=1s"), -1);
	ck_assert_str_eq(why.msg,
			 "the engine's kernel has no sch_netem: load the module on the "
			 "engine's host (modprobe sch_netem; cloud images have it in a "
			 "package such as linux-modules-extra)");
}
END_TEST

START_TEST(a_missing_tool_is_named)
{
	net_helper_says = "no-tool iptables\n";
	net_helper_code = 3;
	ck_assert_int_eq(net_can("loss", "target=node 1;percent=1%"), -1);
	ck_assert_str_eq(why.msg, "the helper's image has no 'iptables': "
				  "compose/image/helper.sh builds one that has");
}
END_TEST

START_TEST(a_helper_that_fails_is_quoted)
{
	net_helper_says = "sh: out of luck\n";
	net_helper_code = 2;
	ck_assert_int_eq(net_can("rate", "target=node 1;per_second=1MiB"), -1);
	ck_assert_str_eq(why.msg,
			 "a try in a helper failed: sh: out of luck (exit code 2)");
}
END_TEST

/* ---- effect ---- */

START_TEST(a_script_that_fails_is_told)
{
	net_helper_says = "a warning\niptables: No chain by that name.\n";
	net_helper_code = 1;
	check_net_fails(
		"partition", "target=node 1;from=node 2;direction=in",
		"cannot change the network of node 1 (kafka1): iptables: No chain by "
		"that name. (exit code 1)");
	check_pending(UNDO_NET, "1");
}
END_TEST

START_TEST(rules_that_the_kernel_does_not_show_are_no_effect)
{
	net_helper_says = "kchaos: at 1.000000000 eth0\nkchaos: was\nkchaos: is\n";
	check_net_fails("partition", "target=node 1;from=node 2;direction=in",
			"its kernel shows 0 of 1 rules");
}
END_TEST

START_TEST(cut_off_from_whom_nothing_comes_is_no_effect)
{
	check_net_acts("disconnect", "target=node 2");
	check_net_fails("partition", "target=node 1;from=node 2;direction=in",
			"none of these has an address and such a port now");
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
}
END_TEST

START_TEST(a_limit_without_a_network_is_no_effect)
{
	check_net_acts("disconnect", "target=node 1");
	check_net_fails("rate", "target=node 1;per_second=1MiB",
			"it is plugged into no network now");
	ck_assert_int_eq(net_heal_now(), 0);
	check_net_faults("");
}
END_TEST

START_TEST(a_node_that_is_down_is_cut_off_when_it_starts)
{
	ck_assert_int_eq(run("stop", "node 2"), 0);
	check_net_acts("partition", "target=node 1;from=node 2");
	ck_assert_ptr_nonnull(strstr(
		result.text, "node 2 is down; cut off from node 1 when it is started"));
	check_net_faults("node 1 net: changed\nnode 2 exited\n");
	ck_assert_int_eq(run("start", "node 2"), 0);
	check_net_faults("node 1 net: changed\nnode 2 net: changed\n");
}
END_TEST

START_TEST(a_node_that_is_down_cannot_be_slow)
{
	ck_assert_int_eq(run("stop", "node 2"), 0);
	check_net_fails("rate", "target=node 2;per_second=1MiB", "it has no network now");
}
END_TEST

START_TEST(what_does_not_go_together_is_refused_before_anything_is_done)
{
	check_net_acts("delay", "target=node 1;time=1s");
	check_net_fails("delay", "target=node 1;time=1s;from=node 2",
			"cannot be laid over another fault");
	check_net_wishes("1: delay delay_ns=1000000000\n");
}
END_TEST

static TCase *acting_tests(void)
{
	TCase *tc = tcase_create("acting");

	tcase_add_checked_fixture(tc, net_world_set_up, net_world_tear_down);
	tcase_add_test(tc, a_partition_is_dropped_on_both_sides);
	tcase_add_test(tc, deaf_is_dropped_on_this_side_only);
	tcase_add_test(tc, mute_is_dropped_on_the_other_side_only);
	tcase_add_test(tc, clients_are_dropped_by_the_node_itself);
	tcase_add_test(tc, a_node_on_both_sides_is_refused);
	tcase_add_test(tc, clients_cannot_be_made_deaf);
	tcase_add_test(tc, the_others_are_written_down_as_wishes);
	tcase_add_test(tc, a_missing_module_is_named);
	tcase_add_test(tc, a_missing_tool_is_named);
	tcase_add_test(tc, a_helper_that_fails_is_quoted);
	tcase_add_test(tc, a_script_that_fails_is_told);
	tcase_add_test(tc, rules_that_the_kernel_does_not_show_are_no_effect);
	tcase_add_test(tc, cut_off_from_whom_nothing_comes_is_no_effect);
	tcase_add_test(tc, a_limit_without_a_network_is_no_effect);
	tcase_add_test(tc, a_node_that_is_down_is_cut_off_when_it_starts);
	tcase_add_test(tc, a_node_that_is_down_cannot_be_slow);
	tcase_add_test(tc, what_does_not_go_together_is_refused_before_anything_is_done);
	return tc;
}

static Suite *fault_net_suite(void)
{
	Suite *s = suite_create("fault_net");

	suite_add_tcase(s, acting_tests());
	return s;
}

UNIT_SUITE(fault_net_suite)
