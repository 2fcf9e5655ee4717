/* How far an engine's clock is from ours, and that the error is a bound. */
#include "docker/engineclock.h"

#include "base/clock.h"
#include "fake_engine.h"
#include "unit.h"

static struct fake_engine *f;
static struct engine *en;
static struct err e;

static void open_engine(void)
{
	e = (struct err){0};
	f = fake_engine_new();
	en = fake_engine_open(f, &e);
	ck_assert_msg(en != NULL, "%s", e.msg);
}

static void close_engine(void)
{
	engine_close(en);
	fake_engine_free(f);
}

/* Each statement narrows what is known, whatever its unit; one that contradicts begins anew. */
START_TEST(what_an_answer_says_of_the_clock_narrows_what_is_known)
{
	struct clock_bounds b = {0};

	clock_bounds_stamp(&b, 1000, 1, 900, 1100);
	ck_assert_int_eq(b.low_ns, -100);
	ck_assert_int_eq(b.high_ns, 100);
	clock_bounds_stamp(&b, 2000, 1, 1950, 2150); /* it is between -150 and 50 */
	ck_assert_int_eq(b.low_ns, -100);
	ck_assert_int_eq(b.high_ns, 50);
	/* In whole thousands: still 2000 at 2980, already 3000 at 3020. */
	clock_bounds_stamp(&b, 2000, 1000, 2980, 2990);
	ck_assert_int_eq(b.low_ns, -100);
	ck_assert_int_eq(b.high_ns, 19);
	clock_bounds_stamp(&b, 3000, 1000, 3010, 3020);
	ck_assert_int_eq(b.low_ns, -20);
	ck_assert_int_eq(b.high_ns, 19);
	clock_bounds_stamp(&b, 9000, 1, 4000, 4100); /* somebody set it */
	ck_assert_int_eq(b.low_ns, 4900);
	ck_assert_int_eq(b.high_ns, 5000);
}
END_TEST

/* Ten seconds on a clock has drifted by 5 ms at most. */
START_TEST(a_measurement_that_tells_little_is_taken_together_with_the_one_before)
{
	const struct clock_bounds before = {NS_PER_S, NS_PER_S + NS_PER_MS, true};
	struct clock_bounds now = {0, 2 * NS_PER_S, true};

	clock_bounds_join(&now, &before, 10 * NS_PER_S);
	ck_assert_int_eq(now.low_ns, NS_PER_S - 5 * NS_PER_MS);
	ck_assert_int_eq(now.high_ns, NS_PER_S + 6 * NS_PER_MS);
}
END_TEST

START_TEST(a_clock_that_jumped_is_believed)
{
	const struct clock_bounds before = {NS_PER_S, NS_PER_S + NS_PER_MS, true};
	struct clock_bounds now = {3 * NS_PER_S, 3 * NS_PER_S + 7, true};

	clock_bounds_join(&now, &before, 10 * NS_PER_S);
	ck_assert_int_eq(now.low_ns, 3 * NS_PER_S);
	ck_assert_int_eq(now.high_ns, 3 * NS_PER_S + 7);
}
END_TEST

static const struct {
	int64_t ahead_ns;
	bool has_date;
} clocks[] = {
	{0, true},
	{-3250 * NS_PER_MS, true},
	{86400 * NS_PER_S + 1, true},
	{40 * NS_PER_MS, false},
};

START_TEST(an_engines_clock_is_as_far_from_ours_as_is_said_or_nearer)
{
	struct engine_clock c;
	int64_t off;

	fake_engine_clock(f, clocks[_i].ahead_ns, clocks[_i].has_date);
	fake_engine_on(f, "GET", "/_ping",
		       &(struct fake_reply){.body = "OK", .type = "text/plain"});
	ck_assert_msg(engine_clock(en, &c, &e) == 0, "%s", e.msg);
	off = c.offset_ns - clocks[_i].ahead_ns;
	ck_assert_int_le(off < 0 ? -off : off, c.error_ns);
	ck_assert_int_lt(c.error_ns, 200 * NS_PER_MS);
	ck_assert_int_gt(c.at_wall_ns, 0);
}
END_TEST

