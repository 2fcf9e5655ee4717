#include "base/clock.h"
#include "unit.h"

enum { REFUSED = -7 };

static const struct {
	const char *text;
	int64_t want_ns; /* REFUSED: and the output untouched */
} stamps[] = {
	{"1970-01-01T00:00:00Z", 0},
	{"1970-01-01T00:00:01.5Z", 1500000000},
	{"2026-11-22T04:10:00.123456789Z", 1795320600123456789},
	{"2026-11-22 04:10:00.123456789Z", 1795320600123456789},
	{"2026-11-22T07:10:00.123456789+03:00", 1795320600123456789},
	{"2026-11-21T22:40:00.123456789-05:30", 1795320600123456789},
	{"1970-01-01T00:00:00+00:00", 0},
	{"1970-01-01T00:00:00-00:00", 0},
	{"1970-01-01T00:00:00.0000000019Z", 1}, /* ten decimals */
	{"1970-01-01T00:00:00.99999999999999999999999999Z", 999999999},
	{"1969-12-31T23:59:59.75Z", -250000000},
	{"2024-02-29T00:00:00Z", 1709164800000000000},
	{"2000-02-29T00:00:00Z", 951782400000000000},
	{"2016-12-31T23:59:60Z", 1483228800000000000}, /* a leap second */
	{"2261-12-31T23:59:59Z", 9214646399000000000},
	{"1678-01-01T00:00:00Z", -9214560000000000000},
	{"2263-01-01T00:00:00Z", REFUSED},
	{"0001-01-01T00:00:00Z", REFUSED}, /* Docker's "never" */
	{"0000-01-01T00:00:00Z", REFUSED},
	{"9999-12-31T23:59:59Z", REFUSED},
	{"2023-02-29T00:00:00Z", REFUSED},
	{"1900-02-29T00:00:00Z", REFUSED},
	{"2026-00-22T04:10:00Z", REFUSED},
	{"2026-13-22T04:10:00Z", REFUSED},
	{"2026-11-00T04:10:00Z", REFUSED},
	{"2026-11-31T04:10:00Z", REFUSED},
	{"2026-11-22T24:10:00Z", REFUSED},
	{"2026-11-22T04:60:00Z", REFUSED},
	{"2026-11-22T04:10:61Z", REFUSED},
	{"2026-11-22T04:10:00+24:00", REFUSED},
	{"2026-11-22T04:10:00+03:60", REFUSED},
	{"2026-11-22T04:10:00+0300", REFUSED},
	{"2026-11-22T04:10:00+3:00", REFUSED},
	{"2026-11-22T04:10:00", REFUSED},
	{"2026-11-22T04:10:00.Z", REFUSED},
	{"2026-11-22T04:10:00,5Z", REFUSED},
	{"2026-11-22T04:10:00Z ", REFUSED},
	{"2026-11-22T04:10:00Zz", REFUSED},
	{" 2026-11-22T04:10:00Z", REFUSED},
	{"2026-11-22T04:10Z", REFUSED},
	{"2026-11-22", REFUSED},
	{"2026-1-22T04:10:00Z", REFUSED},
	{"+026-11-22T04:10:00Z", REFUSED},
	{"20261122T041000Z", REFUSED},
	{"now", REFUSED},
	{"", REFUSED},
};

START_TEST(a_stamp_is_read_exactly_or_refused)
{
	int64_t got = REFUSED;
	bool ok = clock_parse_rfc3339(stamps[_i].text, &got);

	ck_assert_msg(ok == (stamps[_i].want_ns != REFUSED), "'%s'", stamps[_i].text);
	ck_assert_int_eq(got, stamps[_i].want_ns);
}
END_TEST

START_TEST(a_stamp_cut_anywhere_is_refused)
{
	static const char whole[] = "2026-11-22T07:10:00.5+03:00";

	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		char cut[sizeof(whole)] = {0};
		int64_t got;

		memcpy(cut, whole, n);
		ck_assert_msg(!clock_parse_rfc3339(cut, &got), "'%s'", cut);
	}
}
END_TEST

static const struct {
	int64_t ns;
	const char *want;
} writings[] = {
	{0, "1970-01-01T00:00:00.000Z"},
	{1795320600123456789, "2026-11-22T04:10:00.123Z"},
	{999999999, "1970-01-01T00:00:00.999Z"},
	{-1, "1969-12-31T23:59:59.999Z"},
	{-1500000000, "1969-12-31T23:59:58.500Z"},
	{-1000000000, "1969-12-31T23:59:59.000Z"},
	{INT64_MAX, "2262-04-11T23:47:16.854Z"},
	{INT64_MIN, "1677-09-21T00:12:43.145Z"},
};

START_TEST(wall_time_is_written_in_utc_cut_to_ms)
{
	char text[40];

	ck_assert_str_eq(clock_format_wall(text, sizeof(text), writings[_i].ns),
			 writings[_i].want);
}
END_TEST

