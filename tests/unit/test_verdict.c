#include "expect/table.h"
#include "test_verdict_kit.h"

/* ---- when nothing can be said ---- */

START_TEST(no_demand_is_never_a_pass)
{
	fake_load(&judged_told, checkout, 0, 0, 10000, 50, 5);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "no demand"));
	ck_assert_int_eq(said.judged[0].code, CODE_NO_DEMAND);
}
END_TEST

START_TEST(a_failed_action_makes_its_phase_inconclusive)
{
	struct event failed = EVENT(ACTION, MS(12000));

	verdict_load(12000, 15000);
	fake_action(&judged_told, "kill", 3, 10000, 10010);
	failed.phase = 1;
	failed.action = 0;
	failed.step = STEP_FAILED;
	failed.text = xstrdup("it lived on");
	failed.code = xstrdup("K607");
	fake_event(&judged_told, failed);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "it lived on [K607]"));
	ck_assert_int_eq(said.judged[0].code, CODE_ACTION_UNPROVEN);
}
END_TEST

START_TEST(a_failed_action_does_not_touch_other_phases)
{
	struct phase_plan *ph = &judged_told.run.header.plan.phases[1];

	verdict_load(12000, 15000);
	GROW(ph->actions, ph->n_actions)->kind = xstrdup("kill"); /* never took place */
	verdict_duration(fake_expect(&judged_told, "outage", STEADY), "at_most", 5000);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(an_action_that_never_took_place_makes_its_phase_inconclusive)
{
	struct phase_plan *ph = &judged_told.run.header.plan.phases[1];

	verdict_load(12000, 15000);
	GROW(ph->actions, ph->n_actions)->kind = xstrdup("kill");
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(an_action_not_seen_to_take_effect_makes_its_phase_inconclusive)
{
	struct phase_plan *ph = &judged_told.run.header.plan.phases[FAULT];
	struct event asked = EVENT(ACTION, MS(10100));

	verdict_load(12000, 15000);
	GROW(ph->actions, ph->n_actions)->kind = xstrdup("kill");
	asked.phase = FAULT;
	asked.action = 0;
	asked.step = STEP_REQUESTED;
	fake_event(&judged_told, asked);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "take effect"));
	ck_assert_int_eq(said.judged[0].code, CODE_ACTION_UNPROVEN);
}
END_TEST

START_TEST(a_phase_that_was_cut_off_is_inconclusive)
{
	struct plan *p = &judged_told.run.header.plan;
	struct event begin = EVENT(PHASE, MS(30000));

	verdict_load(12000, 15000);
	fake_load(&judged_told, checkout, 0, 30000, 40000, 50, 5);
	GROW(p->phases, p->n_phases)->name = xstrdup("last");
	begin.phase = 2;
	begin.up = true;
	fake_event(&judged_told, begin);
	fake_stall(&judged_told, 1, 40000);
	verdict_duration(fake_expect(&judged_told, "outage", 2), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "cut off"));
	ck_assert_int_eq(said.judged[0].code, CODE_PHASE_UNFINISHED);
}
END_TEST

START_TEST(a_phase_that_did_not_begin_is_inconclusive)
{
	struct plan *p = &judged_told.run.header.plan;

	verdict_load(12000, 15000);
	GROW(p->phases, p->n_phases)->name = xstrdup("later");
	verdict_duration(fake_expect(&judged_told, "outage", 2), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_generator_that_lagged_is_inconclusive)
{
	struct produced row = {.due_ns = MS(20001),
			       .sent_ns = MS(20400),
			       .done_ns = MS(20405),
			       .outcome = OUTCOME_ACKED};

	verdict_load(12000, 12050);
	row.seq = judged_told.next_seq[checkout]++;
	fake_row(&judged_told, checkout, &row);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(said.judged[0].why, "lagged"));
	ck_assert_int_eq(said.judged[0].code, CODE_GENERATOR_LAGGED);
}
END_TEST

