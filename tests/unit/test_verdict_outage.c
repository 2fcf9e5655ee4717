#include "test_verdict_kit.h"

/* ---- outage ---- */

START_TEST(an_outage_within_the_limit_passes)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 4000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "longest outage at most 4.00 s (produce)");
}
END_TEST

START_TEST(an_outage_over_the_limit_fails_and_names_the_place)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 2000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_ptr_nonnull(
		strstr(said.judged[0].observed, "(checkout, t/0, at +11.98 s)"));
	ck_assert_ptr_nonnull(strstr(said.judged[0].observed, "±0."));
}
END_TEST

START_TEST(an_outage_of_another_phase_does_not_count)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", STEADY), "at_most", 100);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].observed, "no outage (checkout)");
}
END_TEST

START_TEST(the_whole_run_is_judged_over_all_phases)
{
	verdict_load(9000, 11000);
	verdict_duration(fake_expect(&judged_told, "outage", RUN), "at_most", 1500);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_number_within_its_bar_of_the_limit_is_close)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 3000);
	ck_assert(verdict_judge(false)->close);
	ck_assert_int_ne(said.judged[0].verdict, VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(strictly_a_close_number_is_inconclusive)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 3000);
	ck_assert_int_eq(verdict_judge(true)->verdict, VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_number_far_from_its_limit_is_not_close)
{
	verdict_load(12000, 15000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	ck_assert(!verdict_judge(true)->close);
	ck_assert_int_eq(said.overall, VERDICT_PASS);
}
END_TEST

START_TEST(a_demanded_outage_that_came_passes)
{
	verdict_load(12000, 18000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_least", 5000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_demanded_outage_that_did_not_come_fails)
{
	verdict_load(12000, 13000);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_least", 5000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(a_demanded_outage_needs_demand_dense_enough_to_see_it)
{
	fake_load(&judged_told, checkout, 0, 0, 12000, 1500, 5);
	fake_stalled(&judged_told, checkout, 0, 12000, 20000, 1500, 20000);
	fake_load(&judged_told, checkout, 0, 20000, 30000, 1500, 5);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_least", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "too thin"));
	ck_assert_int_eq(said.judged[0].code, CODE_THIN_DEMAND);
}
END_TEST

START_TEST(an_outage_that_could_hide_between_records_is_not_excluded)
{
	fake_load(&judged_told, checkout, 0, 0, 30000, 3000, 5);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 2000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(both_limits_of_an_outage_must_hold)
{
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	verdict_load(12000, 15000);
	verdict_duration(p, "at_least", 1000);
	verdict_duration(p, "at_most", 2000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_str_eq(said.judged[0].expected,
			 "longest outage at most 2.00 s, at least 1.00 s (produce)");
}
END_TEST

START_TEST(every_workload_of_the_plane_must_hold_and_the_worst_is_named)
{
	size_t other = fake_producer(&judged_told, "refunds", "t", ACKS_LEADER);

	verdict_load(12000, 13000);
	fake_load(&judged_told, other, 1, 0, 12000, 50, 5);
	fake_stalled(&judged_told, other, 1, 12000, 18000, 50, 18000);
	fake_load(&judged_told, other, 1, 18000, 30000, 50, 5);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 3000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_ptr_nonnull(strstr(said.judged[0].observed, "refunds, t/1"));
}
END_TEST

START_TEST(a_named_workload_is_judged_alone)
{
	size_t other = fake_producer(&judged_told, "refunds", "t", ACKS_LEADER);
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	verdict_load(12000, 13000);
	fake_load(&judged_told, other, 1, 0, 12000, 50, 5);
	fake_stalled(&judged_told, other, 1, 12000, 18000, 50, 18000);
	params_set(p, "workload", "checkout", 0);
	verdict_duration(p, "at_most", 3000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(a_named_partition_is_judged_alone)
{
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	verdict_load(12000, 18000);
	fake_load(&judged_told, checkout, 1, 0, 30000, 50, 5);
	params_set(p, "workload", "checkout", 0);
	verdict_number(p, "partition", 1);
	verdict_duration(p, "at_most", 1000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "longest outage at most 1.00 s (checkout, t/1)");
}
END_TEST

START_TEST(consuming_is_judged_apart_from_producing)
{
	size_t c = fake_consumer(&judged_told, "ledger", "t");
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	for (int64_t t = 0; t < 30000; t += 50) {
		uint32_t seq = fake_acked(&judged_told, checkout, 0, t, t + 5);

		fake_received(&judged_told, c, checkout, seq, 0,
			      t < 12000 || t >= 20000 ? t + 10 : 20000);
	}
	params_set(p, "plane", "consume", 0);
	verdict_duration(p, "at_most", 5000);
	verdict_expect(VERDICT_FAIL);
	ck_assert_ptr_nonnull(strstr(said.judged[0].observed, "ledger"));
}
END_TEST

static void add_outage(Suite *s)
{
	TCase *tc = verdict_case(s, "outage");

	tcase_add_test(tc, an_outage_within_the_limit_passes);
	tcase_add_test(tc, an_outage_over_the_limit_fails_and_names_the_place);
	tcase_add_test(tc, an_outage_of_another_phase_does_not_count);
	tcase_add_test(tc, the_whole_run_is_judged_over_all_phases);
	tcase_add_test(tc, a_number_within_its_bar_of_the_limit_is_close);
	tcase_add_test(tc, strictly_a_close_number_is_inconclusive);
	tcase_add_test(tc, a_number_far_from_its_limit_is_not_close);
	tcase_add_test(tc, a_demanded_outage_that_came_passes);
	tcase_add_test(tc, a_demanded_outage_that_did_not_come_fails);
	tcase_add_test(tc, a_demanded_outage_needs_demand_dense_enough_to_see_it);
	tcase_add_test(tc, an_outage_that_could_hide_between_records_is_not_excluded);
	tcase_add_test(tc, both_limits_of_an_outage_must_hold);
	tcase_add_test(tc, every_workload_of_the_plane_must_hold_and_the_worst_is_named);
	tcase_add_test(tc, a_named_workload_is_judged_alone);
	tcase_add_test(tc, a_named_partition_is_judged_alone);
	tcase_add_test(tc, consuming_is_judged_apart_from_producing);
}

static Suite *verdict_outage_suite(void)
{
	Suite *s = suite_create("verdict outage");

	add_outage(s);
	return s;
}

UNIT_SUITE(verdict_outage_suite)
