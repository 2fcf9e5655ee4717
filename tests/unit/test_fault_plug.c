/* disconnect and connect: a node's cable. */
#include "net_world.h"
#include "unit.h"

/* ---- the cable ---- */

START_TEST(a_cable_is_pulled_and_plugged_in_again)
{
	check_net_acts("disconnect", "target=node 1");
	check_net_faults("node 1 unplugged\n");
	ck_assert_ptr_nonnull(strstr(result.text, "node 1 in no network"));
	check_net_acts("connect", "target=node 1");
	ck_assert_ptr_nonnull(strstr(result.text, "node 1 in 1 network again"));
	check_net_faults("");
	check_pending(UNDO_PLUG, "");
}
END_TEST

START_TEST(healing_plugs_in_again)
{
	check_net_acts("disconnect", "target=minority");
	ck_assert_int_eq(net_heal_now(), 0);
	ck_assert_ptr_nonnull(strstr(net_told, "plugged in again"));
	check_net_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(pulling_a_cable_twice_is_no_effect)
{
	check_net_acts("disconnect", "target=node 1");
	check_net_fails("disconnect", "target=node 1",
			"no effect: node 1 (kafka1) is plugged into no network");
	ck_assert_int_eq(net_take_back(0), 0);
	check_net_faults("");
}
END_TEST

START_TEST(what_nobody_pulled_is_not_plugged_in)
{
	check_net_fails("connect", "target=node 1",
			"no 'disconnect' of node 1 (kafka1) is pending");
}
END_TEST

START_TEST(a_cable_stays_out_over_a_restart)
{
	check_net_acts("disconnect", "target=node 1");
	ck_assert_int_eq(run("restart", "node 1"), 0);
	ck_assert_uint_eq(net_count_calls("unplug 1"),
			  2); /* the engine plugs it in by itself */
	check_net_faults("node 1 unplugged\n");
}
END_TEST

START_TEST(who_is_plugged_in_again_gets_its_faults_back)
{
	check_net_acts("partition", "target=node 1;from=node 2");
	check_net_acts("disconnect", "target=node 1");
	ck_assert_uint_eq(net_count_calls("help "), 2);
	check_net_acts("connect", "target=node 1");
	ck_assert_uint_eq(net_count_calls("help 1 "), 2);
	ck_assert_uint_eq(net_count_calls("help 2 "), 2);
}
END_TEST

START_TEST(a_rate_on_an_unplugged_node_is_healed)
{
	check_net_acts("rate", "target=node 1;per_second=1MiB");
	check_net_acts("partition", "target=node 1;from=node 2");
	check_net_acts("disconnect", "target=node 1");
	ck_assert_msg(net_heal_now() == 0, "%s", why.msg);
	check_net_faults("");
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

static TCase *cable_tests(void)
{
	TCase *tc = tcase_create("cable");

	tcase_add_checked_fixture(tc, net_world_set_up, net_world_tear_down);
	tcase_add_test(tc, a_cable_is_pulled_and_plugged_in_again);
	tcase_add_test(tc, healing_plugs_in_again);
	tcase_add_test(tc, pulling_a_cable_twice_is_no_effect);
	tcase_add_test(tc, what_nobody_pulled_is_not_plugged_in);
	tcase_add_test(tc, a_cable_stays_out_over_a_restart);
	tcase_add_test(tc, who_is_plugged_in_again_gets_its_faults_back);
	tcase_add_test(tc, a_rate_on_an_unplugged_node_is_healed);
	return tc;
}

static Suite *fault_plug_suite(void)
{
	Suite *s = suite_create("fault_plug");

	suite_add_tcase(s, cable_tests());
	return s;
}

UNIT_SUITE(fault_plug_suite)
