/* docs/scenario.md against the tables it describes. */
#include "base/file.h"
#include "base/mem.h"
#include "expect/table.h"
#include "model/answer_kind.h"
#include "reference_kit.h"
#include "scenario/scenario.h"
#include "unit.h"

enum { FILE_MAX = 256 * 1024 };

#define REFERENCE "docs/scenario.md"

static struct strbuf doc;

static void set_up(void)
{
	struct err e = {0};

	ck_assert_int_eq(file_read(REFERENCE, FILE_MAX, &doc, &e), 0);
}

static void tear_down(void)
{
	strbuf_release(&doc);
}

static void check_has(const char *line)
{
	ck_assert_msg(strstr(strbuf_text(&doc), line) != NULL,
		      "not in " REFERENCE ":\n%s", line);
}

static void check_field(const struct field *f)
{
	struct strbuf line = STRBUF_INIT;

	reference_field(f, &line);
	check_has(strbuf_text(&line));
	strbuf_release(&line);
}

static void check_fields(const struct field *rows)
{
	for (; rows->name; rows++)
		check_field(rows);
}

START_TEST(the_reference_has_every_key)
{
	for (const struct scenario_table *t = scenario_tables; t->name; t++)
		check_fields(t->fields);
}
END_TEST

static void check_heading(const char *name, const char *help)
{
	char *text = xasprintf("### %s\n\n%s", name, help);

	check_has(text);
	free(text);
}

START_TEST(the_reference_has_every_expectation)
{
	for (const struct expect_row *row = expect_rows; row->name; row++) {
		check_heading(row->name, row->help);
		check_has(row->example);
		check_fields(row->fields);
	}
}
END_TEST

START_TEST(the_reference_has_every_answer)
{
	for (size_t i = 0; i < ANSWER_COUNT; i++) {
		const struct answer_row *row = &answer_rows[i];
		char *line = xasprintf("| `%s` | %s | %s |", row->name,
				       answer_of_words(row->of), row->help);

		check_has(line);
		free(line);
	}
}
END_TEST

static bool is_valid(const char *text, size_t len, struct strbuf *why)
{
	struct scenario_source src = {
		.path = REFERENCE, .text = text, .len = len, .trust_files = true};
	struct diags d = DIAGS_INIT;
	struct scenario s;
	int rc = scenario_parse(&s, &src, &d);

	diags_text(&d, why);
	scenario_release(&s);
	diags_release(&d);
	return rc == 0;
}

START_TEST(every_whole_scenario_in_the_reference_is_valid)
{
	static const char opens[] = "```yaml\nname:";
	const char *at = strbuf_text(&doc);
	struct strbuf why = STRBUF_INIT;
	size_t n = 0;

	while ((at = strstr(at, opens))) {
		const char *text = at + strlen("```yaml\n"), *end = strstr(text, "```");

		ck_assert_ptr_nonnull(end);
		ck_assert_msg(is_valid(text, (size_t)(end - text), &why), "%s",
			      strbuf_text(&why));
		at = end;
		n++;
	}
	ck_assert_uint_ge(n, 2);
	strbuf_release(&why);
}
END_TEST

/* An expectation's example must be one that its own table accepts. */
START_TEST(every_example_of_an_expectation_is_valid)
{
	static const char head[] = "name: x\n"
				   "cluster: {compose: c.yaml}\n"
				   "topics: {payments: {}}\n"
				   "workloads:\n"
				   "  checkout: {produce: payments, rate: 200/s}\n"
				   "  ledger: {consume: payments, group: ledger}\n";
	const struct expect_row *row = &expect_rows[_i];
	bool in_phase = row->scope & EXPECT_IN_PHASE;
	char *text = xasprintf("%sphases: [{name: p, for: 1s%s[%s]%s\n", head,
			       in_phase ? ", expect: " : "}]\nexpect: ", row->example,
			       in_phase ? "}]" : "");
	struct strbuf why = STRBUF_INIT;

	ck_assert_msg(is_valid(text, strlen(text), &why), "%s", strbuf_text(&why));
	strbuf_release(&why);
	free(text);
}
END_TEST

static Suite *reference_suite(void)
{
	Suite *s = suite_create("scenario_reference");
	TCase *tc = tcase_create("docs");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_reference_has_every_key);
	tcase_add_test(tc, the_reference_has_every_expectation);
	tcase_add_test(tc, the_reference_has_every_answer);
	tcase_add_test(tc, every_whole_scenario_in_the_reference_is_valid);
	tcase_add_loop_test(tc, every_example_of_an_expectation_is_valid, 0,
			    (int)expect_row_count());
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(reference_suite)
