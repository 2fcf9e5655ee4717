#include "run/timed.h"
#include "test_fault_world.h"
#include "unit.h"

#include "base/mem.h"

static struct timed timed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct timeline told; /* by the threads of `timed`; locked */

static void note(UNUSED void *arg, const struct event *ev)
{
	(void)pthread_mutex_lock(&lock);
	event_copy(timeline_add(&told), ev);
	(void)pthread_mutex_unlock(&lock);
}

static void take(void *arg, const struct later *l)
{
	timed_add(arg, l);
}

static void set_up(void)
{
	fault_set_up();
	told = (struct timeline){0};
	timed = (struct timed){.cluster = fake_cluster(fake),
			       .journal = journal,
			       .clock = &the_clock,
			       .emit = note};
	timed_begin(&timed);
	ctx.undo_at = take;
	ctx.undo_arg = &timed;
	ctx.phase = 2;
	ctx.action = 1;
}

static void tear_down(void)
{
	timed_end(&timed);
	timeline_release(&told);
	fault_tear_down();
}

static size_t count_told(void)
{
	size_t n;

	(void)pthread_mutex_lock(&lock);
	n = told.len;
	(void)pthread_mutex_unlock(&lock);
	return n;
}

/* The test case's own time limit is what an event that never comes runs into. */
static void wait_told(size_t n)
{
	while (count_told() < n)
		clock_sleep_until(&the_clock, clock_now(&the_clock) + NS_PER_MS);
}

static void run_for(const char *kind, const char *target, int64_t ns)
{
	ck_assert_int_eq(run_with(kind, target, "for", "", ns), 0);
}

START_TEST(a_fault_is_undone_when_its_time_is_over)
{
	int64_t effect;

	run_for("stop", "node 1", 60 * NS_PER_MS);
	effect = result.effective_ns;
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	wait_told(1);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
	ck_assert_int_ge(told.at[0].at_ns, effect + 60 * NS_PER_MS);
}
END_TEST

START_TEST(the_event_says_what_was_undone_and_whose_it_was)
{
	const struct event *ev;

	run_for("pause", "node 3", 1);
	wait_told(1);
	ev = &told.at[0];
	ck_assert_int_eq(ev->kind, EVENT_ACTION);
	ck_assert_int_eq(ev->step, STEP_UNDONE);
	ck_assert_str_eq(ev->name, "pause");
	ck_assert_str_eq(ev->text, "node 3 (kafka3) unpaused");
	ck_assert_int_eq(ev->phase, 2);
	ck_assert_int_eq(ev->action, 1);
	ck_assert_uint_eq(ev->ids.len, 1);
	ck_assert_int_eq(ev->ids.id[0], 3);
}
END_TEST

