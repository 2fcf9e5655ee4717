/* The write-up's sentences: right for their numbers in both languages, and nothing told that was not measured. */
#include "base/mem.h"
#include "report_kit.h"
#include "unit.h"
#include "writeup/sections.h"
#include "writeup/translate.h"
#include "writeup/writeup.h"

static struct report_kit k;
static struct told told;
static struct strbuf text;
static struct plan *plan;
static char dir[] = "runs/kept";

static void begin(void)
{
	report_kit_begin(&k);
	k.f.observed = true;
	plan = &k.run.header.plan;
	told = (struct told){.dir = dir, .run = k.run, .f = k.f, .v = k.v};
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
}

/* The whole document, of the findings as the test left them. */
static const char *document(enum lang lang)
{
	struct telling t = {.runs = &told, .len = 1, .lang = lang};
	struct err e = {0};

	told.f = k.f;
	told.v = k.v;
	strbuf_clear(&text);
	ck_assert_int_eq(writeup_md(&t, &text, &e), 0);
	return strbuf_text(&text);
}

static void check_says(enum lang lang, const char *sentence)
{
	ck_assert_msg(strstr(document(lang), sentence) != NULL, "not in it: %s\n%s",
		      sentence, strbuf_text(&text));
}

static void check_silent(enum lang lang, const char *words)
{
	ck_assert_msg(strstr(document(lang), words) == NULL, "in it: %s", words);
}

/* ---- the catalogue ---- */

static unsigned values_of(const char *template)
{
	unsigned set = 0;

	for (const char *p = strchr(template, '{'); p; p = strchr(p + 1, '{'))
		set |= 1U << (unsigned)(p[1] - '0');
	return set;
}

START_TEST(languages_tell_the_same_values)
{
	for (unsigned i = 0; i < PHRASE_COUNT; i++) {
		const char *en = phrase_template((enum phrase)i, LANG_EN);
		const char *ru = phrase_template((enum phrase)i, LANG_RU);

		ck_assert_msg(values_of(en) == values_of(ru), "%s\n%s", en, ru);
	}
}
END_TEST

static size_t forms_at(const char *place)
{
	size_t n = 1;

	for (; *place != '}'; place++)
		n += *place == '|';
	return n;
}

START_TEST(each_language_has_its_number_of_forms)
{
	for (unsigned i = 0; i < PHRASE_COUNT; i++)
		for (enum lang l = LANG_EN; l <= LANG_RU; l++) {
			const char *p = phrase_template((enum phrase)i, l);

			while ((p = strchr(p, ':'))) {
				if (p[-1] >= '0' && p[-1] <= '9' && p[-2] == '{')
					ck_assert_msg(forms_at(p) ==
							      (l == LANG_EN ? 2 : 3),
						      "%s", p);
				p++;
			}
		}
}
END_TEST

static const struct {
	const char *number, *en, *ru;
} plurals[] = {
	{"0", "0 copies too many were found", "найдено 0 лишних копий, как от повтора"},
	{"1", "1 copy too many was found", "найдена 1 лишняя копия, как от повтора"},
	{"2", "2 copies too many were found", "найдены 2 лишние копии, как от повтора"},
	{"5", "5 copies too many were found", "найдено 5 лишних копий, как от повтора"},
	{"11", "11 copies too many were found",
	 "найдено 11 лишних копий, как от повтора"},
	{"12", "12 copies", "найдено 12 лишних копий"},
	{"21", "21 copies too many were found",
	 "найдена 21 лишняя копия, как от повтора"},
	{"22", "22 copies", "найдены 22 лишние копии"},
	{"111", "111 copies", "найдено 111 лишних копий"},
	{"101", "101 copies", "найдена 101 лишняя копия"},
};

START_TEST(words_go_with_their_number)
{
	const char *values[] = {plurals[_i].number, "checkout", NULL};

	phrase_add(&text, SAY_DOUBLED_SOME, LANG_EN, values);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), plurals[_i].en));
	strbuf_clear(&text);
	phrase_add(&text, SAY_DOUBLED_SOME, LANG_RU, values);
	ck_assert_msg(strstr(strbuf_text(&text), plurals[_i].ru) != NULL, "%s",
		      strbuf_text(&text));
}
END_TEST

START_TEST(a_fraction_has_a_form_of_its_own)
{
	ck_assert_uint_eq(phrase_form(LANG_RU, "1,5 c"), 1);
	ck_assert_uint_eq(phrase_form(LANG_RU, "1"), 0);
	ck_assert_uint_eq(phrase_form(LANG_EN, "1.5"), 1);
	ck_assert_uint_eq(phrase_form(LANG_EN, "1"), 0);
}
END_TEST

/* ---- zero, open, unmeasured ---- */

