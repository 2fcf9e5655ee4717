#include "test_verdict_kit.h"

/* ---- quorum ---- */

/* Node 1 leads, is killed at 10 s; node 2 leads from `back_ms` on. */
static void controller_killed(int64_t back_ms)
{
	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&judged_told, i, true, -1000);
	verdict_claims(1, 1, -1000, 9500);
	fake_action(&judged_told, "kill", 1, 9990, 10010);
	fake_reach(&judged_told, 1, false, 10100);
	verdict_claims(2, 2, back_ms, 30000);
}

static struct params *quorum(const char *leader, int64_t within_ms)
{
	struct params *p = fake_expect(&judged_told, "quorum", FAULT);

	params_set(p, "leader", leader, 0);
	if (within_ms >= 0)
		verdict_duration(p, "within", within_ms);
	return p;
}

START_TEST(a_quorum_back_in_time_passes)
{
	controller_killed(12000);
	(void)quorum("present", 5000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected, "quorum leader present within 5.00 s");
	ck_assert_str_eq(said.judged[0].observed,
			 "an active controller from +12.00 s on");
}
END_TEST

START_TEST(a_quorum_back_too_late_fails)
{
	controller_killed(18000);
	(void)quorum("present", 5000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_quorum_that_stays_away_fails)
{
	controller_killed(40000);
	(void)quorum("present", 5000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].observed,
			 "no active controller at the phase's end");
}
END_TEST

