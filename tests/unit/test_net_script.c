/* The script that brings a node's network to a plan, and what it printed. */
#include "net_kit.h"

/* ---- qdiscs ---- */

START_TEST(the_strictest_rate_counts)
{
	net_wish("rate in=1000000 out=5000000");
	net_wish("rate in=2000000");
	net_wish("rate out=4000000");
	ck_assert_int_eq(net_wanted.shape.in_rate, 1000000);
	ck_assert_int_eq(net_wanted.shape.out_rate, 4000000);
	net_shape_in(&net_wanted.shape, &net_text);
	check_net_text(
		"tc qdisc add dev kchaos0 root handle 6b63: tbf rate 1000000bps burst "
		"20000 latency 400ms\n");
}
END_TEST

START_TEST(a_slow_rate_lets_some_packets_through_at_once)
{
	net_wish("rate out=2048");
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_text(
		"tc qdisc add dev \"$d\" root handle 6b63: tbf rate 2048bps burst 8192 "
		"latency 400ms\n");
}
END_TEST

START_TEST(what_netem_does_is_one_line)
{
	ck_assert_int_eq(net_wish("delay delay_ns=100000000 jitter_ns=5000000"), 0);
	ck_assert_int_eq(net_wish("reorder-packets ppm=250000 delay_ns=10000000"), 0);
	ck_assert_int_eq(net_wish("duplicate-packets ppm=10000"), 0);
	ck_assert_int_eq(net_wish("corrupt-packets ppm=1"), 0);
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_text(
		"tc qdisc add dev \"$d\" root handle 6b63: netem limit 20000 delay "
		"110000us 5000us reorder 25.0000% duplicate 1.0000% corrupt 0.0001%\n");
}
END_TEST

START_TEST(delays_add_up)
{
	net_wish("delay delay_ns=100000000");
	ck_assert_int_eq(net_wish("delay delay_ns=50000000"), 0);
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_has("delay 150000us\n");
}
END_TEST

START_TEST(netem_lies_within_the_rate_and_only_for_those_meant)
{
	net_wish("rate out=1048576");
	ck_assert_int_eq(net_wish("delay from=2 delay_ns=100000000"), 0);
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_text(
		"tc qdisc add dev \"$d\" root handle 6b63: tbf rate 1048576bps burst 20971 "
		"latency 400ms\n"
		"tc qdisc add dev \"$d\" parent 6b63:1 handle 6b64: htb default 1\n"
		"tc class add dev \"$d\" parent 6b64: classid 6b64:1 htb rate 10gbit quantum "
		"60000\n"
		"tc class add dev \"$d\" parent 6b64: classid 6b64:2 htb rate 10gbit quantum "
		"60000\n"
		"tc filter add dev \"$d\" parent 6b64: protocol ip prio 1 u32 match ip dst "
		"10.0.0.2/32 flowid 6b64:2\n"
		"tc filter add dev \"$d\" parent 6b64: protocol ip prio 1 u32 match ip dst "
		"10.1.0.2/32 flowid 6b64:2\n"
		"tc qdisc add dev \"$d\" parent 6b64:2 handle 6b65: netem limit 20000 delay "
		"100000us\n");
}
END_TEST

START_TEST(netem_for_clients_spares_the_nodes)
{
	net_wish("corrupt-packets from=clients ppm=10000");
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_has("handle 6b63: htb default 2\n");
	check_net_has("match ip dst 10.0.0.1/32 flowid 6b63:1\n");
	check_net_has("parent 6b63:2 handle 6b64: netem ");
}
END_TEST

START_TEST(netem_for_others_is_refused)
{
	net_wish("delay from=2 delay_ns=1000000");
	ck_assert_int_eq(net_wish("delay from=3 delay_ns=1000000"), -1);
	ck_assert_str_eq(net_refused.msg,
			 "'delay' cannot be laid over another fault in what "
			 "the node sends, which has another 'from': give both "
			 "the same, or let the first end before");
	ck_assert_int_eq(net_wanted.shape.delay_ns, 1000000);
}
END_TEST

START_TEST(a_second_share_of_the_same_sort_is_refused)
{
	net_wish("duplicate-packets ppm=10000");
	ck_assert_int_eq(net_wish("duplicate-packets ppm=10000"), -1);
	ck_assert_ptr_nonnull(
		strstr(net_refused.msg, "a second 'duplicate-packets' cannot"));
}
END_TEST

/* ---- the whole script ---- */

