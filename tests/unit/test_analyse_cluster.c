#include "base/mem.h"
#include "test_analyse_run.h"
#include "unit.h"

static struct fake k;

static void setup(void)
{
	fake_init(&k);
	fake_topic(&k, "t", 3);
}

static void teardown(void)
{
	fake_release(&k);
}

/* ---- controllers ---- */

static void claims(int32_t node, int32_t epoch, int64_t from_ms, int64_t to_ms)
{
	for (int64_t t = from_ms; t <= to_ms; t += 500)
		fake_claim(&k, node, epoch, t, t);
}

static void expect_span(const struct findings *f, size_t i, int64_t from, int64_t to,
			int32_t node)
{
	ck_assert_uint_lt(i, f->n_controllers);
	ck_assert_int_eq(f->controllers[i].from_ns, from);
	ck_assert_int_eq(f->controllers[i].to_ns, to);
	ck_assert_int_eq(f->controllers[i].node, node);
}

static void all_up(int64_t at_ms)
{
	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&k, i, true, at_ms);
}

START_TEST(controllers_cover_the_measurement)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	claims(2, 7, -1000, 12000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->n_controllers, 1);
	expect_span(f, 0, 0, MS(10000), 2);
	ck_assert_uint_eq(f->controller_changes, 0);
	ck_assert_int_eq(f->phases[0].controller_begin, 2);
	ck_assert_int_eq(f->phases[0].controller_end, 2);
}
END_TEST

START_TEST(a_failover_is_a_time_without_and_one_change)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	claims(1, 7, -1000, 4000);
	fake_reach(&k, 1, false, 4100);
	claims(2, 8, 5900, 10000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->n_controllers, 3);
	expect_span(f, 0, 0, MS(4100), 1);
	expect_span(f, 1, MS(4100), MS(5900), -1);
	expect_span(f, 2, MS(5900), MS(10000), 2);
	ck_assert_uint_eq(f->controller_changes, 1);
	ck_assert_uint_eq(findings_controller_changes(f, 0, MS(5000)), 0);
}
END_TEST

START_TEST(a_claim_whose_high_watermark_stands_still_runs_out)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	claims(1, 7, -1000, 4000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->n_controllers, 2);
	expect_span(f, 0, 0, MS(4000) + CLAIM_HOLDS_NS + 1, 1);
	expect_span(f, 1, MS(4000) + CLAIM_HOLDS_NS + 1, MS(10000), -1);
}
END_TEST

START_TEST(the_same_controller_coming_back_is_no_change)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 20000);
	all_up(-1000);
	claims(1, 7, -1000, 4000);
	claims(1, 7, 9000, 20000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->n_controllers, 3);
	ck_assert_uint_eq(f->controller_changes, 0);
}
END_TEST

START_TEST(an_absence_while_the_observer_did_not_look_is_not_proven)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 20000);
	all_up(-1000);
	claims(1, 7, -1000, 4000);
	fake_gap(&k, 4500, 8900);
	claims(1, 7, 9000, 20000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->n_controllers, 1);
	ck_assert_uint_eq(f->n_gaps, 1);
}
END_TEST

/* ---- ISR ---- */

static void tell_isr(int64_t at_ms, const char *isr)
{
	for (int32_t node = 1; node <= 2; node++)
		for (int p = 0; p < 3; p++)
			fake_partition(&k, node, "t", p, 1, isr, at_ms);
}

START_TEST(isr_steps_follow_the_freshest_view)
{
	const struct topic_finding *t;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	tell_isr(-1000, "123");
	fake_metadata(&k, 2, 200, 5000);
	fake_partition(&k, 2, "t", 1, 1, "12", 5000);
	t = &fake_analyse(&k)->topics[0];
	ck_assert_uint_eq(t->n_steps, 2);
	ck_assert_int_eq(t->steps[0].min_isr, 3);
	ck_assert_int_eq(t->steps[1].at_ns, MS(5000));
	ck_assert_int_eq(t->steps[1].min_isr, 2);
	ck_assert_uint_eq(t->steps[1].in_sync, 8);
	ck_assert_uint_eq(t->steps[1].replicas, 9);
}
END_TEST

START_TEST(a_stale_view_makes_no_step)
{
	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	fake_metadata(&k, 2, 200, -1000);
	tell_isr(-1000, "123");
	fake_partition(&k, 1, "t", 1, 1, "1", 5000); /* node 1 is behind */
	ck_assert_uint_eq(fake_analyse(&k)->topics[0].n_steps, 1);
}
END_TEST

