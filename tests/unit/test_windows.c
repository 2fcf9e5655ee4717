#include "analyse/spans.h"
#include "analyse/windows.h"
#include "base/mem.h"
#include "base/rng.h"
#include "test_analyse_run.h"
#include "unit.h"

/* One partition: records {due, answered}, ms; NEVER_MS: not at all. */
enum { NEVER_MS = -1, END_MS = 20000, PROMPT_MS = 15 };

struct one {
	int64_t due_ms, ack_ms;
};

static struct item item_of(struct one r)
{
	return (struct item){.due_ns = MS(r.due_ms),
			     .sent_ns = MS(r.due_ms),
			     .done_ns = r.ack_ms == NEVER_MS ? NEVER : MS(r.ack_ms),
			     .outcome = r.ack_ms == NEVER_MS ? OUTCOME_UNKNOWN
							     : OUTCOME_ACKED,
			     .flags = ITEM_DEMAND};
}

static int by_time(const void *a, const void *b)
{
	const struct instant *x = a, *y = b;

	return (x->at_ns > y->at_ns) - (x->at_ns < y->at_ns);
}

static size_t goods_of(const struct item *items, size_t n, struct instant *goods)
{
	size_t n_goods = 0;

	for (size_t i = 0; i < n; i++)
		if (items[i].outcome == OUTCOME_ACKED)
			goods[n_goods++] = (struct instant){
				items[i].done_ns,
				item_served(&items[i], MS(LATE_AFTER_MS))};
	if (n_goods)
		qsort(goods, n_goods, sizeof(*goods), by_time);
	return n_goods;
}

static struct windows find_items(const struct item *items, size_t n)
{
	struct instant *goods = xcalloc(n + 1, sizeof(*goods));
	struct windows_input in = {.items = items,
				   .n_items = n,
				   .goods = goods,
				   .n_goods = goods_of(items, n, goods),
				   .end_ns = MS(END_MS),
				   .late_after_ns = MS(LATE_AFTER_MS),
				   .prompt_ns = MS(PROMPT_MS)};
	struct windows out = {0};

	windows_find(&in, &out);
	free(goods);
	return out;
}

static struct windows find(const struct one *r, size_t n)
{
	struct item *items = xcalloc(n + 1, sizeof(*items));
	struct windows out;

	for (size_t i = 0; i < n; i++)
		items[i] = item_of(r[i]);
	out = find_items(items, n);
	free(items);
	return out;
}
#define FIND(...) \
	find((struct one[]){__VA_ARGS__}, ARRAY_LEN(((struct one[]){__VA_ARGS__})))

static void expect_edges(const struct window *w, int64_t from, int64_t from_latest,
			 int64_t to_earliest, int64_t to)
{
	ck_assert_int_eq(w->from_ns, MS(from));
	ck_assert_int_eq(w->from_latest_ns, MS(from_latest));
	ck_assert_int_eq(w->to_earliest_ns, MS(to_earliest));
	ck_assert_int_eq(w->to_ns, MS(to));
}

START_TEST(records_served_in_time_make_no_window)
{
	struct windows w = FIND({0, 5}, {100, 350}, {200, 205}, {5000, 5250});

	ck_assert_uint_eq(w.len, 0);
}
END_TEST

START_TEST(a_window_lasts_from_the_last_good_instant_to_the_next)
{
	struct windows w = FIND({0, 5}, {100, 105}, {200, 1000}, {300, 1001}, {900, 1002},
				{1100, 1105});

	ck_assert_uint_eq(w.len, 1);
	expect_edges(&w.at[0], 105, 200, 900, 1000);
	free(w.at);
}
END_TEST

START_TEST(the_end_bar_begins_at_the_last_record_not_answered_promptly)
{
	struct windows w = FIND({0, 5}, {100, 1000}, {900, 1000}, {990, 1000});

	ck_assert_uint_eq(w.len, 1);
	expect_edges(&w.at[0], 5, 100, 900, 1000); /* the one of 990 took 10 ms only */
	free(w.at);
}
END_TEST

