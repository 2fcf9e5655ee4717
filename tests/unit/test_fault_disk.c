/* The faults on a node's disk, on the fake cluster with fake disks. */
#include "base/mem.h"
#include "fake_disks.h"
#include "fault/disk.h"
#include "test_fault_world.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

#define MIB (1024LL * 1024)

static void set_up(void)
{
	fault_set_up();
	fake_disks_begin(fake);
}

static int heal_all(void)
{
	why = (struct err){0};
	return heal(fake_cluster(fake), journal, NULL, NULL, NULL, &why);
}

static void check_healed(void)
{
	char *faults;

	ck_assert_msg(heal_all() == 0, "%s", why.msg);
	ck_assert_uint_eq(journal_pending(journal), 0);
	faults = fake_cluster_faults(fake);
	ck_assert_str_eq(faults, "");
	free(faults);
}

static void dies(int32_t node)
{
	struct node_state s = fake_cluster_state(fake, node);

	s.state = PROCESS_EXITED;
	s.exit_code = 1;
	fake_cluster_set(fake, node, &s);
}

static void check_text(const char *part)
{
	ck_assert_msg(strstr(result.text, part) != NULL, "no '%s' in '%s'", part,
		      result.text);
}

static void check_why(const char *part)
{
	ck_assert_msg(strstr(why.msg, part) != NULL, "no '%s' in '%s'", part, why.msg);
}

/* ---- fill-disk ---- */

START_TEST(filling_leaves_what_was_asked_for)
{
	ck_assert_msg(run_with("fill-disk", "kafka2", "leave", "2MiB", 2 * MIB) == 0,
		      "%s", why.msg);
	ck_assert_int_eq(fake_disk[2].ballast, fake_disks_size - 12 * MIB);
	ck_assert_int_eq(fake_disk[1].ballast, 0);
	check_text("disk filled by 88 MiB, 2.0 MiB free");
	check_healed();
	ck_assert_int_eq(fake_disk[2].ballast, 0);
}
END_TEST

START_TEST(filling_what_is_full_already_has_no_effect)
{
	fake_disk[2].used = fake_disks_size - MIB / 2;
	ck_assert_int_lt(run("fill-disk", "kafka2"), 0);
	check_why("no effect: node 2 (kafka2) has only 512 KiB");
	check_healed();
}
END_TEST

