/* answer_recovery.c - what came back in a stretch of the run, and when: nodes, controller, replicas, who is served. */
#include "writeup/answers.h"

static bool falls_in(struct scope s, int64_t at_ns)
{
	return at_ns > s.from_ns && at_ns <= s.to_ns;
}

static size_t nodes(struct writer *w, struct scope s)
{
	const struct topology *t = &w->f->run->header.topology;
	const char *back[64];
	size_t n = 0;

	for (size_t i = 0; i < w->f->n_node_spans && n < 64; i++) {
		const struct node_span *x = &w->f->node_spans[i];

		if (x->state == NODE_UP && falls_in(s, x->from_ns))
			back[n++] = w_said(w, SAY_A_BACK_NODE,
					   VALUES(w_name(w, t->nodes[x->node].name),
						  w_when(w, x->from_ns)));
	}
	if (n)
		w_item(w, SAY_A_BACK_NODES, VALUES(w_joined(w, back, n)));
	return n;
}

static size_t controller(struct writer *w, struct scope s)
{
	for (size_t i = 1; w->f->observed && i < w->f->n_controllers; i++) {
		const struct controller_span *c = &w->f->controllers[i];

		if (c->node < 0 || c[-1].node >= 0 || !falls_in(s, c->from_ns))
			continue;
		w_item(w, SAY_A_BACK_CONTROLLER,
		       VALUES(w_when(w, c->from_ns), w_node_name(w, c->node)));
		return 1;
	}
	return 0;
}

/* The last time that a topic's replicas became complete, and stayed so to the end of the stretch. */
static size_t replicas_of(struct writer *w, size_t topic, struct scope s)
{
	const struct topic_finding *t = &w->f->topics[topic];
	const char *who = w_name(w, w->plan->topics[topic].name);
	int64_t since = NEVER;
	bool full = true;

	for (size_t i = 0; i < t->n_steps && t->steps[i].at_ns <= s.to_ns; i++) {
		bool now = t->steps[i].in_sync == t->steps[i].replicas;

		if (now && !full)
			since = t->steps[i].at_ns;
		full = now;
	}
	if (!full)
		w_item(w, SAY_A_NOT_BACK_ISR, VALUES(who));
	else if (since != NEVER && falls_in(s, since))
		w_item(w, SAY_A_BACK_ISR, VALUES(who, w_when(w, since)));
	return !full || (since != NEVER && falls_in(s, since));
}

static size_t served(struct writer *w, size_t workload, struct scope s)
{
	const struct workload_finding *f = &w->f->workloads[workload];

	for (size_t i = f->n_any; i-- > 0;) {
		if (is_open_span(w, workload, f->any[i]) || !falls_in(s, f->any[i].to_ns))
			continue;
		w_item(w, SAY_A_BACK_SERVED,
		       VALUES(w_workload_name(w, workload), w_when(w, f->any[i].to_ns)));
		return 1;
	}
	return 0;
}

void answer_recovery(struct writer *w, const struct asked *q)
{
	size_t told = nodes(w, q->s) + controller(w, q->s);

	for (size_t i = 0; w->f->observed && i < w->plan->n_topics; i++)
		told += replicas_of(w, i, q->s);
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		told += served(w, i, q->s);
	if (!told)
		w_item(w, SAY_A_BACK_NOTHING, NULL);
}