START_TEST(a_slow_record_among_prompt_ones_is_late_and_no_window)
{
	struct windows w = FIND({0, 5}, {100, 105}, {200, 900}, {300, 305}, {400, 405},
				{500, 505}, {600, 605}, {700, 705}, {800, 805});

	ck_assert_uint_eq(w.len, 0);
}
END_TEST

START_TEST(gaps_with_only_late_records_between_them_are_one_window)
{
	struct windows w = FIND({0, 5}, {100, 1000}, {200, 1010}, {300, 2000},
				{1015, 2001}, {2100, 2105});

	ck_assert_uint_eq(w.len, 1);
	expect_edges(&w.at[0], 5, 100, 1015, 2000);
	ck_assert_uint_eq(w.at[0].records, 4);
	free(w.at);
}
END_TEST

START_TEST(a_record_served_in_time_separates_two_windows)
{
	struct windows w = FIND({0, 5}, {100, 1000}, {990, 1000}, {1100, 2000},
				{2100, 2105});

	ck_assert_uint_eq(w.len, 2);
	ck_assert_int_eq(w.at[0].to_ns, MS(1000));
	ck_assert_int_eq(w.at[1].from_ns, MS(1000));
	free(w.at);
}
END_TEST

START_TEST(service_for_longer_than_late_after_separates_two_windows)
{
	/* from 1000 on answers flow again, all of them late; at 1400 they cease */
	struct windows w = FIND({0, 5}, {100, 1000}, {200, 1100}, {300, 1200},
				{400, 1300}, {500, 1400}, {1450, 3000}, {3100, 3105});

	ck_assert_uint_eq(w.len, 2);
	ck_assert_int_eq(w.at[0].to_ns, MS(1000));
	ck_assert_int_eq(w.at[1].from_ns, MS(1400));
	free(w.at);
}
END_TEST

START_TEST(a_burst_after_an_outage_ends_it_at_its_first_answer)
{
	struct windows w = FIND({0, 5}, {100, 9000}, {200, 9001}, {300, 9002},
				{400, 9003}, {8900, 9004}, {9050, 9055});

	ck_assert_uint_eq(w.len, 1);
	ck_assert_int_eq(w.at[0].to_ns, MS(9000));
	free(w.at);
}
END_TEST

START_TEST(a_window_without_a_next_good_instant_is_open_to_the_end)
{
	struct windows w = FIND({0, 5}, {100, NEVER_MS}, {19000, NEVER_MS});

	ck_assert_uint_eq(w.len, 1);
	ck_assert(w.at[0].open);
	expect_edges(&w.at[0], 5, 100, 19000, END_MS);
	ck_assert_uint_eq(w.at[0].unserved, 2);
	free(w.at);
}
END_TEST

START_TEST(a_window_without_a_last_good_instant_is_unstarted)
{
	struct windows w = FIND({100, 1000}, {900, 1001});

	ck_assert_uint_eq(w.len, 1);
	ck_assert(w.at[0].unstarted);
	ck_assert(!w.at[0].open);
	expect_edges(&w.at[0], 0, 100, 900, 1000);
	free(w.at);
}
END_TEST

START_TEST(nothing_ever_served_is_one_window_over_the_whole_measurement)
{
	struct windows w = FIND({0, NEVER_MS}, {19990, NEVER_MS});

	ck_assert_uint_eq(w.len, 1);
	ck_assert(w.at[0].unstarted && w.at[0].open);
	expect_edges(&w.at[0], 0, 0, 19990, END_MS);
	free(w.at);
}
END_TEST

START_TEST(idle_stretches_are_neither_up_nor_down)
{
	struct windows w = FIND({0, 5}, {10, 15}, {15000, 15005});

	ck_assert_uint_eq(w.len, 0);
}
END_TEST

