/* Expectations about the planes that are asked. */
#include "test_verdict_kit.h"

static size_t watchman;

/* Every broker is asked about metadata every 0.1 s; the third is silent from 12 s to `back_ms`. */
static void ask(int64_t back_ms)
{
	watchman = fake_asker(&judged_told, "watchman", PLANE_METADATA, "t");
	for (int place = 0; place < 3; place++) {
		int64_t back = place == 2 ? back_ms : 12000;

		fake_load(&judged_told, watchman, place, 0, 12000, 100, 5);
		for (int64_t at = 12000; at < back; at += 100)
			(void)fake_failed(&judged_told, watchman, place, at, at + 1,
					  OUTCOME_UNKNOWN, -195);
		fake_load(&judged_told, watchman, place, back, 30000, 100, 5);
	}
}

static struct params *expect_outage(const char *plane, int64_t at_most_ms)
{
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	params_set(p, "plane", plane, 0);
	verdict_duration(p, "at_most", at_most_ms);
	return p;
}

START_TEST(an_outage_of_one_broker_is_one_of_its_plane_and_names_it)
{
	ask(17000);
	verdict_load(30000, 30000);
	(void)expect_outage("metadata", 4000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].expected,
			 "longest outage at most 4.00 s (metadata)");
	ck_assert_msg(strstr(said.judged[0].observed, "(watchman, kafka3, at +1") != NULL,
		      "%s", said.judged[0].observed);
}
END_TEST

START_TEST(a_plane_says_nothing_of_another)
{
	ask(17000);
	verdict_load(30000, 30000);
	(void)expect_outage("produce", 100);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_single_broker_can_be_meant)
{
	ask(17000);
	params_set(expect_outage("metadata", 100), "node", "kafka2", 0);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "longest outage at most 0.10 s (metadata, kafka2)");
}
END_TEST

START_TEST(the_share_of_a_single_broker_is_its_own)
{
	struct params *p;

	ask(17000);
	p = fake_expect(&judged_told, "available", FAULT);
	params_set(p, "plane", "metadata", 0);
	params_set(p, "node", "kafka3", 0);
	params_set(p, "at_most", "75%", 750000);
	verdict_expect(VERDICT_PASS); /* 50 of 200 */
	ck_assert_str_eq(said.judged[0].observed,
			 "75.000% (watchman, kafka3, 150 of 200 in time)");
}
END_TEST

START_TEST(a_broker_that_was_not_asked_is_no_pass)
{
	ask(17000);
	params_set(expect_outage("metadata", 100), "node", "kafka9", 0);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_plane_that_nobody_measures_is_no_pass)
{
	ask(17000);
	(void)expect_outage("admin", 100);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

static Suite *verdict_asks_suite(void)
{
	Suite *s = suite_create("verdict asks");
	TCase *tc = verdict_case(s, "planes");

	tcase_add_test(tc, an_outage_of_one_broker_is_one_of_its_plane_and_names_it);
	tcase_add_test(tc, a_plane_says_nothing_of_another);
	tcase_add_test(tc, a_single_broker_can_be_meant);
	tcase_add_test(tc, the_share_of_a_single_broker_is_its_own);
	tcase_add_test(tc, a_broker_that_was_not_asked_is_no_pass);
	tcase_add_test(tc, a_plane_that_nobody_measures_is_no_pass);
	return s;
}

UNIT_SUITE(verdict_asks_suite)
