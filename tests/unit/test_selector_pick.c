/* Selectors during the run: by role, state, name and chance. */
#include "selector_kit.h"
#include "unit.h"

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
	{"replicas of payments/0", "1,2,3"},
	{"replicas of payments/1", "! payments/1 is in no broker's metadata yet"},
	{"observers", "! no node is one of 'observers'"},
	{"all but controller", "1,3"},
	{"all but node 1", "2,3"},
	{"all but kafka1 except controller", "3"},
	{"brokers except controller", "1,3"},
	{"brokers except leader of payments/0 except node 1", "2"},
	{"controller, brokers except controller", "2,1,3"},
	{"replicas of payments/0 except followers of payments/0", "3"},
	{"all except voters",
	 "! 'all' leaves nobody, except voters: node 1 (kafka1), node 2 (kafka2), node 3 "
	 "(kafka3)"},
	{"random 1 of all but controller except node 1", "3"},
	{"random 1 except controller except kafka3", "1"},
	{"random 3 except controller", "! 'random 3' has only 2 nodes to pick from"},
	{"all but stopped", "1,2,3"}, /* nobody is: nobody is left out */
	{"all but paused", "1,2,3"},
	{"all but leader of payments/1",
	 "! whom to leave out: payments/1 is in no broker's metadata yet"},
	{"stopped", "! nothing is stopped now"},
	{"paused", "! nothing is paused now"},
	{"same as first", "! no action called 'first' has picked nodes yet"},
};

START_TEST(a_selector_picks_what_its_word_says)
{
	struct kit k;

	kit_init(&k, 3);
	kit_check_pick(&k, picked[_i].text, picked[_i].want);
	kit_release(&k);
}
END_TEST

START_TEST(what_was_seen_is_told)
{
	struct kit k;
	char *seen, *got;

	kit_init(&k, 3);
	got = kit_pick(&k, "controller, leader of payments/0", &seen);
	ck_assert_str_eq(seen,
			 "controller: node 2 (kafka2), epoch 5; leader: node 3 (kafka3), "
			 "leader epoch 7, ISR 1,2,3, as node 1 tells");
	free(seen);
	free(got);
	kit_release(&k);
}
END_TEST

START_TEST(a_minority_leaves_the_active_controller_alone)
{
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct kit k;
		char *got;

		kit_init(&k, 5);
		rng_init(&k.rng, seed, "test");
		got = kit_pick(&k, "minority", NULL);
		ck_assert_uint_eq(strlen(got), strlen("1,3"));
		ck_assert_ptr_null(strchr(got, '2'));
		free(got);
		kit_release(&k);
	}
}
END_TEST

START_TEST(a_majority_begins_with_the_active_controller)
{
	struct kit k;
	char *got;

	kit_init(&k, 5);
	got = kit_pick(&k, "majority", NULL);
	ck_assert_int_eq(got[0], '2');
	ck_assert_uint_eq(strlen(got), strlen("2,1,3"));
	free(got);
	kit_release(&k);
}
END_TEST

/* Four voters: the quorum is three, so two lost end it. */
START_TEST(quorum_breaking_is_fewer_than_a_majority_of_an_even_number)
{
	struct kit k;
	char *breaking, *majority;

	kit_init(&k, 4);
	breaking = kit_pick(&k, "quorum-breaking", NULL);
	majority = kit_pick(&k, "majority", NULL);
	ck_assert_uint_eq(strlen(breaking), strlen("2,1"));
	ck_assert_uint_eq(strlen(majority), strlen("2,1,3"));
	free(breaking);
	free(majority);
	kit_release(&k);
}
END_TEST

START_TEST(the_same_seed_picks_the_same_nodes)
{
	struct kit a, b;
	char *first, *second;

	kit_init(&a, 5);
	kit_init(&b, 5);
	first = kit_pick(&a, "random 2, minority", NULL);
	second = kit_pick(&b, "random 2, minority", NULL);
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	kit_release(&a);
	kit_release(&b);
}
END_TEST

START_TEST(another_seed_picks_other_nodes_some_time)
{
	bool seen[6] = {false};

	for (uint64_t seed = 0; seed < 50; seed++) {
		struct kit k;
		char *got;

		kit_init(&k, 5);
		rng_init(&k.rng, seed, "test");
		got = kit_pick(&k, "random 1", NULL);
		seen[got[0] - '0'] = true;
		free(got);
		kit_release(&k);
	}
	for (size_t id = 1; id <= 5; id++)
		ck_assert(seen[id]);
}
END_TEST

