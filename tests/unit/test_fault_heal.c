#include "test_fault_world.h"
#include "unit.h"

static int heal_now(size_t *undone)
{
	why = (struct err){0};
	return heal(fake_cluster(fake), journal, NULL, NULL, undone, &why);
}

static void hurt_everybody(void)
{
	ck_assert_int_eq(run("stop", "node 1"), 0);
	ck_assert_int_eq(run("pause", "node 2"), 0);
	ck_assert_int_eq(run("kill", "node 3"), 0);
}

static void check_all_run(void)
{
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(state(id), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}

START_TEST(healing_undoes_what_was_done)
{
	size_t undone;

	hurt_everybody();
	ck_assert_int_eq(heal_now(&undone), 0);
	ck_assert_uint_eq(undone, 3);
	check_all_run();
}
END_TEST

START_TEST(healing_twice_changes_nothing)
{
	size_t undone;

	hurt_everybody();
	ck_assert_int_eq(heal_now(NULL), 0);
	ck_assert_int_eq(heal_now(&undone), 0);
	ck_assert_uint_eq(undone, 0);
}
END_TEST

START_TEST(healing_unpauses_before_it_starts)
{
	const char *calls, *unpause, *start;

	hurt_everybody();
	ck_assert_int_eq(heal_now(NULL), 0);
	calls = fake_cluster_calls(
		fake); /* each call makes the last one's text invalid */
	unpause = strstr(calls, "unpause 2");
	start = strstr(calls, "start 1");
	ck_assert_ptr_nonnull(unpause);
	ck_assert_ptr_nonnull(start);
	ck_assert(unpause < start);
}
END_TEST

START_TEST(a_crashed_run_is_healed_from_its_journal)
{
	hurt_everybody();
	journal_close(journal);
	open_journal();
	ck_assert_uint_eq(journal_pending(journal), 3);
	ck_assert_int_eq(heal_now(NULL), 0);
	check_all_run();
}
END_TEST

START_TEST(a_node_that_is_gone_needs_no_healing)
{
	struct node_state gone = {0};

	ck_assert_int_eq(run("stop", "node 1"), 0);
	fake_cluster_set(fake, 1, &gone);
	ck_assert_int_eq(heal_now(NULL), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(somebody_elses_start_is_enough)
{
	struct node_state up = {.exists = true, .state = PROCESS_RUNNING};
	size_t undone;

	ck_assert_int_eq(run("stop", "node 1"), 0);
	fake_cluster_set(fake, 1, &up);
	ck_assert_int_eq(heal_now(&undone), 0);
	ck_assert_uint_eq(undone, 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

enum { MOST_CALLS = 40 };

/* Whichever call of a run fails or lies, healing afterwards leaves nothing behind. */
START_TEST(whatever_call_fails_healing_leaves_the_cluster_clean)
{
	fake_cluster_fail(fake, _i);
	(void)run("stop", "node 1"); /* any of these may fail */
	(void)run("pause", "node 2");
	(void)run("restart", "node 3");
	(void)heal_now(NULL);
	ck_assert_int_eq(heal_now(NULL), 0);
	check_all_run();
}
END_TEST

START_TEST(whatever_call_lies_healing_leaves_the_cluster_clean)
{
	fake_cluster_lie(fake, _i);
	(void)run("stop", "node 1"); /* any of these may fail */
	(void)run("pause", "node 2");
	(void)run("restart", "node 3");
	(void)heal_now(NULL);
	ck_assert_int_eq(heal_now(NULL), 0);
	check_all_run();
}
END_TEST

START_TEST(what_could_not_be_healed_is_told_and_stays_pending)
{
	hurt_everybody();
	fake_cluster_fail(fake, 1); /* the unpausing */
	ck_assert_int_eq(heal_now(NULL), -1);
	ck_assert_ptr_nonnull(strstr(why.msg, "1 thing could not be undone"));
	check_pending(UNDO_UNPAUSE, "2");
	check_pending(UNDO_START, "");
}
END_TEST

static Suite *fault_heal_suite(void)
{
	Suite *s = suite_create("fault_heal");
	TCase *tc = tcase_create("heal");

	tcase_add_checked_fixture(tc, fault_set_up, fault_tear_down);
	tcase_add_test(tc, healing_undoes_what_was_done);
	tcase_add_test(tc, healing_twice_changes_nothing);
	tcase_add_test(tc, healing_unpauses_before_it_starts);
	tcase_add_test(tc, a_crashed_run_is_healed_from_its_journal);
	tcase_add_test(tc, a_node_that_is_gone_needs_no_healing);
	tcase_add_test(tc, somebody_elses_start_is_enough);
	tcase_add_loop_test(tc, whatever_call_fails_healing_leaves_the_cluster_clean, 0,
			    MOST_CALLS);
	tcase_add_loop_test(tc, whatever_call_lies_healing_leaves_the_cluster_clean, 0,
			    MOST_CALLS);
	tcase_add_test(tc, what_could_not_be_healed_is_told_and_stays_pending);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_heal_suite)
