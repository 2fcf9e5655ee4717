/* Faults on the link between two sides, such as two hosts. */
#include "net_kit.h"
#include "net_world.h"
#include "unit.h"

START_TEST(a_link_between_two_sides_is_touched_on_both)
{
	check_net_acts("loss", "target=node 1;percent=1%;from=node 2;direction=both");
	check_net_acts("delay",
		       "target=node 1;time=10ms;from=node 2, node 3;direction=both");
	check_net_wishes("1: loss from=2 ppm=10000\n"
			 "2: loss from=1 ppm=10000\n"
			 "1: delay from=2,3 delay_ns=10000000\n"
			 "2: delay from=1 delay_ns=10000000\n"
			 "3: delay from=1 delay_ns=10000000\n");
}
END_TEST

START_TEST(a_slow_link_is_slowed_by_who_sends)
{
	check_net_acts("rate", "target=node 1;per_second=1KiB;from=node 2");
	check_net_acts("rate",
		       "target=node 3;per_second=2KiB;from=clients;direction=out");
	check_net_wishes("1: rate from=2 out=1024\n"
			 "2: rate from=1 out=1024\n"
			 "3: rate from=clients out=2048\n");
}
END_TEST

START_TEST(one_way_of_a_link_is_touched_on_one_side)
{
	check_net_acts("loss", "target=node 1;percent=1%;from=node 2;direction=out");
	check_net_acts("duplicate-packets",
		       "target=node 1;percent=1%;from=node 3;direction=in");
	check_net_acts("rate", "target=node 1;per_second=1KiB;from=node 2;direction=out");
	check_net_wishes("2: loss from=1 ppm=10000\n"
			 "3: duplicate-packets from=1 ppm=10000\n"
			 "1: rate from=2 out=1024\n");
}
END_TEST

static const struct {
	const char *kind, *params, *why; /* NULL: it can be */
} links[] = {
	{"loss", "target=node 1;percent=1%;direction=both",
	 "'direction: both' needs 'from': the other side of the link"},
	{"loss", "target=node 1;percent=1%;from=clients;direction=out",
	 "'direction: out' from clients would have to be done where clients run: it can "
	 "be 'in' only"},
	{"loss", "target=node 1;percent=1%;from=clients;direction=in", NULL},
	{"delay", "target=node 1;time=1s;direction=in",
	 "'direction: in' needs 'from': the other side of the link"},
	{"delay", "target=node 1;time=1s;from=clients;direction=both",
	 "'direction: both' from clients would have to be done where clients run: it can "
	 "be 'out' only"},
	{"rate", "target=node 1;per_second=1KiB;from=clients",
	 "what clients send can only be slowed where clients run: say 'direction: out', "
	 "for what they get"},
	{"rate", "target=node 1;per_second=1KiB;from=clients;direction=out", NULL},
};

START_TEST(a_link_has_two_sides)
{
	int rc = net_can(links[_i].kind, links[_i].params);

	ck_assert_int_eq(rc, links[_i].why ? -1 : 0);
	if (links[_i].why)
		ck_assert_str_eq(why.msg, links[_i].why);
}
END_TEST

START_TEST(a_slow_link_is_a_class_of_its_own)
{
	net_wish("rate from=2 out=1048576");
	ck_assert_int_eq(net_wish("delay from=2 delay_ns=100000000"), 0);
	ck_assert_int_eq(net_wish("rate in=2048"), 0);
	ck_assert_int_eq(net_wish("rate from=3 out=2048"), -1);
	ck_assert_ptr_nonnull(strstr(net_refused.msg, "has another 'from'"));
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_text(
		"tc qdisc add dev \"$d\" root handle 6b63: htb default 1\n"
		"tc class add dev \"$d\" parent 6b63: classid 6b63:1 htb rate 10gbit quantum "
		"60000\n"
		"tc class add dev \"$d\" parent 6b63: classid 6b63:2 htb rate 10gbit quantum "
		"60000\n"
		"tc filter add dev \"$d\" parent 6b63: protocol ip prio 1 u32 match ip dst "
		"10.0.0.2/32 flowid 6b63:2\n"
		"tc filter add dev \"$d\" parent 6b63: protocol ip prio 1 u32 match ip dst "
		"10.1.0.2/32 flowid 6b63:2\n"
		"tc qdisc add dev \"$d\" parent 6b63:2 handle 6b64: tbf rate 1048576bps burst "
		"20971 latency 400ms\n"
		"tc qdisc add dev \"$d\" parent 6b64:1 handle 6b65: netem limit 20000 delay "
		"100000us\n");
}
END_TEST

START_TEST(a_slow_link_alone_has_no_netem)
{
	net_wish("rate from=2 out=2048");
	net_shape_out(&net_wanted.shape, &net_at, &net_text);
	check_net_has("parent 6b63:2 handle 6b64: tbf rate 2048bps");
	check_net_has_not("netem");
}
END_TEST

static TCase *acting_tests(void)
{
	TCase *tc = tcase_create("acting");

	tcase_add_checked_fixture(tc, net_world_set_up, net_world_tear_down);
	tcase_add_test(tc, a_link_between_two_sides_is_touched_on_both);
	tcase_add_test(tc, a_slow_link_is_slowed_by_who_sends);
	tcase_add_test(tc, one_way_of_a_link_is_touched_on_one_side);
	tcase_add_loop_test(tc, a_link_has_two_sides, 0, ARRAY_LEN(links));
	return tc;
}

static TCase *script_tests(void)
{
	TCase *tc = tcase_create("script");

	tcase_add_checked_fixture(tc, net_set_up, net_tear_down);
	tcase_add_test(tc, a_slow_link_is_a_class_of_its_own);
	tcase_add_test(tc, a_slow_link_alone_has_no_netem);
	return tc;
}

static Suite *fault_link_suite(void)
{
	Suite *s = suite_create("fault_link");

	suite_add_tcase(s, acting_tests());
	suite_add_tcase(s, script_tests());
	return s;
}

UNIT_SUITE(fault_link_suite)