START_TEST(a_minority_counts_who_is_down_already)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.paused, 3);
	kit_check_pick(&k, "minority",
		       "! 'minority' of 3 voters is 1, and 1 is down already");
	kit_release(&k);
}
END_TEST

START_TEST(a_majority_counts_who_is_down_already)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 3);
	kit_check_pick(&k, "majority", "2");
	kit_release(&k);
}
END_TEST

START_TEST(random_picks_nobody_who_is_down)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 1);
	ids_add(&k.paused, 3);
	kit_check_pick(&k, "random 1", "2");
	kit_check_pick(&k, "random 2", "! 'random 2' has only 1 node to pick from");
	kit_release(&k);
}
END_TEST

START_TEST(random_of_what_is_stopped_picks_of_that)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 1);
	kit_check_pick(&k, "random 1 of stopped", "1");
	kit_release(&k);
}
END_TEST

START_TEST(a_leader_that_was_stopped_is_a_leader_no_more)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 3);
	kit_check_pick(
		&k, "leader of payments/0",
		"! the leader of payments/0 last seen is node 3, which is stopped");
	kit_release(&k);
}
END_TEST

START_TEST(a_partition_without_a_leader_has_nobody_to_pick)
{
	struct kit k;

	kit_init(&k, 3);
	kit_tell_partition(&k, "payments", 0, -1, "123", "");
	kit_check_pick(&k, "leader of payments/0", "! payments/0 has no leader now");
	kit_release(&k);
}
END_TEST

START_TEST(a_claim_that_went_stale_is_no_controller)
{
	struct kit k;

	kit_init(&k, 3);
	k.w.now_ns = 60 * NS_PER_S;
	kit_check_pick(
		&k, "controller",
		"! there is no active controller now: no controller claims to lead the quorum");
	kit_release(&k);
}
END_TEST

START_TEST(the_same_as_an_earlier_action_is_what_that_picked)
{
	struct kit k;
	struct ids earlier = {0};

	kit_init(&k, 3);
	ids_add(&earlier, 3);
	ids_add(&earlier, 1);
	picks_set(&k.picks, "first", &earlier);
	ids_release(&earlier);
	kit_check_pick(&k, "same as first", "3,1");
	kit_release(&k);
}
END_TEST

START_TEST(who_is_left_out_is_told)
{
	struct kit k;

	kit_init(&k, 3);
	kit_check_seen(
		&k, "brokers except controller, node 2",
		"brokers: node 1 (kafka1), node 3 (kafka3), except controller: node 2 "
		"(kafka2), epoch 5; node 2 (kafka2)");
	kit_release(&k);
}
END_TEST

START_TEST(what_is_stopped_can_be_left_out)
{
	struct kit k;

	kit_init(&k, 3);
	ids_add(&k.stopped, 2);
	kit_check_pick(&k, "all but stopped", "1,3");
	kit_check_pick(&k, "stopped except node 2",
		       "! 'stopped' leaves nobody, except node 2 (kafka2)");
	kit_release(&k);
}
END_TEST

/* Not to know who the controller is must not hit it. */
START_TEST(who_must_be_spared_must_be_known)
{
	struct kit k;

	kit_init(&k, 3);
	k.w.now_ns = 60 * NS_PER_S;
	kit_check_pick(&k, "all but controller",
		       "! whom to leave out: there is no active controller now: no "
		       "controller claims to lead the quorum");
	kit_release(&k);
}
END_TEST

START_TEST(observers_are_the_brokers_that_do_not_vote)
{
	struct kit k;

	kit_init_apart(&k, 3, 2);
	kit_check_pick(&k, "observers", "4,5");
	kit_check_pick(&k, "all but observers", "1,2,3");
	kit_release(&k);
}
END_TEST

/* The vote is its alone: to lose it is to lose the quorum. */
START_TEST(a_dedicated_controller_is_picked_by_its_vote)
{
	struct kit k;

	kit_init_apart(&k, 1, 3);
	kit_tell_claim(&k, NS_PER_S, 1, 6);
	k.w.now_ns = NS_PER_S;
	kit_check_pick(&k, "controller", "1");
	kit_check_pick(&k, "controllers", "1");
	kit_check_pick(&k, "quorum-breaking", "1");
	kit_check_pick(&k, "majority", "1");
	kit_check_pick(&k, "brokers", "2,3,4");
	ids_add(&k.stopped, 1);
	kit_check_pick(&k, "all but stopped", "2,3,4");
	kit_release(&k);
}
END_TEST