START_TEST(nothing_wanted_removes_everything)
{
	net_script(&net_wanted, &net_at, &net_text);
	check_net_has("-X KCHAOS");
	check_net_has("tc qdisc del dev \"$d\" root");
	check_net_has("ip link del kchaos0");
	check_net_has_not("-A KCHAOS");
	check_net_has_not("link add");
	check_net_has_not("qdisc add");
}
END_TEST

START_TEST(a_rate_alone_needs_no_rules)
{
	net_wish("rate in=1000000");
	net_script(&net_wanted, &net_at, &net_text);
	check_net_has("ip link add kchaos0 type ifb");
	check_net_has("redirect dev kchaos0");
	check_net_has_not("-A KCHAOS");
}
END_TEST

START_TEST(rules_alone_leave_the_traffic_as_it_is)
{
	net_wish("drop from=2");
	net_script(&net_wanted, &net_at, &net_text);
	check_net_has("restore -w 5 --noflush --counters");
	check_net_has("-I INPUT 1 -j KCHAOS");
	check_net_has_not("link add");
	check_net_has_not("qdisc add");
}
END_TEST

START_TEST(netem_for_peers_without_address_is_aimless)
{
	net_wish("delay from=3 delay_ns=1000000");
	net_script(&net_wanted, &net_at, &net_text);
	ck_assert(net_wanted.is_aimless);
	net_wish("delay from=2,3 delay_ns=1000000");
	net_wanted.shape.aim = &net_wanted.items[1].wish;
	net_script(&net_wanted, &net_at, &net_text);
	ck_assert(!net_wanted.is_aimless);
}
END_TEST

/* ---- what it printed ---- */

static const char output[] =
	"a warning of iptables\n"
	"kchaos: at 1795334462.625440506 eth0\n"
	"kchaos: was\n"
	"\n"
	"kchaos: is\n"
	":KCHAOS - [0:0]\n"
	"[3:180] -A INPUT -j KCHAOS\n"
	"[2:120] -A KCHAOS -s 10.0.0.2/32 -m comment --comment \"kchaos:1:0\" -j DROP\n"
	"[40:160] -A KCHAOS -s 10.1.0.2/32 -m comment --comment \"kchaos:1:1\" -j DROP\n"
	"[7:70] -A KCHAOS -s 10.1.0.2/32 -m comment --comment \"kchaos:11:0\" -j DROP\n"
	"qdisc noqueue 0: dev lo root refcnt 2 \n"
	"qdisc tbf 6b63: dev kchaos0 root refcnt 2 rate 819200bit burst 32Kb lat 400ms \n";

static struct net_seen seen_of(const char *printed)
{
	struct net_seen s = {0};

	ck_assert(net_seen_read(printed, &s));
	return s;
}

START_TEST(what_the_script_printed_is_read)
{
	struct net_seen s = seen_of(output);
	int64_t packets;

	ck_assert_int_eq(s.at_wall_ns, INT64_C(1795334462625440506));
	ck_assert(s.has_devices);
	ck_assert_str_eq(s.was, "\n");
	ck_assert_uint_eq(net_count_rules(s.is, 1, &packets), 2);
	ck_assert_int_eq(packets, 42);
	ck_assert_uint_eq(net_count_rules(s.is, 11, &packets), 1);
	ck_assert_uint_eq(net_count_rules(s.is, 2, &packets), 0);
	ck_assert_int_eq(packets, 0);
	ck_assert(net_has_shape(s.is));
	ck_assert(!net_has_shape(s.was));
	net_seen_release(&s);
}
END_TEST

START_TEST(a_coarse_date_is_no_instant)
{
	struct net_seen s = seen_of(
		"kchaos: at 1795334462.%N\nkchaos: was\nkchaos: is\n");

	ck_assert_int_eq(s.at_wall_ns, NEVER);
	ck_assert(!s.has_devices);
	net_seen_release(&s);
}
END_TEST

/* Found by fuzzing: seconds that no clock of ours can mean overflowed. */
START_TEST(a_time_that_cannot_be_meant_is_none)
{
	struct net_seen s;

	ck_assert(net_seen_read(
		"kchaos: at 11763797400.123456789\nkchaos: was\nkchaos: is\n", &s));
	ck_assert_int_eq(s.at_wall_ns, NEVER);
	net_seen_release(&s);
}
END_TEST

static const char *const cut[] = {"", "kchaos: at 1.000000000 eth0\n",
				  "kchaos: is\nkchaos: was\nkchaos: at \n",
				  "kchaos: at 1.000000000\nkchaos: was\n\n"};

START_TEST(a_cut_off_output_is_not_read)
{
	struct net_seen s;

	ck_assert(!net_seen_read(cut[_i], &s));
}
END_TEST

