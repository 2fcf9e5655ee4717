/* Questions of a scenario, answered from findings; and a document written again keeps what its reader wrote. */
#include "base/mem.h"
#include "report_kit.h"
#include "unit.h"
#include "writeup/blocks.h"
#include "writeup/writeup.h"

static struct report_kit k;
static struct told told;
static struct strbuf text;
static char dir[] = "runs/kept";
static struct answer_plan answer;
static struct question_plan question;

static void begin(void)
{
	report_kit_begin(&k);
	k.f.observed = true;
	answer = (struct answer_plan){0};
	question = (struct question_plan){.answers = &answer, .n_answers = 1};
	told = (struct told){.dir = dir, .f = k.f, .v = k.v};
	k.run.header.plan.questions = &question;
	k.run.header.plan.n_questions = 1;
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
}

/* The answer of one kind, about the second phase (the outage) or the whole run. */
static void ask(const char *kind, const char *of, bool is_outage, enum lang lang)
{
	static char asked[] = "What?", asked_ru[] = "Что?";
	static int32_t outage[] = {1};
	struct telling t = {.runs = &told, .len = 1, .lang = lang};
	struct err e = {0};
	const char *from, *to;

	answer.kind = xstrdup(kind);
	answer.of = of ? xstrdup(of) : NULL;
	question.ask = asked;
	question.ask_ru = asked_ru;
	question.phases = is_outage ? (struct ids){outage, 1} : (struct ids){0};
	told.f = k.f;
	strbuf_clear(&text);
	ck_assert_int_eq(writeup_md(&t, &text, &e), 0);
	from = strstr(strbuf_text(&text), "<!-- kchaos:begin question-1");
	ck_assert_ptr_nonnull(from);
	to = strstr(from, "<!-- kchaos:end question-1");
	ck_assert_ptr_nonnull(to);
	text.buf[to - text.buf] = '\0';
	strbuf_drop_front(&text, (size_t)(from - text.buf));
	free(answer.kind);
	free(answer.of);
}

static void check_says(const char *words)
{
	ck_assert_msg(strstr(strbuf_text(&text), words) != NULL, "not in it: %s\n%s",
		      words, strbuf_text(&text));
}

static const struct {
	const char *kind, *of;
	bool is_outage;
	const char *en, *ru;
} answers[] = {
	{"outage", "checkout", true,
	 "checkout (produce): with an interruption: 11608 of 12000 in time; the "
	 "longest outage of a part was 3.80 s ± 200 ms. It was out from +20.30 s to +24.10 s.",
	 "checkout (produce): с перерывом: вовремя 11608 из 12000; наибольший простой одной "
	 "части — 3,80 с ± 200 мс. Простой длился с +20,30 с до +24,10 с."},
	{"outage", "produce", true, "metrics writes with acks=0",
	 "metrics пишет с acks=0"},
	{"outage", "billing", true, "Not answered: nothing of the kind was measured.",
	 "Ответа нет: ничего подобного не измерялось."},
	{"errors", "checkout", true, "12 × `_MSG_TIMED_OUT` (not acknowledged within",
	 "12 × `_MSG_TIMED_OUT` (нет подтверждения за message.timeout.ms)"},
	{"controller", NULL, true,
	 "The controller was kafka1 (epoch 4); after 2.50 s without any, kafka2 took over at "
	 "+22.80 s (epoch 5).",
	 "Контроллером был kafka1 (эпоха 4); через 2,50 с без контроллера его сменил kafka2, в "
	 "+22,80 с (эпоха 5)."},
	{"leaders", "payments", true,
	 "from kafka1 to nobody: partition 0 (first at +22.00 s)",
	 "kafka1 больше не лидер, и никто вместо него: раздел 0 (впервые в +22,00 с)"},
	{"isr", NULL, true,
	 "payments: 6 of 6 replicas in sync at the beginning, 4 of 6 at the end.",
	 "payments: синхронны 6 из 6 реплик в начале, 4 из 6 в конце."},
	{"settings", NULL, false, "The quorum bears 1 of 3 voters down",
	 "Кворум переносит отказ 1 из 3 голосующих узлов"},
	{"settlement", "checkout", false,
	 "none of the 15988 acknowledged records was lost",
	 "ни одной записи не потеряно"},
	{"replicas", NULL, false, "The replicas were not compared with each other",
	 "Реплики между собой не сравнивались"},
	{"nodes", NULL, false, "Not answered: nothing of the kind was measured.",
	 "Ответа нет: ничего подобного не измерялось."},
	{"latency", "checkout", true, "checkout: from due time to answer p50 ",
	 "checkout: от срока до ответа p50 "},
	{"log", NULL, true, "have no line of known meaning",
	 "нет строк с известным смыслом"},
	{"log", "kafka9", true, "The cluster has no node kafka9.",
	 "В кластере нет узла kafka9."},
	{"expectations", NULL, true, "1 of 1 expectation holds.",
	 "Выполнено ожиданий: 1 из 1."},
	{"recovery", NULL, false,
	 "Not all replicas of payments were in sync before it ended.",
	 "синхронны были не все реплики payments"},
};

START_TEST(a_question_is_answered_in_both_languages)
{
	ask(answers[_i].kind, answers[_i].of, answers[_i].is_outage, LANG_EN);
	check_says("**1. What?**");
	check_says(answers[_i].en);
	ask(answers[_i].kind, answers[_i].of, answers[_i].is_outage, LANG_RU);
	check_says("**1. Что?**");
	check_says(answers[_i].ru);
}
END_TEST