START_TEST(within_counts_from_the_last_action)
{
	controller_killed(16000);
	fake_action(&judged_told, "kill", 3, 13000, 13000);
	(void)quorum("present", 5000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(an_observer_gap_at_the_phases_end_is_inconclusive)
{
	controller_killed(12000);
	fake_gap(&judged_told, 1000, 30500);
	(void)quorum("present", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_lost_quorum_may_be_what_is_wanted)
{
	controller_killed(40000);
	(void)quorum("absent", 5000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_wanted_loss_of_quorum_that_did_not_last_fails)
{
	controller_killed(20000);
	(void)quorum("absent", 5000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(without_within_the_phases_end_decides)
{
	controller_killed(29000);
	(void)quorum("present", -1);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_phase_shorter_than_within_cannot_tell)
{
	controller_killed(40000);
	(void)quorum("present", 60000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_recovery_near_the_deadline_is_close)
{
	controller_killed(15100);
	(void)quorum("present", 5000);
	ck_assert(verdict_judge(false)->close);
}
END_TEST

START_TEST(an_observer_gap_longer_than_the_time_judged_is_inconclusive)
{
	controller_killed(12000);
	fake_gap(&judged_told, 3000, 13500);
	(void)quorum("present", 2500);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(without_an_observer_the_quorum_is_not_known)
{
	verdict_load(12000, 15000);
	(void)quorum("absent", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(changes_of_the_controller_are_counted)
{
	controller_killed(12000);
	verdict_number(fake_expect(&judged_told, "controller_changes", FAULT), "at_least",
		       1);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].observed, "1 change of the active controller");
}
END_TEST

START_TEST(too_many_changes_of_the_controller_fail)
{
	controller_killed(12000);
	verdict_number(fake_expect(&judged_told, "controller_changes", RUN), "at_most",
		       0);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

/* ---- ISR ---- */

/* Full; node 3 leaves at 19 s and is back at `back_ms`. */
static void isr_story(int64_t back_ms)
{
	fake_healthy(&judged_told, 2, -1000);
	fake_metadata(&judged_told, 1, 200, 19000);
	fake_partition(&judged_told, 1, "t", 0, 1, "12", 19000);
	fake_metadata(&judged_told, 1, 300, back_ms);
	fake_partition(&judged_told, 1, "t", 0, 1, "123", back_ms);
	fake_action(&judged_told, "kill", 3, 10000, 10000);
}

static struct params *isr(const char *name, int64_t n, int64_t within_ms)
{
	struct params *p = fake_expect(&judged_told, "isr", FAULT);

	params_set(p, "topic", "t", 0);
	verdict_number(p, name, n);
	if (within_ms >= 0)
		verdict_duration(p, "within", within_ms);
	return p;
}

START_TEST(an_isr_that_was_large_enough_all_the_time_passes)
{
	isr_story(25000);
	(void)isr("at_least", 2, 0);
	verdict_expect(VERDICT_PASS);
	ck_assert_ptr_nonnull(strstr(said.judged[0].observed, "all the time"));
}
END_TEST

START_TEST(an_isr_full_again_in_time_passes)
{
	isr_story(25000);
	(void)isr("full", 1, 16000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "ISR full in every partition of t within 16.00 s");
}
END_TEST

START_TEST(an_isr_full_again_too_late_fails)
{
	isr_story(25000);
	(void)isr("full", 1, 10000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(an_isr_that_is_too_small_at_the_end_fails)
{
	isr_story(40000);
	(void)isr("at_least", 3, -1);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(
		said.judged[0].observed,
		"smallest ISR 2, 5 of 6 replicas in sync (t, at the phase's end)");
}
END_TEST

START_TEST(an_isr_that_must_not_be_full_passes_when_it_is_not)
{
	isr_story(40000);
	(void)isr("full", 0, -1);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(an_isr_that_nobody_tells_any_more_is_not_known)
{
	isr_story(25000);
	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&judged_told, i, false, 28000);
	(void)isr("full", 1, -1);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

/* Node 1 is partition 0's first replica; at 12 s node 2 leads, from `back_ms` on node 1 again. */
static void leader_story(int64_t back_ms, const char *are, int64_t within_ms)
{
	struct params *p = fake_expect(&judged_told, "leaders", FAULT);

	isr_story(25000);
	fake_metadata(&judged_told, 1, 150, 12000);
	fake_partition(&judged_told, 1, "t", 0, 2, "23", 12000);
	fake_metadata(&judged_told, 1, 400, back_ms);
	fake_partition(&judged_told, 1, "t", 0, 1, "123", back_ms);
	params_set(p, "topic", "t", 0);
	params_set(p, "are", are, 0);
	if (within_ms >= 0)
		verdict_duration(p, "within", within_ms);
}

START_TEST(leaders_back_in_time_pass)
{
	leader_story(26000, "preferred", 18000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "the preferred leader in every partition of t within 18.00 s");
}
END_TEST

static const struct {
	const char *are;
	enum verdict want;
} elsewhere[] = {
	{"preferred", VERDICT_FAIL},
	{"elsewhere", VERDICT_PASS},
	{"present", VERDICT_PASS},
	{"absent", VERDICT_FAIL},
};

START_TEST(one_leader_that_stays_elsewhere_is_seen)
{
	struct params *p = fake_expect(&judged_told, "leaders", FAULT);

	fake_healthy(&judged_told, 2, -1000);
	fake_metadata(&judged_told, 1, 200, 19000);
	fake_partition(&judged_told, 1, "t", 0, 2, "23", 19000);
	params_set(p, "topic", "t", 0);
	params_set(p, "are", elsewhere[_i].are, 0);
	verdict_expect(elsewhere[_i].want);
	ck_assert_ptr_nonnull(
		strstr(said.judged[0].observed,
		       "1 of 2 partitions led by their first replica, 0 by nobody (t, "));
}
END_TEST

START_TEST(a_topic_that_was_never_seen_is_not_known)
{
	verdict_load(12000, 15000);
	(void)isr("full", 1, -1);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

static void add_cluster(Suite *s)
{
	TCase *tc = verdict_case(s, "quorum, isr");

	tcase_add_test(tc, a_quorum_back_in_time_passes);
	tcase_add_test(tc, a_quorum_back_too_late_fails);
	tcase_add_test(tc, a_quorum_that_stays_away_fails);
	tcase_add_test(tc, within_counts_from_the_last_action);
	tcase_add_test(tc, an_observer_gap_at_the_phases_end_is_inconclusive);
	tcase_add_test(tc, a_lost_quorum_may_be_what_is_wanted);
	tcase_add_test(tc, a_wanted_loss_of_quorum_that_did_not_last_fails);
	tcase_add_test(tc, without_within_the_phases_end_decides);
	tcase_add_test(tc, a_phase_shorter_than_within_cannot_tell);
	tcase_add_test(tc, a_recovery_near_the_deadline_is_close);
	tcase_add_test(tc, an_observer_gap_longer_than_the_time_judged_is_inconclusive);
	tcase_add_test(tc, without_an_observer_the_quorum_is_not_known);
	tcase_add_test(tc, changes_of_the_controller_are_counted);
	tcase_add_test(tc, too_many_changes_of_the_controller_fail);
	tcase_add_test(tc, an_isr_that_was_large_enough_all_the_time_passes);
	tcase_add_test(tc, an_isr_full_again_in_time_passes);
	tcase_add_test(tc, an_isr_full_again_too_late_fails);
	tcase_add_test(tc, an_isr_that_is_too_small_at_the_end_fails);
	tcase_add_test(tc, an_isr_that_must_not_be_full_passes_when_it_is_not);
	tcase_add_test(tc, an_isr_that_nobody_tells_any_more_is_not_known);
	tcase_add_test(tc, leaders_back_in_time_pass);
	tcase_add_loop_test(tc, one_leader_that_stays_elsewhere_is_seen, 0,
			    ARRAY_LEN(elsewhere));
	tcase_add_test(tc, a_topic_that_was_never_seen_is_not_known);
}

static Suite *verdict_cluster_suite(void)
{
	Suite *s = suite_create("verdict cluster");

	add_cluster(s);
	return s;
}

UNIT_SUITE(verdict_cluster_suite)
