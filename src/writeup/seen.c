/* seen.c - what was seen in a stretch of the run: controller, leaders, replicas, and who was served. */
#include "writeup/sections.h"

static bool overlap(const struct controller_span *c, struct scope s, struct scope *out)
{
	out->from_ns = c->from_ns > s.from_ns ? c->from_ns : s.from_ns;
	out->to_ns = c->to_ns < s.to_ns ? c->to_ns : s.to_ns;
	return out->from_ns < out->to_ns;
}

static const char *controller(struct writer *w, const struct controller_span *c,
			      struct scope part)
{
	if (c->node >= 0)
		return w_said(
			w, SAY_CONTROLLER_SPAN,
			VALUES(w_node_name(w, c->node), w_keepf(w, "%d", c->epoch)));
	if (part.to_ns >= w->f->end_ns)
		return w_said(w, SAY_CONTROLLER_OPEN_GAP,
			      VALUES(w_when(w, part.from_ns)));
	return w_said(w, SAY_CONTROLLER_GAP,
		      VALUES(w_length(w, part.to_ns - part.from_ns)));
}

/* "kafka1 (epoch 4), then nobody for 2.31 s, then kafka2 (epoch 5)" */
void write_controllers(struct writer *w, struct scope s)
{
	const struct controller_span *only = NULL;
	struct strbuf all = STRBUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < w->f->n_controllers; i++) {
		const struct controller_span *c = &w->f->controllers[i];
		struct scope part;

		if (!overlap(c, s, &part))
			continue;
		only = c;
		if (n++)
			phrase_add(&all, SAY_THEN, w->lang, NULL);
		strbuf_addstr(&all, controller(w, c, part));
	}
	if (n == 1 && only->node >= 0)
		w_item(w, SAY_CONTROLLER_SAME,
		       VALUES(w_node_name(w, only->node), w_keepf(w, "%d", only->epoch)));
	else if (n == 1)
		w_item(w, SAY_CONTROLLER_NONE, NULL);
	else if (n > 1)
		w_item(w, SAY_CONTROLLER_WAS, VALUES(strbuf_text(&all)));
	strbuf_release(&all);
}

static bool is_move(const struct leader_step *l, struct scope s)
{
	return !l->first && l->from != l->node && l->at_ns >= s.from_ns &&
	       l->at_ns < s.to_ns;
}

static bool same_move(const struct leader_step *a, const struct leader_step *b)
{
	return a->from == b->from && a->node == b->node;
}

/* Is it told with an earlier one? */
static bool is_told(const struct topic_finding *t, size_t i, struct scope s)
{
	for (size_t k = 0; k < i; k++)
		if (is_move(&t->leaders[k], s) &&
		    same_move(&t->leaders[k], &t->leaders[i]))
			return true;
	return false;
}

static const char *move(struct writer *w, const struct topic_finding *t, size_t i,
			struct scope s)
{
	const struct leader_step *l = &t->leaders[i];
	struct strbuf list = STRBUF_INIT;
	const char *partitions;
	size_t n = 0;

	for (size_t k = i; k < t->n_leaders; k++)
		if (is_move(&t->leaders[k], s) && same_move(l, &t->leaders[k]))
			strbuf_addf(&list, "%s%d", n++ ? ", " : "",
				    t->leaders[k].partition);
	partitions = w_keep(w, strbuf_detach(&list));
	if (l->node < 0 || l->from < 0)
		return w_said(w, l->node < 0 ? SAY_LEADERS_GONE : SAY_LEADERS_CAME,
			      VALUES(w_node_name(w, l->node < 0 ? l->from : l->node),
				     w_number(w, n), partitions, w_when(w, l->at_ns)));
	return w_said(w, SAY_LEADERS_MOVE,
		      VALUES(w_node_name(w, l->from), w_node_name(w, l->node),
			     w_number(w, n), partitions, w_when(w, l->at_ns)));
}

enum { MOVES_SHOWN = 20 };

void write_leaders(struct writer *w, size_t topic, struct scope s)
{
	const struct topic_finding *t = &w->f->topics[topic];
	const char *moves[MOVES_SHOWN];
	size_t n = 0, left = 0;

	for (size_t i = 0; i < t->n_leaders; i++) {
		if (!is_move(&t->leaders[i], s) || is_told(t, i, s))
			continue;
		if (n < MOVES_SHOWN)
			moves[n++] = move(w, t, i, s);
		else
			left++;
	}
	if (n == 0 && t->n_leaders)
		w_item(w, SAY_LEADERS_STAYED,
		       VALUES(w_name(w, w->plan->topics[topic].name)));
	else if (n)
		w_item(w, SAY_LEADERS_MOVED,
		       VALUES(w_name(w, w->plan->topics[topic].name),
			      w_joined(w, moves, n)));
	if (left)
		w_item(w, SAY_LEFT_OUT, VALUES(w_number(w, left)));
}

void write_isr_frozen(struct writer *w, const struct phase_finding *p)
{
	if (p->controller_end < 0)
		w_item(w, SAY_ISR_FROZEN, NULL);
}

