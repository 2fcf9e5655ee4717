/* How far a share or a percentile of one run may be off. */
#include "report/interval.h"
#include "unit.h"

#include <math.h>

#define NEAR 0.0005

/* Wilson's interval, worked out by hand. */
static const struct {
	uint64_t k, n;
	double lo, hi;
} shares[] = {
	{0, 0, 0, 1},
	{0, 10, 0, 0.2775},
	{10, 10, 0.7225, 1},
	{5, 10, 0.2366, 0.7634},
	{960, 1000, 0.9460, 0.9705},
	{1000, 1000, 0.9962, 1},
};

START_TEST(a_share_of_independent_records)
{
	struct interval i = interval_share(shares[_i].k, shares[_i].n, NULL, 0);

	ck_assert_double_eq_tol(i.lo, shares[_i].lo, NEAR);
	ck_assert_double_eq_tol(i.hi, shares[_i].hi, NEAR);
}
END_TEST

/* 100 buckets of 10 records, half of all served: in every bucket, or in every second one. */
START_TEST(records_that_share_their_fate_count_as_fewer)
{
	struct bucket_count even[100], bunched[100];
	struct interval alone = interval_share(500, 1000, NULL, 0), e, b, by_bucket;

	for (uint32_t i = 0; i < 100; i++) {
		even[i] = (struct bucket_count){10, 5};
		bunched[i] = (struct bucket_count){10, i % 2 ? 10 : 0};
	}
	e = interval_share(500, 1000, even, 100);
	b = interval_share(500, 1000, bunched, 100);
	by_bucket = interval_share(50, 100, NULL, 0);
	ck_assert_double_eq_tol(e.lo, alone.lo, 1e-9);
	ck_assert_double_eq_tol(b.lo, by_bucket.lo, 0.001);
	ck_assert_double_eq_tol(b.hi, by_bucket.hi, 0.001);
}
END_TEST

/* 1 to 1000 ms: the 95 % order statistics around the median are the 469th and the 532nd. */
START_TEST(a_percentile_lies_between_order_statistics)
{
	struct hist *h = calloc(1, sizeof(*h));
	struct interval i;

	for (int ms = 1; ms <= 1000; ms++)
		hist_add(h, ms * NS_PER_MS);
	i = interval_percentile(h, 5000, NULL, 0);
	ck_assert_double_ge(i.lo, 440e6);
	ck_assert_double_le(i.lo, 469e6);
	ck_assert_double_ge(i.hi, 532e6);
	ck_assert_double_le(i.hi, 555e6);
	free(h);
}
END_TEST

START_TEST(of_few_answers_the_high_percentiles_have_no_upper_end)
{
	struct hist *h = calloc(1, sizeof(*h));
	struct interval i;

	for (int ms = 1; ms <= 100; ms++)
		hist_add(h, ms * NS_PER_MS);
	i = interval_percentile(h, 9900, NULL, 0);
	ck_assert(isinf(i.hi));
	ck_assert_double_gt(i.lo, 80e6);
	free(h);
}
END_TEST

START_TEST(a_percentile_that_wanders_is_less_sure)
{
	int64_t over_time[] = {90, 20, 30, 40, 50, 60, 70, 80, 10, 1000};
	struct hist *h = calloc(1, sizeof(*h));
	struct interval still, wanders;

	for (int i = 0; i < 1000; i++)
		hist_add(h, 50 * NS_PER_MS);
	for (size_t i = 0; i < ARRAY_LEN(over_time); i++)
		over_time[i] *= NS_PER_MS;
	still = interval_percentile(h, 5000, NULL, 0);
	wanders = interval_percentile(h, 5000, over_time, ARRAY_LEN(over_time));
	ck_assert_double_gt(still.lo, 45e6);
	ck_assert_double_lt(still.hi, 52e6);
	ck_assert_double_eq(wanders.lo,
			    20e6); /* the lowest and the highest tenth are left out */
	ck_assert_double_eq(wanders.hi, 90e6);
	free(h);
}
END_TEST

static Suite *interval_suite(void)
{
	Suite *s = suite_create("interval");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_share_of_independent_records, 0,
			    (int)ARRAY_LEN(shares));
	tcase_add_test(tc, records_that_share_their_fate_count_as_fewer);
	tcase_add_test(tc, a_percentile_lies_between_order_statistics);
	tcase_add_test(tc, of_few_answers_the_high_percentiles_have_no_upper_end);
	tcase_add_test(tc, a_percentile_that_wanders_is_less_sure);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(interval_suite)
