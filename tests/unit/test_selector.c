#include "fault/selector.h"

#include "base/mem.h"
#include "unit.h"

/* A cluster of n combined nodes, 1 to n, as told: node 2 leads the quorum in epoch 5 (of 3 or more),
 * payments/0 is led by node 3 with replicas 1, 2, 3. */
struct world {
	struct topology topology;
	struct view view;
	struct plan plan;
	struct ids stopped, paused;
	struct picks picks;
	struct rng rng;
	struct selector_world w;
};

static const int32_t three[] = {1, 2, 3};

static void told(struct world *w, struct event *ev)
{
	view_apply(&w->view, ev);
}

static void tell_leader(struct world *w, int32_t leader)
{
	struct event ev = EVENT(PARTITION, NS_PER_S);

	ev.node = 1;
	ev.topic = (char[]){"payments"};
	ev.leader = leader;
	ev.epoch = 7;
	ids_set(&ev.replicas, three, 3);
	ids_set(&ev.isr, three, 3);
	told(w, &ev);
	ids_release(&ev.replicas);
	ids_release(&ev.isr);
}

static void tell_cluster(struct world *w)
{
	struct event claim = EVENT(CLAIM, NS_PER_S), metadata = EVENT(METADATA, NS_PER_S);

	for (size_t i = 0; i < w->topology.len * 2; i++) {
		struct event reach = EVENT(REACH, NS_PER_S);

		reach.node = w->topology.nodes[i / 2].id;
		reach.side = i % 2 ? SIDE_CONTROLLER : SIDE_BROKER;
		reach.up = true;
		told(w, &reach);
	}
	claim.node = 2;
	claim.up = true;
	claim.epoch = 5;
	told(w, &claim);
	metadata.node = 1;
	metadata.offset = 100;
	told(w, &metadata);
	tell_leader(w, 3);
}

static void world_init(struct world *w, int32_t nodes)
{
	*w = (struct world){0};
	for (int32_t id = 1; id <= nodes; id++) {
		struct node *n = topology_add(&w->topology);

		n->id = id;
		n->name = xasprintf("kafka%d", id);
		n->roles = ROLE_BROKER | ROLE_CONTROLLER;
	}
	view_init(&w->view, &w->topology);
	tell_cluster(w);
	*GROW(w->plan.topics, w->plan.n_topics) = (struct topic_plan){
		.name = xstrdup("payments"), .partitions = 4, .replication = 3};
	rng_init(&w->rng, 1, "test");
	w->w = (struct selector_world){.topology = &w->topology,
				       .view = &w->view,
				       .now_ns = NS_PER_S,
				       .stopped = &w->stopped,
				       .paused = &w->paused,
				       .picks = &w->picks,
				       .rng = &w->rng};
}

static void world_release(struct world *w)
{
	topology_release(&w->topology);
	view_release(&w->view);
	plan_release(&w->plan);
	ids_release(&w->stopped);
	ids_release(&w->paused);
	picks_release(&w->picks);
}

/* What the text picks, as "1,2"; or "! " and the error. Caller frees. */
static char *pick_with(struct world *w, const char *text, char **out_seen)
{
	struct selector s = {0};
	struct selector_place place;
	struct strbuf seen = STRBUF_INIT, got = STRBUF_INIT;
	struct ids ids = {0};
	struct err e = {0};

	ck_assert_int_eq(selector_parse(text, &s, &place, &e), 0);
	if (selector_resolve(&s, &w->w, &ids, &seen, &e) == 0)
		ids_text(&ids, &got);
	else
		strbuf_addf(&got, "! %s", e.msg);
	if (out_seen)
		*out_seen = strbuf_detach(&seen);
	strbuf_release(&seen);
	selector_release(&s);
	ids_release(&ids);
	return strbuf_detach(&got);
}

static void check_pick(struct world *w, const char *text, const char *want)
{
	char *got = pick_with(w, text, NULL);

	ck_assert_msg(strcmp(got, want) == 0, "'%s' picked '%s', not '%s'", text, got,
		      want);
	free(got);
}

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
};

