/* Every action on a cluster whose i-th call fails, or lies, for every i: healing leaves nothing. */
#include "fault/action.h"
#include "torture_kit.h"
#include "unit.h"

#include <unistd.h>

static struct torture t;

static void set_up(void)
{
	torture_begin(&t);
}

static void tear_down(void)
{
	torture_end(&t);
}

static void check_clean(const char *after, int i)
{
	char *left;

	ck_assert_msg(torture_heal(&t) >= 0, "healing fails after %s %d", after, i);
	left = torture_leftovers(&t);
	ck_assert_msg(!*left, "after %s %d there is left:\n%s", after, i, left);
	free(left);
}

START_TEST(every_action_is_tortured)
{
	for (const struct action_row *row = action_rows; row->name; row++) {
		bool is_there = false;

		for (size_t i = 0; i < t.plan.n_phases; i++)
			for (size_t k = 0; k < t.plan.phases[i].n_actions; k++)
				is_there |= strcmp(t.plan.phases[i].actions[k].kind,
						   row->name) == 0;
		ck_assert_msg(is_there, "tests/torture/everything.yaml has no '%s'",
			      row->name);
	}
}
END_TEST

START_TEST(without_failures_everything_works_and_nothing_is_left)
{
	ck_assert_int_eq(setenv("KCHAOS_TORTURE_TELLS", "1", 1), 0);
	ck_assert_uint_eq(torture_run(&t, fake_cluster(t.fake), false), 0);
	check_clean("a run", 0);
}
END_TEST

/* Or nothing here could fail. */
START_TEST(without_healing_something_is_left)
{
	char *left;

	fake_cluster_mark(t.fake, 2, "net", "something");
	left = torture_leftovers(&t);
	ck_assert_str_eq(left, "node 2 net: something\n");
	free(left);
}
END_TEST

/* All the points take minutes: `make test-all`. Here each 31st, others in each run. */
static int stride(void)
{
	return getenv("KCHAOS_TORTURE_ALL") ? 1 : 31;
}

typedef void spoil_fn(int i);

static void fail_call(int i)
{
	fake_cluster_fail(t.fake, i);
}

static void lie_call(int i)
{
	fake_cluster_lie(t.fake, i);
}

static void fail_kafka(int i)
{
	t.kafka.fail_at = i;
}

static void lie_kafka(int i)
{
	t.kafka.lie_at = i;
}

static const struct {
	const char *name;
	spoil_fn *spoil;
	bool of_kafka;
} ways[] = {{"failing call", fail_call, false},
	    {"lying call", lie_call, false},
	    {"failing call to Kafka", fail_kafka, true},
	    {"lying call to Kafka", lie_kafka, true}};

/* A run that has no i-th call was the last. */
START_TEST(whatever_call_goes_wrong_nothing_is_left)
{
	int i = (int)getpid() % stride(), points = 0;
	bool was_reached = true;

	torture_end(&t);
	for (; was_reached; i += stride(), points++) {
		torture_begin(&t);
		ways[_i].spoil(i);
		(void)torture_run(&t, fake_cluster(t.fake), false); /* something fails */
		was_reached = ways[_i].of_kafka ? t.kafka.calls > i
						: (int)fake_cluster_count(t.fake) > i;
		check_clean(ways[_i].name, i);
		torture_end(&t);
	}
	(void)printf("torture: %s: %d points of %d, 0 leftovers\n", ways[_i].name, points,
		     i);
	torture_begin(&t);
}
END_TEST

static Suite *torture_suite(void)
{
	Suite *s = suite_create("torture");
	TCase *tc = tcase_create("calls");

	tcase_set_timeout(tc, 600);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, every_action_is_tortured);
	tcase_add_test(tc, without_failures_everything_works_and_nothing_is_left);
	tcase_add_test(tc, without_healing_something_is_left);
	tcase_add_loop_test(tc, whatever_call_goes_wrong_nothing_is_left, 0,
			    (int)ARRAY_LEN(ways));
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(torture_suite)