void write_isr(struct writer *w, const struct phase_finding *p)
{
	const struct isr_count *a = &p->isr_begin, *b = &p->isr_end;

	if (b->replicas == 0)
		return;
	if (a->in_sync == b->in_sync && a->replicas == b->replicas)
		w_item(w, SAY_ISR_SAME,
		       VALUES(w_number(w, a->in_sync), w_number(w, a->replicas)));
	else
		w_item(w, SAY_ISR_CHANGED,
		       VALUES(w_number(w, a->in_sync), w_number(w, a->replicas),
			      w_number(w, b->in_sync), w_number(w, b->replicas)));
	if (b->leaderless)
		w_item(w, SAY_LEADERLESS, VALUES(w_number(w, b->leaderless)));
	write_isr_frozen(w, p);
}

/* ISRs that nobody confirmed at the end are what was told last. */
static void stale_topics(struct writer *w, int64_t end_ns)
{
	for (size_t i = 0; i < w->plan->n_topics; i++) {
		const struct topic_finding *t = &w->f->topics[i];
		const struct isr_step *at = NULL;

		for (size_t k = 0; k < t->n_steps && t->steps[k].at_ns < end_ns; k++)
			at = &t->steps[k];
		if (at && at->stale)
			w_item(w, SAY_ISR_STALE,
			       VALUES(w_name(w, w->plan->topics[i].name)));
	}
}

static void nodes_down(struct writer *w, int64_t end_ns)
{
	const struct topology *t = &w->f->run->header.topology;
	struct ids down = {0}, unknown = {0};

	for (size_t i = 0; i < w->f->n_node_spans; i++) {
		const struct node_span *n = &w->f->node_spans[i];

		if (n->from_ns < end_ns && n->to_ns >= end_ns && n->state != NODE_UP)
			ids_add(n->state == NODE_UNKNOWN ? &unknown : &down,
				t->nodes[n->node].id);
	}
	if (down.len)
		w_item(w, SAY_NODES_DOWN, VALUES(w_node_names(w, &down)));
	if (unknown.len)
		w_item(w, SAY_NODES_UNKNOWN, VALUES(w_node_names(w, &unknown)));
	ids_release(&down);
	ids_release(&unknown);
}

static const char *percentile(struct writer *w, const struct hist *h, unsigned permyriad)
{
	return h && h->count ? w_length(w, hist_percentile(h, permyriad)) : "—";
}

static const char *stretch(struct writer *w, int64_t ns)
{
	return ns > 0 ? w_length(w, ns) : "—";
}

static void served_row(struct writer *w, size_t i, const struct demand *d)
{
	w_table_row(w, VALUES(w_workload_name(w, i), plane_name(w->f->workloads[i].plane),
			      w_number(w, d->due),
			      d->due ? w_share(w, d->served, d->due) : "—",
			      w_number(w, d->late), w_number(w, d->rejected),
			      w_number(w, d->unknown),
			      d->longest_ns > 0
				      ? w_length_bar(w, d->longest_ns, d->longest_bar_ns)
				      : "—",
			      stretch(w, d->any_ns), stretch(w, d->all_ns),
			      percentile(w, d->latency, 5000),
			      percentile(w, d->latency, 9900),
			      percentile(w, d->latency, 10000)));
}

static bool has_demand(const struct writer *w, size_t i)
{
	return w->f->workloads[i].measurable && !w->f->workloads[i].bulk;
}

static void served_table(struct writer *w, size_t phase)
{
	bool any = false;

	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		if (!has_demand(w, i))
			continue;
		if (!any) {
			strbuf_addch(w->out, '\n');
			HEAD(w, SAY_T_WORKLOAD, SAY_T_PLANE, SAY_T_DUE, SAY_T_SERVED,
			     SAY_T_LATE, SAY_T_REJECTED, SAY_T_UNKNOWN, SAY_T_LONGEST,
			     SAY_T_ANY, SAY_T_ALL, SAY_T_P50, SAY_T_P99, SAY_T_MAX);
		}
		any = true;
		served_row(w, i, &w->f->workloads[i].phases[phase]);
	}
	strbuf_addch(w->out, '\n');
}

static void unmeasured(struct writer *w, size_t phase)
{
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_finding *x = &w->f->workloads[i];

		if (x->bulk && w->plan->workloads[i].begin_phase == (int)phase)
			write_bulk(w, i);
		else if (!x->measurable && !x->bulk)
			w_item(w, SAY_NOT_MEASURABLE, VALUES(w_workload_name(w, i)));
		if (x->phases[phase].stale)
			w_item(w, SAY_STALE_ANSWERS,
			       VALUES(w_number(w, x->phases[phase].stale),
				      w_workload_name(w, i)));
	}
}

void write_seen(struct writer *w, size_t phase)
{
	const struct phase_finding *p = &w->f->phases[phase];
	struct scope s = {p->begin_ns, p->end_ns};

	w_paragraph(w, SAY_SEEN, NULL);
	if (w->f->observed) {
		write_controllers(w, s);
		for (size_t i = 0; i < w->plan->n_topics; i++)
			write_leaders(w, i, s);
		write_isr(w, p);
		stale_topics(w, p->end_ns);
	}
	nodes_down(w, p->end_ns);
	unmeasured(w, phase);
	served_table(w, phase);
}
