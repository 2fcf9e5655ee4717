/* Selectors by host and rack. */
#include "selector_kit.h"
#include "unit.h"

/* Six nodes: 1, 4 on a; 2, 5 on b (both in rack r1); 3, 6 on c (rack r2). Node 2 is the controller. */
static const struct {
	const char *text;
	const char *want;
} picked[] = {
	{"host a", "1,4"},
	{"host c, host a", "3,6,1,4"},
	{"rack r1", "1,2,4,5"},
	{"rack r2", "3,6"},
	{"hosts of controller", "2,5"},
	{"hosts of leader of payments/0", "3,6"},
	{"hosts of kafka1, kafka2", "1,4,2"}, /* a comma ends an item */
	{"racks of controller", "1,2,4,5"},
	{"hosts of racks of node 5", "1,4,2,5"},
	{"hosts of hosts of node 6", "3,6"},
	{"brokers of host a", "1,4"},
	{"voters of rack r2", "3,6"},
	{"all but host a", "2,3,5,6"},
	{"rack r1 except controller", "1,4,5"},
	{"rack r1 except hosts of controller", "1,4"},
	{"random 2 of host c except node 3", "! 'random 2' has only 1 node to pick from"},
	{"random 1 of host c except node 3", "6"},
	{"brokers of stopped", "! nothing is stopped now"},
	{"host x", "! no host is called 'x'"},
};

START_TEST(nodes_are_picked_by_where_they_are)
{
	struct kit k;

	kit_init_hosts(&k, 6);
	kit_check_pick(&k, picked[_i].text, picked[_i].want);
	kit_release(&k);
}
END_TEST

START_TEST(a_role_of_a_host_is_those_of_both)
{
	struct kit k;

	kit_init_hosts(&k, 6);
	k.topology.nodes[0].roles = ROLE_BROKER; /* node 1, on a */
	kit_check_pick(&k, "controllers of host a", "4");
	kit_check_pick(&k, "observers of rack r1", "1");
	kit_check_pick(&k, "observers of host b",
		       "! 'observers' leaves nobody, of host: node 2 (kafka2), node 5 "
		       "(kafka5), on host b");
	kit_release(&k);
}
END_TEST

START_TEST(what_was_seen_names_the_places)
{
	struct kit k;

	kit_init_hosts(&k, 6);
	kit_check_seen(&k, "host a", "host: node 1 (kafka1), node 4 (kafka4), on host a");
	kit_check_seen(&k, "hosts of controller",
		       "hosts: node 2 (kafka2), node 5 (kafka5), on b, of controller: "
		       "node 2 (kafka2), epoch 5");
	kit_check_seen(&k, "racks of all",
		       "racks: node 1 (kafka1), node 2 (kafka2), node 4 (kafka4), node 5 "
		       "(kafka5), node 3 (kafka3), node 6 (kafka6), in r1, r2, of all: "
		       "node 1 (kafka1), node 2 (kafka2), node 3 (kafka3), node 4 "
		       "(kafka4), node 5 (kafka5), node 6 (kafka6)");
	kit_release(&k);
}
END_TEST

/* The same seed decides who the minority is. */
START_TEST(the_hosts_of_a_minority_are_whole)
{
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct kit k;
		char *got;

		kit_init_hosts(&k, 6);
		rng_init(&k.rng, seed, "test");
		got = kit_pick(&k,
			       "hosts of random 1 of voters except hosts of controller",
			       NULL);
		ck_assert_msg(strcmp(got, "1,4") == 0 || strcmp(got, "3,6") == 0, "%s",
			      got);
		free(got);
		kit_release(&k);
	}
}
END_TEST

static const struct {
	const char *text;
	bool has_hosts;
	const char *why; /* NULL: can be */
	size_t offset;
} checked[] = {
	{"host a", true, NULL, 0},
	{"hosts of leader of payments/0", true, NULL, 0},
	{"racks of minority", true, NULL, 0},
	{"brokers of host b", true, NULL, 0},
	{"random 2 of host a", true, NULL, 0},
	{"random 3 of host a", true, "'random 3' has only 2 nodes to pick from", 0},
	{"random 4 of rack r1", true, NULL, 0},
	{"random 5 of hosts of rack r1", true, "'random 5' has only 4 nodes to pick from",
	 0},
	{"kafka1, host d", true, "no host is called 'd'", 8},
	{"rack r3", true, "no rack is called 'r3' (did you mean 'r1'?)", 0},
	{"hosts of rack r3", true, "no rack is called 'r3' (did you mean 'r1'?)", 9},
	{"hosts of kafka9", true,
	 "no node and no selector is called 'kafka9' (did you mean 'kafka1'?)", 9},
	{"brokers of leader of payments/9", true,
	 "'payments' has the partitions 0 to 3, there is no 9", 11},
	{"host a except rack r1", true, "'host' without these picks nobody", 0},
	{"host a", false,
	 "'host' is for a cluster over several hosts, and this one is on one engine: name "
	 "its hosts under 'cluster: hosts', or by --hosts",
	 0},
	{"random 1 of hosts of controller", false,
	 "'hosts' is for a cluster over several hosts, and this one is on one engine: name "
	 "its hosts under 'cluster: hosts', or by --hosts",
	 12},
	{"brokers of controller", false, NULL, 0},
};

START_TEST(what_can_pick_nothing_is_refused_before_the_run)
{
	struct kit k;
	struct selector s = {0};
	struct selector_place place = {0};
	struct err e = {0};
	int rc;

	if (checked[_i].has_hosts)
		kit_init_hosts(&k, 6);
	else
		kit_init(&k, 6);
	ck_assert_int_eq(selector_parse(checked[_i].text, &s, &place, &e), 0);
	rc = selector_check(&s, &k.topology, &k.plan, &place, &e);
	ck_assert_int_eq(rc, checked[_i].why ? -1 : 0);
	if (checked[_i].why) {
		ck_assert_str_eq(e.msg, checked[_i].why);
		ck_assert_uint_eq(place.offset, checked[_i].offset);
	}
	selector_release(&s);
	kit_release(&k);
}
END_TEST

START_TEST(a_host_without_nodes_is_refused)
{
	struct kit k;
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};

	kit_init_hosts(&k, 2);
	ck_assert_int_eq(selector_parse("host c", &s, &place, &e), 0);
	ck_assert_int_eq(selector_check(&s, &k.topology, NULL, &place, &e), -1);
	ck_assert_str_eq(e.msg, "no node is on host 'c'");
	selector_release(&s);
	kit_release(&k);
}
END_TEST

static Suite *selector_place_suite(void)
{
	Suite *s = suite_create("selector_place");
	TCase *tc = tcase_create("places");

	tcase_add_loop_test(tc, nodes_are_picked_by_where_they_are, 0, ARRAY_LEN(picked));
	tcase_add_test(tc, a_role_of_a_host_is_those_of_both);
	tcase_add_test(tc, what_was_seen_names_the_places);
	tcase_add_test(tc, the_hosts_of_a_minority_are_whole);
	tcase_add_loop_test(tc, what_can_pick_nothing_is_refused_before_the_run, 0,
			    ARRAY_LEN(checked));
	tcase_add_test(tc, a_host_without_nodes_is_refused);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(selector_place_suite)