START_TEST(the_state_is_stale_while_no_broker_answers)
{
	const struct topic_finding *t;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	tell_isr(-1000, "123");
	for (int32_t i = 1; i <= 3; i++)
		fake_reach(&k, i, false, 5000);
	t = &fake_analyse(&k)->topics[0];
	ck_assert_uint_eq(t->n_steps, 2);
	ck_assert(t->steps[1].stale);
	ck_assert_int_eq(t->steps[1].min_isr, 3);
}
END_TEST

START_TEST(leaderless_partitions_are_counted)
{
	const struct topic_finding *t;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	tell_isr(-1000, "123");
	fake_metadata(&k, 1, 200, 5000);
	fake_partition(&k, 1, "t", 0, -1, "", 5000);
	t = &fake_analyse(&k)->topics[0];
	ck_assert_int_eq(t->steps[1].leaderless, 1);
	ck_assert_int_eq(t->steps[1].min_isr, 0);
}
END_TEST

START_TEST(leaders_are_told_when_they_change)
{
	const struct topic_finding *t;

	(void)fake_phase(&k, "a", 0, 10000);
	all_up(-1000);
	tell_isr(-1000,
		 "123"); /* node 1 leads all three, and is the first replica of one */
	fake_metadata(&k, 1, 200, 5000);
	fake_partition(&k, 1, "t", 1, -1, "", 5000);
	fake_metadata(&k, 1, 300, 6000);
	fake_partition(&k, 1, "t", 1, 2, "23", 6000);
	t = &fake_analyse(&k)->topics[0];
	ck_assert_uint_eq(t->n_leaders, 5);
	ck_assert(t->leaders[0].first && t->leaders[0].preferred);
	ck_assert(t->leaders[1].first && !t->leaders[1].preferred);
	ck_assert_int_eq(t->leaders[3].partition, 1);
	ck_assert_int_eq(t->leaders[3].node, -1);
	ck_assert_int_eq(t->leaders[3].from, 1);
	ck_assert_int_eq(t->leaders[4].at_ns, MS(6000));
	ck_assert_int_eq(t->leaders[4].node, 2);
	ck_assert_int_eq(t->leaders[4].from, -1);
	ck_assert(t->leaders[4].preferred);
	ck_assert_int_eq(t->steps[0].preferred, 1);
	ck_assert_int_eq(t->steps[2].preferred, 2);
	ck_assert_int_eq(t->steps[2].partitions, 3);
}
END_TEST

START_TEST(phases_know_the_isr_at_their_boundaries)
{
	const struct findings *f;

	(void)fake_phase(&k, "a", 0, 5000);
	(void)fake_phase(&k, "b", 5000, 10000);
	all_up(-1000);
	tell_isr(-1000, "123");
	fake_metadata(&k, 1, 200, 3000);
	fake_partition(&k, 1, "t", 0, 1, "12", 3000);
	f = fake_analyse(&k);
	ck_assert_uint_eq(f->phases[0].isr_begin.in_sync, 9);
	ck_assert_uint_eq(f->phases[0].isr_end.in_sync, 8);
	ck_assert_uint_eq(f->phases[1].isr_begin.under_replicated, 1);
}
END_TEST

static Suite *analyse_cluster_suite(void)
{
	Suite *s = suite_create("analyse cluster");
	TCase *c = tcase_create("controllers"), *i = tcase_create("isr");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, controllers_cover_the_measurement);
	tcase_add_test(c, a_failover_is_a_time_without_and_one_change);
	tcase_add_test(c, a_claim_whose_high_watermark_stands_still_runs_out);
	tcase_add_test(c, the_same_controller_coming_back_is_no_change);
	tcase_add_test(c, an_absence_while_the_observer_did_not_look_is_not_proven);
	suite_add_tcase(s, c);
	tcase_add_checked_fixture(i, setup, teardown);
	tcase_add_test(i, isr_steps_follow_the_freshest_view);
	tcase_add_test(i, a_stale_view_makes_no_step);
	tcase_add_test(i, the_state_is_stale_while_no_broker_answers);
	tcase_add_test(i, leaders_are_told_when_they_change);
	tcase_add_test(i, leaderless_partitions_are_counted);
	tcase_add_test(i, phases_know_the_isr_at_their_boundaries);
	suite_add_tcase(s, i);
	return s;
}

UNIT_SUITE(analyse_cluster_suite)
