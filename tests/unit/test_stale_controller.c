/* Stale controllers: found in a run, and judged. Node 1 leads; phases: 0 to 10 s, 10 to 30 s. */
#include "test_verdict_kit.h"

static struct event told_of(enum event_kind kind, int32_t node, int64_t at_ms)
{
	struct event ev = EVENT(RUN, MS(at_ms));

	ev.kind = kind;
	ev.node = node;
	return ev;
}

static void no_claim(int32_t node, int64_t at_ms)
{
	fake_event(&judged_told, told_of(EVENT_CLAIM, node, at_ms));
}

static void belief(int32_t node, int32_t leader, int32_t epoch, int64_t at_ms)
{
	struct event ev = told_of(EVENT_BELIEF, node, at_ms);

	ev.leader = leader;
	ev.epoch = epoch;
	fake_event(&judged_told, ev);
}

static void died(int32_t node, int64_t at_ms)
{
	struct event ev = told_of(EVENT_ENGINE, node, at_ms);

	ev.name = xstrdup("die");
	fake_event(&judged_told, ev);
}

/* Frozen from 10 s on, silent for the observer, while node 2 leads from 12 s on. */
static void frozen(void)
{
	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&judged_told, i, true, -1000);
	fake_claim(&judged_told, 1, 1, 5, -1000);
	belief(1, 1, 1, -1000);
	fake_reach(&judged_told, 1, false, 10500);
	fake_claim(&judged_told, 2, 2, 8, 12000);
}

static void thawed(int64_t at_ms)
{
	fake_reach(&judged_told, 1, true, at_ms);
	no_claim(1, at_ms);
	belief(1, 2, 2, at_ms);
}

static void check_stale(const struct findings *f, int64_t from_ms, int64_t to_ms,
			bool said_so)
{
	ck_assert_uint_eq(f->n_stale_controllers, 1);
	ck_assert_int_eq(f->stale_controllers[0].from_ns, MS(from_ms));
	ck_assert_int_eq(f->stale_controllers[0].to_ns, MS(to_ms));
	ck_assert_int_eq(f->stale_controllers[0].node, 1);
	ck_assert_int_eq(f->stale_controllers[0].epoch, 1);
	ck_assert_int_eq(f->stale_controllers[0].by, 2);
	ck_assert_int_eq(f->stale_controllers[0].by_epoch, 2);
	ck_assert(f->stale_controllers[0].said_so == said_so);
}

START_TEST(a_frozen_controller_is_stale_until_it_says_otherwise)
{
	frozen();
	thawed(16000);
	check_stale(fake_analyse(&judged_told), 12000, 16000, false);
}
END_TEST

START_TEST(one_that_claims_after_the_other_took_over_said_so)
{
	frozen();
	fake_claim(&judged_told, 1, 1, 6, 15000);
	thawed(16000);
	check_stale(fake_analyse(&judged_told), 12000, 16000, true);
}
END_TEST

START_TEST(naming_itself_is_holding_itself_for_the_leader)
{
	frozen();
	no_claim(1, 15000);
	belief(1, 1, 1, 15001);
	belief(1, 2, 2, 16000);
	check_stale(fake_analyse(&judged_told), 12000, 16000, true);
}
END_TEST

START_TEST(a_dead_controller_is_not_stale)
{
	frozen();
	died(1, 10000);
	thawed(16000);
	ck_assert_uint_eq(fake_analyse(&judged_told)->n_stale_controllers, 0);
}
END_TEST

START_TEST(a_process_that_is_gone_without_word_from_the_engine_is_not_stale)
{
	struct event ev = told_of(EVENT_REACH, 1, 10400);

	frozen();
	ev.side = SIDE_CONTROLLER;
	ev.text = xstrdup("refused: connection refused");
	fake_event(&judged_told, ev);
	thawed(16000);
	ck_assert_uint_eq(fake_analyse(&judged_told)->n_stale_controllers, 0);
}
END_TEST

START_TEST(being_asked_a_moment_before_the_other_is_not_being_stale)
{
	frozen();
	thawed(12200);
	ck_assert_uint_eq(fake_analyse(&judged_told)->n_stale_controllers, 0);
}
END_TEST

START_TEST(one_that_never_takes_it_back_is_stale_to_the_end)
{
	frozen();
	check_stale(fake_analyse(&judged_told), 12000, 30000, false);
}
END_TEST

/* ---- judged ---- */

static void expect_stale(const char *limit, int64_t ms, int phase)
{
	verdict_duration(fake_expect(&judged_told, "stale_controller", phase), limit, ms);
}

START_TEST(a_stale_controller_that_is_expected_passes)
{
	frozen();
	thawed(16000);
	expect_stale("at_least", 2000, FAULT);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "a stale controller for at least 2.00 s");
	ck_assert_str_eq(
		said.judged[0].observed,
		"node 1, in epoch 1, for 4.00 s from +12.00 s on, while node 2 led "
		"in epoch 2");
}
END_TEST

START_TEST(a_stale_controller_that_is_not_allowed_fails)
{
	frozen();
	thawed(16000);
	expect_stale("at_most", 1000, RUN);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_stale_controller_that_did_not_come_fails)
{
	expect_stale("at_least", 1000, FAULT);
	frozen();
	died(1, 10000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].observed, "no controller that was stale");
}
END_TEST

START_TEST(a_stale_controller_counts_within_its_phase_only)
{
	frozen();
	thawed(16000);
	expect_stale("at_most", 100, STEADY);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(without_an_observer_nobody_knows_who_was_stale)
{
	expect_stale("at_most", 100, FAULT);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

static Suite *stale_controller_suite(void)
{
	Suite *s = suite_create("stale_controller");
	TCase *tc = verdict_case(s, "stale");

	tcase_add_test(tc, a_frozen_controller_is_stale_until_it_says_otherwise);
	tcase_add_test(tc, one_that_claims_after_the_other_took_over_said_so);
	tcase_add_test(tc, naming_itself_is_holding_itself_for_the_leader);
	tcase_add_test(tc, a_dead_controller_is_not_stale);
	tcase_add_test(tc,
		       a_process_that_is_gone_without_word_from_the_engine_is_not_stale);
	tcase_add_test(tc, being_asked_a_moment_before_the_other_is_not_being_stale);
	tcase_add_test(tc, one_that_never_takes_it_back_is_stale_to_the_end);
	tcase_add_test(tc, a_stale_controller_that_is_expected_passes);
	tcase_add_test(tc, a_stale_controller_that_is_not_allowed_fails);
	tcase_add_test(tc, a_stale_controller_that_did_not_come_fails);
	tcase_add_test(tc, a_stale_controller_counts_within_its_phase_only);
	tcase_add_test(tc, without_an_observer_nobody_knows_who_was_stale);
	return s;
}

UNIT_SUITE(stale_controller_suite)