START_TEST(acks_0_cannot_be_judged)
{
	size_t z = fake_producer(&judged_told, "fire", "t", ACKS_NONE);
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	fake_load(&judged_told, z, 0, 0, 30000, 50, 1);
	params_set(p, "workload", "fire", 0);
	verdict_duration(p, "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_plane_without_workloads_cannot_be_judged)
{
	struct params *p = fake_expect(&judged_told, "outage", FAULT);

	verdict_load(12000, 15000);
	params_set(p, "plane", "consume", 0);
	verdict_duration(p, "at_most", 5000);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(an_expectation_of_a_later_version_cannot_be_judged)
{
	verdict_load(12000, 15000);
	(void)fake_expect(&judged_told, "telepathy", FAULT);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

/* ---- settlement ---- */

static void settled(bool complete)
{
	fake_settled(&judged_told, "t", 0, complete);
	fake_settled(&judged_told, "t", 1, true);
}

static void find_all(uint32_t but)
{
	for (uint32_t seq = 0; seq < judged_told.next_seq[checkout]; seq++)
		if (seq != but)
			fake_found(&judged_told, checkout, seq, 0, seq);
}
enum { NOTHING = 999999 };

START_TEST(nothing_lost_passes_after_a_complete_reading)
{
	verdict_load(12000, 15000);
	find_all(NOTHING);
	settled(true);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_PASS);
	ck_assert_str_eq(said.judged[0].expected, "at most 0 acknowledged records lost");
	ck_assert_str_eq(said.judged[0].observed, "0 acknowledged records lost, of 600");
}
END_TEST

START_TEST(a_lost_record_fails)
{
	verdict_load(12000, 15000);
	find_all(17);
	settled(true);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(nothing_lost_is_not_known_after_an_incomplete_reading)
{
	verdict_load(12000, 15000);
	find_all(17);
	settled(false);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(
		strstr(said.judged[0].why, "1 acknowledged records are unverified"));
}
END_TEST

START_TEST(what_was_seen_lost_is_lost_even_if_an_action_failed)
{
	struct phase_plan *ph = &judged_told.run.header.plan.phases[1];

	verdict_load(12000, 15000);
	find_all(17);
	settled(true);
	GROW(ph->actions, ph->n_actions)->kind = xstrdup("kill");
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

START_TEST(nothing_lost_says_nothing_if_the_action_failed)
{
	struct phase_plan *ph = &judged_told.run.header.plan.phases[1];

	verdict_load(12000, 15000);
	find_all(NOTHING);
	settled(true);
	GROW(ph->actions, ph->n_actions)->kind = xstrdup("kill");
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(a_demanded_loss_that_came_passes)
{
	verdict_load(12000, 15000);
	settled(true);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_least", 1);
	verdict_expect(VERDICT_PASS);
}
END_TEST

START_TEST(without_records_nothing_was_lost_for_certain)
{
	settled(true);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_expect(VERDICT_INCONCLUSIVE);
}
END_TEST

START_TEST(duplicates_are_counted_apart_from_losses)
{
	verdict_load(12000, 15000);
	find_all(NOTHING);
	fake_found(&judged_told, checkout, 5, 0, 1000);
	settled(true);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_number(fake_expect(&judged_told, "duplicated", RUN), "at_most", 0);
	(void)verdict_judge(false);
	ck_assert_int_eq(said.judged[0].verdict, VERDICT_PASS);
	ck_assert_int_eq(said.judged[1].verdict, VERDICT_FAIL);
}
END_TEST

START_TEST(reordered_records_fail)
{
	verdict_load(12000, 15000);
	fake_found(&judged_told, checkout, 5, 0, 0);
	find_all(5);
	settled(true);
	verdict_number(fake_expect(&judged_told, "reordered", RUN), "at_most", 0);
	verdict_expect(VERDICT_FAIL);
}
END_TEST

/* One that was cut off (the second time) had not written everything down. */
START_TEST(records_of_unknown_fate_fail_a_whole_run)
{
	judged_told.run.ended = _i == 0;
	verdict_load(12000, 15000);
	find_all(NOTHING);
	fake_found(&judged_told, checkout, 100000, 0, 2000);
	settled(true);
	verdict_number(fake_expect(&judged_told, "unaccounted", RUN), "at_most", 0);
	verdict_expect(_i == 0 ? VERDICT_FAIL : VERDICT_INCONCLUSIVE);
}
END_TEST

/* ---- the whole ---- */

START_TEST(a_failure_beats_what_could_not_be_judged)
{
	verdict_load(12000, 15000);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most",
		       0); /* nothing was read back */
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 1000);
	verdict_duration(fake_expect(&judged_told, "outage", STEADY), "at_most", 1000);
	(void)verdict_judge(false);
	ck_assert_int_eq(said.overall, VERDICT_FAIL);
	ck_assert_ptr_nonnull(
		strstr(said.sentence, "1 of 3 expectations failed; in fault:"));
}
END_TEST

START_TEST(what_could_not_be_judged_beats_a_pass)
{
	verdict_load(12000, 15000);
	verdict_number(fake_expect(&judged_told, "lost", RUN), "at_most", 0);
	verdict_duration(fake_expect(&judged_told, "outage", FAULT), "at_most", 5000);
	(void)verdict_judge(false);
	ck_assert_int_eq(said.overall, VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(
		strstr(said.sentence, "could not be judged; in the whole run:"));
}
END_TEST

START_TEST(nothing_stated_is_nothing_judged)
{
	verdict_load(12000, 15000);
	verdicts_make(&said, fake_analyse(&judged_told), false);
	ck_assert_int_eq(said.overall, VERDICT_INCONCLUSIVE);
	ck_assert_uint_eq(said.len, 0);
}
END_TEST

START_TEST(verdicts_have_exit_codes)
{
	ck_assert_int_eq(verdict_exit_code(VERDICT_PASS), 0);
	ck_assert_int_eq(verdict_exit_code(VERDICT_FAIL), 1);
	ck_assert_int_eq(verdict_exit_code(VERDICT_INCONCLUSIVE), 4);
}
END_TEST

START_TEST(every_expectation_that_can_be_stated_can_be_judged)
{
	verdict_load(12000, 15000);
	for (const struct expect_row *row = expect_rows; row->name; row++)
		params_set(fake_expect(&judged_told, row->name,
				       row->scope & EXPECT_IN_RUN ? RUN : FAULT),
			   "topic", "t", 0);
	(void)verdict_judge(false);
	for (size_t i = 0; i < said.len; i++)
		ck_assert_msg(!said.judged[i].why ||
				      !strstr(said.judged[i].why, "cannot judge"),
			      "%s", said.judged[i].why);
}
END_TEST

static void add_doubts(Suite *s)
{
	TCase *tc = verdict_case(s, "doubts");

	tcase_add_test(tc, no_demand_is_never_a_pass);
	tcase_add_test(tc, a_failed_action_makes_its_phase_inconclusive);
	tcase_add_test(tc, a_failed_action_does_not_touch_other_phases);
	tcase_add_test(tc, an_action_that_never_took_place_makes_its_phase_inconclusive);
	tcase_add_test(tc,
		       an_action_not_seen_to_take_effect_makes_its_phase_inconclusive);
	tcase_add_test(tc, a_phase_that_was_cut_off_is_inconclusive);
	tcase_add_test(tc, a_phase_that_did_not_begin_is_inconclusive);
	tcase_add_test(tc, a_generator_that_lagged_is_inconclusive);
	tcase_add_test(tc, acks_0_cannot_be_judged);
	tcase_add_test(tc, a_plane_without_workloads_cannot_be_judged);
	tcase_add_test(tc, an_expectation_of_a_later_version_cannot_be_judged);
}

static void add_settlement(Suite *s)
{
	TCase *tc = verdict_case(s, "settlement");

	tcase_add_test(tc, nothing_lost_passes_after_a_complete_reading);
	tcase_add_test(tc, a_lost_record_fails);
	tcase_add_test(tc, nothing_lost_is_not_known_after_an_incomplete_reading);
	tcase_add_test(tc, what_was_seen_lost_is_lost_even_if_an_action_failed);
	tcase_add_test(tc, nothing_lost_says_nothing_if_the_action_failed);
	tcase_add_test(tc, a_demanded_loss_that_came_passes);
	tcase_add_test(tc, without_records_nothing_was_lost_for_certain);
	tcase_add_test(tc, duplicates_are_counted_apart_from_losses);
	tcase_add_test(tc, reordered_records_fail);
	tcase_add_loop_test(tc, records_of_unknown_fate_fail_a_whole_run, 0, 2);
}

static void add_overall(Suite *s)
{
	TCase *tc = verdict_case(s, "overall");

	tcase_add_test(tc, a_failure_beats_what_could_not_be_judged);
	tcase_add_test(tc, what_could_not_be_judged_beats_a_pass);
	tcase_add_test(tc, nothing_stated_is_nothing_judged);
	tcase_add_test(tc, verdicts_have_exit_codes);
	tcase_add_test(tc, every_expectation_that_can_be_stated_can_be_judged);
}

static Suite *verdict_suite(void)
{
	Suite *s = suite_create("verdict");

	add_doubts(s);
	add_settlement(s);
	add_overall(s);
	return s;
}

UNIT_SUITE(verdict_suite)
