#include "report/text.h"

#include "base/mem.h"
#include "base/str.h"

enum { WIDTH = 100, NARROWEST = 60 };

const char *text_paint(const struct text *t, const char *colour)
{
	return t->style->colour ? colour : "";
}

char *text_when(const struct text *t, char *buf, size_t cap, int64_t at_ns)
{
	if (at_ns == NEVER)
		(void)snprintf(buf, cap, "never");
	else
		(void)snprintf(buf, cap, "%+.2f s", ns_to_s(at_ns - t->f->begin_ns));
	return buf;
}

char *text_length(char *buf, size_t cap, int64_t ns)
{
	if (ns <= 0)
		(void)snprintf(buf, cap, "-");
	else
		(void)str_duration(buf, cap, ns);
	return buf;
}

void text_heading(const struct text *t, const char *title, const char *explained)
{
	strbuf_addf(t->out, "\n%s%s%s", text_paint(t, BOLD), title, text_paint(t, PLAIN));
	strbuf_addf(t->out, "%s%s%s\n", explained ? "  (" : "",
		    explained ? explained : "", explained ? ")" : "");
}

void text_table(const struct text *t, struct table *table, size_t indent)
{
	table_print(table, indent, t->width, t->out);
}

void text_paragraph(const struct text *t, size_t indent, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	layout_vparagraph(t->out, indent, t->width, fmt, ap);
	va_end(ap);
}

const char *text_node(const struct text *t, int32_t id)
{
	const struct node *n = topology_any_by_id(&t->f->run->header.topology, id);

	return n ? n->name : "nobody";
}

void text_nodes(const struct text *t, const struct ids *nodes, struct strbuf *out)
{
	for (size_t n = 0; n < nodes->len; n++)
		strbuf_addf(out, "%s%s", n ? ", " : " ", text_node(t, nodes->id[n]));
}

/* "a" when nothing changed, else "a -> b". */
static void change(struct table *table, const char *from, const char *to)
{
	bool same = strcmp(from, to) == 0;

	table_add(table, "%s%s%s", from, same ? "" : " -> ", same ? "" : to);
}

static void phase_row(const struct text *t, struct table *table, size_t i)
{
	const struct phase_finding *p = &t->f->phases[i];
	const struct isr_count *a = &p->isr_begin, *b = &p->isr_end;
	char from[48], to[48];

	table_add(table, "%zu", i + 1);
	table_add(table, "%s", t->plan->phases[i].name);
	if (!p->begun) {
		table_add(table, "-");
		table_add(table, "-");
		table_add(table, "did not begin");
		table_add(table, "%s", "");
		table_add(table, "%s", "");
		return;
	}
	table_add(table, "%s", WHEN(t, p->begin_ns));
	table_add(table, "%s", WHEN(t, p->end_ns));
	table_add(table, "%s", !p->ended ? "cut off" : p->why ? p->why : "?");
	change(table, text_node(t, p->controller_begin), text_node(t, p->controller_end));
	(void)snprintf(from, sizeof(from), "%zu", a->in_sync);
	(void)snprintf(to, sizeof(to), "%zu of %zu", b->in_sync, b->replicas);
	if (a->in_sync == b->in_sync)
		table_add(table, "%s", to);
	else
		change(table, from, to);
}

/* A cluster that others started, and may have other uses. */
static void adopted(const struct text *t)
{
	const struct params *env = &t->f->run->header.environment;
	const char *project = params_text(env, "adopted", NULL);
	const char *beside = params_text(env, "companions", NULL);

	if (project)
		text_paragraph(t, 0,
			       "on project '%s', adopted as it was found; nothing of the "
			       "scenario's Compose file was read%s%s",
			       project, beside ? "; left alone unless named: " : "",
			       beside ? beside : "");
}

static void phases(const struct text *t)
{
	struct table table = {.align = "rlrrlll"};
	static const char *const heads[] = {"",         "phase",      "from",   "to",
					    "ended by", "controller", "in sync"};

	text_heading(t, "phases", NULL);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&table, "%s", heads[i]);
	for (size_t i = 0; i < t->plan->n_phases; i++)
		phase_row(t, &table, i);
	text_table(t, &table, INDENT);
}

static void actions(const struct text *t)
{
	struct table table = {.align = "rlll"};

	if (t->f->n_actions)
		text_heading(t, "actions", NULL);
	for (size_t i = 0; i < t->f->n_actions; i++) {
		const struct action_finding *a = &t->f->actions[i];
		struct strbuf what = STRBUF_INIT;
		char *words = action_words(a);

		strbuf_addf(&what, "%s%s", a->is_inner ? "- " : "", a->kind);
		text_nodes(t, &a->nodes, &what);
		table_add(&table, "%s", WHEN(t, a->requested_ns));
		table_add(&table, "%s", strbuf_text(&what));
		if (a->effective_ns == NEVER)
			table_add(&table, "no effect seen");
		else
			table_add(&table, "effective %s", WHEN(t, a->effective_ns));
		table_add(&table, "%s%s%s%s%s%s", text_paint(t, a->failed ? RED : ""),
			  a->failed ? "FAILED: " : "", words,
			  text_paint(t, a->failed ? PLAIN : ""),
			  a->undone_ns == NEVER ? "" : "; undone ",
			  a->undone_ns == NEVER ? "" : WHEN(t, a->undone_ns));
		strbuf_release(&what);
		free(words);
	}
	text_table(t, &table, INDENT);
}

