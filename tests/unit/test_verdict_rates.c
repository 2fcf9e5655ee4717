#include "test_verdict_kit.h"

/* ---- available ---- */

START_TEST(the_share_of_records_in_time_is_judged)
{
	verdict_load(12000, 14250); /* 40 of 400 are late */
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_least", 850000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "at least 85% of due records served in time (produce)");
	ck_assert_str_eq(said.judged[0].observed,
			 "90.000% (checkout, 360 of 400 in time)");
}
END_TEST

START_TEST(too_small_a_share_fails)
{
	verdict_load(12000, 14250);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_least", 999000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(everything_in_time_is_not_close_to_all)
{
	verdict_load(12000, 12050);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_least",
		       1000000);
	ck_assert_int_eq(verdict_judge(true)->verdict, VERDICT_PASS);
}
END_TEST

START_TEST(one_record_more_or_less_is_close)
{
	verdict_load(12000, 14250);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_least", 901000);
	ck_assert(verdict_judge(false)->close);
}
END_TEST

START_TEST(demanded_unavailability_passes_when_seen)
{
	fake_load(&judged_told, checkout, 0, 0, 10000, 50, 5);
	fake_stalled(&judged_told, checkout, 0, 10000, 30000, 50, 31000);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_most", 10000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(demanded_unavailability_fails_when_served)
{
	verdict_load(12000, 15000);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_most", 10000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(demanded_unavailability_is_refused_when_demand_was_thin)
{
	fake_load(&judged_told, checkout, 0, 0, 10000, 50, 5);
	for (int i = 0; i < 9; i++)
		(void)fake_failed(&judged_told, checkout, 0, 11000 + i, 29000,
				  OUTCOME_UNKNOWN, -192);
	verdict_number(fake_expect(&judged_told, "available", FAULT), "at_most", 10000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_partition_has_a_share_of_its_own)
{
	struct params *p = fake_expect(&judged_told, "available", FAULT);

	verdict_load(12000, 20000);
	fake_load(&judged_told, checkout, 1, 0, 30000, 50, 5);
	verdict_number(p, "partition", 1);
	verdict_number(p, "at_least", 1000000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

/* ---- latency, throughput ---- */

START_TEST(percentiles_within_their_limits_pass)
{
	struct params *p = fake_expect(&judged_told, "latency", STEADY);

	verdict_load(12000, 15000);
	verdict_duration(p, "p99", 20);
	verdict_duration(p, "max", 30);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected,
			 "p99 at most 20 ms, max at most 30 ms (produce)");
}
END_TEST

START_TEST(one_percentile_over_its_limit_fails)
{
	struct params *p = fake_expect(&judged_told, "latency", FAULT);

	verdict_load(12000, 15000);
	verdict_duration(p, "p50", 20);
	verdict_duration(p, "p99", 20);
	verdict_expect(VERDICT_FAIL);
	ck_assert_ptr_nonnull(strstr(said.judged[0].observed, "p99"));
}
END_TEST

START_TEST(a_percentile_within_a_buckets_width_is_close)
{
	verdict_load(12000, 12050);
	verdict_number(fake_expect(&judged_told, "latency", STEADY), "p99", MS(5) + 1000);
	ck_assert(verdict_judge(false)->close);
}
END_TEST

START_TEST(without_served_records_there_is_no_latency)
{
	fake_load(&judged_told, checkout, 0, 0, 10000, 50, 5);
	(void)fake_failed(&judged_told, checkout, 0, 11000, 20000, OUTCOME_UNKNOWN, -192);
	verdict_duration(fake_expect(&judged_told, "latency", FAULT), "p99", 20);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(enough_records_a_second_pass)
{
	struct params *p = fake_expect(&judged_told, "throughput", STEADY);

	verdict_load(12000, 15000);
	params_set(p, "workload", "checkout", 0);
	verdict_number(p, "at_least", 19000);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].observed,
			 "20.0/s (checkout, 200 records in 10.0 s)");
}
END_TEST

START_TEST(too_few_records_a_second_fail)
{
	struct params *p = fake_expect(&judged_told, "throughput", STEADY);

	verdict_load(12000, 15000);
	params_set(p, "workload", "checkout", 0);
	verdict_number(p, "at_least", 25000);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

static void add_rates(Suite *s)
{
	TCase *tc = verdict_case(s, "available, latency, throughput");

	tcase_add_test(tc, the_share_of_records_in_time_is_judged);
	tcase_add_test(tc, too_small_a_share_fails);
	tcase_add_test(tc, everything_in_time_is_not_close_to_all);
	tcase_add_test(tc, one_record_more_or_less_is_close);
	tcase_add_test(tc, demanded_unavailability_passes_when_seen);
	tcase_add_test(tc, demanded_unavailability_fails_when_served);
	tcase_add_test(tc, demanded_unavailability_is_refused_when_demand_was_thin);
	tcase_add_test(tc, a_partition_has_a_share_of_its_own);
	tcase_add_test(tc, percentiles_within_their_limits_pass);
	tcase_add_test(tc, one_percentile_over_its_limit_fails);
	tcase_add_test(tc, a_percentile_within_a_buckets_width_is_close);
	tcase_add_test(tc, without_served_records_there_is_no_latency);
	tcase_add_test(tc, enough_records_a_second_pass);
	tcase_add_test(tc, too_few_records_a_second_fail);
}

static Suite *verdict_rates_suite(void)
{
	Suite *s = suite_create("verdict rates");

	add_rates(s);
	return s;
}

UNIT_SUITE(verdict_rates_suite)
