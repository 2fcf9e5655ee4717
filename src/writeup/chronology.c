/* chronology.c - everything that changed, on one clock. */
#include "writeup/sections.h"

#include "base/mem.h"

#include <stdlib.h>

struct entry {
	int64_t at_ns;
	size_t order; /* as it was added: qsort() is not stable */
	const char *text;
};

struct entries {
	struct entry *at;
	size_t len;
};

static void add(struct entries *all, int64_t at_ns, const char *text)
{
	if (at_ns == NEVER)
		return;
	*GROW(all->at,
	      all->len) = (struct entry){.at_ns = at_ns, .order = all->len, .text = text};
}

static void phases_and_actions(struct writer *w, struct entries *all)
{
	for (size_t i = 0; i < w->plan->n_phases; i++)
		if (w->f->phases[i].begun)
			add(all, w->f->phases[i].begin_ns,
			    w_said(w, SAY_E_PHASE,
				   VALUES(w_number(w, i + 1),
					  w_name(w, w->plan->phases[i].name))));
	for (size_t i = 0; i < w->f->n_actions; i++) {
		const struct action_finding *a = &w->f->actions[i];

		if (!a->failed && a->nodes.len)
			add(all, a->effective_ns,
			    w_said(w, SAY_E_ACTION,
				   VALUES(a->kind, w_node_names(w, &a->nodes))));
	}
}

/* What was so before the measurement is no change. */
static void nodes(struct writer *w, struct entries *all)
{
	static const enum phrase words[] = {
		[NODE_UP] = SAY_E_NODE_UP,           [NODE_SILENT] = SAY_E_NODE_SILENT,
		[NODE_HIT] = SAY_E_NODE_HIT,         [NODE_PAUSED] = SAY_E_NODE_PAUSED,
		[NODE_STOPPED] = SAY_E_NODE_STOPPED, [NODE_UNKNOWN] = SAY_E_NODE_UNKNOWN};
	const struct topology *t = &w->f->run->header.topology;

	for (size_t i = 0; i < w->f->n_node_spans; i++) {
		const struct node_span *n = &w->f->node_spans[i];

		if (n->from_ns > w->f->begin_ns)
			add(all, n->from_ns,
			    w_said(w, words[n->state],
				   VALUES(w_name(w, t->nodes[n->node].name))));
	}
}

static void controllers(struct writer *w, struct entries *all)
{
	for (size_t i = 0; w->f->observed && i < w->f->n_controllers; i++) {
		const struct controller_span *c = &w->f->controllers[i];

		if (c->from_ns <= w->f->begin_ns)
			continue;
		if (c->node < 0)
			add(all, c->from_ns, w_said(w, SAY_E_NO_CONTROLLER, NULL));
		else
			add(all, c->from_ns,
			    w_said(w, SAY_E_CONTROLLER,
				   VALUES(w_node_name(w, c->node),
					  w_keepf(w, "%d", c->epoch))));
	}
}

static bool is_full(const struct isr_step *s)
{
	return s->in_sync == s->replicas;
}

static void replicas(struct writer *w, struct entries *all)
{
	for (size_t i = 0; w->f->observed && i < w->plan->n_topics; i++) {
		const struct topic_finding *t = &w->f->topics[i];
		const char *topic = w_name(w, w->plan->topics[i].name);

		for (size_t k = 1; k < t->n_steps; k++) {
			const struct isr_step *s = &t->steps[k];

			if (is_full(s) == is_full(s - 1) || s->at_ns < w->f->begin_ns)
				continue;
			add(all, s->at_ns,
			    is_full(s) ? w_said(w, SAY_E_ISR_FULL,
						VALUES(topic, w_number(w, s->replicas)))
				       : w_said(w, SAY_E_ISR_SHORT, VALUES(topic)));
		}
	}
}

static void served(struct writer *w, struct entries *all)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_finding *f = &w->f->workloads[i];
		const char *who = w_workload_name(w, i);

		for (size_t k = 0; k < f->n_any; k++) {
			bool is_open = is_open_span(w, i, f->any[k]);

			add(all, f->any[k].from_ns, w_said(w, SAY_E_OUT, VALUES(who)));
			add(all, is_open ? w->f->end_ns : f->any[k].to_ns,
			    w_said(w, is_open ? SAY_E_NEVER_SERVED : SAY_E_SERVED,
				   VALUES(who)));
		}
	}
}

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->at_ns != y->at_ns)
		return x->at_ns < y->at_ns ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

enum { ROWS_SHOWN = 120 };

void write_chronology(struct writer *w)
{
	struct entries all = {0};

	phases_and_actions(w, &all);
	nodes(w, &all);
	controllers(w, &all);
	replicas(w, &all);
	served(w, &all);
	if (all.len)
		qsort(all.at, all.len, sizeof(*all.at), by_time);
	w_block_begin(w, "chronology");
	w_paragraph(w, SAY_H_CHRONOLOGY, NULL);
	w_paragraph(w, SAY_CHRONOLOGY, NULL);
	HEAD(w, SAY_T_WHEN, SAY_T_WHAT);
	for (size_t i = 0; i < all.len && i < ROWS_SHOWN; i++)
		w_table_row(w, VALUES(w_when(w, all.at[i].at_ns), all.at[i].text));
	strbuf_addch(w->out, '\n');
	if (all.len > ROWS_SHOWN)
		w_paragraph(w, SAY_LEFT_OUT, VALUES(w_number(w, all.len - ROWS_SHOWN)));
	w_block_end(w, "chronology");
	free(all.at);
}
