/* Selectors before the run: what is one, and what could it pick? */
#include "selector_kit.h"
#include "unit.h"

/* ---- grammar ---- */

static const struct {
	const char *text;
	size_t offset, length;
	const char *why;
} refused[] = {
	{"", 0, 0, "a selector is missing here"},
	{"kafka1,", 7, 0, "a selector is missing here"},
	{"kafka1,,kafka2", 7, 0, "a selector is missing here"},
	{"node", 4, 0, "'node' wants a node.id: node 2"},
	{"node two", 5, 3, "'node' wants a node.id: node 2"},
	{"node 99999999999", 5, 11, "'node' wants a node.id: node 2"},
	{"2", 0, 1, "a node is picked by 'node 2' or by its service's name"},
	{"leader", 6, 0, "'leader' wants 'leader of TOPIC/PARTITION'"},
	{"leader of payments", 10, 8,
	 "'leader of' wants a topic and a partition such as payments/0"},
	{"followers of /0", 13, 2,
	 "'followers of' wants a topic and a partition such as payments/0"},
	{"leader of payments/x", 10, 10,
	 "'leader of' wants a topic and a partition such as payments/0"},
	{"random", 6, 0, "'random' wants how many: random 1"},
	{"random 0", 7, 1, "'random' wants how many: random 1"},
	{"random 1 from brokers", 9, 4,
	 "'random 1' may be followed by 'of', not by 'from'"},
	{"random 1 of", 11, 0, "a selector is missing here"},
	{"random 1 of random 1", 12, 6, "'random' cannot pick from 'random'"},
	{"same", 4, 0, "'same' wants 'same as LABEL'"},
	{"same as", 7, 0, "'same as' wants the label of an earlier action"},
	{"controller kafka1", 11, 6,
	 "'controller' cannot be followed by 'kafka1'; a list has commas"},
	{"leadre of payments/0", 0, 6,
	 "unknown selector 'leadre' (did you mean 'leader'?)"},
	{"former", 6, 0, "'former' wants 'former controller'"},
	{"former leader", 7, 6, "'former' wants 'former controller'"},
	{"formr controller", 0, 5, "unknown selector 'formr' (did you mean 'former'?)"},
	{"replicas", 8, 0, "'replicas' wants 'replicas of TOPIC/PARTITION'"},
	{"replicas of most partitions", 12, 4,
	 "'replicas of' wants a topic and a partition such as payments/0"},
	{"leader of most", 14, 0, "'leader of most' wants 'partitions'"},
	{"leader of most partitons", 15, 9, "'leader of most' wants 'partitions'"},
	{"leader of most partitions of", 28, 0,
	 "'leader of most partitions of' wants a topic such as payments"},
	{"leader of most partitions of payments/0", 29, 10,
	 "'leader of most partitions of' wants a topic such as payments"},
	{"isr-below-min", 13, 0, "'isr-below-min' wants 'isr-below-min of TOPIC'"},
	{"isr-below-min of payments/0", 17, 10,
	 "'isr-below-min of' wants a topic such as payments"},
	{"isr-bellow-min of payments", 0, 14,
	 "unknown selector 'isr-bellow-min' (did you mean 'isr-below-min'?)"},
	{"leaderless of", 13, 0, "'leaderless of' wants a topic such as payments"},
	{"leaderles of payments", 0, 9,
	 "unknown selector 'leaderles' (did you mean 'leaderless'?)"},
	{"lagard of payments/0", 0, 6,
	 "unknown selector 'lagard' (did you mean 'laggard'?)"},
	{"laggard of payments", 11, 8,
	 "'laggard of' wants a topic and a partition such as payments/0"},
	{"coordinator of", 14, 0, "'coordinator of' wants a consumer group"},
	{"coordinator ledger", 12, 6, "'coordinator' wants 'coordinator of GROUP'"},
	{"cordinator of ledger", 0, 10,
	 "unknown selector 'cordinator' (did you mean 'coordinator'?)"},
	{"host", 4, 0, "'host' wants a name: host NAME"},
	{"rack", 4, 0, "'rack' wants a name: rack NAME"},
	{"host a b", 7, 1, "'host' cannot be followed by 'b'; a list has commas"},
	{"hosts minority", 6, 8, "'hosts' wants 'hosts of SELECTOR'"},
	{"racks of", 8, 0, "a selector is missing here"},
	{"brokers of", 10, 0, "a selector is missing here"},
	{"brokers on host a", 8, 2,
	 "'brokers' cannot be followed by 'on'; a list has commas"},
	{"all but", 7, 0, "a selector is missing here"},
	{"all butt kafka1", 4, 4,
	 "'all' cannot be followed by 'butt' (did you mean 'but'?)"},
	{"all but kafka1, kafka2", 0, 14,
	 "'all but' stands alone, as a comma adds to it; to leave out several: all but kafka1 "
	 "except kafka2"},
	{"kafka1, all except kafka2", 8, 17,
	 "'all but' stands alone, as a comma adds to it; to leave out several: all but kafka1 "
	 "except kafka2"},
	{"except kafka1", 0, 6, "'except' stands between two selectors"},
	{"brokers except", 14, 0, "a selector is missing here"},
	{"brokers except except", 15, 6, "'except' stands between two selectors"},
	{"brokers exept controller", 8, 5,
	 "'brokers' cannot be followed by 'exept' (did you mean 'except'?)"},
	{"brokers except node", 19, 0, "'node' wants a node.id: node 2"},
	{"all but all but all but all but all but all but all", 48, 3,
	 "a selector in a selector in a selector ...: say it with fewer"},
};

