/* Actions made of other actions, one node at a time or again and again, on the fake cluster. */
#include "chain_kit.h"
#include "unit.h"

#include "base/mem.h"

#include <pthread.h>

static void all_in_sync(void)
{
	for (int32_t id = 1; id <= 3; id++) {
		tell_reach(0, id, SIDE_BROKER, true);
		tell_reach(0, id, SIDE_CONTROLLER, true);
	}
	tell_metadata(0, 1, 5);
	tell_partition(0, 1, 0, 1, "123");
}

/* ---- rolling-restart ---- */

START_TEST(the_active_controller_is_restarted_last)
{
	all_in_sync();
	tell_claim(clock_now(&the_clock) / NS_PER_MS, 1, 4, 100);
	ck_assert_int_eq(run_plan(read_action("rolling-restart: brokers")), 0);
	check_hits("restart", "2 3 1");
	ck_assert_uint_eq(result.nodes.len, 3);
	check_pending(UNDO_START, "");
}
END_TEST

START_TEST(the_next_one_waits_until_every_replica_is_in_sync)
{
	struct action_plan *a = read_action("rolling-restart: brokers");

	shorten(a, "timeout", 100);
	all_in_sync();
	tell_partition(1, 1, 0, 1, "12");
	ck_assert_int_eq(run_plan(a), -1);
	ck_assert_str_eq(why.msg, "after node 1's restart: waited 100 ms in vain: isr "
				  "full: 0 of 1 partitions");
	check_hits("restart", "1");
}
END_TEST

START_TEST(without_waiting_the_next_one_follows_at_once)
{
	ck_assert_int_eq(
		run_plan(read_action("rolling-restart: {node: brokers, wait: no}")), 0);
	check_hits("restart", "1 2 3");
}
END_TEST

START_TEST(a_restart_that_fails_ends_the_rolling)
{
	fake_cluster_fail(fake, 1); /* the first stop, after a look */
	ck_assert_int_eq(
		run_plan(read_action("rolling-restart: {node: brokers, wait: no}")), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "1 of 1 failed: restart: "));
	ck_assert_ptr_null(strstr(fake_cluster_calls(fake), "stop 2"));
}
END_TEST

/* ---- crash-loop ---- */

START_TEST(a_node_in_a_crash_loop_dies_each_time_it_is_back_and_runs_in_the_end)
{
	struct action_plan *a = read_action("crash-loop: node 2");

	shorten(a, "for", 500);
	shorten(a, "down_for", 30);
	ck_assert_int_eq(run_plan(a), 0);
	ck_assert_uint_ge(count_hits("kill"), 2);
	ck_assert_uint_eq(count_hits("kill"), count_hits("start"));
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	check_pending(UNDO_START, "");
}
END_TEST

START_TEST(a_crash_loop_that_is_over_while_the_node_is_down_starts_it)
{
	struct action_plan *a = read_action("crash-loop: node 2");

	shorten(a, "for", 50);
	ck_assert_int_eq(run_plan(a), 0);
	check_hits("kill", "2");
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

static void *interrupt_soon(void *arg UNUSED)
{
	clock_sleep_until(&the_clock, clock_now(&the_clock) + 100 * NS_PER_MS);
	atomic_store(&cancel, true);
	return NULL;
}

START_TEST(an_interrupted_crash_loop_leaves_its_node_to_be_healed)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, NULL), 0);
	ck_assert_int_eq(
		run_plan(read_action("crash-loop: {node: node 2, down_for: 60s}")), -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	check_pending(UNDO_START, "2");
}
END_TEST

/* ---- repeat ---- */

START_TEST(a_repetition_by_times_is_done_so_often)
{
	struct action_plan *a = read_action(
		"repeat: {every: 1s, times: 3, do: [restart: node 2]}");

	shorten(a, "every", 20);
	ck_assert_int_eq(run_plan(a), 0);
	check_hits("restart", "2 2 2");
	ck_assert_str_eq(result.text, "3 times");
}
END_TEST

START_TEST(what_is_repeated_has_events_of_its_own)
{
	struct action_plan *a = read_action(
		"repeat: {every: 1s, times: 2, do: [restart: node 2]}");
	int seen[2] = {0};

	shorten(a, "every", 20);
	ctx.action = 4;
	ck_assert_int_eq(run_plan(a), 0);
	for (size_t i = 0; i < world_told.len; i++)
		if (strcmp(world_told.at[i].name, "restart") == 0)
			seen[world_told.at[i].action - 10]++;
		else
			ck_assert_int_eq(world_told.at[i].action, 4);
	ck_assert_int_eq(seen[0], 3); /* requested, effective, done */
	ck_assert_int_eq(seen[1], 3);
}
END_TEST

START_TEST(all_actions_of_a_repetition_are_done_in_turn)
{
	struct action_plan *a = read_action("repeat: {every: 1s, times: 2, do: [stop: "
					    "node 2, start: node 2]}");

	shorten(a, "every", 20);
	ck_assert_int_eq(run_plan(a), 0);
	check_hits("stop", "2 2");
	check_hits("start", "2 2");
}
END_TEST

START_TEST(a_repetition_keeps_to_its_grid_and_lasts_its_time)
{
	struct action_plan *a = read_action(
		"repeat: {every: 1s, for: 1s, do: [restart: node 2]}");
	int64_t before = clock_now(&the_clock), took;

	shorten(a, "every", 100);
	shorten(a, "for", 250);
	ck_assert_int_eq(run_plan(a), 0);
	took = clock_now(&the_clock) - before;
	ck_assert_uint_ge(count_hits("restart"), 2); /* at 0, 100 and 200 ms */
	ck_assert_uint_le(count_hits("restart"), 3);
	ck_assert_int_ge(took, 250 * NS_PER_MS);
}
END_TEST