START_TEST(nothing_lost_is_said_as_that)
{
	check_says(LANG_EN, "checkout: none of the 15988 acknowledged records was lost.");
	check_says(LANG_RU, "checkout: ни одной записи не потеряно; подтверждено 15988.");
	check_silent(LANG_EN, "were lost");
}
END_TEST

START_TEST(what_was_lost_is_counted)
{
	k.settlements[0].lost = 21;
	check_says(LANG_EN, "checkout: 21 of 15988 acknowledged records were lost.");
	check_says(LANG_RU, "checkout: потеряна 21 запись из 15988 подтверждённых.");
	check_silent(LANG_RU, "ни одной записи не потеряно");
}
END_TEST

START_TEST(without_a_read_back_nothing_is_safe_and_nothing_lost)
{
	k.f.settled = false;
	k.settlements[0].acked_found = 0;
	k.settlements[0].unverified = 15988;
	check_says(LANG_EN, "could not be verified");
	check_says(LANG_RU, "не удалось проверить 15988");
	check_silent(LANG_EN, "was lost.");
	check_silent(LANG_EN, "none was written twice");
	check_silent(LANG_EN, "all are in order");
}
END_TEST

START_TEST(without_acknowledgements_nothing_could_be_lost)
{
	k.settlements[0].acked = 0;
	check_says(LANG_EN, "nothing was acknowledged, so nothing acknowledged");
	check_says(LANG_RU, "ничего не было подтверждено");
}
END_TEST

START_TEST(a_window_that_did_not_end_is_said_to_be_open)
{
	k.windows[0].open = true;
	k.windows[0].to_ns = SEC(85);
	check_says(LANG_EN, "and was not over when the measurement ended");
	check_says(LANG_RU, "до конца измерения не восстановилось");
}
END_TEST

START_TEST(a_window_that_ended_is_not)
{
	check_silent(LANG_EN, "not over when the measurement ended");
	check_silent(LANG_RU, "не восстановилось");
	check_says(LANG_EN, "1 window, the longest 3.80 s ± 200 ms");
	check_says(LANG_RU, "1 окно, наибольшее 3,80 с ± 200 мс");
}
END_TEST

/* The middle of an open window's bar lies before the end: nobody was served there. */
START_TEST(an_open_window_is_not_over_in_the_chronology)
{
	k.windows[0].open = true;
	k.windows[0].to_earliest_ns = SEC(60);
	k.windows[0].to_ns = SEC(85);
	k.any[0].to_ns = SEC(72.5);
	check_says(LANG_EN,
		   "| +80.00 s | checkout: not everything was served again before "
		   "the measurement ended |");
	check_silent(LANG_EN, "everything is served again");
}
END_TEST

START_TEST(its_reason_and_its_evidence_are_told)
{
	check_says(LANG_EN, "no leader, i.e. the partition had no leader that lived");
	check_says(LANG_EN, "Cause: `kill` kafka1, in effect at +20.25 s.");
	check_says(LANG_RU, "Причина: `kill` kafka1, подействовало в +20,25 с.");
	check_says(LANG_RU,
		   "kafka1 (kill в +20,00 с) числился лидером payments/0 до +23,00 с");
}
END_TEST

START_TEST(what_nobody_observed_is_not_told)
{
	k.f.observed = false;
	check_says(LANG_EN, "the observer recorded nothing");
	check_silent(LANG_EN, "The active controller was");
	check_silent(LANG_EN, "in sync: ");
	check_silent(LANG_EN, "active controller, epoch");
	check_silent(LANG_EN, "active controller did not change");
	check_silent(LANG_RU, "Синхронных реплик");
}
END_TEST

START_TEST(who_acknowledges_nothing_is_not_measured)
{
	check_says(LANG_EN, "metrics writes with acks=0: nothing is acknowledged");
	check_says(LANG_RU, "metrics пишет с acks=0: ничего не подтверждается");
}
END_TEST

START_TEST(a_phase_that_did_not_begin_has_no_findings)
{
	k.phases[1].begun = k.phases[1].ended = false;
	check_says(LANG_EN, "This phase did not begin.");
	check_silent(LANG_EN, "| `kill` | kafka1 |");
}
END_TEST

START_TEST(a_run_that_was_cut_off_says_so)
{
	k.run.ended = false;
	k.phases[1].ended = false;
	check_says(LANG_EN, "The run was cut off before its end");
	check_says(LANG_EN, "It was cut off.");
	check_says(LANG_RU, "Прогон оборвался до конца");
}
END_TEST

START_TEST(nobody_changed_the_controller)
{
	k.f.controller_changes = 0;
	check_says(LANG_EN, "The active controller did not change.");
	k.f.controller_changes = 1;
	check_says(LANG_EN, "The active controller changed 1 time.");
	k.f.controller_changes = 2;
	check_says(LANG_RU, "Активный контроллер сменился 2 раза.");
	k.f.controller_changes = 5;
	check_says(LANG_RU, "Активный контроллер сменился 5 раз.");
}
END_TEST

