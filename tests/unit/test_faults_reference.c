/* docs/faults.md and the selectors of docs/scenario.md, written from the tables. */
#include "aim/selector.h"
#include "base/mem.h"
#include "fault/action.h"
#include "reference_kit.h"
#include "unit.h"

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

static void add_overview(struct strbuf *out)
{
	strbuf_addstr(
		out,
		"| action | what it does | needs | its effect is proven by | undone |\n"
		"| --- | --- | --- | --- | --- |\n");
	for (const struct action_row *row = action_rows; row->name; row++)
		strbuf_addf(out, "| [`%s`](#%s) | %s | %s | %s | %s |\n", row->name,
			    row->name, row->help, or_none(row->needs),
			    or_none(row->proven), or_none(row->undone));
}

/* "a|b": "`a`, `b`". */
static void add_names(struct strbuf *out, const char *names)
{
	strbuf_addch(out, '`');
	for (const char *p = names; *p; p++)
		strbuf_addstr(out, *p == '|' ? "`, `" : (char[2]){*p, '\0'});
	strbuf_addch(out, '`');
}

static void add_short(struct strbuf *out, const struct action_row *row)
{
	if (row->one_of) {
		strbuf_addstr(out, "\nExactly one of ");
		add_names(out, row->one_of);
		strbuf_addstr(out, ".\n");
	}
	if (row->shorthand)
		strbuf_addf(out, "\n`- %s: ...` with a plain value is `%s`.\n", row->name,
			    row->shorthand);
}

static void add_action(struct strbuf *out, const struct action_row *row)
{
	strbuf_addf(out, "\n### %s\n\n%s\n\n", row->name, row->help);
	reference_fields(row->fields, out);
	add_short(out, row);
	if (row->needs)
		strbuf_addf(out, "\n- Needs: %s.\n", row->needs);
	strbuf_addf(out, "%s- Proven: %s.\n", row->needs ? "" : "\n",
		    or_none(row->proven));
	strbuf_addf(out, "- Undone: %s.\n",
		    row->undone ? row->undone : "nothing is left behind");
	if (row->any_container)
		strbuf_addstr(out, "- Also of companions, when they are named.\n");
}

START_TEST(the_page_of_faults_is_what_the_table_says)
{
	struct strbuf text = STRBUF_INIT;

	add_overview(&text);
	for (const struct action_row *row = action_rows; row->name; row++)
		add_action(&text, row);
	reference_block("docs/faults.md", "actions", strbuf_text(&text));
	strbuf_release(&text);
}
END_TEST

START_TEST(each_action_tells_how_its_effect_is_proven)
{
	for (const struct action_row *row = action_rows; row->name; row++)
		ck_assert_msg(row->proven && row->help, "'%s' tells nothing", row->name);
}
END_TEST

START_TEST(the_selectors_are_what_the_table_says)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_addstr(&text, "| selector | picks |\n| --- | --- |\n");
	for (const struct selector_word *w = selector_words; w->name; w++)
		strbuf_addf(&text, "| `%s` | %s |\n", w->usage, w->help);
	reference_block("docs/scenario.md", "selectors", strbuf_text(&text));
	strbuf_release(&text);
}
END_TEST

static Suite *faults_reference_suite(void)
{
	Suite *s = suite_create("faults_reference");
	TCase *tc = tcase_create("docs");

	tcase_add_test(tc, the_page_of_faults_is_what_the_table_says);
	tcase_add_test(tc, each_action_tells_how_its_effect_is_proven);
	tcase_add_test(tc, the_selectors_are_what_the_table_says);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(faults_reference_suite)
