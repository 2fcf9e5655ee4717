/* tap.c - a run as TAP 14: a test point per expectation, with what it rests on as YAML. */
#include "report/ci.h"
#include "report/json_value.h"
#include "report/plain.h"
#include "report/proof.h"

/* A '#' would begin a directive, a line end another line. */
static void description(struct strbuf *out, const char *text)
{
	char *plain = plain_text(text);

	for (const char *p = plain; *p; p++) {
		if (*p == '#' || *p == '\\')
			strbuf_addch(out, '\\');
		strbuf_addch(out, (char)(*p == '\n' || *p == '\t' ? ' ' : *p));
	}
	free(plain);
}

/* A text in double quotes, which YAML reads as JSON does. */
static void quoted(struct strbuf *out, const char *text)
{
	char *plain = plain_text(text);
	json_t *value = value_text(plain);
	char *json = json_dumps(value, JSON_ENCODE_ANY);

	strbuf_addstr(out, json);
	free(json);
	json_decref(value);
	free(plain);
}

static void pair(struct strbuf *out, const char *key, const char *text)
{
	if (!text)
		return;
	strbuf_addf(out, "  %s: ", key);
	quoted(out, text);
	strbuf_addch(out, '\n');
}

static void lines(struct strbuf *out, char *text)
{
	char *rest = text;

	if (!*text)
		return;
	strbuf_addstr(out, "  evidence:\n");
	for (char *line; (line = strsep(&rest, "\n")) && rest;) {
		strbuf_addstr(out, "    - ");
		quoted(out, line);
		strbuf_addch(out, '\n');
	}
}

static void diagnostics(const struct told *run, const struct judged *j,
			struct strbuf *out)
{
	struct strbuf proof = STRBUF_INIT;
	char *text;

	strbuf_addstr(out, "  ---\n");
	pair(out, "verdict", verdict_name(j->verdict));
	pair(out, "expected", j->expected);
	pair(out, "observed", j->observed);
	pair(out, "why", j->why);
	pair(out, "code", j->why ? code_text(j->code) : NULL);
	pair(out, "file", run->run.header.plan.file);
	strbuf_addf(out, "  line: %d\n", j->expect->line);
	proof_evidence(run, j, &proof);
	text = strbuf_detach(&proof);
	lines(out, text);
	free(text);
	strbuf_addstr(out, "  ...\n");
}

static void point(const struct telling *t, const struct told *run, const struct judged *j,
		  size_t number, struct strbuf *out)
{
	strbuf_addf(out, "%sok %zu - ", j->verdict == VERDICT_PASS ? "" : "not ", number);
	description(out, t->len == 1 ? run->run.header.plan.name : told_name(run));
	strbuf_addstr(out, ", ");
	description(out, proof_scope(run, j));
	strbuf_addstr(out, ", ");
	description(out, j->expect->text ? j->expect->text : j->expect->kind);
	if (j->verdict == VERDICT_INCONCLUSIVE)
		strbuf_addstr(out, ", inconclusive");
	strbuf_addch(out, '\n');
	diagnostics(run, j, out);
}

/* A run that expects nothing has proved nothing. */
static void nothing(const struct told *run, size_t number, struct strbuf *out)
{
	strbuf_addf(out, "not ok %zu - ", number);
	description(out, told_name(run));
	strbuf_addstr(out, ", inconclusive: ");
	description(out, run->v.sentence);
	strbuf_addch(out, '\n');
}

int report_tap(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	size_t n = 0, number = 0;

	for (size_t i = 0; i < t->len; i++)
		n += t->runs[i].v.len ? t->runs[i].v.len : 1;
	strbuf_addf(out, "TAP version 14\n1..%zu\n", n);
	for (size_t i = 0; i < t->len; i++) {
		const struct told *run = &t->runs[i];

		for (size_t k = 0; k < run->v.len; k++)
			point(t, run, &run->v.judged[k], ++number, out);
		if (run->v.len == 0)
			nothing(run, ++number, out);
	}
	return 0;
}