START_TEST(what_is_no_selector_is_refused_with_its_place)
{
	struct selector s = {0};
	struct selector_place place = {0};
	struct err e = {0};

	ck_assert_int_eq(selector_parse(refused[_i].text, &s, &place, &e), -1);
	ck_assert_str_eq(e.msg, refused[_i].why);
	ck_assert_uint_eq(place.offset, refused[_i].offset);
	ck_assert_uint_eq(place.length, refused[_i].length);
}
END_TEST

/* ---- before the run ---- */

static const struct {
	const char *text;
	int nodes;
	const char *why; /* NULL: can be */
} checked[] = {
	{"controller", 1, NULL},
	{"minority", 3, NULL},
	{"minority", 2, "'minority' picks nothing: of 2 voters none may be lost"},
	{"minority", 1, "'minority' picks nothing: of 1 voter none may be lost"},
	{"node 3", 3, NULL},
	{"node 4", 3, "no node has the id 4 (there are 1, 2, 3)"},
	{"kafka3", 3, NULL},
	{"kafak3", 3,
	 "no node and no selector is called 'kafak3' (did you mean 'kafka3'?)"},
	{"brokres", 3,
	 "no node and no selector is called 'brokres' (did you mean 'brokers'?)"},
	{"leader of payments/3", 3, NULL},
	{"leader of payments/4", 3,
	 "'payments' has the partitions 0 to 3, there is no 4"},
	{"leader of orders/0", 3, "no topic is called 'orders'"},
	{"random 3", 3, NULL},
	{"random 9", 3, "'random 9' has only 3 nodes to pick from"},
	{"random 2 of minority", 3, "'random 2' has only 1 node to pick from"},
	{"random 2 of quorum-breaking", 3, NULL},
	{"random 3 of followers of payments/0", 3,
	 "'random 3' has only 2 nodes to pick from"},
	{"stopped", 3, NULL},
	{"former controller", 1, NULL},
	{"replicas of payments/0", 3, NULL},
	{"replicas of payments/7", 3,
	 "'payments' has the partitions 0 to 3, there is no 7"},
	{"laggard of paymnts/0", 3,
	 "no topic is called 'paymnts' (did you mean 'payments'?)"},
	{"leader of most partitions", 3, NULL},
	{"leader of most partitions of payments", 3, NULL},
	{"leader of most partitions of orders", 3, "no topic is called 'orders'"},
	{"isr-below-min of payments", 3, NULL},
	{"isr-below-min of orders", 3, "no topic is called 'orders'"},
	{"leaderless of paymets", 3,
	 "no topic is called 'paymets' (did you mean 'payments'?)"},
	{"coordinator of ledger", 3, NULL},
	{"coordinator of ledgr", 3,
	 "no workload reads as group 'ledgr' (did you mean 'ledger'?)"},
	{"observers", 3, "no node here is one of 'observers'"},
	{"obsevers", 3,
	 "no node and no selector is called 'obsevers' (did you mean 'observers'?)"},
	{"all but kafka2", 3, NULL},
	{"all but kafka4", 3,
	 "no node and no selector is called 'kafka4' (did you mean 'kafka1'?)"},
	{"all but controller", 1, NULL}, /* who that is can change */
	{"all but kafka1", 1, "'all' without these picks nobody"},
	{"brokers except voters", 3, "'brokers' without these picks nobody"},
	{"brokers except leader of orders/0", 3, "no topic is called 'orders'"},
	{"random 2 of all but kafka2", 3, NULL},
	{"random 3 of all but kafka2", 3, "'random 3' has only 2 nodes to pick from"},
	{"random 3 except kafka2", 3, "'random 3' has only 2 nodes to pick from"},
	{"random 3 of all but controller", 3, NULL}, /* perhaps there is none */
	{"random 2 of brokers except kafka1 except node 2", 3,
	 "'random 2' has only 1 node to pick from"},
	{"random 2 of leader of most partitions", 3,
	 "'random 2' has only 1 node to pick from"},
	{"random 4 of replicas of payments/0", 5,
	 "'random 4' has only 3 nodes to pick from"},
};