START_TEST(a_node_that_ended_of_a_full_disk_is_started_again)
{
	ck_assert_int_eq(run("fill-disk", "kafka2"), 0);
	dies(2);
	check_healed();
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

START_TEST(a_node_that_was_down_before_it_was_filled_stays_down)
{
	dies(2);
	ck_assert_int_eq(run("fill-disk", "kafka2"), 0);
	ck_assert_int_eq(heal_all(), 0);
	ck_assert_int_eq(fake_disk[2].ballast, 0);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
}
END_TEST

/* Undoes one intent, as when its time is over. */
static void undo_one(int64_t number)
{
	why = (struct err){0};
	ck_assert_msg(heal_these(fake_cluster(fake), journal, &number, 1, NULL, NULL,
				 &why) == 0,
		      "%s", why.msg);
}

START_TEST(a_node_that_another_action_stopped_is_left_to_that_one)
{
	int64_t ballast;

	ck_assert_int_eq(run("fill-disk", "kafka2"), 0);
	ballast = result.numbers[0];
	ck_assert_int_eq(run("stop", "kafka2"), 0);
	undo_one(ballast);
	ck_assert_int_eq(fake_disk[2].ballast, 0);
	ck_assert_int_eq(state(2), PROCESS_EXITED);
	check_healed();
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

/* The first to be done is the first (0) or the second (1) of the two that overlap. */
START_TEST(of_two_that_fill_the_tighter_one_counts_until_it_is_undone)
{
	int64_t number[2];

	ck_assert_int_eq(run_with("fill-disk", "kafka2", "leave", "4MiB", 4 * MIB), 0);
	number[0] = result.numbers[0];
	ck_assert_int_eq(run_with("fill-disk", "kafka2", "leave", "1MiB", MIB), 0);
	number[1] = result.numbers[0];
	ck_assert_int_eq(fake_disk[2].ballast, fake_disks_size - 11 * MIB);
	undo_one(number[_i]);
	ck_assert_int_eq(fake_disk[2].ballast,
			 fake_disks_size - (_i == 0 ? 11 : 14) * MIB);
	undo_one(number[1 - _i]);
	ck_assert_int_eq(fake_disk[2].ballast, 0);
	check_healed();
}
END_TEST

static void *dies_soon(UNUSED void *arg)
{
	(void)usleep(200 * 1000);
	dies(2);
	return NULL;
}

START_TEST(a_node_that_is_about_to_end_of_it_is_waited_for)
{
	pthread_t thread;

	ck_assert_int_eq(run_with("fill-disk", "kafka2", "leave", "100KiB", 100 * 1024),
			 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, dies_soon, NULL), 0);
	check_healed();
	(void)pthread_join(thread, NULL);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

/* By our clock, and by its host's, which is far behind. */
static const struct {
	int64_t ahead_ns, told_after_ns;
} starts[] = {{0, 0}, {-3600 * NS_PER_S, NS_PER_S}};

START_TEST(a_node_just_started_on_a_read_only_disk_is_waited_for)
{
	struct node_state s;
	pthread_t thread;

	ck_assert_int_eq(run("read-only", "kafka2"), 0);
	s = fake_cluster_state(fake, 2);
	s.started_wall_ns = clock_to_wall(&the_clock, clock_now(&the_clock)) +
			    starts[_i].ahead_ns;
	if (starts[_i].told_after_ns)
		s.told_wall_ns = s.started_wall_ns + starts[_i].told_after_ns;
	fake_cluster_set(fake, 2, &s);
	ck_assert_int_eq(pthread_create(&thread, NULL, dies_soon, NULL), 0);
	check_healed();
	(void)pthread_join(thread, NULL);
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}
END_TEST

START_TEST(a_node_that_runs_for_long_by_a_clock_ahead_is_not_waited_for)
{
	struct node_state s;
	int64_t began = clock_now(&the_clock);

	ck_assert_int_eq(run("read-only", "kafka2"), 0);
	s = fake_cluster_state(fake, 2);
	s.started_wall_ns = clock_to_wall(&the_clock, began) + 3600 * NS_PER_S;
	s.told_wall_ns = s.started_wall_ns + 60 * NS_PER_S;
	fake_cluster_set(fake, 2, &s);
	check_healed();
	ck_assert_int_lt(clock_now(&the_clock) - began, 4 * NS_PER_S);
}
END_TEST

START_TEST(a_removed_node_needs_no_room_on_its_disk)
{
	struct node_state gone = {0};

	ck_assert_int_eq(run("fill-disk", "kafka2"), 0);
	fake_cluster_set(fake, 2, &gone);
	ck_assert_int_eq(heal_all(), 0);
	ck_assert_uint_eq(journal_pending(journal), 0);
}
END_TEST

/* ---- wipe-disk ---- */

START_TEST(a_wiped_node_runs_again_on_an_empty_disk)
{
	ck_assert_msg(run("wipe-disk", "kafka3") == 0, "%s", why.msg);
	ck_assert_int_eq(fake_disk[3].files, 0);
	ck_assert_int_eq(fake_disk[1].files, 7);
	ck_assert_int_eq(state(3), PROCESS_RUNNING);
	check_text("killed, 7 files (10 MiB) deleted, running again");
	ck_assert_ptr_nonnull(strstr(fake_cluster_calls(fake), "kill 3 SIGKILL"));
	check_pending(UNDO_START, "");
}
END_TEST

START_TEST(a_wipe_that_broke_off_is_healed_by_a_start)
{
	fake_cluster_fail(fake, _i);
	(void)run("wipe-disk", "kafka3");
	(void)heal_all();
	check_healed();
	ck_assert_int_eq(state(3), PROCESS_RUNNING);
}
END_TEST

/* ---- read-only ---- */

START_TEST(a_read_only_node_was_stopped_for_it_and_started_on_it)
{
	const char *calls, *stop, *remount, *start;

	ck_assert_msg(run("read-only", "kafka1") == 0, "%s", why.msg);
	ck_assert(fake_disk[1].is_readonly);
	check_text("a write fails: Read-only file system; started on it");
	calls = fake_cluster_calls(fake); /* once: it lends another text each time */
	stop = strstr(calls, "stop 1");
	remount = strstr(calls, "help 1 # remount");
	start = strstr(calls, "start 1");
	ck_assert(stop && remount && start && stop < remount && remount < start);
	check_pending(UNDO_START, "");
	dies(1);
	check_healed();
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
	ck_assert(!fake_disk[1].is_readonly);
}
END_TEST

START_TEST(a_stopped_node_made_read_only_stays_down)
{
	ck_assert_int_eq(run("stop", "kafka1"), 0);
	ck_assert_msg(run("read-only", "kafka1") == 0, "%s", why.msg);
	ck_assert(fake_disk[1].is_readonly);
	ck_assert_int_eq(state(1), PROCESS_EXITED);
	check_healed();
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
}
END_TEST

START_TEST(a_kernel_that_refuses_is_quoted_and_the_node_comes_back)
{
	fake_disk[1].refuses = true;
	ck_assert_int_lt(run("read-only", "kafka1"), 0);
	check_why("node 1 (kafka1): it cannot be made ro: mount point is busy");
	check_healed();
	ck_assert_int_eq(state(1), PROCESS_RUNNING);
}
END_TEST

START_TEST(of_two_that_make_it_read_only_the_last_one_ends_it)
{
	int64_t first;

	ck_assert_int_eq(run("read-only", "kafka1"), 0);
	first = result.numbers[0];
	ck_assert_int_eq(run("read-only", "kafka1"), 0);
	undo_one(first);
	ck_assert(fake_disk[1].is_readonly);
	check_healed();
	ck_assert(!fake_disk[1].is_readonly);
}
END_TEST

/* ---- whatever fails ---- */

static const char *const kinds[] = {"fill-disk", "read-only", "wipe-disk"};
enum { MOST_CALLS = 25 };

static void hurt_and_heal(void (*script)(struct fake_cluster *, int), int call,
			  const char *kind)
{
	script(fake, call);
	(void)run(kind, "kafka2"); /* may fail */
	(void)heal_all();
	check_healed();
	ck_assert_int_eq(state(2), PROCESS_RUNNING);
}

START_TEST(whatever_call_on_a_disk_fails_healing_leaves_it_clean)
{
	hurt_and_heal(fake_cluster_fail, _i / (int)ARRAY_LEN(kinds),
		      kinds[(size_t)_i % ARRAY_LEN(kinds)]);
}
END_TEST

START_TEST(whatever_call_on_a_disk_lies_healing_leaves_it_clean)
{
	hurt_and_heal(fake_cluster_lie, _i / (int)ARRAY_LEN(kinds),
		      kinds[(size_t)_i % ARRAY_LEN(kinds)]);
}
END_TEST

static Suite *fault_disk_suite(void)
{
	Suite *s = suite_create("fault disk");
	TCase *tc = tcase_create("disk");

	tcase_add_checked_fixture(tc, set_up, fault_tear_down);
	tcase_add_test(tc, filling_leaves_what_was_asked_for);
	tcase_add_test(tc, filling_what_is_full_already_has_no_effect);
	tcase_add_test(tc, a_node_that_ended_of_a_full_disk_is_started_again);
	tcase_add_test(tc, a_node_that_was_down_before_it_was_filled_stays_down);
	tcase_add_test(tc, a_node_that_another_action_stopped_is_left_to_that_one);
	tcase_add_loop_test(
		tc, of_two_that_fill_the_tighter_one_counts_until_it_is_undone, 0, 2);
	tcase_add_test(tc, a_node_that_is_about_to_end_of_it_is_waited_for);
	tcase_add_loop_test(tc, a_node_just_started_on_a_read_only_disk_is_waited_for, 0,
			    (int)ARRAY_LEN(starts));
	tcase_add_test(tc, a_node_that_runs_for_long_by_a_clock_ahead_is_not_waited_for);
	tcase_add_test(tc, a_removed_node_needs_no_room_on_its_disk);
	tcase_add_test(tc, a_wiped_node_runs_again_on_an_empty_disk);
	tcase_add_loop_test(tc, a_wipe_that_broke_off_is_healed_by_a_start, 0, 10);
	tcase_add_test(tc, a_read_only_node_was_stopped_for_it_and_started_on_it);
	tcase_add_test(tc, a_stopped_node_made_read_only_stays_down);
	tcase_add_test(tc, a_kernel_that_refuses_is_quoted_and_the_node_comes_back);
	tcase_add_test(tc, of_two_that_make_it_read_only_the_last_one_ends_it);
	tcase_add_loop_test(tc, whatever_call_on_a_disk_fails_healing_leaves_it_clean, 0,
			    MOST_CALLS * (int)ARRAY_LEN(kinds));
	tcase_add_loop_test(tc, whatever_call_on_a_disk_lies_healing_leaves_it_clean, 0,
			    MOST_CALLS * (int)ARRAY_LEN(kinds));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(fault_disk_suite)
