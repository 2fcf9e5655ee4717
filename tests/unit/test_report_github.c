/* What a run says to GitHub Actions: a summary that fits, annotations that are no other commands. */
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/github.h"
#include "report/github.h"
#include "report_kit.h"
#include "scratch.h"
#include "unit.h"

enum { MANY = 12 };

static struct report_kit k;
static struct strbuf text;
static struct expect_plan expects[MANY];
static struct judged judged[MANY];

static void begin(void)
{
	report_kit_begin(&k);
	text = (struct strbuf)STRBUF_INIT;
}

static void end(void)
{
	strbuf_release(&text);
	report_kit_end(&k);
}

#define HAS(text, part) \
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in: %s", part, text)

static size_t lines(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == '\n';
	return n;
}

/* `n` expectations on lines 10, 11, ... of which all fail but the first, which is inconclusive. */
static void expect_many(size_t n)
{
	static char why[] = "nobody looked";

	for (size_t i = 0; i < n; i++) {
		expects[i] = *k.judged[0].expect;
		expects[i].line = 10 + (int)i;
		judged[i] = k.judged[0];
		judged[i].expect = &expects[i];
		judged[i].verdict = i ? VERDICT_FAIL : VERDICT_INCONCLUSIVE;
		judged[i].why = i ? NULL : why;
		judged[i].code = i ? CODE_NONE : CODE_NOT_OBSERVED;
	}
	k.v.judged = judged;
	k.v.len = n;
}

static const char *annotated(void)
{
	static char file[] = "a,b:c%\n.yaml";
	struct told run;

	k.run.header.plan.file = file;
	run = report_kit_told(&k);
	github_annotations(&run, &text);
	return strbuf_text(&text);
}

START_TEST(what_holds_is_not_annotated)
{
	ck_assert_str_eq(annotated(), "");
}
END_TEST

START_TEST(an_annotation_is_one_command_at_its_line)
{
	expect_many(2);
	ck_assert_str_eq(
		annotated(),
		"::error file=a%2Cb%3Ac%25%0A.yaml,line=11,title=minority-outage%2C outage%3A "
		"fail::observed 3.80 s ±0.20 (checkout, payments/0, at +20.30 s), expected longest "
		"outage at most 5.00 s (produce)\n"
		"::error file=a%2Cb%3Ac%25%0A.yaml,line=10,title=minority-outage%2C outage%3A "
		"inconclusive::observed 3.80 s ±0.20 (checkout, payments/0, at +20.30 s), expected "
		"longest outage at most 5.00 s (produce); inconclusive: nobody looked [K909]\n");
}
END_TEST

START_TEST(text_of_others_makes_no_second_command)
{
	static char evil[] = "100%\n::error::mine\x1b[0m";

	expect_many(2);
	judged[1].observed = evil;
	HAS(annotated(), "observed 100%25%0A::error::mine[0m, expected");
	ck_assert_uint_eq(lines(strbuf_text(&text)), 2);
}
END_TEST

static const struct {
	size_t expectations, lines;
	const char *last;
} counts[] = {
	{9, 9, ",line=10,"}, {10, 10, "::and 1 more\n"}, {12, 10, "::and 3 more\n"}};

START_TEST(the_tenth_line_says_how_many_more_there_are)
{
	expect_many(counts[_i].expectations);
	HAS(annotated(), counts[_i].last);
	ck_assert_uint_eq(lines(strbuf_text(&text)), counts[_i].lines);
	ck_assert_int_eq(strstr(strbuf_text(&text), " more\n") != NULL,
			 counts[_i].expectations > 9);
}
END_TEST

START_TEST(a_run_that_expects_nothing_is_annotated)
{
	static char none[] = "no expectation is stated";

	k.v = (struct verdicts){.overall = VERDICT_INCONCLUSIVE, .sentence = none};
	ck_assert_str_eq(annotated(),
			 "::error title=minority-outage::no expectation is stated\n");
}
END_TEST