START_TEST(a_selector_that_can_pick_nothing_is_known_before_the_run)
{
	struct selector s = {0};
	struct selector_place place;
	struct err e = {0};
	struct world w;
	int rc;

	world_init(&w, checked[_i].nodes);
	ck_assert_int_eq(selector_parse(checked[_i].text, &s, &place, &e), 0);
	rc = selector_check(&s, &w.topology, &w.plan, &place, &e);
	ck_assert_int_eq(rc, checked[_i].why ? -1 : 0);
	ck_assert_str_eq(e.msg, checked[_i].why ? checked[_i].why : "");
	selector_release(&s);
	world_release(&w);
}
END_TEST

/* ---- during the run ---- */

static const struct {
	const char *text;
	const char *want;
} picked[] = {
	{"controller", "2"},
	{"node 3", "3"},
	{"kafka1", "1"},
	{"leader of payments/0", "3"},
	{"followers of payments/0", "1,2"},
	{"brokers", "1,2,3"},
	{"controllers", "1,2,3"},
	{"voters", "1,2,3"},
	{"all", "1,2,3"},
	{"controller, node 3, kafka2", "2,3"}, /* each once */
	{"leader of payments/1", "! payments/1 is in no broker's metadata yet"},
	{"stopped", "! nothing is stopped now"},
	{"paused", "! nothing is paused now"},
	{"same as first", "! no action called 'first' has picked nodes yet"},
};

START_TEST(a_selector_picks_what_its_word_says)
{
	struct world w;

	world_init(&w, 3);
	check_pick(&w, picked[_i].text, picked[_i].want);
	world_release(&w);
}
END_TEST

START_TEST(what_was_seen_is_told)
{
	struct world w;
	char *seen, *got;

	world_init(&w, 3);
	got = pick_with(&w, "controller, leader of payments/0", &seen);
	ck_assert_str_eq(seen,
			 "controller: node 2 (kafka2), epoch 5; leader: node 3 (kafka3), "
			 "leader epoch 7, ISR 1,2,3, as node 1 tells");
	free(seen);
	free(got);
	world_release(&w);
}
END_TEST

START_TEST(a_minority_leaves_the_active_controller_alone)
{
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world w;
		char *got;

		world_init(&w, 5);
		rng_init(&w.rng, seed, "test");
		got = pick_with(&w, "minority", NULL);
		ck_assert_uint_eq(strlen(got), strlen("1,3"));
		ck_assert_ptr_null(strchr(got, '2'));
		free(got);
		world_release(&w);
	}
}
END_TEST

START_TEST(a_majority_begins_with_the_active_controller)
{
	struct world w;
	char *got;

	world_init(&w, 5);
	got = pick_with(&w, "majority", NULL);
	ck_assert_int_eq(got[0], '2');
	ck_assert_uint_eq(strlen(got), strlen("2,1,3"));
	free(got);
	world_release(&w);
}
END_TEST

/* Four voters: the quorum is three, so two lost end it. */
START_TEST(quorum_breaking_is_fewer_than_a_majority_of_an_even_number)
{
	struct world w;
	char *breaking, *majority;

	world_init(&w, 4);
	breaking = pick_with(&w, "quorum-breaking", NULL);
	majority = pick_with(&w, "majority", NULL);
	ck_assert_uint_eq(strlen(breaking), strlen("2,1"));
	ck_assert_uint_eq(strlen(majority), strlen("2,1,3"));
	free(breaking);
	free(majority);
	world_release(&w);
}
END_TEST

START_TEST(the_same_seed_picks_the_same_nodes)
{
	struct world a, b;
	char *first, *second;

	world_init(&a, 5);
	world_init(&b, 5);
	first = pick_with(&a, "random 2, minority", NULL);
	second = pick_with(&b, "random 2, minority", NULL);
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	world_release(&a);
	world_release(&b);
}
END_TEST

START_TEST(another_seed_picks_other_nodes_some_time)
{
	bool seen[6] = {false};

	for (uint64_t seed = 0; seed < 50; seed++) {
		struct world w;
		char *got;

		world_init(&w, 5);
		rng_init(&w.rng, seed, "test");
		got = pick_with(&w, "random 1", NULL);
		seen[got[0] - '0'] = true;
		free(got);
		world_release(&w);
	}
	for (size_t id = 1; id <= 5; id++)
		ck_assert(seen[id]);
}
END_TEST

