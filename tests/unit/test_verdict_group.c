#include "test_verdict_kit.h"

static size_t reader;

/* Twenty records a second received 10 ms after they were acknowledged; one of them twice more. */
static void group_story(const char *group)
{
	reader = fake_consumer(&judged_told, "ledger", "t");
	if (group)
		judged_told.run.header.plan.workloads[reader].group = xstrdup(group);
	for (uint32_t i = 0; i < 600; i++) {
		(void)fake_acked(&judged_told, checkout, 0, i * 50, i * 50 + 5);
		fake_received(&judged_told, reader, checkout, i, 0, i * 50 + 15);
	}
	fake_received(&judged_told, reader, checkout, 7, 0, 12000);
	fake_received(&judged_told, reader, checkout, 7, 0, 13000);
}

static struct params *about_group(const char *kind, const char *limit, int64_t n)
{
	struct params *p = fake_expect(&judged_told, kind, FAULT);

	params_set(p, "workload", "ledger", 0);
	verdict_number(p, limit, n);
	return p;
}

START_TEST(few_enough_repeats_pass)
{
	group_story("g");
	(void)about_group("redelivered", "at_most", 2);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "at most 2 records delivered again (ledger)");
	ck_assert_str_eq(said.judged[0].observed, "2 records delivered again (ledger)");
}
END_TEST

START_TEST(too_many_repeats_fail)
{
	group_story("g");
	(void)about_group("redelivered", "at_most", 1);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_rebalance_that_must_come_and_does_not_fails)
{
	group_story("g");
	(void)about_group("rebalances", "at_least", 1);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].observed, "0 rebalances (ledger)");
}
END_TEST

START_TEST(without_a_group_nothing_is_known_of_rebalances)
{
	group_story(NULL);
	(void)about_group("rebalances", "at_most", 0);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

static Suite *verdict_group_suite(void)
{
	Suite *s = suite_create("verdict group");
	TCase *tc = verdict_case(s, "redelivered, rebalances");

	tcase_add_test(tc, few_enough_repeats_pass);
	tcase_add_test(tc, too_many_repeats_fail);
	tcase_add_test(tc, a_rebalance_that_must_come_and_does_not_fails);
	tcase_add_test(tc, without_a_group_nothing_is_known_of_rebalances);
	return s;
}

UNIT_SUITE(verdict_group_suite)
