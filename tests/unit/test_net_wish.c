/* Faults in a node's network as text: in the journal, for people, as rules. */
#include "net_kit.h"

/* ---- wishes ---- */

static const struct {
	const char *detail, *said;
} wishes[] = {
	{"drop from=2,3", "cut off from nodes 2,3"},
	{"drop from=2 listener=replication",
	 "cut off from node 2 (replication listener)"},
	{"drop from=clients listener=clients", "cut off from clients (clients listener)"},
	{"loss ppm=105000", "losing 10.5% of what comes from everybody"},
	{"loss from=2 ppm=1", "losing 0.0001% of what comes from node 2"},
	{"rate in=102400 out=1048576", "limited to 100 KiB/s in and 1.0 MiB/s out"},
	{"rate out=1000", "limited to 1000 B/s out"},
	{"rate from=2,3 out=1000", "limited to 1000 B/s out to nodes 2,3"},
	{"delay delay_ns=100000000 jitter_ns=10000000",
	 "delaying by 100 ms (+- 10 ms) what it sends to everybody"},
	{"delay from=2,3 delay_ns=200000000",
	 "delaying by 200 ms what it sends to nodes 2,3"},
	{"reorder-packets ppm=250000 delay_ns=10000000",
	 "reordering 25% of what it sends to everybody"},
	{"duplicate-packets from=clients ppm=10000",
	 "duplicating 1% of what it sends to clients"},
	{"corrupt-packets ppm=10000", "corrupting 1% of what it sends to everybody"},
};

START_TEST(a_wish_is_written_as_it_was_read)
{
	struct net_wish w;

	ck_assert(net_wish_read(wishes[_i].detail, &w));
	net_wish_write(&w, &net_text);
	check_net_text(wishes[_i].detail);
	net_wish_release(&w);
}
END_TEST

START_TEST(a_wish_reads_like_a_sentence)
{
	struct net_wish w;

	ck_assert(net_wish_read(wishes[_i].detail, &w));
	net_wish_say(&w, &net_text);
	check_net_text(wishes[_i].said);
	net_wish_release(&w);
}
END_TEST

static const char *const no_wishes[] = {
	"",
	" ",
	"drip from=2",
	"drop from=",
	"drop from=2,x",
	"drop from=-1",
	"drop listener=all2",
	"loss ppm=",
	"loss ppm=-1",
	"loss ppm=1e3",
	"rate in",
	"rate up=1",
	"drop from=2 from",
	"loss ppm=99999999999999999999",
};

START_TEST(what_is_no_wish_is_not_read)
{
	struct net_wish w;

	ck_assert(!net_wish_read(no_wishes[_i], &w));
	ck_assert_ptr_null(w.from.id);
}
END_TEST

/* ---- rules ---- */

START_TEST(every_address_of_a_peer_is_dropped)
{
	net_wish("drop from=2");
	net_rules(&net_wanted, &net_at, &net_text);
	check_net_text(
		"-A KCHAOS -i lo -j RETURN\n"
		"$(n 1:0) -A KCHAOS -s 10.0.0.2 -m comment --comment kchaos:1:0 -j DROP\n"
		"$(n 1:1) -A KCHAOS -s 10.1.0.2 -m comment --comment kchaos:1:1 -j DROP\n");
	ck_assert_uint_eq(net_wanted.items[0].rules, 2);
}
END_TEST

START_TEST(a_listener_is_cut_both_ways)
{
	net_nodes.nodes[1].listens.controller = 9999;
	net_wish("drop from=2 listener=controller");
	net_rules(&net_wanted, &net_at, &net_text);
	check_net_has("-s 10.0.0.2 -p tcp --dport 9093 ");
	check_net_has("-s 10.0.0.2 -p tcp --sport 9999 ");
	check_net_has_not("--dport 9999");
	ck_assert_uint_eq(net_wanted.items[0].rules, 4);
}
END_TEST

START_TEST(a_listener_that_nobody_has_gives_no_rule)
{
	for (int i = 0; i < 3; i++)
		net_nodes.nodes[i].listens.controller = 0;
	net_wish("drop from=2 listener=controller");
	net_rules(&net_wanted, &net_at, &net_text);
	ck_assert_uint_eq(net_wanted.items[0].rules, 0);
}
END_TEST

START_TEST(a_peer_without_address_gives_no_rule)
{
	net_wish("drop from=3,77");
	net_rules(&net_wanted, &net_at, &net_text);
	check_net_text("-A KCHAOS -i lo -j RETURN\n");
	ck_assert_uint_eq(net_wanted.items[0].rules, 0);
}
END_TEST

START_TEST(clients_are_whoever_is_no_node)
{
	net_wish("drop from=clients listener=clients");
	net_wish("loss from=2 ppm=100000");
	net_rules(&net_wanted, &net_at, &net_text);
	check_net_text(
		"-A KCHAOS -i lo -j RETURN\n"
		"$(n 2:0) -A KCHAOS -s 10.0.0.2 -m statistic --mode random --probability "
		"0.100000 -m comment --comment kchaos:2:0 -j DROP\n"
		"$(n 2:1) -A KCHAOS -s 10.1.0.2 -m statistic --mode random --probability "
		"0.100000 -m comment --comment kchaos:2:1 -j DROP\n"
		"-A KCHAOS -s 10.0.0.1 -j RETURN\n"
		"-A KCHAOS -s 10.0.0.2 -j RETURN\n"
		"-A KCHAOS -s 10.1.0.2 -j RETURN\n"
		"$(n 1:0) -A KCHAOS -p tcp --dport 9092 -m comment --comment kchaos:1:0 "
		"-j DROP\n");
}
END_TEST

START_TEST(loss_without_peers_is_about_everybody)
{
	net_wish("loss ppm=1000000");
	net_rules(&net_wanted, &net_at, &net_text);
	check_net_has("-A KCHAOS -m statistic --mode random --probability 1.000000 ");
	check_net_has_not("RETURN\n-A KCHAOS -s");
}
END_TEST

static TCase *wish_tests(void)
{
	TCase *tc = tcase_create("wishes");

	tcase_add_checked_fixture(tc, net_set_up, net_tear_down);
	tcase_add_loop_test(tc, a_wish_is_written_as_it_was_read, 0, ARRAY_LEN(wishes));
	tcase_add_loop_test(tc, a_wish_reads_like_a_sentence, 0, ARRAY_LEN(wishes));
	tcase_add_loop_test(tc, what_is_no_wish_is_not_read, 0, ARRAY_LEN(no_wishes));
	tcase_add_test(tc, every_address_of_a_peer_is_dropped);
	tcase_add_test(tc, a_listener_is_cut_both_ways);
	tcase_add_test(tc, a_listener_that_nobody_has_gives_no_rule);
	tcase_add_test(tc, a_peer_without_address_gives_no_rule);
	tcase_add_test(tc, clients_are_whoever_is_no_node);
	tcase_add_test(tc, loss_without_peers_is_about_everybody);
	return tc;
}

static Suite *net_wish_suite(void)
{
	Suite *s = suite_create("net_wish");

	suite_add_tcase(s, wish_tests());
	return s;
}

UNIT_SUITE(net_wish_suite)