static void controllers(const struct text *t)
{
	struct table table = {.align = "rlrll"};

	text_heading(t, "active controller", NULL);
	for (size_t i = 0; i < t->f->n_controllers; i++) {
		const struct controller_span *c = &t->f->controllers[i];

		table_add(&table, "%s", WHEN(t, c->from_ns));
		table_add(&table, "..");
		table_add(&table, "%s", WHEN(t, c->to_ns));
		table_add(&table, "%s", text_node(t, c->node));
		if (c->node >= 0)
			table_add(&table, "node %d, epoch %d", c->node, c->epoch);
		else
			table_add(&table, "for %s", DURATION_TEXT(c->to_ns - c->from_ns));
	}
	text_table(t, &table, INDENT);
}

static void stale_controllers(const struct text *t)
{
	for (size_t i = 0; i < t->f->n_stale_controllers; i++) {
		const struct stale_controller *s = &t->f->stale_controllers[i];

		text_paragraph(t, INDENT,
			       "stale: %s held itself for the leader of epoch %d from %s "
			       "to %s (%s), while %s led in epoch %d; %s",
			       text_node(t, s->node), s->epoch, WHEN(t, s->from_ns),
			       WHEN(t, s->to_ns), DURATION_TEXT(s->to_ns - s->from_ns),
			       text_node(t, s->by), s->by_epoch,
			       s->said_so ? "it said so when asked"
					  : "it did not answer meanwhile");
	}
}

/* What other programs, and the nodes among themselves, took from each other. */
static void contention(const struct text *t)
{
	double worst = -1;
	size_t in = 0;

	if (t->f->instrument.contended < 0)
		return;
	for (size_t i = 0; i < t->plan->n_phases; i++)
		if (t->f->phases[i].contended > worst) {
			worst = t->f->phases[i].contended;
			in = i;
		}
	if (worst < 0)
		return;
	text_paragraph(
		t, INDENT,
		"programs of this machine waited for a processor %.0f %% of the time (%s: "
		"%.0f %%)",
		100.0 * t->f->instrument.contended, t->plan->phases[in].name,
		100.0 * worst);
}

static void measurement(const struct text *t)
{
	const struct instrument_finding *m = &t->f->instrument;

	text_heading(t, "measurement", NULL);
	text_paragraph(
		t, INDENT,
		"kchaos used %.1f %% of a core and %.1f MiB; its clock ticked at worst %s late; the "
		"observer's longest gap was %s",
		100.0 * m->cpu_share, (double)m->peak_rss_kib / 1024.0,
		DURATION_TEXT(m->worst_late_ns), DURATION_TEXT(m->observer_gap_ns));
	contention(t);
	for (size_t i = 0; i < t->f->n_notes; i++)
		text_paragraph(t, INDENT, "note: %s", t->f->notes[i]);
}

static const char *verdict_colour(enum verdict v)
{
	return v == VERDICT_PASS ? GREEN : v == VERDICT_FAIL ? RED : YELLOW;
}

static const char *verdict_mark(enum verdict v)
{
	return v == VERDICT_PASS ? "✓" : v == VERDICT_FAIL ? "✗" : "?";
}

/* Caller frees. */
static char *reason_of(const struct judged *j)
{
	return j->why ? xasprintf("\ninconclusive: %s [%s]", j->why, code_text(j->code))
		      : xstrdup("");
}

static void expectations(const struct text *t, const struct verdicts *v)
{
	struct table table = {.align = "lll"};

	text_heading(t, "expectations", NULL);
	for (size_t i = 0; i < v->len; i++) {
		const struct judged *j = &v->judged[i];
		char *reason = reason_of(j);

		table_add(&table, "%s%s%s", text_paint(t, verdict_colour(j->verdict)),
			  verdict_mark(j->verdict), text_paint(t, PLAIN));
		table_add(&table, "%s",
			  j->expect->phase < 0 ? "whole run"
					       : t->plan->phases[j->expect->phase].name);
		table_add(&table, "expected %s\nobserved %s%s%s", j->expected,
			  j->observed, j->close ? " (close)" : "", reason);
		free(reason);
	}
	text_table(t, &table, INDENT);
	if (v->len == 0)
		strbuf_addstr(t->out, "  none are stated\n");
}

static const char *const verdict_words[] = {[VERDICT_PASS] = "PASS",
					    [VERDICT_FAIL] = "FAIL",
					    [VERDICT_INCONCLUSIVE] = "INCONCLUSIVE"};

void report_text(const struct findings *f, const struct verdicts *v,
		 const struct text_style *style, struct strbuf *out)
{
	int width = style->width == 0 ? WIDTH : style->width;
	struct text t = {f, &f->run->header.plan, style,
			 (size_t)(width < NARROWEST ? NARROWEST : width), out};
	size_t begin = out->len;

	adopted(&t);
	phases(&t);
	actions(&t);
	text_timeline(&t);
	text_windows(&t);
	text_availability(&t);
	text_bulk(&t);
	controllers(&t);
	stale_controllers(&t);
	text_leaders(&t);
	text_digest(&t);
	text_settlement(&t);
	measurement(&t);
	expectations(&t, v);
	strbuf_addch(out, '\n');
	text_paragraph(&t, 0, "%s%s%s  %s: %s",
		       text_paint(&t, verdict_colour(v->overall)),
		       verdict_words[v->overall], text_paint(&t, PLAIN), t.plan->name,
		       v->sentence);
	layout_clean(out, begin);
}
