#include "report/github.h"

#include "report/plain.h"
#include "report/proof.h"
#include "report/report.h"

/* ---- the summary ---- */

static const char cut_words[] =
	"\n*This is cut: the whole report is too long for a job's summary. `kchaos report RUN --format "
	"summary` shows it.*\n";

static bool is_fence(const char *line)
{
	return strncmp(line, "```", 3) == 0;
}

/* Where the last whole line within `room` bytes ends; *inside: it lies in a block of code. */
static size_t last_line(const char *text, size_t room, bool *inside)
{
	size_t end = 0;

	*inside = false;
	for (size_t next; text[end]; end = next) {
		next = end + strcspn(text + end, "\n") + 1;
		if (next > room)
			break;
		if (is_fence(text + end))
			*inside = !*inside;
	}
	return end;
}

void github_summary(const struct told *t, size_t most, struct strbuf *out)
{
	static const char fence[] = "```\n";
	struct run_tables tables = {t->tables, t->n_tables};
	struct strbuf all = STRBUF_INIT;
	size_t spare = sizeof(cut_words) + sizeof(fence), end;
	bool inside = false;

	report_markdown(&t->f, &t->v, &tables, &all);
	if (all.len <= most) {
		strbuf_add(out, strbuf_text(&all), all.len);
	} else {
		end = last_line(strbuf_text(&all), most > spare ? most - spare : 0,
				&inside);
		strbuf_add(out, strbuf_text(&all), end);
		strbuf_addf(out, "%s%s", inside ? fence : "", cut_words);
	}
	strbuf_release(&all);
}

/* ---- annotations ---- */

enum { ANNOTATIONS_MOST = 9 };

/* A line end would end the command; in a property a colon or comma would end it as well. */
static void escape(struct strbuf *out, const char *text, bool property)
{
	char *plain = plain_text(text);

	for (const char *p = plain; *p; p++)
		if (*p == '%' || *p == '\n' || (property && (*p == ':' || *p == ',')))
			strbuf_addf(out, "%%%02X", (unsigned)*p);
		else
			strbuf_addch(out, *p);
	free(plain);
}

static void property(struct strbuf *out, const char *name, const char *value)
{
	strbuf_addf(out, "%s=", name);
	escape(out, value, true);
	strbuf_addch(out, ',');
}

static void annotation(const struct told *t, const struct judged *j, struct strbuf *out)
{
	const struct plan *plan = &t->run.header.plan;
	struct strbuf title = STRBUF_INIT, line = STRBUF_INIT;

	strbuf_addf(&title, "%s, %s: %s", plan->name, proof_scope(t, j),
		    verdict_name(j->verdict));
	proof_line(j, &line);
	strbuf_addstr(out, "::error ");
	if (plan->file && j->expect->line > 0) {
		property(out, "file", plan->file);
		strbuf_addf(out, "line=%d,", j->expect->line);
	}
	strbuf_addstr(out, "title=");
	escape(out, strbuf_text(&title), true);
	strbuf_addstr(out, "::");
	escape(out, strbuf_text(&line), false);
	strbuf_addch(out, '\n');
	strbuf_release(&title);
	strbuf_release(&line);
}

static size_t not_held(const struct verdicts *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len; i++)
		n += v->judged[i].verdict != VERDICT_PASS;
	return n;
}

/* The failed ones first: they are what is to be mended. */
static void those(const struct told *t, enum verdict which, size_t *room,
		  struct strbuf *out)
{
	for (size_t i = 0; i<t->v.len && * room> 0; i++)
		if (t->v.judged[i].verdict == which) {
			annotation(t, &t->v.judged[i], out);
			(*room)--;
		}
}

void github_annotations(const struct told *t, struct strbuf *out)
{
	size_t n = not_held(&t->v), room = ANNOTATIONS_MOST;

	those(t, VERDICT_FAIL, &room, out);
	those(t, VERDICT_INCONCLUSIVE, &room, out);
	if (n > ANNOTATIONS_MOST) {
		strbuf_addstr(out, "::error title=");
		escape(out, t->run.header.plan.name, true);
		strbuf_addf(out, "::and %zu more\n", n - ANNOTATIONS_MOST);
	}
	if (t->v.len == 0) {
		strbuf_addstr(out, "::error title=");
		escape(out, t->run.header.plan.name, true);
		strbuf_addstr(out, "::");
		escape(out, t->v.sentence, false);
		strbuf_addch(out, '\n');
	}
}
