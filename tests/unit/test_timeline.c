#include "base/mem.h"
#include "base/rng.h"
#include "model/event.h"
#include "unit.h"

/* `action` numbers the events in the order they were added. */
static struct timeline shuffled(size_t n, uint64_t seed, uint64_t times)
{
	struct timeline t = {0};
	struct rng r;

	rng_init(&r, seed, "timeline");
	for (size_t i = 0; i < n; i++) {
		struct event *ev = timeline_add(&t);

		*ev = (struct event)EVENT(NOTE, (int64_t)rng_below(&r, times));
		ev->action = (int)i;
		ev->text = xstrdup("owned");
	}
	return t;
}

static void assert_sorted(const struct timeline *t)
{
	for (size_t i = 1; i < t->len; i++) {
		const struct event *a = &t->at[i - 1], *b = &t->at[i];

		ck_assert_int_le(a->at_ns, b->at_ns);
		if (a->at_ns == b->at_ns)
			ck_assert_int_lt(a->action, b->action);
	}
}

/* The loop index is the length: every shape of the merge tree up to 70, few distinct times. */
START_TEST(events_of_equal_time_keep_the_order_they_were_added_in)
{
	struct timeline t = shuffled((size_t)_i, (uint64_t)_i, 5);

	timeline_sort(&t);
	ck_assert_uint_eq(t.len, (size_t)_i);
	assert_sorted(&t);
	timeline_release(&t);
}
END_TEST

START_TEST(no_event_is_lost_or_doubled_by_sorting)
{
	enum { N = 1000 };
	struct timeline t = shuffled(N, 3, 100);
	bool seen[N] = {0};

	timeline_sort(&t);
	for (size_t i = 0; i < t.len; i++) {
		ck_assert(!seen[t.at[i].action]);
		seen[t.at[i].action] = true;
	}
	timeline_release(&t);
}
END_TEST

/* timeline_add() grows by powers of two: what sorting leaves must have that capacity. */
START_TEST(a_sorted_timeline_can_grow)
{
	struct timeline t = shuffled((size_t)_i, 1, 1000);

	timeline_sort(&t);
	for (int i = 0; i < 70; i++)
		*timeline_add(&t) = (struct event)EVENT(NOTE, 2000);
	ck_assert_int_eq(t.at[t.len - 1].at_ns, 2000);
	assert_sorted(&(struct timeline){t.at, (size_t)_i});
	timeline_release(&t);
}
END_TEST

START_TEST(times_before_the_run_come_first)
{
	struct timeline t = {0};

	*timeline_add(&t) = (struct event)EVENT(NOTE, 0);
	*timeline_add(&t) = (struct event)EVENT(NOTE, INT64_MAX);
	*timeline_add(&t) = (struct event)EVENT(NOTE, -5);
	*timeline_add(&t) = (struct event)EVENT(NOTE, INT64_MIN);
	timeline_sort(&t);
	ck_assert_int_eq(t.at[0].at_ns, INT64_MIN);
	ck_assert_int_eq(t.at[1].at_ns, -5);
	ck_assert_int_eq(t.at[3].at_ns, INT64_MAX);
	timeline_release(&t);
}
END_TEST

START_TEST(a_released_timeline_is_an_empty_one)
{
	struct timeline t = shuffled(5, 1, 10);

	timeline_release(&t);
	ck_assert_uint_eq(t.len, 0);
	timeline_sort(&t);
	timeline_release(&t);
}
END_TEST

static Suite *timeline_suite(void)
{
	Suite *s = suite_create("timeline");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, events_of_equal_time_keep_the_order_they_were_added_in, 0,
			    70);
	tcase_add_test(tc, no_event_is_lost_or_doubled_by_sorting);
	tcase_add_loop_test(tc, a_sorted_timeline_can_grow, 0, 35);
	tcase_add_test(tc, times_before_the_run_come_first);
	tcase_add_test(tc, a_released_timeline_is_an_empty_one);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(timeline_suite)
