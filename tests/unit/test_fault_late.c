#include "scratch.h"
#include "test_fault_world.h"
#include "unit.h"

#include "base/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static char *path;
static struct journal *j;

static void begin(void)
{
	struct err e = {0};

	j = journal_open(path, &e);
	ck_assert_msg(j != NULL, "%s", e.msg);
}

static void set_up(void)
{
	char *dir = scratch_dir();

	path = path_join(dir, "p.journal");
	free(dir);
	fake = fake_cluster_new(3);
	clock_start(&the_clock);
	begin();
}

static void tear_down(void)
{
	journal_close(j);
	free(path);
	fake_cluster_free(fake);
}

static void intend(enum undo undo, int32_t id, bool is_seen)
{
	const struct topology *t = cluster_topology(fake_cluster(fake));
	struct err e = {0};
	int64_t number = journal_intent(j, undo, topology_by_id(t, id), "", &e);

	ck_assert_int_gt(number, 0);
	if (is_seen)
		ck_assert_int_eq(journal_applied(j, number, &e), 0);
}

/* As if the process had died; its last line is so old. */
static void die(int seconds_ago)
{
	struct timespec times[2] = {{0}, {0}};

	journal_close(j);
	(void)clock_gettime(CLOCK_REALTIME, &times[1]);
	times[0] = times[1];
	times[1].tv_sec -= seconds_ago;
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	begin();
}

static int64_t wait_ns(void)
{
	int64_t before = clock_now(&the_clock);

	heal_await_late(fake_cluster(fake), j, NULL, NULL);
	return clock_now(&the_clock) - before;
}

START_TEST(what_is_our_own_is_not_in_doubt)
{
	intend(UNDO_START, 1, false);
	ck_assert_int_lt(wait_ns(), NS_PER_S / 2);
}
END_TEST

START_TEST(an_effect_that_was_seen_is_not_in_doubt)
{
	intend(UNDO_START, 1, true);
	die(0);
	ck_assert_int_lt(wait_ns(), NS_PER_S / 2);
}
END_TEST

START_TEST(what_is_long_ago_is_not_waited_for)
{
	intend(UNDO_START, 1, false);
	intend(UNDO_UNPAUSE, 2, false);
	die(40);
	ck_assert_int_lt(wait_ns(), NS_PER_S / 2);
}
END_TEST

START_TEST(a_pause_may_come_for_some_seconds_yet)
{
	intend(UNDO_UNPAUSE, 2, false);
	die(2);
	ck_assert_int_gt(wait_ns(), NS_PER_S / 2);
}
END_TEST

static void *end_node_1(UNUSED void *arg)
{
	struct node_state s = fake_cluster_state(fake, 1);

	clock_sleep_until(&the_clock, clock_now(&the_clock) + 300 * NS_PER_MS);
	s.state = PROCESS_EXITED;
	fake_cluster_set(fake, 1, &s);
	return NULL;
}

/* SIGTERM was sent, kchaos died, and only then the node ended: healing at once would have missed it. */
START_TEST(a_stop_under_way_is_waited_for_and_healed)
{
	pthread_t thread;
	struct err e = {0};
	size_t undone = 0;

	intend(UNDO_START, 1, false);
	die(0);
	ck_assert_int_eq(pthread_create(&thread, NULL, end_node_1, NULL), 0);
	ck_assert_int_lt(wait_ns(), 5 * NS_PER_S);
	ck_assert_int_eq(heal(fake_cluster(fake), j, NULL, NULL, &undone, &e), 0);
	ck_assert_uint_eq(undone, 1);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	(void)pthread_join(thread, NULL);
}
END_TEST

static void note(void *arg, UNUSED int32_t node, UNUSED bool is_error, const char *text)
{
	(void)snprintf(arg, 128, "%s", text);
}

START_TEST(a_wait_is_told)
{
	char text[128] = "";

	intend(UNDO_UNPAUSE, 2, false);
	die(2);
	heal_await_late(fake_cluster(fake), j, note, text);
	ck_assert_ptr_nonnull(
		strstr(text, "waiting for what the engine was asked last, at most"));
}
END_TEST

/* From here on no file may grow: what a full disk is like. */
static void fill_disk(void)
{
	struct rlimit limit = {0};

	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(a_full_disk_refuses_an_intent)
{
	struct err e = {0};

	fill_disk();
	ck_assert_int_eq(journal_intent(j, UNDO_COMMAND, NULL, "true", &e), -1);
	ck_assert_int_eq(e.kind, ERR_ENVIRONMENT);
	ck_assert_uint_eq(journal_pending(j), 0);
}
END_TEST

START_TEST(a_full_disk_does_not_keep_what_is_undone)
{
	struct err e = {0};

	intend(UNDO_START, 1, true);
	fill_disk();
	ck_assert_int_eq(journal_reverted(j, UNDO_START, 1, &e), 0);
	ck_assert_uint_eq(journal_pending(j), 0);
	journal_close(j);
	ck_assert(!file_exists(path));
	j = NULL;
}
END_TEST

START_TEST(on_a_full_disk_an_earlier_journal_can_be_healed)
{
	struct node_state s = fake_cluster_state(fake, 1);
	struct err e = {0};

	s.state = PROCESS_EXITED;
	fake_cluster_set(fake, 1, &s);
	intend(UNDO_START, 1, true);
	journal_close(j);
	fill_disk();
	begin();
	ck_assert_uint_eq(journal_pending(j), 1);
	ck_assert_int_eq(heal(fake_cluster(fake), j, NULL, NULL, NULL, &e), 0);
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	journal_close(j);
	ck_assert(!file_exists(path));
	j = NULL;
}
END_TEST

static Suite *fault_late_suite(void)
{
	Suite *s = suite_create("fault_late");
	TCase *tc = tcase_create("late");

	tcase_set_timeout(tc, 20);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_is_our_own_is_not_in_doubt);
	tcase_add_test(tc, an_effect_that_was_seen_is_not_in_doubt);
	tcase_add_test(tc, what_is_long_ago_is_not_waited_for);
	tcase_add_test(tc, a_pause_may_come_for_some_seconds_yet);
	tcase_add_test(tc, a_stop_under_way_is_waited_for_and_healed);
	tcase_add_test(tc, a_wait_is_told);
	tcase_add_test(tc, a_full_disk_refuses_an_intent);
	tcase_add_test(tc, a_full_disk_does_not_keep_what_is_undone);
	tcase_add_test(tc, on_a_full_disk_an_earlier_journal_can_be_healed);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_late_suite)
