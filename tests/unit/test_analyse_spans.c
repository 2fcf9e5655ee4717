#include "analyse/spans.h"
#include "analyse/windows.h"
#include "test_analyse_run.h"
#include "unit.h"

static void expect_edges(const struct window *w, int64_t from, int64_t from_latest,
			 int64_t to_earliest, int64_t to)
{
	ck_assert_int_eq(w->from_ns, MS(from));
	ck_assert_int_eq(w->from_latest_ns, MS(from_latest));
	ck_assert_int_eq(w->to_earliest_ns, MS(to_earliest));
	ck_assert_int_eq(w->to_ns, MS(to));
}

/* ---- stalls of the instrument ---- */

static struct window between(int64_t from, int64_t from_latest, int64_t to_earliest,
			     int64_t to)
{
	return (struct window){.from_ns = MS(from),
			       .from_latest_ns = MS(from_latest),
			       .to_earliest_ns = MS(to_earliest),
			       .to_ns = MS(to)};
}

START_TEST(a_stall_at_an_edge_widens_its_bar)
{
	struct window w = between(5000, 5010, 8000, 8010);
	struct stall s = {MS(4500), MS(5500), MS(100)};

	windows_widen(&w, 1, &s, 1);
	ck_assert(w.widened);
	expect_edges(&w, 4900, 5110, 8000, 8010);
}
END_TEST

START_TEST(a_stall_at_the_end_moves_only_the_inner_edge)
{
	struct window w = between(5000, 5010, 8000, 8010);
	struct stall s = {MS(7500), MS(8500), MS(100)};

	windows_widen(&w, 1, &s, 1);
	expect_edges(&w, 5000, 5010, 7900, 8010);
}
END_TEST

START_TEST(a_stall_elsewhere_changes_nothing)
{
	struct window w = between(5000, 5010, 8000, 8010);
	struct stall s = {MS(6000), MS(7000), MS(100)};

	windows_widen(&w, 1, &s, 1);
	ck_assert(!w.widened);
	expect_edges(&w, 5000, 5010, 8000, 8010);
}
END_TEST

START_TEST(widened_windows_of_a_partition_still_do_not_overlap)
{
	struct window w[] = {between(1000, 1010, 4990, 5000),
			     between(5010, 5020, 8000, 8010)};
	struct stall s = {MS(4500), MS(5500), MS(100)};

	windows_widen(w, 2, &s, 1);
	ck_assert_int_eq(w[1].from_ns, w[0].to_ns);
}
END_TEST

START_TEST(a_stall_longer_than_the_window_leaves_no_certain_part)
{
	struct window w = between(5000, 5010, 5390, 5400);
	struct stall s = {MS(4500), MS(5500), MS(300)};

	windows_widen(&w, 1, &s, 1);
	ck_assert_int_eq(w.from_latest_ns, w.to_earliest_ns);
	ck_assert_int_ge(w.from_latest_ns, w.from_ns);
	ck_assert_int_le(w.to_earliest_ns, w.to_ns);
}
END_TEST

/* ---- spans ---- */

START_TEST(any_is_the_union_and_all_the_intersection)
{
	struct window w[] = {between(1000, 1000, 3000, 3000),
			     between(2000, 2000, 4000, 4000)};
	struct spans any, all;

	spans_of_windows(&any, w, 2, 1, 0, MS(10000));
	spans_of_windows(&all, w, 2, 2, 0, MS(10000));
	ck_assert_uint_eq(any.len, 1);
	ck_assert_int_eq(any.at[0].from_ns, MS(1000));
	ck_assert_int_eq(any.at[0].to_ns, MS(4000));
	ck_assert_uint_eq(all.len, 1);
	ck_assert_int_eq(all.at[0].from_ns, MS(2000));
	ck_assert_int_eq(all.at[0].to_ns, MS(3000));
	free(any.at);
	free(all.at);
}
END_TEST

START_TEST(windows_that_touch_do_not_count_twice)
{
	struct window w[] = {between(1000, 1000, 2000, 2000),
			     between(2000, 2000, 3000, 3000)};
	struct spans any, all;

	spans_of_windows(&any, w, 2, 1, 0, MS(10000));
	spans_of_windows(&all, w, 2, 2, 0, MS(10000));
	ck_assert_uint_eq(any.len, 1);
	ck_assert_uint_eq(all.len, 0);
	ck_assert_int_eq(spans_covered(any.at, any.len, MS(1500), MS(2500)), MS(1000));
	free(any.at);
}
END_TEST

START_TEST(a_window_without_length_is_no_span)
{
	struct window w[] = {between(1000, 1000, 1000, 1000),
			     between(2000, 2000, 3000, 3000)};
	struct spans any;

	spans_of_windows(&any, w, 2, 1, 0, MS(10000));
	ck_assert_uint_eq(any.len, 1);
	ck_assert_int_eq(any.at[0].from_ns, MS(2000));
	free(any.at);
}
END_TEST

START_TEST(spans_are_clipped_to_the_measurement)
{
	struct window w = between(-1000, -1000, 12000, 12000);
	struct spans any;

	spans_of_windows(&any, &w, 1, 1, 0, MS(10000));
	ck_assert_uint_eq(any.len, 1);
	ck_assert_int_eq(any.at[0].from_ns, 0);
	ck_assert_int_eq(any.at[0].to_ns, MS(10000));
	free(any.at);
}
END_TEST

static Suite *analyse_spans_suite(void)
{
	Suite *s = suite_create("analyse spans");
	TCase *st = tcase_create("stalls"), *sp = tcase_create("spans");

	tcase_add_test(st, a_stall_at_an_edge_widens_its_bar);
	tcase_add_test(st, a_stall_at_the_end_moves_only_the_inner_edge);
	tcase_add_test(st, a_stall_elsewhere_changes_nothing);
	tcase_add_test(st, widened_windows_of_a_partition_still_do_not_overlap);
	tcase_add_test(st, a_stall_longer_than_the_window_leaves_no_certain_part);
	suite_add_tcase(s, st);
	tcase_add_test(sp, any_is_the_union_and_all_the_intersection);
	tcase_add_test(sp, windows_that_touch_do_not_count_twice);
	tcase_add_test(sp, a_window_without_length_is_no_span);
	tcase_add_test(sp, spans_are_clipped_to_the_measurement);
	suite_add_tcase(s, sp);
	return s;
}

UNIT_SUITE(analyse_spans_suite)
