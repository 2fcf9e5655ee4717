#include "report/proof.h"

#include "expect/table.h"
#include "report/window.h"

#include <inttypes.h>

enum { WINDOWS_TOLD = 3, LOST_TOLD = 3 };

struct proof {
	const struct told *t;
	const struct expect_plan *x;
	const struct plan *plan;
	int64_t from_ns, to_ns; /* the phase, or the measurement */
	struct strbuf *out;
};

const char *proof_scope(const struct told *t, const struct judged *j)
{
	return j->expect->phase < 0 ? "whole run"
				    : t->run.header.plan.phases[j->expect->phase].name;
}

static const char *close_words(const struct judged *j)
{
	return j->close ? " (within its error bar of the limit)" : "";
}

void proof_line(const struct judged *j, struct strbuf *out)
{
	strbuf_addf(out, "observed %s%s, expected %s", j->observed, close_words(j),
		    j->expected);
	if (j->why)
		strbuf_addf(out, "; inconclusive: %s [%s]", j->why, code_text(j->code));
}

static double since_begin(const struct proof *p, int64_t at_ns)
{
	return ns_to_s(at_ns - p->t->f.begin_ns);
}

/* ---- windows ---- */

struct chosen {
	const struct window *window[WINDOWS_TOLD];
	size_t len, all;
};

static int64_t length_of(const struct window *w)
{
	return window_end_ns(w) - window_start_ns(w);
}

/* Keeps the longest ones, of equal ones the first. */
static void choose(struct chosen *c, const struct window *w)
{
	size_t at = c->len < WINDOWS_TOLD ? c->len++ : WINDOWS_TOLD;

	c->all++;
	for (; at > 0 && length_of(c->window[at - 1]) < length_of(w); at--)
		if (at < WINDOWS_TOLD)
			c->window[at] = c->window[at - 1];
	if (at < WINDOWS_TOLD)
		c->window[at] = w;
}

static void choose_of(const struct proof *p, size_t workload, struct chosen *c)
{
	const struct workload_finding *w = &p->t->f.workloads[workload];
	int32_t part = expectation_part(&p->t->f, p->x);

	for (size_t i = 0; i < w->n_windows; i++)
		if ((part == ANY_PARTITION || w->windows[i].partition == part) &&
		    w->windows[i].from_ns < p->to_ns && w->windows[i].to_ns > p->from_ns)
			choose(c, &w->windows[i]);
}

static void tell_window(const struct proof *p, const struct window *w)
{
	char *part = findings_part_name(&p->t->f, w->workload, w->partition);

	strbuf_addf(p->out, "window: %s, %s, ", p->plan->workloads[w->workload].name,
		    part);
	free(part);
	if (w->unstarted)
		strbuf_addstr(p->out, "from before the measurement");
	else
		strbuf_addf(p->out, "from %+.2f s", since_begin(p, w->from_ns));
	if (w->open)
		strbuf_addstr(p->out, " to the end: ");
	else
		strbuf_addf(p->out, " to %+.2f s: ", since_begin(p, w->to_ns));
	window_length(w, p->out);
	strbuf_addf(p->out, ", %s", reason_name(w->why.reason));
	if (w->why.n_evidence)
		strbuf_addf(p->out, "; %s", w->why.evidence[0]);
	if (w->errors[0].count)
		strbuf_addstr(p->out, "; errors: ");
	window_errors(w->errors, w->other_errors, p->out);
	strbuf_addch(p->out, '\n');
}

static void tell_windows(const struct proof *p)
{
	struct chosen c = {.len = 0};
	bool any = p->from_ns < p->to_ns; /* a phase that did not begin has none */

	for (size_t i = 0; any && i < p->plan->n_workloads; i++)
		if (expectation_is_about(&p->t->f, p->x, i))
			choose_of(p, i, &c);
	for (size_t i = 0; i < c.len; i++)
		tell_window(p, c.window[i]);
	if (c.all > c.len)
		strbuf_addf(p->out, "... and %zu window%s not longer than these\n",
			    c.all - c.len, c.all - c.len == 1 ? "" : "s");
}