static struct action_plan *until_quorum(const char *state)
{
	char *text = xasprintf("repeat: {every: 1s, until: {quorum: %s, timeout: 1s}, "
			       "do: [restart: node 2]}",
			       state);
	struct action_plan *a = read_action(text);

	free(text);
	shorten(a, "every", 20);
	return a;
}

START_TEST(a_repetition_ends_when_its_condition_holds_but_is_done_once)
{
	ck_assert_int_eq(run_plan(until_quorum("absent")), 0);
	check_hits("restart", "2");
	ck_assert_str_eq(result.text, "1 time; then quorum: nobody leads");
}
END_TEST

START_TEST(a_condition_that_does_not_come_fails_the_repetition)
{
	struct action_plan *a = until_quorum("present");

	shorten(a, "until:timeout", 2000);
	ck_assert_int_eq(run_plan(a), -1);
	ck_assert_str_eq(why.msg, "repeated for 2 s in vain: quorum: nobody leads");
	ck_assert_uint_ge(count_hits("restart"), 2);
}
END_TEST

START_TEST(one_that_fails_does_not_end_the_repetition_but_fails_it)
{
	struct action_plan *a = read_action(
		"repeat: {every: 1s, times: 3, do: [restart: node 2]}");

	shorten(a, "every", 20);
	fake_cluster_fail(fake, 1); /* the first stop */
	ck_assert_int_eq(run_plan(a), -1);
	ck_assert_uint_eq(count_hits("restart"), 2);
	ck_assert_ptr_nonnull(strstr(why.msg, "1 of 3 failed: restart: "));
}
END_TEST

START_TEST(an_interruption_ends_a_repetition_at_once)
{
	atomic_store(&cancel, true);
	ck_assert_int_eq(run_plan(read_action(
				 "repeat: {every: 1s, times: 3, do: [pause: node 2]}")),
			 -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
}
END_TEST

/* ---- whatever goes wrong ---- */

enum { MOST_CALLS = 24 };

static void do_everything_and_heal(void)
{
	struct action_plan *a = read_action("crash-loop: node 2");

	shorten(a, "for", 40);
	shorten(a, "down_for", 10);
	(void)run_plan(a); /* any of these may fail */
	(void)run_plan(read_action("rolling-restart: {node: brokers, wait: no}"));
	a = read_action(
		"repeat: {every: 1s, times: 2, do: [stop: random 1, pause: random "
		"1]}");
	shorten(a, "every", 10);
	(void)run_plan(a);
	why = (struct err){0};
	(void)heal(fake_cluster(fake), journal, NULL, NULL, NULL, &why);
	why = (struct err){0};
	ck_assert_int_eq(heal(fake_cluster(fake), journal, NULL, NULL, NULL, &why), 0);
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(state(id), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}

START_TEST(whatever_call_of_a_chain_fails_healing_leaves_the_cluster_clean)
{
	fake_cluster_fail(fake, _i);
	do_everything_and_heal();
}
END_TEST

START_TEST(whatever_call_of_a_chain_lies_healing_leaves_the_cluster_clean)
{
	fake_cluster_lie(fake, _i);
	do_everything_and_heal();
}
END_TEST

static void add_repetitions(Suite *s)
{
	TCase *tc = tcase_create("repeat");

	tcase_add_checked_fixture(tc, chain_set_up, chain_tear_down);
	tcase_add_test(tc, a_repetition_by_times_is_done_so_often);
	tcase_add_test(tc, what_is_repeated_has_events_of_its_own);
	tcase_add_test(tc, all_actions_of_a_repetition_are_done_in_turn);
	tcase_add_test(tc, a_repetition_keeps_to_its_grid_and_lasts_its_time);
	tcase_add_test(tc, a_repetition_ends_when_its_condition_holds_but_is_done_once);
	tcase_add_test(tc, a_condition_that_does_not_come_fails_the_repetition);
	tcase_add_test(tc, one_that_fails_does_not_end_the_repetition_but_fails_it);
	tcase_add_test(tc, an_interruption_ends_a_repetition_at_once);
	suite_add_tcase(s, tc);
}

static Suite *fault_chain_suite(void)
{
	Suite *s = suite_create("fault_chain");
	TCase *tc = tcase_create("nodes");

	tcase_add_checked_fixture(tc, chain_set_up, chain_tear_down);
	tcase_add_test(tc, the_active_controller_is_restarted_last);
	tcase_add_test(tc, the_next_one_waits_until_every_replica_is_in_sync);
	tcase_add_test(tc, without_waiting_the_next_one_follows_at_once);
	tcase_add_test(tc, a_restart_that_fails_ends_the_rolling);
	tcase_add_test(
		tc, a_node_in_a_crash_loop_dies_each_time_it_is_back_and_runs_in_the_end);
	tcase_add_test(tc, a_crash_loop_that_is_over_while_the_node_is_down_starts_it);
	tcase_add_test(tc, an_interrupted_crash_loop_leaves_its_node_to_be_healed);
	suite_add_tcase(s, tc);
	add_repetitions(s);
	tcase_add_loop_test(
		tc, whatever_call_of_a_chain_fails_healing_leaves_the_cluster_clean, 0,
		MOST_CALLS);
	tcase_add_loop_test(
		tc, whatever_call_of_a_chain_lies_healing_leaves_the_cluster_clean, 0,
		MOST_CALLS);
	return s;
}

UNIT_SUITE(fault_chain_suite)