/* ---- the summary ---- */

/* The kit's nodes as tables at both ends: blocks of code in which it may be cut. */
static struct described_node nodes[2];
static struct description tables[2];

static struct told with_tables(void)
{
	static char a[] = "kafka1", b[] = "kafka2", up[] = "running";
	struct told run = report_kit_told(&k);

	nodes[0] = (struct described_node){
		.id = 1, .name = a, .process = up, .bytes = -1};
	nodes[1] = (struct described_node){
		.id = 2, .name = b, .process = up, .bytes = -1};
	for (size_t i = 0; i < 2; i++)
		tables[i] = (struct description){.nodes = nodes, .n_nodes = 2};
	run.tables = tables;
	run.n_tables = 2;
	return run;
}

static size_t fences(const char *s)
{
	size_t n = 0;

	for (; (s = strstr(s, "```")); s += 3)
		n++;
	return n;
}

/* Wherever it is cut: it fits, says so, and no block of code is left open. */
START_TEST(a_summary_that_is_too_long_is_cut_and_says_so)
{
	struct told run = with_tables();
	struct strbuf whole = STRBUF_INIT;

	github_summary(&run, SIZE_MAX, &whole);
	ck_assert_uint_eq(fences(strbuf_text(&whole)), 4);
	for (size_t most = 200; most < whole.len; most++) {
		strbuf_clear(&text);
		github_summary(&run, most, &text);
		ck_assert_uint_le(text.len, most);
		ck_assert_uint_eq(fences(strbuf_text(&text)) % 2, 0);
		HAS(strbuf_text(&text), "*This is cut: ");
	}
	strbuf_clear(&text);
	github_summary(&run, whole.len, &text);
	ck_assert_str_eq(strbuf_text(&text), strbuf_text(&whole));
	strbuf_release(&whole);
}
END_TEST

static void collect(void *arg, UNUSED enum log_level level, const char *line)
{
	strbuf_addstr(arg, line);
}

START_TEST(each_run_is_appended)
{
	struct told run = report_kit_told(&k);
	struct err e = {0};
	char *dir = scratch_dir(), *path = path_join(dir, "summary");

	github_tell(&run, path, NULL);
	github_tell(&run, path, NULL);
	ck_assert_int_eq(file_read(path, 1 << 20, &text, &e), 0);
	HAS(strbuf_text(&text) + 1, "\n## minority-outage\n");
	ck_assert_int_eq(strncmp(strbuf_text(&text), "## minority-outage\n", 19), 0);
	free(path);
	free(dir);
}
END_TEST

START_TEST(a_summary_that_cannot_be_written_is_a_warning)
{
	struct told run = report_kit_told(&k);
	char *dir = scratch_dir();

	log_set_sink(collect, &text);
	github_tell(&run, dir, NULL);
	log_set_sink(NULL, NULL);
	HAS(strbuf_text(&text), "kchaos: warning: cannot write '");
	HAS(strbuf_text(&text), "the job's summary lacks this run");
	free(dir);
}
END_TEST

static Suite *report_github_suite(void)
{
	Suite *s = suite_create("report github");
	TCase *tc = tcase_create("github");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, what_holds_is_not_annotated);
	tcase_add_test(tc, an_annotation_is_one_command_at_its_line);
	tcase_add_test(tc, text_of_others_makes_no_second_command);
	tcase_add_loop_test(tc, the_tenth_line_says_how_many_more_there_are, 0,
			    (int)ARRAY_LEN(counts));
	tcase_add_test(tc, a_run_that_expects_nothing_is_annotated);
	tcase_add_test(tc, a_summary_that_is_too_long_is_cut_and_says_so);
	tcase_add_test(tc, each_run_is_appended);
	tcase_add_test(tc, a_summary_that_cannot_be_written_is_a_warning);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(report_github_suite)