/* ---- what else it rests on ---- */

static void tell_demand(const struct proof *p, size_t workload)
{
	const struct workload_finding *w = &p->t->f.workloads[workload];
	const struct demand *d = p->x->phase < 0 ? &w->run : &w->phases[p->x->phase];

	if (d->due == 0)
		return;
	strbuf_addf(p->out,
		    "demand: %s, %" PRIu64 " due = %" PRIu64 " served in time + %" PRIu64
		    " late + %" PRIu64 " rejected + %" PRIu64 " unknown",
		    p->plan->workloads[workload].name, d->due, d->served, d->late,
		    d->rejected, d->unknown);
	if (d->errors[0].count)
		strbuf_addstr(p->out, "; errors: ");
	window_errors(d->errors, 0, p->out);
	strbuf_addch(p->out, '\n');
}

static void tell_demands(const struct proof *p)
{
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		if (expectation_is_about(&p->t->f, p->x, i))
			tell_demand(p, i);
}

static void tell_lost_of(const struct proof *p, const struct settlement *s)
{
	const char *name = p->plan->workloads[s->workload].name;
	const char *only = params_text(&p->x->params, "workload", NULL);
	size_t n = s->n_first_lost < LOST_TOLD ? s->n_first_lost : LOST_TOLD;

	if (only && strcmp(only, name) != 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct lost_record *r = &s->first_lost[i];

		strbuf_addf(p->out, "lost: %s, record %" PRIu32 ", partition %d", name,
			    r->seq, r->partition);
		if (r->done_ns != NEVER)
			strbuf_addf(p->out, ", acknowledged %+.2f s at offset %" PRId64,
				    since_begin(p, r->done_ns), r->offset);
		strbuf_addch(p->out, '\n');
	}
	if (s->lost > n)
		strbuf_addf(p->out, "... and %" PRIu64 " more lost\n", s->lost - n);
}

static void tell_failed_actions(const struct proof *p)
{
	for (size_t i = 0; i < p->t->f.n_actions; i++) {
		const struct action_finding *a = &p->t->f.actions[i];
		char *why;

		if (!a->failed || (p->x->phase >= 0 && a->phase != p->x->phase))
			continue;
		why = action_words(a);
		strbuf_addf(p->out, "action: %s failed: %s\n", a->kind, why);
		free(why);
	}
}

static void tell_evidence(const struct proof *p)
{
	const struct expect_row *row = expect_row_find(p->x->kind);

	if (row && field_find(row->fields, "plane")) {
		tell_demands(p);
		tell_windows(p);
	}
	if (strcmp(p->x->kind, "lost") == 0)
		for (size_t i = 0; i < p->t->f.n_settlements; i++)
			tell_lost_of(p, &p->t->f.settlements[i]);
	tell_failed_actions(p);
}

void proof_evidence(const struct told *t, const struct judged *j, struct strbuf *out)
{
	int phase = j->expect->phase;
	struct proof p = {.t = t,
			  .x = j->expect,
			  .plan = &t->run.header.plan,
			  .from_ns = phase < 0 ? t->f.begin_ns
					       : t->f.phases[phase].begin_ns,
			  .to_ns = phase < 0 ? t->f.end_ns : t->f.phases[phase].end_ns,
			  .out = out};

	if (j->verdict != VERDICT_PASS)
		tell_evidence(&p);
}

void proof_lines(const struct told *t, const struct judged *j, struct strbuf *out)
{
	strbuf_addf(out, "expected %s\nobserved %s%s\n", j->expected, j->observed,
		    close_words(j));
	if (j->why)
		strbuf_addf(out, "inconclusive: %s [%s]\n", j->why, code_text(j->code));
	proof_evidence(t, j, out);
}
