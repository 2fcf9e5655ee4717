#include "base/mem.h"
#include "base/rng.h"
#include "model/hist.h"
#include "unit.h"

#define TOP (INT64_C(1) << 34) /* us */

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Nearest rank: the smallest value that at least `permyriad` of all are not above. */
static int64_t exact(const int64_t *sorted, size_t n, unsigned permyriad)
{
	size_t rank = (n * permyriad + 9999) / 10000;

	return sorted[rank ? rank - 1 : 0];
}

/* The header's promise. */
static void assert_promise(int64_t got, int64_t true_ns)
{
	ck_assert_msg(got >= true_ns, "%lld is below %lld", (long long)got,
		      (long long)true_ns);
	if (true_ns < 32 * NS_PER_US)
		ck_assert_int_lt(got - true_ns, NS_PER_US);
	else
		ck_assert_msg((got - true_ns) * 32 < true_ns, "%lld for %lld",
			      (long long)got, (long long)true_ns);
}

static const unsigned points[] = {1,    100,  1000, 5000, 9000,
				  9500, 9900, 9990, 9999, 10000};

/* Values of all magnitudes, many and few; the loop index is the seed. */
START_TEST(a_percentile_is_never_below_and_within_a_32nd_above)
{
	enum { MOST = 3000 };
	int64_t *values = xcalloc(MOST, sizeof(*values));
	struct hist h = {0};
	struct rng r;
	size_t n;

	rng_init(&r, (uint64_t)_i, "hist");
	n = 1 + rng_below(&r, _i % 2 ? 20 : MOST);
	for (size_t i = 0; i < n; i++) {
		uint64_t bits = 1 + rng_below(&r, 43); /* up to 2.4 hours */

		values[i] = (int64_t)rng_below(&r, UINT64_C(1) << bits);
		hist_add(&h, values[i]);
	}
	qsort(values, n, sizeof(*values), ascending);
	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		assert_promise(hist_percentile(&h, points[i]),
			       exact(values, n, points[i]));
	free(values);
}
END_TEST

static int64_t median_of(int64_t value, int64_t longest)
{
	struct hist h = {0};

	hist_add(&h, value);
	hist_add(&h, longest);
	return hist_percentile(&h, 5000);
}

START_TEST(the_promise_holds_at_every_edge_of_a_bucket)
{
	for (int64_t us = 1; us < TOP; us *= 2)
		for (int64_t part = 0; part < 32; part++) {
			int64_t edge = (us + us * part / 32) * NS_PER_US;

			assert_promise(median_of(edge - 1, TOP * NS_PER_US), edge - 1);
			assert_promise(median_of(edge, TOP * NS_PER_US), edge);
		}
}
END_TEST

START_TEST(the_longest_value_with_a_bucket_of_its_own_is_just_below_the_top)
{
	int64_t value = TOP * NS_PER_US - 1;

	ck_assert_int_eq(median_of(value, INT64_MAX), value);
}
END_TEST

START_TEST(longer_values_are_reported_as_the_maximum)
{
	ck_assert_int_eq(median_of(TOP * NS_PER_US, 2 * TOP * NS_PER_US),
			 2 * TOP * NS_PER_US);
	ck_assert_int_eq(median_of(INT64_MAX, INT64_MAX), INT64_MAX);
}
END_TEST

START_TEST(a_single_value_is_reported_exactly)
{
	struct hist h = {0};

	hist_add(&h, 123456789);
	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		ck_assert_int_eq(hist_percentile(&h, points[i]), 123456789);
}
END_TEST

START_TEST(the_ends_are_exact)
{
	struct hist h = {0};

	for (int64_t ms = 100; ms <= 1000; ms += 7)
		hist_add(&h, ms * NS_PER_MS);
	ck_assert_int_eq(hist_percentile(&h, 0), 100 * NS_PER_MS);
	ck_assert_int_eq(hist_percentile(&h, 10000), h.max_ns);
	ck_assert_int_eq(h.max_ns, 996 * NS_PER_MS);
}
END_TEST

START_TEST(an_empty_histogram_has_no_percentile)
{
	struct hist h = {0};

	ck_assert_int_eq(hist_percentile(&h, 5000), -1);
}
END_TEST

START_TEST(a_negative_value_is_counted_lowest)
{
	struct hist h = {0};

	hist_add(&h, -5);
	hist_add(&h, 40 * NS_PER_US);
	ck_assert_int_eq(h.min_ns, -5);
	ck_assert_int_lt(hist_percentile(&h, 5000), NS_PER_US);
}
END_TEST

START_TEST(merging_is_adding_everything)
{
	struct hist parts[3] = {0}, merged = {0}, all = {0};
	struct rng r;

	rng_init(&r, 1, "merge");
	for (int i = 0; i < 1000; i++) {
		int64_t value = (int64_t)rng_below(&r, UINT64_C(1) << 40);

		hist_add(&parts[rng_below(&r, 2)], value); /* the third stays empty */
		hist_add(&all, value);
	}
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		hist_merge(&merged, &parts[i]);
	ck_assert_mem_eq(merged.bucket, all.bucket, sizeof(all.bucket));
	ck_assert_uint_eq(merged.count, all.count);
	ck_assert_int_eq(merged.min_ns, all.min_ns);
	ck_assert_int_eq(merged.max_ns, all.max_ns);
	ck_assert_double_eq_tol(merged.sum_ns, all.sum_ns, 1e-9 * all.sum_ns);
}
END_TEST

static Suite *hist_suite(void)
{
	Suite *s = suite_create("hist");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_percentile_is_never_below_and_within_a_32nd_above, 0,
			    100);
	tcase_add_test(tc, the_promise_holds_at_every_edge_of_a_bucket);
	tcase_add_test(tc,
		       the_longest_value_with_a_bucket_of_its_own_is_just_below_the_top);
	tcase_add_test(tc, longer_values_are_reported_as_the_maximum);
	tcase_add_test(tc, a_single_value_is_reported_exactly);
	tcase_add_test(tc, the_ends_are_exact);
	tcase_add_test(tc, an_empty_histogram_has_no_percentile);
	tcase_add_test(tc, a_negative_value_is_counted_lowest);
	tcase_add_test(tc, merging_is_adding_everything);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(hist_suite)
