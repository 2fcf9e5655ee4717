/* What explains itself: every row of every table is a term, and every term can be explained. */
#include "base/mem.h"
#include "expect/table.h"
#include "expect/verdict.h"
#include "fault/action.h"
#include "guide/codes.h"
#include "guide/explain.h"
#include "model/kafka_error.h"
#include "report/layout.h"
#include "scenario/scenario.h"
#include "unit.h"

#include <glob.h>

enum { WIDTH = 100 };

static struct terms all;
static struct strbuf out;

static void setup(void)
{
	terms_all(&all);
	out = (struct strbuf)STRBUF_INIT;
}

static void teardown(void)
{
	strbuf_release(&out);
	terms_release(&all);
}

static const struct term *term(enum term_kind kind, const char *name)
{
	for (size_t i = 0; i < all.len; i++)
		if (all.at[i].kind == kind && term_is(&all.at[i], name))
			return &all.at[i];
	ck_abort_msg("no %s '%s'", term_kind_name(kind), name);
}

static const char *explained(enum term_kind kind, const char *name)
{
	explain_term(term(kind, name), WIDTH, &out);
	return strbuf_text(&out);
}

/* ---- the tables ---- */

static bool is_sentence(const char *text)
{
	return strlen(text) > 1 && text[strlen(text) - 1] == '.';
}

START_TEST(each_code_of_a_message_says_why_and_what_to_do)
{
	for (const struct code_row *r = code_rows; r->text; r++) {
		const struct code_advice *a = code_advice(r->code);
		const char *said = explained(TERM_MESSAGE, r->text);

		/* Sentences: they are read one behind the other. */
		ck_assert_msg(is_sentence(a->why) && is_sentence(a->mend), "%s", r->text);
		ck_assert_msg(strstr(said, "\n  Why: ") &&
				      strstr(said, "\n  What to do: "),
			      "%s", said);
		strbuf_clear(&out);
	}
}
END_TEST

START_TEST(each_advice_is_of_one_code)
{
	size_t n = 0, codes = 0;

	for (const struct code_advice *a = advice_files; a->code != CODE_NONE; a++)
		n++;
	for (const struct code_advice *a = advice_world; a->code != CODE_NONE; a++)
		n++;
	while (code_rows[codes].text)
		codes++;
	ck_assert_uint_eq(
		n, codes); /* each has one (the test above), so none is left over */
}
END_TEST

START_TEST(every_row_of_the_tables_is_a_term)
{
	size_t n;

	for (const struct action_row *r = action_rows; r->name; r++)
		ck_assert_ptr_eq(term(TERM_ACTION, r->name)->fields, r->fields);
	for (const struct expect_row *r = expect_rows; r->name; r++)
		ck_assert_ptr_eq(term(TERM_EXPECTATION, r->name)->fields, r->fields);
	for (enum plane p = 0; p < PLANE_COUNT; p++)
		(void)term(TERM_PLANE, plane_name(p));
	for (enum verdict v = VERDICT_PASS; v <= VERDICT_INCONCLUSIVE; v++)
		(void)term(TERM_VERDICT, verdict_name(v));
	for (enum node_state s = 0; s < NODE_STATES; s++)
		(void)term(TERM_STATE, node_state_name(s));
	(void)kafka_errors(&n);
	for (size_t i = 0; i < n; i++)
		(void)term(TERM_ERROR, kafka_errors(&n)[i].name);
}
END_TEST

START_TEST(the_exit_codes_of_verdicts_are_explained)
{
	for (enum verdict v = VERDICT_PASS; v <= VERDICT_INCONCLUSIVE; v++) {
		char *code = xasprintf("%d", verdict_exit_code(v));

		(void)term(TERM_EXIT_CODE, code);
		free(code);
	}
}
END_TEST

START_TEST(every_term_says_something_within_the_width)
{
	for (size_t i = 0; i < all.len; i++) {
		strbuf_release(&out);
		explain_term(&all.at[i], WIDTH, &out);
		ck_assert_msg(all.at[i].help && *all.at[i].help, "%s", all.at[i].name);
		ck_assert_ptr_nonnull(
			strstr(strbuf_text(&out), term_kind_name(all.at[i].kind)));
		for (const char *p = strbuf_text(&out); *p; p += strcspn(p, "\n") + 1) {
			char *line = xstrndup(p, strcspn(p, "\n"));

			ck_assert_msg(layout_width(line) <= WIDTH, "%s", line);
			free(line);
		}
	}
}
END_TEST

START_TEST(a_name_is_found_however_it_is_spelled)
{
	ck_assert(term_is(term(TERM_REASON, "no quorum"), "NO-QUORUM"));
	ck_assert(
		term_is(term(TERM_ERROR, "NOT_ENOUGH_REPLICAS"), "not enough replicas"));
	ck_assert(!term_is(term(TERM_ACTION, "stop"), "stopp"));
	ck_assert(!term_is(term(TERM_ACTION, "stop"), "sto"));
}
END_TEST

/* ---- what is said ---- */

