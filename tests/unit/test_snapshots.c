/* The tables of each phase's begin: taken aside, whatever the nodes do. */
#include "admin_kit.h"
#include "base/mem.h"
#include "record_kit.h"
#include "run/snapshots.h"
#include "unit.h"

static struct admin_kit *kit;
static struct topology
	watched; /* what the observer looks at: nodes without any address */
static struct kit dir;
static struct clock now;
static struct observer *observer;
static struct snapshots *snapshots;
static struct err e;

static void set_up(void)
{
	e = (struct err){0};
	kit = admin_kit_begin(3, 3, 3);
	for (int32_t id = 1; id <= 3; id++)
		*admin_kit_says(kit, id, SIDE_BROKER) = (struct says){
			.freshness = 10, .value = "2", .source = 1, .replicas = "123"};
	watched = (struct topology){0};
	for (int32_t id = 1; id <= 3; id++)
		*topology_add(&watched) = (struct node){
			.id = id, .name = xasprintf("kafka%d", id), .roles = ROLE_BROKER};
	dir = kit_new();
	clock_start(&now);
	observer = observer_start(&watched, &now, NULL, NULL, &e);
	ck_assert_msg(observer != NULL, "%s", e.msg);
	snapshots = snapshots_begin(admin_kit_cluster(kit), observer, &now, dir.record,
				    &e);
	ck_assert_msg(snapshots != NULL, "%s", e.msg);
}

static void tear_down(void)
{
	observer_stop(observer);
	topology_release(&watched);
	admin_kit_end(kit);
	kit_remove(&dir);
}

/* How many; the first and the last one's phases. */
static size_t recorded(int *first, int *last)
{
	struct description *all;
	struct run run;
	size_t len;

	kit_close(&dir);
	kit_open(&dir, &run);
	ck_assert_msg(run_descriptions(&run, &all, &len, &e) == 0, "%s", e.msg);
	ck_assert_uint_gt(len, 0);
	*first = all[0].phase;
	*last = all[len - 1].phase;
	run_descriptions_free(all, len);
	run_close(&run);
	return len;
}

START_TEST(what_was_asked_for_is_there_in_the_end)
{
	int first, last;

	snapshots_take(snapshots, 7);
	snapshots_end(snapshots);
	ck_assert_uint_eq(recorded(&first, &last), 1);
	ck_assert_int_eq(first, 7);
}
END_TEST

/* Nodes that say nothing cost two seconds, in which others are asked for: only the newest of them is
 * taken, and nobody waits meanwhile. */
START_TEST(silent_nodes_delay_nobody)
{
	int64_t before;
	size_t len;
	int first, last;

	for (int32_t id = 1; id <= 3; id++)
		admin_kit_says(kit, id, SIDE_BROKER)->silent =
			admin_kit_says(kit, id, SIDE_CONTROLLER)->silent = true;
	before = clock_now(&now);
	for (int phase = 0; phase < 20; phase++)
		snapshots_take(snapshots, phase);
	ck_assert_int_lt(clock_now(&now) - before, NS_PER_S / 2);
	snapshots_end(snapshots);
	len = recorded(&first, &last);
	ck_assert_uint_lt(len, 20);
	ck_assert_int_eq(last, 19);
}
END_TEST

START_TEST(without_any_there_is_nothing_to_wait_for)
{
	int64_t before = clock_now(&now);

	snapshots_end(snapshots);
	snapshots_end(NULL);
	ck_assert_int_lt(clock_now(&now) - before, NS_PER_S);
	kit_close(&dir);
}
END_TEST

static Suite *snapshots_suite(void)
{
	Suite *s = suite_create("snapshots");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_was_asked_for_is_there_in_the_end);
	tcase_add_test(tc, silent_nodes_delay_nobody);
	tcase_add_test(tc, without_any_there_is_nothing_to_wait_for);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(snapshots_suite)