/* Checks `output` against rules made of these wishes. */
static int check_seen(const char *printed, int64_t except)
{
	struct net_seen s = seen_of(printed);
	int rc;

	net_rules(&net_wanted, &net_at, &net_text);
	rc = net_seen_check(&s, &net_wanted, except, &net_refused);
	net_seen_release(&s);
	return rc;
}

START_TEST(the_kernel_may_have_what_was_wanted)
{
	net_wish("drop from=2");
	net_wish("rate in=102400");
	ck_assert_msg(check_seen(output, 0) == 0, "%s", net_refused.msg);
}
END_TEST

START_TEST(a_missing_rule_is_no_effect)
{
	net_wish("drop from=1,2");
	net_wish("rate in=102400");
	ck_assert_int_eq(check_seen(output, 0), -1);
	ck_assert_str_eq(net_refused.msg, "its kernel shows 2 of 3 rules");
}
END_TEST

START_TEST(rules_without_their_hook_are_no_effect)
{
	net_wish("drop from=2");
	ck_assert_int_eq(
		check_seen("kchaos: at 1.000000000 eth0\nkchaos: was\n\nkchaos: is\n"
			   "[2:120] -A KCHAOS --comment \"kchaos:1:0\" -j DROP\n"
			   "[2:120] -A KCHAOS --comment \"kchaos:1:1\" -j DROP\n",
			   0),
		-1);
	ck_assert_str_eq(net_refused.msg, "its kernel does not go by our rules");
}
END_TEST

START_TEST(a_limit_that_is_missing_is_no_effect)
{
	net_wish("drop from=2");
	net_wish("rate in=102400 out=102400");
	ck_assert_int_eq(check_seen(output, 0), -1);
	ck_assert_str_eq(net_refused.msg,
			 "its kernel does not show a limit of ours on what it sends");
}
END_TEST

START_TEST(a_limit_that_stayed_is_not_undone)
{
	net_wish("drop from=2");
	ck_assert_int_eq(check_seen(output, 0), -1);
	ck_assert_str_eq(net_refused.msg,
			 "its kernel still shows a limit of ours on what it gets");
}
END_TEST

START_TEST(a_rule_that_stayed_is_not_undone)
{
	net_wish("drop from=2");
	net_wish("rate in=102400");
	ck_assert_int_eq(check_seen(output, 11), -1);
	ck_assert_str_eq(net_refused.msg, "its kernel still has the rules");
}
END_TEST

static TCase *script_tests(void)
{
	TCase *tc = tcase_create("scripts");

	tcase_add_checked_fixture(tc, net_set_up, net_tear_down);
	tcase_add_test(tc, the_strictest_rate_counts);
	tcase_add_test(tc, a_slow_rate_lets_some_packets_through_at_once);
	tcase_add_test(tc, what_netem_does_is_one_line);
	tcase_add_test(tc, delays_add_up);
	tcase_add_test(tc, netem_lies_within_the_rate_and_only_for_those_meant);
	tcase_add_test(tc, netem_for_clients_spares_the_nodes);
	tcase_add_test(tc, netem_for_others_is_refused);
	tcase_add_test(tc, a_second_share_of_the_same_sort_is_refused);
	tcase_add_test(tc, nothing_wanted_removes_everything);
	tcase_add_test(tc, a_rate_alone_needs_no_rules);
	tcase_add_test(tc, rules_alone_leave_the_traffic_as_it_is);
	tcase_add_test(tc, netem_for_peers_without_address_is_aimless);
	return tc;
}

static TCase *seen_tests(void)
{
	TCase *tc = tcase_create("seen");

	tcase_add_checked_fixture(tc, net_set_up, net_tear_down);
	tcase_add_test(tc, what_the_script_printed_is_read);
	tcase_add_test(tc, a_coarse_date_is_no_instant);
	tcase_add_test(tc, a_time_that_cannot_be_meant_is_none);
	tcase_add_loop_test(tc, a_cut_off_output_is_not_read, 0, ARRAY_LEN(cut));
	tcase_add_test(tc, the_kernel_may_have_what_was_wanted);
	tcase_add_test(tc, a_missing_rule_is_no_effect);
	tcase_add_test(tc, rules_without_their_hook_are_no_effect);
	tcase_add_test(tc, a_limit_that_is_missing_is_no_effect);
	tcase_add_test(tc, a_limit_that_stayed_is_not_undone);
	tcase_add_test(tc, a_rule_that_stayed_is_not_undone);
	return tc;
}

static Suite *net_script_suite(void)
{
	Suite *s = suite_create("net_script");

	suite_add_tcase(s, script_tests());
	suite_add_tcase(s, seen_tests());
	return s;
}

UNIT_SUITE(net_script_suite)