/* A slow /info alone would leave an error of half its time. */
START_TEST(a_slow_info_is_made_up_for_by_the_turn_of_the_second)
{
	struct engine_clock c;

	fake_engine_clock(f, 123 * NS_PER_MS, true);
	fake_engine_slow_info(f, 150);
	fake_engine_on(f, "GET", "/_ping",
		       &(struct fake_reply){.body = "OK", .type = "text/plain"});
	ck_assert_msg(engine_clock(en, &c, &e) == 0, "%s", e.msg);
	ck_assert_int_le(llabs(c.offset_ns - 123 * NS_PER_MS), c.error_ns);
	ck_assert_int_lt(c.error_ns, 70 * NS_PER_MS);
}
END_TEST

static const int64_t drifts_ppm[] = {400, 2500, -2500, 4500, -4500};

/* Found in the test bed: what /info had said a second before was no longer true, and all that was left was the
 * second that a Date is sure to. */
START_TEST(a_clock_that_drifts_while_it_is_measured_is_known_as_well)
{
	struct engine_clock c;
	int64_t drift = drifts_ppm[_i], truth;
	struct clock now;

	fake_engine_clock(f, 90250 * NS_PER_MS, true);
	fake_engine_drift(f, drift);
	clock_start(&now);
	fake_engine_on(f, "GET", "/_ping",
		       &(struct fake_reply){.body = "OK", .type = "text/plain"});
	ck_assert_msg(engine_clock(en, &c, &e) == 0, "%s", e.msg);
	truth = 90250 * NS_PER_MS + (c.at_wall_ns - now.wall_start_ns) / 1000000 * drift;
	ck_assert_int_lt(c.error_ns, 200 * NS_PER_MS);
	ck_assert_int_le(llabs(c.offset_ns - truth), c.error_ns + NS_PER_MS);
}
END_TEST

START_TEST(an_engine_without_a_clock_says_so)
{
	struct engine_clock c;

	fake_engine_on(f, "GET", "/info", &(struct fake_reply){.body = "{}"});
	ck_assert_int_eq(engine_clock(en, &c, &e), -1);
	ck_assert_msg(strstr(e.msg, "does not tell its time") != NULL, "%s", e.msg);
}
END_TEST

static atomic_bool cancel;

START_TEST(comparing_clocks_can_be_called_off)
{
	struct engine_clock c;

	fake_engine_clock(f, 0, true);
	fake_engine_slow_info(f, 5);
	fake_engine_on(f, "GET", "/_ping",
		       &(struct fake_reply){.body = "OK", .type = "text/plain"});
	atomic_store(&cancel, true);
	engine_set_cancel(en, &cancel);
	ck_assert_int_eq(engine_clock(en, &c, &e), -1);
	ck_assert_int_eq(e.kind, ERR_INTERRUPTED);
}
END_TEST

static Suite *docker_clock_suite(void)
{
	Suite *s = suite_create("docker_clock");
	TCase *tc = tcase_create("clock");

	tcase_add_checked_fixture(tc, open_engine, close_engine);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, what_an_answer_says_of_the_clock_narrows_what_is_known);
	tcase_add_test(
		tc,
		a_measurement_that_tells_little_is_taken_together_with_the_one_before);
	tcase_add_test(tc, a_clock_that_jumped_is_believed);
	tcase_add_loop_test(tc, an_engines_clock_is_as_far_from_ours_as_is_said_or_nearer,
			    0, (int)ARRAY_LEN(clocks));
	tcase_add_test(tc, a_slow_info_is_made_up_for_by_the_turn_of_the_second);
	tcase_add_loop_test(tc, a_clock_that_drifts_while_it_is_measured_is_known_as_well,
			    0, (int)ARRAY_LEN(drifts_ppm));
	tcase_add_test(tc, an_engine_without_a_clock_says_so);
	tcase_add_test(tc, comparing_clocks_can_be_called_off);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(docker_clock_suite)