static const struct {
	const char *text;
	size_t offset, length;
} places[] = {
	{"kafka1, brokers except node 9", 23, 6},
	{"random 1 of brokers except kafka1 except kafak2", 41, 6},
	{"random 9 of brokers except kafka1", 0, 33},
	{"controller, brokers except voters", 12, 21},
};

START_TEST(the_place_is_that_of_the_part_that_is_wrong)
{
	struct selector s = {0};
	struct selector_place place = {0};
	struct err e = {0};
	struct kit k;

	kit_init(&k, 3);
	ck_assert_int_eq(selector_parse(places[_i].text, &s, &place, &e), 0);
	ck_assert_int_eq(selector_check(&s, &k.topology, &k.plan, &place, &e), -1);
	ck_assert_uint_eq(place.offset, places[_i].offset);
	ck_assert_uint_eq(place.length, places[_i].length);
	selector_release(&s);
	kit_release(&k);
}
END_TEST

static const struct {
	const char *text;
	const char *why;
} apart[] = {
	{"random 3 of observers", "'random 3' has only 2 nodes to pick from"},
	{"random 3 of brokers except leader of payments/0",
	 "'random 3' has only 2 nodes to pick from"},
	{"observers except brokers", "'observers' without these picks nobody"},
};

START_TEST(brokers_that_do_not_vote_are_observers)
{
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};
	struct kit k;

	kit_init_apart(&k, 3, 2);
	ck_assert_int_eq(selector_parse(apart[_i].text, &s, &place, &e), 0);
	ck_assert_int_eq(selector_check(&s, &k.topology, &k.plan, &place, &e), -1);
	ck_assert_str_eq(e.msg, apart[_i].why);
	selector_release(&s);
	kit_release(&k);
}
END_TEST

START_TEST(without_a_plan_names_of_topics_and_groups_are_believed)
{
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};
	struct kit k;

	kit_init(&k, 3);
	ck_assert_int_eq(
		selector_parse("leaderless of x, coordinator of y, laggard of z/7", &s,
			       &place, &e),
		0);
	ck_assert_int_eq(selector_check(&s, &k.topology, NULL, &place, &e), 0);
	selector_release(&s);
	kit_release(&k);
}
END_TEST

/* Each word of the table can be understood when it is written as its usage says. */
START_TEST(every_word_of_the_table_is_understood)
{
	const struct selector_word *row = &selector_words[_i];
	struct strbuf text = STRBUF_INIT;
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};

	for (const char *p = row->usage; *p; p++) {
		if (strncmp(p, "SELECTOR", 8) == 0) {
			strbuf_addstr(&text, "node 2");
			p += 7;
		} else if (strncmp(p, "PARTITION", 9) == 0) {
			strbuf_addstr(&text, "0");
			p += 8;
		} else if (*p == 'N') {
			strbuf_addstr(&text, "1");
		} else if (*p != '[' && *p != ']') {
			strbuf_addch(&text, *p);
		}
	}
	ck_assert_msg(selector_parse(strbuf_text(&text), &s, &place, &e) == 0, "%s: %s",
		      strbuf_text(&text), e.msg);
	ck_assert_uint_eq(s.len, 1);
	ck_assert(s.terms[0].kind == row->kind || row->kind == SELECT_EXCEPT);
	selector_release(&s);
	strbuf_release(&text);
}
END_TEST

START_TEST(a_selector_that_can_pick_nothing_is_known_before_the_run)
{
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};
	struct kit k;
	int rc;

	kit_init(&k, checked[_i].nodes);
	ck_assert_int_eq(selector_parse(checked[_i].text, &s, &place, &e), 0);
	rc = selector_check(&s, &k.topology, &k.plan, &place, &e);
	ck_assert_int_eq(rc, checked[_i].why ? -1 : 0);
	ck_assert_str_eq(e.msg, checked[_i].why ? checked[_i].why : "");
	selector_release(&s);
	kit_release(&k);
}
END_TEST

static Suite *selector_suite(void)
{
	Suite *s = suite_create("selector");
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, what_is_no_selector_is_refused_with_its_place, 0,
			    (int)ARRAY_LEN(refused));
	tcase_add_loop_test(tc, a_selector_that_can_pick_nothing_is_known_before_the_run,
			    0, (int)ARRAY_LEN(checked));
	tcase_add_loop_test(tc, the_place_is_that_of_the_part_that_is_wrong, 0,
			    (int)ARRAY_LEN(places));
	tcase_add_loop_test(tc, brokers_that_do_not_vote_are_observers, 0,
			    (int)ARRAY_LEN(apart));
	tcase_add_test(tc, without_a_plan_names_of_topics_and_groups_are_believed);
	tcase_add_loop_test(tc, every_word_of_the_table_is_understood, 0,
			    (int)selector_word_count());
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(selector_suite)