START_TEST(a_minority_counts_who_is_down_already)
{
	struct world w;

	world_init(&w, 3);
	ids_add(&w.paused, 3);
	check_pick(&w, "minority",
		   "! 'minority' of 3 voters is 1, and 1 is down already");
	world_release(&w);
}
END_TEST

START_TEST(a_majority_counts_who_is_down_already)
{
	struct world w;

	world_init(&w, 3);
	ids_add(&w.stopped, 3);
	check_pick(&w, "majority", "2");
	world_release(&w);
}
END_TEST

START_TEST(random_picks_nobody_who_is_down)
{
	struct world w;

	world_init(&w, 3);
	ids_add(&w.stopped, 1);
	ids_add(&w.paused, 3);
	check_pick(&w, "random 1", "2");
	check_pick(&w, "random 2", "! 'random 2' has only 1 node to pick from");
	world_release(&w);
}
END_TEST

START_TEST(random_of_what_is_stopped_picks_of_that)
{
	struct world w;

	world_init(&w, 3);
	ids_add(&w.stopped, 1);
	check_pick(&w, "random 1 of stopped", "1");
	world_release(&w);
}
END_TEST

START_TEST(a_leader_that_was_stopped_is_a_leader_no_more)
{
	struct world w;

	world_init(&w, 3);
	ids_add(&w.stopped, 3);
	check_pick(&w, "leader of payments/0",
		   "! the leader of payments/0 last seen is node 3, which is stopped");
	world_release(&w);
}
END_TEST

START_TEST(a_partition_without_a_leader_has_nobody_to_pick)
{
	struct world w;

	world_init(&w, 3);
	tell_leader(&w, -1);
	check_pick(&w, "leader of payments/0", "! payments/0 has no leader now");
	world_release(&w);
}
END_TEST

START_TEST(a_claim_that_went_stale_is_no_controller)
{
	struct world w;

	world_init(&w, 3);
	w.w.now_ns = 60 * NS_PER_S;
	check_pick(
		&w, "controller",
		"! there is no active controller now: no controller claims to lead the quorum");
	world_release(&w);
}
END_TEST

START_TEST(the_same_as_an_earlier_action_is_what_that_picked)
{
	struct world w;
	struct ids earlier = {0};

	world_init(&w, 3);
	ids_add(&earlier, 3);
	ids_add(&earlier, 1);
	picks_set(&w.picks, "first", &earlier);
	ids_release(&earlier);
	check_pick(&w, "same as first", "3,1");
	world_release(&w);
}
END_TEST

static Suite *selector_suite(void)
{
	Suite *s = suite_create("selector");
	TCase *text = tcase_create("text"), *pick = tcase_create("pick");

	tcase_add_loop_test(text, what_is_no_selector_is_refused_with_its_place, 0,
			    (int)ARRAY_LEN(refused));
	tcase_add_loop_test(text,
			    a_selector_that_can_pick_nothing_is_known_before_the_run, 0,
			    (int)ARRAY_LEN(checked));
	tcase_add_loop_test(pick, a_selector_picks_what_its_word_says, 0,
			    (int)ARRAY_LEN(picked));
	tcase_add_test(pick, what_was_seen_is_told);
	tcase_add_test(pick, a_minority_leaves_the_active_controller_alone);
	tcase_add_test(pick, a_majority_begins_with_the_active_controller);
	tcase_add_test(pick, quorum_breaking_is_fewer_than_a_majority_of_an_even_number);
	tcase_add_test(pick, the_same_seed_picks_the_same_nodes);
	tcase_add_test(pick, another_seed_picks_other_nodes_some_time);
	tcase_add_test(pick, a_minority_counts_who_is_down_already);
	tcase_add_test(pick, a_majority_counts_who_is_down_already);
	tcase_add_test(pick, random_picks_nobody_who_is_down);
	tcase_add_test(pick, random_of_what_is_stopped_picks_of_that);
	tcase_add_test(pick, a_leader_that_was_stopped_is_a_leader_no_more);
	tcase_add_test(pick, a_partition_without_a_leader_has_nobody_to_pick);
	tcase_add_test(pick, a_claim_that_went_stale_is_no_controller);
	tcase_add_test(pick, the_same_as_an_earlier_action_is_what_that_picked);
	suite_add_tcase(s, text);
	suite_add_tcase(s, pick);
	return s;
}

UNIT_SUITE(selector_suite)
