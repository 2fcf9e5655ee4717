/* why.c - why a phase's windows were ones: windows of the same reason and cause are told together. */
#include "writeup/sections.h"

/* Its start, which is the middle of a bar, may lie before the action that explains it. */
static int64_t begin_ns(const struct writer *w, const struct window *x)
{
	int64_t start = x->unstarted ? x->from_ns : window_start_ns(x);
	int64_t asked = x->split.cause < 0 ? start
					   : w->f->actions[x->split.cause].requested_ns;

	return asked > start ? asked : start;
}

static bool begins_in(const struct writer *w, const struct window *x, size_t phase)
{
	const struct phase_finding *p = &w->f->phases[phase];
	int64_t at_ns = begin_ns(w, x);

	return p->begun && at_ns >= p->begin_ns && at_ns < p->end_ns;
}

static bool together(const struct window *a, const struct window *b)
{
	return a->why.reason == b->why.reason && a->split.cause == b->split.cause;
}

static bool is_told(const struct writer *w, const struct workload_finding *f, size_t i,
		    size_t phase)
{
	for (size_t k = 0; k < i; k++)
		if (begins_in(w, &f->windows[k], phase) &&
		    together(&f->windows[k], &f->windows[i]))
			return true;
	return false;
}

/* Windows of one reason and cause. */
struct group {
	const struct window *longest;
	size_t n;
	uint64_t records, unserved;
	bool open;
	const char *parts; /* their names, as far as they fit */
};

enum { PARTS_SHOWN = 8 };

static bool is_first_of_part(const struct workload_finding *f, size_t from, size_t k)
{
	for (size_t i = from; i < k; i++)
		if (f->windows[i].partition == f->windows[k].partition &&
		    together(&f->windows[i], &f->windows[k]))
			return false;
	return true;
}

static const char *part_name(struct writer *w, const struct window *x)
{
	char *part = findings_part_name(w->f, x->workload, x->partition);
	const char *escaped = w_name(w, part);

	free(part);
	return escaped;
}

static struct group gather(struct writer *w, const struct workload_finding *f, size_t i,
			   size_t phase)
{
	struct group g = {.longest = &f->windows[i]};
	struct strbuf parts = STRBUF_INIT;
	size_t named = 0;

	for (size_t k = i; k < f->n_windows; k++) {
		const struct window *x = &f->windows[k];

		if (!begins_in(w, x, phase) || !together(x, &f->windows[i]))
			continue;
		g.n++;
		g.records += x->records;
		g.unserved += x->unserved;
		g.open |= x->open;
		if (window_end_ns(x) - window_start_ns(x) >
		    window_end_ns(g.longest) - window_start_ns(g.longest))
			g.longest = x;
		if (is_first_of_part(f, i, k) && named++ < PARTS_SHOWN)
			strbuf_addf(&parts, "%s%s", named > 1 ? ", " : "",
				    part_name(w, x));
	}
	if (named > PARTS_SHOWN)
		strbuf_addf(&parts, ", … (%zu)", named);
	g.parts = w_keep(w, strbuf_detach(&parts));
	return g;
}

static const char *longest_length(struct writer *w, const struct window *x)
{
	int64_t bar = (x->from_latest_ns - x->from_ns + x->to_ns - x->to_earliest_ns) / 2;

	return w_length_bar(w, window_end_ns(x) - window_start_ns(x), bar);
}

static void cause(struct writer *w, const struct split *s)
{
	const struct action_finding *a;

	if (s->cause < 0) {
		w_say(w, SAY_WHY_UNEXPLAINED, NULL);
		return;
	}
	a = &w->f->actions[s->cause];
	w_say(w, SAY_WHY_CAUSE,
	      VALUES(w_quote(w, a->kind), w_node_names(w, &a->nodes),
		     w_when(w, a->first_effective_ns)));
	if (s->cluster_share_ns == NEVER || s->client_share_ns == NEVER)
		return;
	strbuf_addch(w->out, ' ');
	w_say(w, SAY_WHY_SHARES,
	      VALUES(w_length(w, s->cluster_share_ns), w_length(w, s->client_share_ns)));
}

/* A line of the list beneath the group. */
static void below(struct writer *w)
{
	strbuf_addstr(w->out, "  - ");
}

static void evidence(struct writer *w, const struct why *why)
{
	for (size_t i = 0; i < why->n_evidence; i++) {
		below(w);
		w_say(w, SAY_WHY_EVIDENCE, VALUES(w_heard(w, why->evidence[i])));
		strbuf_addch(w->out, '\n');
	}
}

static void tell(struct writer *w, size_t workload, const struct group *g)
{
	enum reason r = g->longest->why.reason;

	w_item(w, SAY_WHY_GROUP_OF,
	       VALUES(w_workload_name(w, workload),
		      w_said(w, g->open ? SAY_WHY_LENGTH_OPEN : SAY_WHY_LENGTH,
			     VALUES(w_number(w, g->n), longest_length(w, g->longest))),
		      w_reason_said(w, r), w_heard(w, reason_meaning(r))));
	below(w);
	cause(w, &g->longest->split);
	strbuf_addch(w->out, '\n');
	evidence(w, &g->longest->why);
	below(w);
	w_say(w, SAY_WHY_PARTS, VALUES(g->parts));
	strbuf_addch(w->out, ' ');
	w_say(w, SAY_WHY_UNSERVED,
	      VALUES(w_number(w, g->records), w_number(w, g->unserved)));
	strbuf_addch(w->out, '\n');
}

static size_t of_workload(struct writer *w, size_t workload, size_t phase, size_t told)
{
	const struct workload_finding *f = &w->f->workloads[workload];

	for (size_t i = 0; i < f->n_windows; i++) {
		struct group g;

		if (!begins_in(w, &f->windows[i], phase) || is_told(w, f, i, phase))
			continue;
		g = gather(w, f, i, phase);
		if (!told++)
			w_paragraph(w, SAY_WHY, NULL);
		tell(w, workload, &g);
	}
	return told;
}

static bool was_out(const struct writer *w, size_t phase)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		if (w->f->workloads[i].phases[phase].longest_ns > 0)
			return true;
	return false;
}

void write_why(struct writer *w, size_t phase)
{
	size_t told = 0;

	for (size_t i = 0; i < w->plan->n_workloads; i++)
		told = of_workload(w, i, phase, told);
	if (told)
		strbuf_addch(w->out, '\n');
	else
		w_paragraph(w, was_out(w, phase) ? SAY_WHY_NOTHING_NEW : SAY_WHY_NOTHING,
			    NULL);
}