/* ---- what users wrote ---- */

START_TEST(names_of_the_user_make_no_markup)
{
	static char evil[] = "<script>|`a`*b*";

	plan->about = evil;
	check_says(LANG_EN, "\\<script\\>\\|\\`a\\`\\*b\\*");
	check_silent(LANG_EN, "<script>");
	plan->about = NULL;
}
END_TEST

START_TEST(a_fence_cannot_be_closed_by_what_is_in_it)
{
	struct writer w = {.out = &text};

	w_fence(&w, "```\n<!-- kchaos:end title -->\n");
	ck_assert_str_eq(strbuf_text(&text),
			 "````\n```\n< !-- kchaos:end title -->\n````\n\n");
}
END_TEST

START_TEST(code_within_a_cell_has_no_bar)
{
	struct writer w = {.out = &text};

	ck_assert_str_eq(w_quote(&w, "a|b\nc"), "`a\\|b c`");
	ck_assert_str_eq(w_quote(&w, "a`b"), "``` a`b ```");
	writer_end(&w);
}
END_TEST

/* ---- translation of what analysis says ---- */

static const struct {
	const char *english, *russian;
	bool is_known;
} translations[] = {
	{"the quorum had no leader from +8.00 s until +11.02 s",
	 "у кворума не было лидера с +8,00 с до +11,02 с", true},
	{"3.80 s ±0.20 (checkout, payments/0, at +20.30 s)",
	 "3,80 с ±0,20 (checkout, payments/0, с +20,30 с)", true},
	{"0 changes of the active controller", "0 смен активного контроллера", true},
	{"21 changes of the active controller", "21 смена активного контроллера", true},
	{"*evil* was in the ISR of a_b/0 until +1.00 s",
	 "\\*evil\\* числился в ISR a\\_b/0 до +1,00 с", true},
	{"something new, after 1.50 s", "something new, after 1,50 с", false},
	{"kafka-4.3 is 2 MiB", "kafka-4.3 is 2 МиБ", false},
};

START_TEST(sentences_of_analysis_are_translated)
{
	ck_assert_int_eq(translate(translations[_i].english, &text),
			 translations[_i].is_known);
	ck_assert_str_eq(strbuf_text(&text), translations[_i].russian);
}
END_TEST

START_TEST(every_reason_has_a_russian_name)
{
	for (unsigned r = 0; r < REASON_COUNT; r++) {
		ck_assert_msg(translate(reason_name((enum reason)r), &text), "%s",
			      reason_name((enum reason)r));
		ck_assert_msg(translate(reason_meaning((enum reason)r), &text), "%s",
			      reason_meaning((enum reason)r));
	}
}
END_TEST

static Suite *writeup_suite(void)
{
	Suite *s = suite_create("writeup");
	TCase *tc = tcase_create("sentences");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, languages_tell_the_same_values);
	tcase_add_test(tc, each_language_has_its_number_of_forms);
	tcase_add_loop_test(tc, words_go_with_their_number, 0, ARRAY_LEN(plurals));
	tcase_add_test(tc, a_fraction_has_a_form_of_its_own);
	tcase_add_test(tc, nothing_lost_is_said_as_that);
	tcase_add_test(tc, what_was_lost_is_counted);
	tcase_add_test(tc, without_a_read_back_nothing_is_safe_and_nothing_lost);
	tcase_add_test(tc, without_acknowledgements_nothing_could_be_lost);
	tcase_add_test(tc, a_window_that_did_not_end_is_said_to_be_open);
	tcase_add_test(tc, a_window_that_ended_is_not);
	tcase_add_test(tc, an_open_window_is_not_over_in_the_chronology);
	tcase_add_test(tc, its_reason_and_its_evidence_are_told);
	tcase_add_test(tc, what_nobody_observed_is_not_told);
	tcase_add_test(tc, who_acknowledges_nothing_is_not_measured);
	tcase_add_test(tc, a_phase_that_did_not_begin_has_no_findings);
	tcase_add_test(tc, a_run_that_was_cut_off_says_so);
	tcase_add_test(tc, nobody_changed_the_controller);
	tcase_add_test(tc, names_of_the_user_make_no_markup);
	tcase_add_test(tc, a_fence_cannot_be_closed_by_what_is_in_it);
	tcase_add_test(tc, code_within_a_cell_has_no_bar);
	tcase_add_loop_test(tc, sentences_of_analysis_are_translated, 0,
			    ARRAY_LEN(translations));
	tcase_add_test(tc, every_reason_has_a_russian_name);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(writeup_suite)