START_TEST(the_former_controller_is_who_led_before)
{
	struct kit k;

	kit_init(&k, 3);
	kit_check_pick(&k, "former controller",
		       "! node 2 is the only active controller that was seen so far");
	kit_tell_claim(&k, 2 * NS_PER_S, 3, 6);
	k.w.now_ns = 2 * NS_PER_S;
	kit_check_pick(&k, "controller, former controller", "3,2");
	kit_check_seen(
		&k, "former controller",
		"former controller: node 2 (kafka2), the present one being node 3");
	kit_tell_claim(&k, 2 * NS_PER_S, 3, 7); /* the same again */
	kit_tell_claim(&k, 2 * NS_PER_S, 1, 4); /* voted out long ago */
	kit_check_pick(&k, "former controller", "2");
	k.w.now_ns = 60 * NS_PER_S;
	kit_check_pick(&k, "former controller", "3"); /* there is none now */
	kit_release(&k);
}
END_TEST

START_TEST(before_any_controller_was_seen_there_is_no_former_one)
{
	struct kit k;

	kit_init(&k, 3);
	view_release(&k.view);
	view_init(&k.view, &k.topology);
	kit_check_pick(&k, "former controller",
		       "! no controller has led the quorum yet, as far as was seen");
	kit_release(&k);
}
END_TEST

START_TEST(a_pick_can_follow_a_word_in_the_record)
{
	struct selector s = {0};
	struct selector_place place;
	struct strbuf seen = STRBUF_INIT;
	struct ids ids = {0};
	struct err e = {0};
	struct kit k;

	kit_init(&k, 3);
	strbuf_addstr(&seen, "one; from ");
	ck_assert_int_eq(selector_parse("node 1", &s, &place, &e), 0);
	ck_assert_int_eq(selector_resolve(&s, &k.w, &ids, &seen, &e), 0);
	ck_assert_int_eq(selector_resolve(&s, &k.w, &ids, &seen, &e), 0);
	ck_assert_str_eq(strbuf_text(&seen),
			 "one; from node 1 (kafka1); node 1 (kafka1)");
	ck_assert_uint_eq(ids.len, 1);
	selector_release(&s);
	strbuf_release(&seen);
	ids_release(&ids);
	kit_release(&k);
}
END_TEST

static Suite *selector_pick_suite(void)
{
	Suite *s = suite_create("selector_pick");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_selector_picks_what_its_word_says, 0,
			    (int)ARRAY_LEN(picked));
	tcase_add_test(tc, what_was_seen_is_told);
	tcase_add_test(tc, a_minority_leaves_the_active_controller_alone);
	tcase_add_test(tc, a_majority_begins_with_the_active_controller);
	tcase_add_test(tc, quorum_breaking_is_fewer_than_a_majority_of_an_even_number);
	tcase_add_test(tc, the_same_seed_picks_the_same_nodes);
	tcase_add_test(tc, another_seed_picks_other_nodes_some_time);
	tcase_add_test(tc, a_minority_counts_who_is_down_already);
	tcase_add_test(tc, a_majority_counts_who_is_down_already);
	tcase_add_test(tc, random_picks_nobody_who_is_down);
	tcase_add_test(tc, random_of_what_is_stopped_picks_of_that);
	tcase_add_test(tc, a_leader_that_was_stopped_is_a_leader_no_more);
	tcase_add_test(tc, a_partition_without_a_leader_has_nobody_to_pick);
	tcase_add_test(tc, a_claim_that_went_stale_is_no_controller);
	tcase_add_test(tc, the_same_as_an_earlier_action_is_what_that_picked);
	tcase_add_test(tc, who_is_left_out_is_told);
	tcase_add_test(tc, what_is_stopped_can_be_left_out);
	tcase_add_test(tc, who_must_be_spared_must_be_known);
	tcase_add_test(tc, observers_are_the_brokers_that_do_not_vote);
	tcase_add_test(tc, a_dedicated_controller_is_picked_by_its_vote);
	tcase_add_test(tc, the_former_controller_is_who_led_before);
	tcase_add_test(tc, before_any_controller_was_seen_there_is_no_former_one);
	tcase_add_test(tc, a_pick_can_follow_a_word_in_the_record);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(selector_pick_suite)
