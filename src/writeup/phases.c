/* phases.c - the run phase by phase: what was done, what was seen, why, and what the nodes logged. */
#include "writeup/chart.h"
#include "writeup/sections.h"

static const char *effect(struct writer *w, const struct action_finding *a)
{
	if (a->failed)
		return w_said(w, SAY_ACTION_FAILED, NULL);
	if (a->effective_ns == NEVER)
		return w_said(w, SAY_ACTION_UNSEEN, NULL);
	return w_when(w, a->effective_ns);
}

static void action(struct writer *w, const struct action_finding *a)
{
	char *words = action_words(a);

	w_table_row(w, VALUES(w_quote(w, a->kind),
			      a->nodes.len ? w_node_names(w, &a->nodes) : "—",
			      w_when(w, a->requested_ns), effect(w, a),
			      w_when(w, a->done_ns), *words ? w_quote(w, words) : "—"));
	free(words);
}

/* A load that begins with the phase is something done. */
static bool bulk_begins(struct writer *w, size_t phase)
{
	bool any = false;

	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_plan *p = &w->plan->workloads[i];

		if (!workload_is_bulk(p) || p->begin_phase != (int)phase)
			continue;
		any = true;
		w_paragraph(
			w, SAY_DONE_BULK,
			VALUES(w_name(w, p->name), w_number(w, (uint64_t)p->records)));
	}
	return any;
}

static void done(struct writer *w, size_t phase)
{
	const struct until_plan *u = &w->plan->phases[phase].until;
	bool any = false;

	for (size_t i = 0; i < w->f->n_actions; i++) {
		if (w->f->actions[i].phase != (int)phase)
			continue;
		if (!any) {
			w_paragraph(w, SAY_DONE, NULL);
			HEAD(w, SAY_T_ACTION, SAY_T_NODES, SAY_T_REQUESTED,
			     SAY_T_EFFECTIVE, SAY_T_OVER, SAY_T_PROOF);
		}
		any = true;
		action(w, &w->f->actions[i]);
	}
	if (any)
		strbuf_addch(w->out, '\n');
	else if (!bulk_begins(w, phase))
		w_paragraph(w, SAY_DONE_NOTHING, NULL);
	if (u->kind)
		w_paragraph(w, SAY_DONE_WAITED, VALUES(u->kind, u->want ? u->want : ""));
}

static void how_it_ended(struct writer *w, const struct phase_finding *p)
{
	if (!p->ended)
		w_paragraph(w, SAY_PHASE_CUT, NULL);
	else if (p->why && strcmp(p->why, "timeout") == 0)
		w_paragraph(w, SAY_PHASE_TIMEOUT, NULL);
	else if (p->why && strcmp(p->why, "interrupted") == 0)
		w_paragraph(w, SAY_PHASE_INTERRUPTED, NULL);
}

static void details(struct writer *w, const struct description *d, enum phrase title)
{
	if (!d)
		return;
	strbuf_addstr(w->out, "<details><summary>");
	w_say(w, title, NULL);
	strbuf_addstr(w->out, "</summary>\n\n");
	write_tables(w, d);
	strbuf_addstr(w->out, "</details>\n\n");
}

static void phase(struct writer *w, size_t i)
{
	const struct phase_finding *p = &w->f->phases[i];
	const char *id = w_keepf(w, "phase-%zu", i + 1);

	w_block_begin(w, id);
	w_paragraph(w, SAY_H_PHASE,
		    VALUES(w_number(w, i + 1), w_name(w, w->plan->phases[i].name)));
	if (!p->begun) {
		w_paragraph(w, SAY_PHASE_NOT_BEGUN, NULL);
		w_block_end(w, id);
		return;
	}
	w_paragraph(w, SAY_PHASE_TIME,
		    VALUES(w_when(w, p->begin_ns), w_when(w, p->end_ns),
			   w_length(w, p->end_ns - p->begin_ns)));
	done(w, i);
	how_it_ended(w, p);
	write_seen(w, i);
	write_why(w, i);
	write_logs(w, i);
	details(w, tables_at(w, i + 1), SAY_TABLES_END);
	w_block_end(w, id);
	w_own_words(w);
}

void write_course(struct writer *w)
{
	w_block_begin(w, "course");
	w_paragraph(w, SAY_H_COURSE, NULL);
	if (w->chart)
		strbuf_addf(w->out, "![%s](%s)\n\n", w_said(w, SAY_CHART_ALT, NULL),
			    w->chart);
	else
		write_strip(w);
	details(w, tables_at(w, 0), SAY_TABLES_BEGIN);
	w_block_end(w, "course");
	for (size_t i = 0; i < w->plan->n_phases; i++)
		phase(w, i);
}