START_TEST(thin_demand_shows_in_the_bars)
{
	struct windows w = FIND({0, 5}, {10000, 10400}, {15000, 15005});

	ck_assert_uint_eq(w.len, 1);
	expect_edges(&w.at[0], 5, 10000, 10000, 10400);
	free(w.at);
}
END_TEST

START_TEST(a_rejected_record_is_not_served)
{
	struct item items[] = {item_of((struct one){0, 5}),
			       item_of((struct one){100, 105}),
			       item_of((struct one){900, 905})};
	struct windows w;

	items[1].outcome = OUTCOME_REJECTED;
	items[1].error = 19;
	w = find_items(items, ARRAY_LEN(items));
	ck_assert_uint_eq(w.len, 1);
	expect_edges(&w.at[0], 5, 100, 100, 905);
	ck_assert_int_eq(w.at[0].errors[0].code, 19);
	ck_assert_uint_eq(w.at[0].errors[0].count, 1);
	free(w.at);
}
END_TEST

START_TEST(the_most_frequent_errors_come_first_and_the_others_are_counted)
{
	static const int codes[] = {7, 6, 6, 5, 5, 5, 3, 2};
	struct item items[ARRAY_LEN(codes)];
	struct windows w;

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		items[i] = item_of((struct one){(int64_t)i * 100, NEVER_MS});
		items[i].error = (int16_t)codes[i];
	}
	w = find_items(items, ARRAY_LEN(items));
	ck_assert_uint_eq(w.len, 1);
	ck_assert_int_eq(w.at[0].errors[0].code, 5);
	ck_assert_int_eq(w.at[0].errors[1].code, 6);
	ck_assert_int_eq(w.at[0].errors[2].code,
			 2); /* of equal counts the smaller code */
	ck_assert_uint_eq(w.at[0].other_errors, 1);
	free(w.at);
}
END_TEST

START_TEST(records_that_are_no_demand_open_no_window)
{
	struct item items[] = {item_of((struct one){0, 5}),
			       item_of((struct one){100, 5000}),
			       item_of((struct one){6000, 6005})};

	items[1].flags = ITEM_WARM;
	ck_assert_uint_eq(find_items(items, ARRAY_LEN(items)).len, 0);
}
END_TEST

/* ---- any demand at all ---- */

static size_t random_items(struct rng *r, struct item *items, size_t cap)
{
	int64_t due = 0;
	size_t n = 0;

	while (n < cap && due < END_MS - 3000) {
		bool slow = rng_below(r, 4) == 0, lost = rng_below(r, 10) == 0;
		int64_t took = slow ? (int64_t)rng_below(r, 3000)
				    : (int64_t)rng_below(r, 20);

		due += 1 + (int64_t)rng_below(r, rng_below(r, 20) ? 40 : 2000);
		items[n++] = item_of((struct one){due, lost ? NEVER_MS : due + took});
	}
	return n;
}

static bool all_in_time(const struct item *items, size_t n, const struct window *w)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].due_ns >= w->from_ns && items[i].due_ns < w->to_ns &&
		    !item_served(&items[i], MS(LATE_AFTER_MS)))
			return false;
	return true;
}

START_TEST(windows_of_any_demand_are_ordered_disjoint_and_contain_a_late_record)
{
	struct item items[600];
	struct rng r;
	struct windows w;
	size_t n;

	rng_init(&r, (uint64_t)_i, "windows");
	n = random_items(&r, items, ARRAY_LEN(items));
	w = find_items(items, n);
	for (size_t i = 0; i < w.len; i++) {
		const struct window *x = &w.at[i];

		ck_assert_int_le(x->from_ns, x->from_latest_ns);
		ck_assert_int_le(x->from_latest_ns, x->to_earliest_ns);
		ck_assert_int_le(x->to_earliest_ns, x->to_ns);
		ck_assert_int_gt(x->to_ns - x->from_ns, MS(LATE_AFTER_MS));
		ck_assert(i == 0 || w.at[i - 1].to_ns <= x->from_ns);
		ck_assert(!all_in_time(items, n, x));
		ck_assert_uint_le(x->unserved, x->records);
	}
	free(w.at);
}
END_TEST