START_TEST(an_action_tells_its_keys_its_proof_and_how_it_is_undone)
{
	const char *text = explained(TERM_ACTION, "kill");

	ck_assert_ptr_nonnull(strstr(text, "SIGKILL: a crash"));
	ck_assert_ptr_nonnull(strstr(text, "the engine shows it exited"));
	ck_assert_ptr_nonnull(strstr(text, "started again"));
	ck_assert_ptr_nonnull(strstr(text, "signal"));
	ck_assert_ptr_nonnull(strstr(text, "default SIGKILL"));
}
END_TEST

START_TEST(an_error_tells_what_it_takes_down_and_what_heals_it)
{
	const char *text = explained(TERM_ERROR, "not_enough_replicas");

	ck_assert_ptr_nonnull(strstr(text, "Code: 19 (unavailable)"));
	ck_assert_ptr_nonnull(strstr(text, "acks=1 and reading go on"));
	ck_assert_ptr_nonnull(strstr(text, "catches up"));
}
END_TEST

/* Advice is looked up by name: one that is no error would never be shown. */
START_TEST(errors_of_outages_have_advice_of_their_own)
{
	ck_assert_str_ne(error_heals(19), error_heals(15));
	ck_assert_str_ne(error_heals(5), error_heals(15));
	ck_assert_str_ne(error_heals(7), error_heals(-185));
	ck_assert_str_ne(error_hits(-195), error_hits(6));
	ck_assert_str_eq(error_heals(-190), error_heals(-188)); /* both by their class */
}
END_TEST

START_TEST(a_key_is_told_wherever_it_is_one)
{
	ck_assert(explain_key(&all, "late_after", WIDTH, &out));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "(produce)"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "(consume)"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "250ms"));
	ck_assert(!explain_key(&all, "lateafter", WIDTH, &out));
}
END_TEST

START_TEST(the_list_names_every_term_by_its_kind)
{
	explain_all(&all, WIDTH, &out);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "rolling-restart, crash-loop"));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "NOT_ENOUGH_REPLICAS"));
	ck_assert_ptr_null(strstr(strbuf_text(&out), "leader, leader"));
}
END_TEST

/* ---- scenarios ---- */

static void tell(const char *path, struct plan *plan)
{
	struct diags d = {0};
	struct scenario s;

	ck_assert_int_eq(scenario_load_adopted(&s, path, &d), 0);
	scenario_take_plan(&s, plan);
	explain_plan(plan, WIDTH, &out);
	scenario_release(&s);
	diags_release(&d);
}

START_TEST(a_scenario_is_told_in_its_order)
{
	struct plan plan;
	const char *text, *stop, *start;

	tell("scenarios/minority-outage.yaml", &plan);
	text = strbuf_text(&out);
	stop = strstr(text, "- stop minority");
	start = strstr(text, "- start stopped");
	ck_assert(stop != NULL && start != NULL && stop < start);
	ck_assert_ptr_nonnull(strstr(text, "minority: as many voters as may be lost"));
	ck_assert_ptr_nonnull(strstr(text, "2. \"one node down\", for 15.00 s:"));
	ck_assert_ptr_nonnull(
		strstr(text, "writes 200 records a second to payments, acks=all"));
	plan_release(&plan);
}
END_TEST

START_TEST(every_shipped_scenario_can_be_told)
{
	glob_t found;

	ck_assert_int_eq(glob("scenarios/*.yaml", 0, NULL, &found), 0);
	ck_assert_uint_gt(found.gl_pathc, 20);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct plan plan;

		strbuf_release(&out);
		tell(found.gl_pathv[i], &plan);
		for (size_t p = 0; p < plan.n_phases; p++)
			ck_assert_ptr_nonnull(
				strstr(strbuf_text(&out), plan.phases[p].name));
		for (size_t w = 0; w < plan.n_workloads; w++)
			ck_assert_ptr_nonnull(
				strstr(strbuf_text(&out), plan.workloads[w].name));
		plan_release(&plan);
	}
	globfree(&found);
}
END_TEST

static Suite *guide_suite(void)
{
	Suite *s = suite_create("guide");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_row_of_the_tables_is_a_term);
	tcase_add_test(tc, each_code_of_a_message_says_why_and_what_to_do);
	tcase_add_test(tc, each_advice_is_of_one_code);
	tcase_add_test(tc, the_exit_codes_of_verdicts_are_explained);
	tcase_add_test(tc, every_term_says_something_within_the_width);
	tcase_add_test(tc, a_name_is_found_however_it_is_spelled);
	tcase_add_test(tc, an_action_tells_its_keys_its_proof_and_how_it_is_undone);
	tcase_add_test(tc, an_error_tells_what_it_takes_down_and_what_heals_it);
	tcase_add_test(tc, errors_of_outages_have_advice_of_their_own);
	tcase_add_test(tc, a_key_is_told_wherever_it_is_one);
	tcase_add_test(tc, the_list_names_every_term_by_its_kind);
	tcase_add_test(tc, a_scenario_is_told_in_its_order);
	tcase_add_test(tc, every_shipped_scenario_can_be_told);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(guide_suite)
