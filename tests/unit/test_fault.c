#include "test_fault_world.h"
#include "unit.h"

START_TEST(a_stopped_node_is_down_proven_and_to_be_started_again)
{
	ck_assert_int_eq(run("stop", "node 2"), 0);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
	ck_assert_ptr_nonnull(strstr(result.text, "node 2 exited (143)"));
	check_pending(UNDO_START, "2");
}
END_TEST

START_TEST(an_action_is_requested_then_effective_then_done)
{
	ck_assert_int_eq(run("kill", "kafka1"), 0);
	ck_assert_uint_eq(world_told.len, 3);
	ck_assert_int_eq(world_told.at[0].step, STEP_REQUESTED);
	ck_assert_int_eq(world_told.at[1].step, STEP_EFFECTIVE);
	ck_assert_int_eq(world_told.at[2].step, STEP_DONE);
	ck_assert_int_le(result.requested_ns, result.effective_ns);
	ck_assert_int_le(result.effective_ns, result.done_ns);
}
END_TEST

START_TEST(an_effect_tells_its_node_and_its_proof)
{
	ck_assert_int_eq(run("pause", "node 3"), 0);
	ck_assert_int_eq(world_told.at[1].node, 3);
	ck_assert_str_eq(world_told.at[1].name, "pause");
	ck_assert_str_eq(world_told.at[1].text, "paused");
}
END_TEST

START_TEST(each_node_of_an_action_has_its_own_effect)
{
	ck_assert_int_eq(run("stop", "node 1, node 3"), 0);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 2);
	ck_assert_uint_eq(count_steps(STEP_DONE), 1);
	check_pending(UNDO_START, "1,3");
}
END_TEST

/* One after the other would take three times as long as one. */
START_TEST(all_nodes_are_asked_at_the_same_moment)
{
	int64_t before = clock_now(&the_clock), took;

	fake_cluster_delay(fake, 200 * NS_PER_MS);
	ck_assert_int_eq(run("kill", "all"), 0);
	took = clock_now(&the_clock) - before;
	ck_assert_int_ge(took,
			 1000 * NS_PER_MS); /* three inspections, then kill and inspect */
	ck_assert_int_lt(took, 1600 * NS_PER_MS);
}
END_TEST

START_TEST(an_action_that_changes_nothing_has_failed)
{
	ck_assert_int_eq(run("start", "node 1"), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "no effect"));
	ck_assert_uint_eq(count_steps(STEP_FAILED), 1);
	ck_assert_uint_eq(count_steps(STEP_REQUESTED), 0);
	ck_assert_str_eq(world_told.at[0].code, code_text(CODE_NO_EFFECT));
}
END_TEST

START_TEST(nodes_that_are_so_already_are_left_alone)
{
	ck_assert_int_eq(run("stop", "node 2"), 0);
	ck_assert_int_eq(run("stop", "all"), 0);
	ck_assert_uint_eq(result.nodes.len, 2);
	ck_assert(!ids_has(&result.nodes, 2));
}
END_TEST

START_TEST(a_selector_that_picks_nothing_fails_the_action)
{
	ck_assert_int_eq(run("start", "stopped"), -1);
	ck_assert_str_eq(why.msg, "'stopped' picks nothing: nothing is stopped now");
	ck_assert_int_eq(result.requested_ns, NEVER);
}
END_TEST

START_TEST(a_started_node_needs_no_undoing)
{
	ck_assert_int_eq(run("kill", "node 2"), 0);
	ck_assert_int_eq(run("start", "stopped"), 0);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	check_pending(UNDO_START, "");
}
END_TEST

START_TEST(an_unpaused_node_needs_no_undoing)
{
	ck_assert_int_eq(run("pause", "node 2"), 0);
	check_pending(UNDO_UNPAUSE, "2");
	ck_assert_int_eq(run("unpause", "paused"), 0);
	check_pending(UNDO_UNPAUSE, "");
}
END_TEST

START_TEST(killing_a_paused_node_leaves_it_stopped_only)
{
	ck_assert_int_eq(run("pause", "node 2"), 0);
	ck_assert_int_eq(run("kill", "node 2"), 0);
	check_pending(UNDO_UNPAUSE, "");
	check_pending(UNDO_START, "2");
}
END_TEST

START_TEST(a_restarted_node_runs_and_needs_no_undoing)
{
	ck_assert_int_eq(run("restart", "node 2"), 0);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	ck_assert_ptr_nonnull(strstr(fake_cluster_calls(fake), "stop 2"));
	check_pending(UNDO_START, "");
}
END_TEST

