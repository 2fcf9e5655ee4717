/* Storms on the fake cluster. */
#include "base/mem.h"
#include "chain_kit.h"
#include "net_world.h"
#include "unit.h"

static struct action_plan *read_storm(const char *rest)
{
	char *text = xasprintf("storm: {for: 30s, every: 1s, %s}", rest);
	struct action_plan *a = read_action(text);

	free(text);
	shorten(a, "for", 300);
	shorten(a, "every", 10);
	return a;
}

/* Whom it hit, one line per storm. */
static char *picks_of_a_storm(uint64_t seed)
{
	struct strbuf text = STRBUF_INIT;
	size_t before = world_told.len;
	struct action_plan *a = read_storm("of: [{restart: random 1, weight: 2}, "
					   "{restart: {node: random 2}}]");

	shorten(a, "for", 800);
	rng_init(&dice, seed, "test");
	ck_assert_int_eq(run_plan(a), 0);
	for (size_t i = before; i < world_told.len; i++)
		if (world_told.at[i].step == STEP_REQUESTED) {
			ids_text(&world_told.at[i].ids, &text);
			strbuf_addch(&text, ';');
		}
	return strbuf_detach(&text);
}

enum { FIRST_PICKS = 8 };

START_TEST(the_same_seed_makes_the_same_storm)
{
	char *one = picks_of_a_storm(7), *same = picks_of_a_storm(7);
	char *other = picks_of_a_storm(8);

	ck_assert_uint_gt(strlen(one),
			  FIRST_PICKS); /* how many there is time for chance decides */
	ck_assert_int_eq(strncmp(one, same, FIRST_PICKS), 0);
	ck_assert_int_ne(strncmp(one, other, FIRST_PICKS), 0);
	free(one);
	free(same);
	free(other);
}
END_TEST

static size_t count_restarts_of(int32_t node)
{
	size_t n = 0;

	for (size_t i = 0; i < world_told.len; i++)
		n += world_told.at[i].step == STEP_EFFECTIVE &&
		     world_told.at[i].node == node;
	return n;
}

START_TEST(weights_decide_how_often_a_stroke_is_drawn)
{
	struct action_plan *a = read_storm("of: [{restart: node 1, weight: 9}, restart: "
					   "node 2]");

	for (int i = 0; i < 20 && count_hits("restart") < 30; i++)
		ck_assert_int_eq(run_plan(a), 0);
	ck_assert_uint_ge(count_restarts_of(2), 1);
	ck_assert_uint_ge(count_restarts_of(1), 3 * count_restarts_of(2));
}
END_TEST

START_TEST(a_storm_leaves_no_more_than_a_minority_hurt)
{
	ck_assert_int_eq(run_plan(read_storm("of: [kill: random 1]")), 0);
	ck_assert_uint_eq(count_hits("kill"), 1); /* of three voters one may be down */
	ck_assert_ptr_nonnull(strstr(result.text, "1 stroke, "));
	ck_assert_uint_eq(count_steps(STEP_FAILED), 0);
}
END_TEST

START_TEST(a_storm_may_be_allowed_everything)
{
	ck_assert_int_eq(run_plan(read_storm("at_once: all, of: [kill: random 1]")), 0);
	ck_assert_uint_eq(count_hits("kill"), 3);
}
END_TEST

START_TEST(a_storm_may_be_allowed_a_number)
{
	ck_assert_int_eq(run_plan(read_storm("at_once: 2, of: [kill: random 1]")), 0);
	ck_assert_uint_eq(count_hits("kill"), 2);
}
END_TEST

START_TEST(a_storm_that_struck_nobody_has_failed)
{
	ck_assert_int_eq(run_plan(read_storm("of: [start: stopped]")), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "no effect: each of its "));
}
END_TEST

START_TEST(an_action_made_of_actions_needs_numbers_for_them)
{
	ctx.next_action = NULL;
	ck_assert_int_eq(run_plan(read_action(
				 "repeat: {every: 1s, times: 3, do: [pause: node 2]}")),
			 -1);
	ck_assert_int_eq(why.kind, ERR_USAGE);
}
END_TEST

/* ---- with a kernel, for cuts ---- */

static void net_set_up(void)
{
	net_world_set_up();
	chain_enter();
}

static void net_tear_down(void)
{
	chain_leave();
	net_world_tear_down();
}

/* The rules of a cut are on all three nodes, but only one is cut off. */
START_TEST(a_cut_hurts_those_that_are_cut_off)
{
	int32_t first = 0;

	ck_assert_int_eq(run_plan(read_storm("of: [partition: random 1]")), 0);
	ck_assert_uint_ge(count_steps(STEP_DONE), 2); /* a stroke's, and the storm's */
	for (size_t i = 0; i < world_told.len; i++) {
		const struct event *ev = &world_told.at[i];

		if (ev->step != STEP_REQUESTED || !ev->ids.len)
			continue;
		ck_assert_uint_eq(ev->ids.len, 1);
		ck_assert(!first || ev->ids.id[0] == first);
		first = ev->ids.id[0];
	}
}
END_TEST

START_TEST(what_was_hurt_before_the_storm_counts)
{
	net_act("pause", "target=node 2");
	ck_assert_int_eq(run_plan(read_storm("of: [partition: node 1]")), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "no effect: each of its "));
}
END_TEST

static void add_cuts(Suite *s)
{
	TCase *tc = tcase_create("cuts");

	tcase_add_checked_fixture(tc, net_set_up, net_tear_down);
	tcase_add_test(tc, a_cut_hurts_those_that_are_cut_off);
	tcase_add_test(tc, what_was_hurt_before_the_storm_counts);
	suite_add_tcase(s, tc);
}

static Suite *fault_storm_suite(void)
{
	Suite *s = suite_create("fault_storm");
	TCase *tc = tcase_create("storm");

	tcase_add_checked_fixture(tc, chain_set_up, chain_tear_down);
	tcase_add_test(tc, the_same_seed_makes_the_same_storm);
	tcase_add_test(tc, weights_decide_how_often_a_stroke_is_drawn);
	tcase_add_test(tc, a_storm_leaves_no_more_than_a_minority_hurt);
	tcase_add_test(tc, a_storm_may_be_allowed_everything);
	tcase_add_test(tc, a_storm_may_be_allowed_a_number);
	tcase_add_test(tc, a_storm_that_struck_nobody_has_failed);
	tcase_add_test(tc, an_action_made_of_actions_needs_numbers_for_them);
	suite_add_tcase(s, tc);
	add_cuts(s);
	return s;
}

UNIT_SUITE(fault_storm_suite)
