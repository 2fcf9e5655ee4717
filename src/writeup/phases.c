/* phases.c - the run phase by phase: what was done, what was seen, why, and what the nodes logged. */
#include "writeup/chart.h"
#include "writeup/sections.h"

static const char *effect(struct writer *w, const struct action_finding *a)
{
	if (a->failed)
		return said(w, SAY_ACTION_FAILED, NULL);
	if (a->effective_ns == NEVER)
		return said(w, SAY_ACTION_UNSEEN, NULL);
	return when(w, a->effective_ns);
}

static void action(struct writer *w, const struct action_finding *a)
{
	table_row(w,
		  VALUES(quote(w, a->kind), a->nodes.len ? node_names(w, &a->nodes) : "—",
			 when(w, a->requested_ns), effect(w, a), when(w, a->done_ns),
			 a->proof && *a->proof ? quote(w, a->proof) : "—"));
}

static void done(struct writer *w, size_t phase)
{
	const struct until_plan *u = &w->plan->phases[phase].until;
	bool any = false;

	for (size_t i = 0; i < w->f->n_actions; i++) {
		if (w->f->actions[i].phase != (int)phase)
			continue;
		if (!any) {
			paragraph(w, SAY_DONE, NULL);
			HEAD(w, SAY_T_ACTION, SAY_T_NODES, SAY_T_REQUESTED,
			     SAY_T_EFFECTIVE, SAY_T_OVER, SAY_T_PROOF);
		}
		any = true;
		action(w, &w->f->actions[i]);
	}
	if (any)
		strbuf_addch(w->out, '\n');
	else
		paragraph(w, SAY_DONE_NOTHING, NULL);
	if (u->kind)
		paragraph(w, SAY_DONE_WAITED, VALUES(u->kind, u->want ? u->want : ""));
}

static void how_it_ended(struct writer *w, const struct phase_finding *p)
{
	if (!p->ended)
		paragraph(w, SAY_PHASE_CUT, NULL);
	else if (p->why && strcmp(p->why, "timeout") == 0)
		paragraph(w, SAY_PHASE_TIMEOUT, NULL);
	else if (p->why && strcmp(p->why, "interrupted") == 0)
		paragraph(w, SAY_PHASE_INTERRUPTED, NULL);
}

static void details(struct writer *w, const struct description *d, enum phrase title)
{
	if (!d)
		return;
	strbuf_addstr(w->out, "<details><summary>");
	say(w, title, NULL);
	strbuf_addstr(w->out, "</summary>\n\n");
	write_tables(w, d);
	strbuf_addstr(w->out, "</details>\n\n");
}

static void phase(struct writer *w, size_t i)
{
	const struct phase_finding *p = &w->f->phases[i];
	const char *id = keepf(w, "phase-%zu", i + 1);

	block_begin(w, id);
	paragraph(w, SAY_H_PHASE,
		  VALUES(number(w, i + 1), name(w, w->plan->phases[i].name)));
	if (!p->begun) {
		paragraph(w, SAY_PHASE_NOT_BEGUN, NULL);
		block_end(w, id);
		return;
	}
	paragraph(w, SAY_PHASE_TIME,
		  VALUES(when(w, p->begin_ns), when(w, p->end_ns),
			 length(w, p->end_ns - p->begin_ns)));
	done(w, i);
	how_it_ended(w, p);
	write_seen(w, i);
	write_why(w, i);
	write_logs(w, i);
	details(w, tables_at(w, i + 1), SAY_TABLES_END);
	block_end(w, id);
	own_words(w);
}

void write_course(struct writer *w)
{
	block_begin(w, "course");
	paragraph(w, SAY_H_COURSE, NULL);
	if (w->chart)
		strbuf_addf(w->out, "![%s](%s)\n\n", said(w, SAY_CHART_ALT, NULL),
			    w->chart);
	else
		write_strip(w);
	details(w, tables_at(w, 0), SAY_TABLES_BEGIN);
	block_end(w, "course");
	for (size_t i = 0; i < w->plan->n_phases; i++)
		phase(w, i);
}