START_TEST(faults_on_top_of_each_other_end_each_in_its_time)
{
	run_for("stop", "node 1", 600 * NS_PER_MS);
	run_for("pause", "node 2", 100 * NS_PER_MS);
	run_for("kill", "node 3", 1200 * NS_PER_MS);
	wait_told(3);
	ck_assert_str_eq(told.at[0].name, "pause");
	ck_assert_str_eq(told.at[1].name, "stop");
	ck_assert_str_eq(told.at[2].name, "kill");
	for (int32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(state(id), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(what_was_undone_before_is_not_told_again)
{
	run_for("stop", "node 1", 500 * NS_PER_MS);
	ck_assert_int_eq(run("start", "node 1"), 0);
	run_for("pause", "node 2", 700 * NS_PER_MS);
	wait_told(1);
	ck_assert_str_eq(told.at[0].name, "pause");
}
END_TEST

START_TEST(the_end_does_not_wait_for_what_is_not_due)
{
	int64_t before = clock_now(&the_clock);

	run_for("stop", "node 1", 3600 * NS_PER_S);
	timed_end(&timed);
	ck_assert_int_lt(clock_now(&the_clock) - before, NS_PER_S);
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	check_pending(UNDO_START, "1"); /* for the run's own healing */
	ck_assert_uint_eq(told.len, 0);
}
END_TEST

START_TEST(the_end_waits_for_what_is_being_undone)
{
	fake_cluster_delay(fake, 30 * NS_PER_MS);
	run_for("stop", "node 1", 1);
	while (!strstr(fake_cluster_calls(fake), "start"))
		clock_sleep_until(&the_clock, clock_now(&the_clock) + NS_PER_MS);
	timed_end(&timed);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
	ck_assert_uint_eq(told.len, 1);
}
END_TEST

START_TEST(what_cannot_be_undone_counts_as_failed_and_stays_pending)
{
	ck_assert_int_eq(run("stop", "node 1"), 0);
	fake_cluster_fail(fake, 0);
	timed_add(&timed, &(struct later){.at_ns = 0,
					  .name = "stop",
					  .nodes = &result.nodes,
					  .numbers = result.numbers,
					  .n = result.n_numbers});
	wait_told(1);
	ck_assert_int_eq(told.at[0].step, STEP_FAILED);
	ck_assert_str_eq(told.at[0].code, code_text(CODE_ENVIRONMENT));
	check_pending(UNDO_START, "1");
}
END_TEST

/* Only one of its two nodes was stopped: that one must come back in time, too. */
START_TEST(half_a_fault_is_undone_in_time_as_well)
{
	fake_cluster_fail(fake, 3); /* after two inspections and one stop */
	ck_assert_int_eq(run_with("stop", "node 1, node 2", "for", "", 1), -1);
	wait_told(1);
	ck_assert_int_eq(told.at[0].step, STEP_UNDONE);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

/* ---- engines that do not answer ---- */

static atomic_bool is_silent;

static bool silent(UNUSED void *arg, UNUSED const struct ids *nodes)
{
	return atomic_load(&is_silent);
}

/* Node 1, stopped, was to come back at once, and its engine is silent. */
static void be_silent(void)
{
	atomic_store(&is_silent, true);
	timed.is_silent = silent;
	run_for("stop", "node 1", 1);
	clock_sleep_until(&the_clock, clock_now(&the_clock) + 300 * NS_PER_MS);
	ck_assert_uint_eq(count_told(), 0);
	ck_assert_int_eq(state(1), PROCESS_EXITED);
}

START_TEST(an_engine_that_is_silent_is_waited_for)
{
	be_silent();
	atomic_store(&is_silent, false);
	wait_told(1);
	ck_assert_int_eq(told.at[0].step, STEP_UNDONE);
	ck_assert_ptr_nonnull(strstr(
		told.at[0].text,
		" too late, for an engine did not answer; node 1 (kafka1) started"));
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

START_TEST(but_not_beyond_the_end)
{
	be_silent();
	timed_end(&timed);
	ck_assert_uint_eq(told.len, 0);
	check_pending(UNDO_START, "1");
}
END_TEST

START_TEST(what_somebody_else_undid_meanwhile_is_not_told_again)
{
	be_silent();
	ck_assert_int_eq(run("start", "node 1"), 0);
	clock_sleep_until(&the_clock, clock_now(&the_clock) + 300 * NS_PER_MS);
	timed_end(&timed);
	ck_assert_uint_eq(told.len, 0);
}
END_TEST

START_TEST(ending_twice_is_fine)
{
	run_for("stop", "node 1", 1);
	wait_told(1);
	timed_end(&timed);
	timed_end(&timed);
	ck_assert_uint_eq(told.len, 1);
}
END_TEST

static Suite *timed_suite(void)
{
	Suite *s = suite_create("timed");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_fault_is_undone_when_its_time_is_over);
	tcase_add_test(tc, the_event_says_what_was_undone_and_whose_it_was);
	tcase_add_test(tc, faults_on_top_of_each_other_end_each_in_its_time);
	tcase_add_test(tc, what_was_undone_before_is_not_told_again);
	tcase_add_test(tc, the_end_does_not_wait_for_what_is_not_due);
	tcase_add_test(tc, the_end_waits_for_what_is_being_undone);
	tcase_add_test(tc, what_cannot_be_undone_counts_as_failed_and_stays_pending);
	tcase_add_test(tc, half_a_fault_is_undone_in_time_as_well);
	tcase_add_test(tc, an_engine_that_is_silent_is_waited_for);
	tcase_add_test(tc, but_not_beyond_the_end);
	tcase_add_test(tc, what_somebody_else_undid_meanwhile_is_not_told_again);
	tcase_add_test(tc, ending_twice_is_fine);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(timed_suite)