START_TEST(nothing_served_in_time_is_answered_within_a_window)
{
	struct item items[600];
	struct rng r;
	struct windows w;
	size_t n;

	rng_init(&r, (uint64_t)_i, "prompt");
	n = random_items(&r, items, ARRAY_LEN(items));
	w = find_items(items, n);
	/* merged windows may hold late answers, never one that was in time */
	for (size_t i = 0; i < w.len; i++)
		for (size_t k = 0; k < n; k++)
			ck_assert(!(item_served(&items[k], MS(LATE_AFTER_MS)) &&
				    items[k].done_ns > w.at[i].from_ns &&
				    items[k].done_ns < w.at[i].to_ns));
	free(w.at);
}
END_TEST

START_TEST(parts_of_spans_add_up_to_the_whole)
{
	struct item items[600];
	int64_t cuts[] = {0, 3333, 7000, 7001, 15000, END_MS}, sum = 0, whole;
	struct spans any;
	struct rng r;
	struct windows w;
	size_t n;

	rng_init(&r, (uint64_t)_i, "sums");
	n = random_items(&r, items, ARRAY_LEN(items));
	w = find_items(items, n);
	spans_of_windows(&any, w.at, w.len, 1, 0, MS(END_MS));
	for (size_t i = 0; i + 1 < ARRAY_LEN(cuts); i++)
		sum += spans_covered(any.at, any.len, MS(cuts[i]), MS(cuts[i + 1]));
	whole = spans_covered(any.at, any.len, 0, MS(END_MS));
	ck_assert_int_eq(sum, whole);
	free(any.at);
	free(w.at);
}
END_TEST

static Suite *windows_suite(void)
{
	Suite *s = suite_create("windows");
	TCase *tc = tcase_create("rules"), *any = tcase_create("any demand");

	tcase_add_test(tc, records_served_in_time_make_no_window);
	tcase_add_test(tc, a_window_lasts_from_the_last_good_instant_to_the_next);
	tcase_add_test(tc, the_end_bar_begins_at_the_last_record_not_answered_promptly);
	tcase_add_test(tc, a_slow_record_among_prompt_ones_is_late_and_no_window);
	tcase_add_test(tc, gaps_with_only_late_records_between_them_are_one_window);
	tcase_add_test(tc, a_record_served_in_time_separates_two_windows);
	tcase_add_test(tc, service_for_longer_than_late_after_separates_two_windows);
	tcase_add_test(tc, a_burst_after_an_outage_ends_it_at_its_first_answer);
	tcase_add_test(tc, a_window_without_a_next_good_instant_is_open_to_the_end);
	tcase_add_test(tc, a_window_without_a_last_good_instant_is_unstarted);
	tcase_add_test(tc, nothing_ever_served_is_one_window_over_the_whole_measurement);
	tcase_add_test(tc, idle_stretches_are_neither_up_nor_down);
	tcase_add_test(tc, thin_demand_shows_in_the_bars);
	tcase_add_test(tc, a_rejected_record_is_not_served);
	tcase_add_test(tc,
		       the_most_frequent_errors_come_first_and_the_others_are_counted);
	tcase_add_test(tc, records_that_are_no_demand_open_no_window);
	suite_add_tcase(s, tc);
	tcase_add_loop_test(
		any, windows_of_any_demand_are_ordered_disjoint_and_contain_a_late_record,
		0, 200);
	tcase_add_loop_test(any, nothing_served_in_time_is_answered_within_a_window, 0,
			    200);
	tcase_add_loop_test(any, parts_of_spans_add_up_to_the_whole, 0, 200);
	suite_add_tcase(s, any);
	return s;
}

UNIT_SUITE(windows_suite)