START_TEST(the_engines_word_is_not_what_counts)
{
	fake_cluster_lie(fake, 1); /* the call after the first look */
	ck_assert_int_eq(run("stop", "node 2"), 0);
	ck_assert_ptr_nonnull(strstr(result.text, "exited"));
}
END_TEST

START_TEST(a_call_that_failed_fails_the_action_with_its_reason)
{
	fake_cluster_fail(fake, 1);
	ck_assert_int_eq(run("stop", "node 2"), -1);
	ck_assert_uint_eq(count_steps(STEP_FAILED), 1);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 0);
}
END_TEST

START_TEST(one_node_that_fails_does_not_hide_the_others_effect)
{
	fake_cluster_fail(fake, 2); /* two looks, then whichever node is asked first */
	ck_assert_int_eq(run("kill", "node 1, node 2"), -1);
	ck_assert_uint_eq(count_steps(STEP_EFFECTIVE), 1);
	ck_assert_uint_eq(count_steps(STEP_FAILED), 1);
}
END_TEST

START_TEST(a_node_that_is_gone_cannot_be_hurt)
{
	struct node_state gone = {0};

	fake_cluster_set(fake, 2, &gone);
	ck_assert_int_eq(run("stop", "node 2"), -1);
	ck_assert_str_eq(why.msg, "node 2 (kafka2) is gone");
}
END_TEST

START_TEST(heal_as_an_action_undoes_everything)
{
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(run("pause", "node 2"), 0);
	ck_assert_int_eq(run("heal", NULL), 0);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
	ck_assert_str_eq(result.text,
			 "node 2 (kafka2) unpaused; node 1 (kafka1) started again");
}
END_TEST

START_TEST(waiting_takes_its_time)
{
	int64_t before = clock_now(&the_clock);

	ck_assert_int_eq(run_with("wait", NULL, "for", "120ms", 120 * NS_PER_MS), 0);
	ck_assert_int_ge(clock_now(&the_clock) - before, 120 * NS_PER_MS);
}
END_TEST

START_TEST(waiting_ends_when_the_run_is_interrupted)
{
	atomic_store(&cancel, true);
	ck_assert_int_eq(run_with("wait", NULL, "for", "60s", 60 * NS_PER_S), -1);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
}
END_TEST

START_TEST(waiting_for_what_does_not_come_fails)
{
	struct action_plan a = {.kind = (char[]){"wait"}};

	params_set(&a.params, "quorum", "present", 0);
	params_set(&a.params, "timeout", "100ms", 100 * NS_PER_MS);
	why = (struct err){0};
	ck_assert_int_eq(action_run(action_find("wait"), &ctx, &a, &result, &why), -1);
	ck_assert_str_eq(why.msg, "waited 100 ms in vain: quorum: nobody leads");
	params_release(&a.params);
}
END_TEST

static Suite *fault_suite(void)
{
	Suite *s = suite_create("fault");
	TCase *tc = tcase_create("actions");

	tcase_add_checked_fixture(tc, fault_set_up, fault_tear_down);
	tcase_add_test(tc, a_stopped_node_is_down_proven_and_to_be_started_again);
	tcase_add_test(tc, an_action_is_requested_then_effective_then_done);
	tcase_add_test(tc, an_effect_tells_its_node_and_its_proof);
	tcase_add_test(tc, each_node_of_an_action_has_its_own_effect);
	tcase_add_test(tc, all_nodes_are_asked_at_the_same_moment);
	tcase_add_test(tc, an_action_that_changes_nothing_has_failed);
	tcase_add_test(tc, nodes_that_are_so_already_are_left_alone);
	tcase_add_test(tc, a_selector_that_picks_nothing_fails_the_action);
	tcase_add_test(tc, a_started_node_needs_no_undoing);
	tcase_add_test(tc, an_unpaused_node_needs_no_undoing);
	tcase_add_test(tc, killing_a_paused_node_leaves_it_stopped_only);
	tcase_add_test(tc, a_restarted_node_runs_and_needs_no_undoing);
	tcase_add_test(tc, the_engines_word_is_not_what_counts);
	tcase_add_test(tc, a_call_that_failed_fails_the_action_with_its_reason);
	tcase_add_test(tc, one_node_that_fails_does_not_hide_the_others_effect);
	tcase_add_test(tc, a_node_that_is_gone_cannot_be_hurt);
	tcase_add_test(tc, heal_as_an_action_undoes_everything);
	tcase_add_test(tc, waiting_takes_its_time);
	tcase_add_test(tc, waiting_ends_when_the_run_is_interrupted);
	tcase_add_test(tc, waiting_for_what_does_not_come_fails);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_suite)