START_TEST(a_controller_that_never_came_back_is_said_so)
{
	k.controllers[1].to_ns = SEC(85);
	k.f.n_controllers = 2;
	ask("controller", NULL, true, LANG_EN);
	check_says(
		"from +20.30 s on there was none, and none came before the measurement ended.");
	ask("controller", NULL, true, LANG_RU);
	check_says("с +20,30 с контроллера нет, и до конца измерения он не появился.");
}
END_TEST

START_TEST(what_nobody_observed_is_not_answered)
{
	k.f.observed = false;
	ask("controller", NULL, true, LANG_EN);
	check_says("Not answered: the observer recorded nothing.");
	ask("isr", NULL, true, LANG_EN);
	check_says("Not answered: the observer recorded nothing.");
	ask("leaders", NULL, true, LANG_EN);
	check_says("Not answered: the observer recorded nothing.");
}
END_TEST

START_TEST(a_phase_that_was_not_reached_is_no_answer)
{
	k.phases[1].begun = false;
	ask("outage", "checkout", true, LANG_EN);
	check_says("Not answered: the run did not come to outage.");
}
END_TEST

START_TEST(an_open_window_is_no_recovery)
{
	k.windows[0].open = true;
	k.windows[0].to_ns = SEC(85);
	ask("outage", "checkout", true, LANG_EN);
	check_says("was not served again before the measurement ended.");
	ask("outage", "checkout", true, LANG_RU);
	check_says("до конца измерения не закончился.");
}
END_TEST

/* ---- blocks ---- */

#define BLOCK(name, words) \
	"<!-- kchaos:begin " name " -->\n" words "\n<!-- kchaos:end " name " -->\n"

static struct err e;

static int merge(const char *old, const char *fresh)
{
	e = (struct err){0};
	strbuf_clear(&text);
	return blocks_merge("report.md", old, fresh, &text, &e);
}

START_TEST(what_stands_outside_of_blocks_is_kept)
{
	ck_assert_int_eq(merge("mine\n" BLOCK("a", "old") "my words\n" BLOCK(
				       "b", "old") "the end\n",
			       BLOCK("a", "new") "> ...\n" BLOCK("b", "newer") "> ...\n"),
			 0);
	ck_assert_str_eq(
		strbuf_text(&text),
		"mine\n" BLOCK("a", "new") "my words\n" BLOCK("b", "newer") "the end\n");
}
END_TEST

START_TEST(new_blocks_come_with_what_follows_them_and_old_ones_go)
{
	ck_assert_int_eq(merge(BLOCK("a", "old") "mine\n" BLOCK("gone", "old") "behind\n",
			       BLOCK("a", "new") "> ...\n" BLOCK("b", "added") "> ???\n"),
			 0);
	ck_assert_str_eq(strbuf_text(&text), BLOCK("a", "new") "mine\n" BLOCK(
						     "b", "added") "> ???\nbehind\n");
}
END_TEST

START_TEST(a_name_that_begins_alike_is_another_block)
{
	ck_assert_int_eq(merge(BLOCK("phase-1", "old") BLOCK("phase-11", "old"),
			       BLOCK("phase-11", "eleven") BLOCK("phase-1", "one")),
			 0);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), BLOCK("phase-1", "one")));
	ck_assert_ptr_nonnull(strstr(strbuf_text(&text), BLOCK("phase-11", "eleven")));
}
END_TEST

START_TEST(a_file_of_somebody_else_is_refused)
{
	ck_assert_int_eq(merge("# My notes\n", BLOCK("a", "new")), -1);
	ck_assert_int_eq(e.kind, ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(e.msg, "'report.md' is there and has no blocks"));
}
END_TEST

START_TEST(a_block_without_its_end_is_refused)
{
	ck_assert_int_eq(merge("<!-- kchaos:begin a -->\nwords\n", BLOCK("a", "new")),
			 -1);
	ck_assert_ptr_nonnull(strstr(e.msg, "without its end"));
	ck_assert_int_eq(
		merge("<!-- kchaos:begin a -->\n" BLOCK("b", "old"), BLOCK("a", "new")),
		-1);
}
END_TEST

START_TEST(a_document_written_twice_is_the_same)
{
	struct telling t = {.runs = &told, .len = 1};
	struct strbuf again = STRBUF_INIT;

	k.run.header.plan.n_questions = 0;
	told.f = k.f;
	ck_assert_int_eq(writeup_md(&t, &text, &e), 0);
	ck_assert_int_eq(blocks_merge("report.md", strbuf_text(&text), strbuf_text(&text),
				      &again, &e),
			 0);
	ck_assert_str_eq(strbuf_text(&again), strbuf_text(&text));
	strbuf_release(&again);
}
END_TEST

static Suite *answers_suite(void)
{
	Suite *s = suite_create("writeup_answers");
	TCase *tc = tcase_create("answers");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, a_question_is_answered_in_both_languages, 0,
			    ARRAY_LEN(answers));
	tcase_add_test(tc, a_controller_that_never_came_back_is_said_so);
	tcase_add_test(tc, what_nobody_observed_is_not_answered);
	tcase_add_test(tc, a_phase_that_was_not_reached_is_no_answer);
	tcase_add_test(tc, an_open_window_is_no_recovery);
	tcase_add_test(tc, what_stands_outside_of_blocks_is_kept);
	tcase_add_test(tc, new_blocks_come_with_what_follows_them_and_old_ones_go);
	tcase_add_test(tc, a_name_that_begins_alike_is_another_block);
	tcase_add_test(tc, a_file_of_somebody_else_is_refused);
	tcase_add_test(tc, a_block_without_its_end_is_refused);
	tcase_add_test(tc, a_document_written_twice_is_the_same);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(answers_suite)