START_TEST(what_is_written_reads_back)
{
	for (int64_t day = -3000; day < 3000; day++) {
		int64_t ns = day * (86399 * NS_PER_S + 997 * NS_PER_MS), got = 0;
		char text[40];

		ck_assert(clock_parse_rfc3339(clock_format_wall(text, sizeof(text), ns),
					      &got));
		ck_assert_int_eq(got, ns);
	}
}
END_TEST

START_TEST(a_fake_clock_says_what_it_is_told)
{
	int64_t now = 42;
	struct clock c = {.fake_now_ns = &now};

	ck_assert_int_eq(clock_now(&c), 42);
	now = 43;
	ck_assert_int_eq(clock_now(&c), 43);
}
END_TEST

START_TEST(wall_and_run_time_are_one_axis)
{
	struct clock c = {.wall_start_ns = 1000};

	ck_assert_int_eq(clock_from_wall(&c, 1250), 250);
	ck_assert_int_eq(clock_to_wall(&c, 250), 1250);
	ck_assert_int_eq(clock_from_wall(&c, 900), -100); /* before the run */
}
END_TEST

START_TEST(run_time_starts_near_zero_and_does_not_go_back)
{
	struct clock c;
	int64_t before, after;

	clock_start(&c);
	before = clock_now(&c);
	after = clock_now(&c);
	ck_assert_int_ge(before, 0);
	ck_assert_int_lt(before, 10 * NS_PER_S);
	ck_assert_int_ge(after, before);
}
END_TEST

START_TEST(a_wall_clock_that_was_not_set_has_hardly_drifted)
{
	struct clock c;
	int64_t drift;

	clock_start(&c);
	drift = clock_wall_drift(&c);
	ck_assert_int_lt(drift < 0 ? -drift : drift, NS_PER_S);
}
END_TEST

START_TEST(a_wall_clock_set_ahead_shows_as_drift)
{
	struct clock c;

	clock_start(&c);
	c.wall_start_ns -= 3600 * NS_PER_S;
	ck_assert_int_gt(clock_wall_drift(&c), 3599 * NS_PER_S);
}
END_TEST

static const struct {
	int64_t start, at, want_s, want_ns;
} absolutes[] = {
	{5 * NS_PER_S, 1500 * NS_PER_MS, 6, 500000000},
	{5 * NS_PER_S, -2 * NS_PER_S, 3, 0},
	{5 * NS_PER_S, -9 * NS_PER_S, 0, 0}, /* before the machine started: at once */
	{5 * NS_PER_S, NEVER, 0, 0},
	{5 * NS_PER_S, INT64_MAX, 9223372036, 854775807}, /* for ever */
};

START_TEST(an_absolute_time_is_a_time_whatever_is_asked)
{
	struct clock c = {.mono_start_ns = absolutes[_i].start};
	struct timespec ts = clock_abstime(&c, absolutes[_i].at);

	ck_assert_int_eq(ts.tv_sec, absolutes[_i].want_s);
	ck_assert_int_eq(ts.tv_nsec, absolutes[_i].want_ns);
}
END_TEST

START_TEST(sleeping_lasts_until_the_time_asked_for)
{
	struct clock c;

	clock_start(&c);
	clock_sleep_until(&c, 20 * NS_PER_MS);
	ck_assert_int_ge(clock_now(&c), 20 * NS_PER_MS);
}
END_TEST

START_TEST(sleeping_until_the_past_returns_at_once)
{
	struct clock c;

	clock_start(&c);
	clock_sleep_until(&c, -NS_PER_S);
	clock_sleep_until(&c, NEVER);
	ck_assert_int_lt(clock_now(&c), 2 * NS_PER_S);
}
END_TEST

static Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");
	TCase *tc = tcase_create("core");

	tcase_add_loop_test(tc, a_stamp_is_read_exactly_or_refused, 0,
			    (int)ARRAY_LEN(stamps));
	tcase_add_test(tc, a_stamp_cut_anywhere_is_refused);
	tcase_add_loop_test(tc, wall_time_is_written_in_utc_cut_to_ms, 0,
			    (int)ARRAY_LEN(writings));
	tcase_add_test(tc, what_is_written_reads_back);
	tcase_add_test(tc, a_fake_clock_says_what_it_is_told);
	tcase_add_test(tc, wall_and_run_time_are_one_axis);
	tcase_add_test(tc, run_time_starts_near_zero_and_does_not_go_back);
	tcase_add_test(tc, a_wall_clock_that_was_not_set_has_hardly_drifted);
	tcase_add_test(tc, a_wall_clock_set_ahead_shows_as_drift);
	tcase_add_loop_test(tc, an_absolute_time_is_a_time_whatever_is_asked, 0,
			    (int)ARRAY_LEN(absolutes));
	tcase_add_test(tc, sleeping_lasts_until_the_time_asked_for);
	tcase_add_test(tc, sleeping_until_the_past_returns_at_once);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(clock_suite)
