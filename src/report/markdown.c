/* markdown.c - a run as a section of a document: question, answer, verdict, expectations. */
#include "report/answer.h"
#include "report/describe.h"
#include "report/report.h"

static const char *const verdict_words[] = {[VERDICT_PASS] = "pass",
					    [VERDICT_FAIL] = "FAIL",
					    [VERDICT_INCONCLUSIVE] = "inconclusive"};

static void expectation(const struct plan *plan, const struct judged *j,
			struct strbuf *out)
{
	strbuf_addf(out, "| %s | ", verdict_words[j->verdict]);
	report_escape(out, j->expect->phase < 0 ? "whole run"
						: plan->phases[j->expect->phase].name);
	strbuf_addstr(out, " | ");
	report_escape(out, j->expected);
	strbuf_addstr(out, " | ");
	report_escape(out, j->observed);
	if (j->why) {
		strbuf_addstr(out, "; inconclusive: ");
		report_escape(out, j->why);
		strbuf_addf(out, " \\[%s\\]", code_text(j->code));
	}
	strbuf_addstr(out, " |\n");
}

static void paragraph(struct strbuf *out, const char *title, const char *text)
{
	if (!text || !*text)
		return;
	strbuf_addf(out, "**%s** ", title);
	report_escape(out, text);
	strbuf_addstr(out, "\n\n");
}

enum { TABLE_WIDTH = 140 };

static void nodes_at(const struct description *d, const char *when, struct strbuf *out)
{
	strbuf_addf(out, "Nodes %s:\n\n```\n", when);
	report_nodes(d, TABLE_WIDTH, out);
	strbuf_addstr(out, "```\n\n");
}

void report_markdown(const struct findings *f, const struct verdicts *v,
		     const struct run_tables *tables, struct strbuf *out)
{
	const struct plan *plan = &f->run->header.plan;

	strbuf_addstr(out, "## ");
	report_escape(out, plan->name);
	strbuf_addstr(out, "\n\n");
	paragraph(out, "What is done.", plan->about);
	paragraph(out, "Question.", plan->question);
	strbuf_addstr(out, "**Set-up.** ");
	report_setup(f, out);
	strbuf_addstr(out, "\n**Answer.** ");
	report_answer(f, out);
	strbuf_addf(out, "\n**Verdict: %s.** ", verdict_words[v->overall]);
	report_escape(out, v->sentence);
	strbuf_addstr(out, "\n\n");
	if (tables->len)
		nodes_at(&tables->at[0], "when the first phase began", out);
	if (tables->len > 1)
		nodes_at(&tables->at[tables->len - 1], "at the end", out);
	if (v->len == 0)
		return;
	strbuf_addstr(out,
		      "| | phase | expected | observed |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < v->len; i++)
		expectation(plan, &v->judged[i], out);
	strbuf_addch(out, '\n');
}
