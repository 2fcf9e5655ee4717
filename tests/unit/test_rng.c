#include "base/rng.h"
#include "unit.h"

/* The authors' reference code, started from 1, 2, 3, 4, gives these. */
START_TEST(the_generator_is_xoshiro256_starstar)
{
	static const uint64_t want[] = {11520, 0, 1509978240, 1215971899390074240};
	struct rng r = {.s = {1, 2, 3, 4}};

	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		ck_assert_uint_eq(rng_next(&r), want[i]);
}
END_TEST

START_TEST(the_same_seed_and_actor_repeat_exactly)
{
	struct rng a, b;

	rng_init(&a, 42, "checkout");
	rng_init(&b, 42, "checkout");
	for (int i = 0; i < 1000; i++)
		ck_assert_uint_eq(rng_next(&a), rng_next(&b));
}
END_TEST

/* Pinned: a seed noted down today must mean the same run in a later version. */
START_TEST(a_seed_means_the_same_numbers_in_every_version)
{
	struct rng r;

	rng_init(&r, 42, "checkout");
	ck_assert_uint_eq(rng_next(&r), UINT64_C(16810227350835889906));
	ck_assert_uint_eq(rng_next(&r), UINT64_C(13041252382194119446));
}
END_TEST

static const struct {
	uint64_t seed_a, seed_b;
	const char *actor_a, *actor_b;
} others[] = {
	{42, 42, "checkout", "checkouu"},
	{42, 43, "checkout", "checkout"},
	{42, 42, "", "a"},
	{0, 1, "", ""},
	{42, 42, "ab", "ba"},
	{0, UINT64_MAX, "x", "x"},
};

START_TEST(another_seed_or_actor_gives_other_numbers)
{
	struct rng a, b;
	int equal = 0;

	rng_init(&a, others[_i].seed_a, others[_i].actor_a);
	rng_init(&b, others[_i].seed_b, others[_i].actor_b);
	for (int i = 0; i < 100; i++)
		equal += rng_next(&a) == rng_next(&b);
	ck_assert_int_eq(equal, 0);
}
END_TEST

static const uint64_t ranges[] = {1, 2, 3, 10, 1000, UINT64_MAX / 2 + 2, UINT64_MAX};

START_TEST(a_number_below_n_is_below_n)
{
	struct rng r;

	rng_init(&r, 7, "below");
	for (int i = 0; i < 1000; i++)
		ck_assert_uint_lt(rng_below(&r, ranges[_i]), ranges[_i]);
}
END_TEST

/* Plain modulo would make the lowest third of 3 x 2^62 come half the time. */
START_TEST(numbers_below_n_have_no_modulo_bias)
{
	enum { DRAWS = 30000 };
	const uint64_t third = UINT64_C(1) << 62;
	struct rng r;
	int low = 0;

	rng_init(&r, 7, "bias");
	for (int i = 0; i < DRAWS; i++)
		low += rng_below(&r, 3 * third) < third;
	ck_assert_int_gt(low, DRAWS / 3 - DRAWS / 50);
	ck_assert_int_lt(low, DRAWS / 3 + DRAWS / 50);
}
END_TEST

/* Chi-square with 9 degrees of freedom stays below 27.9 in 999 of 1000 seeds; this is one. */
START_TEST(small_numbers_come_equally_often)
{
	enum { DRAWS = 100000, SIDES = 10 };
	double want = (double)DRAWS / SIDES, chi = 0;
	int seen[SIDES] = {0};
	struct rng r;

	rng_init(&r, 1, "dice");
	for (int i = 0; i < DRAWS; i++)
		seen[rng_below(&r, SIDES)]++;
	for (int i = 0; i < SIDES; i++)
		chi += (seen[i] - want) * (seen[i] - want) / want;
	ck_assert_double_lt(chi, 27.9);
}
END_TEST

START_TEST(a_fresh_seed_is_short_enough_to_be_typed_and_not_always_the_same)
{
	uint64_t first = rng_fresh_seed();
	bool other = false;

	for (int i = 0; i < 10; i++) {
		uint64_t seed = rng_fresh_seed();

		ck_assert_uint_le(seed, UINT32_MAX);
		other = other || seed != first;
	}
	ck_assert(other);
}
END_TEST

static Suite *rng_suite(void)
{
	Suite *s = suite_create("rng");
	TCase *tc = tcase_create("core");

	tcase_add_test(tc, the_generator_is_xoshiro256_starstar);
	tcase_add_test(tc, the_same_seed_and_actor_repeat_exactly);
	tcase_add_test(tc, a_seed_means_the_same_numbers_in_every_version);
	tcase_add_loop_test(tc, another_seed_or_actor_gives_other_numbers, 0,
			    (int)ARRAY_LEN(others));
	tcase_add_loop_test(tc, a_number_below_n_is_below_n, 0, (int)ARRAY_LEN(ranges));
	tcase_add_test(tc, numbers_below_n_have_no_modulo_bias);
	tcase_add_test(tc, small_numbers_come_equally_often);
	tcase_add_test(tc,
		       a_fresh_seed_is_short_enough_to_be_typed_and_not_always_the_same);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(rng_suite)
