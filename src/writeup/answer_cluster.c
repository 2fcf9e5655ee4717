/* answer_cluster.c - answers about the cluster itself: controller, leaders, replicas, nodes, logs, what came back when. */
#include "base/str.h"
#include "writeup/answers.h"

static const char *epoch(struct writer *w, const struct controller_span *c)
{
	return w_keepf(w, "%d", c->epoch);
}

static bool is_in(const struct controller_span *c, struct scope s)
{
	return c->from_ns < s.to_ns && c->to_ns > s.from_ns;
}

static bool same_controller(const struct controller_span *a,
			    const struct controller_span *b)
{
	return a->node == b->node && a->epoch == b->epoch;
}

/* The end of a stretch without a controller: by the next one, with the stretch, or with the measurement. */
static void lost_controller(struct writer *w, const struct controller_span *was,
			    const struct controller_span *gap, struct scope s)
{
	if (gap->to_ns >= w->f->end_ns)
		w_item(w, SAY_A_CONTROLLER_OPEN,
		       VALUES(w_node_name(w, was->node), epoch(w, was),
			      w_when(w, gap->from_ns)));
	else
		w_item(w, SAY_A_CONTROLLER_LOST,
		       VALUES(w_node_name(w, was->node), epoch(w, was),
			      w_when(w, gap->from_ns),
			      w_length(w, s.to_ns - gap->from_ns)));
}

static void taken_over(struct writer *w, const struct controller_span *was,
		       const struct controller_span *gap,
		       const struct controller_span *now)
{
	if (gap)
		w_item(w, SAY_A_CONTROLLER_NEW,
		       VALUES(w_node_name(w, was->node), epoch(w, was),
			      w_length(w, gap->to_ns - gap->from_ns),
			      w_node_name(w, now->node), w_when(w, now->from_ns),
			      epoch(w, now)));
	else
		w_item(w, SAY_A_CONTROLLER_CHANGED,
		       VALUES(w_node_name(w, was->node), epoch(w, was),
			      w_node_name(w, now->node), w_when(w, now->from_ns),
			      epoch(w, now)));
}

static void came(struct writer *w, const struct controller_span *gap,
		 const struct controller_span *now, struct scope s)
{
	int64_t from = gap->from_ns > s.from_ns ? gap->from_ns : s.from_ns;

	w_item(w, SAY_A_CONTROLLER_CAME,
	       VALUES(w_length(w, gap->to_ns - from), w_node_name(w, now->node),
		      w_when(w, now->from_ns), epoch(w, now)));
}

/* One sentence for each change; `was` and `gap` are what the change came from. */
void answer_controller(struct writer *w, const struct asked *q)
{
	const struct controller_span *was = NULL, *gap = NULL;
	size_t told = 0;

	for (size_t i = 0; i < w->f->n_controllers; i++) {
		const struct controller_span *c = &w->f->controllers[i];

		if (!w->f->observed || !is_in(c, q->s))
			continue;
		if (c->node < 0) {
			gap = c;
			continue;
		}
		if (was && !same_controller(was, c)) {
			taken_over(w, was, gap, c);
			told++;
		} else if (!was && gap) {
			came(w, gap, c, q->s);
			told++;
		}
		was = c;
		gap = NULL;
	}
	if (!w->f->observed)
		w_item(w, SAY_NOT_OBSERVED, NULL);
	else if (was && gap)
		lost_controller(w, was, gap, q->s);
	else if (gap)
		w_item(w, SAY_A_CONTROLLER_NONE,
		       VALUES(w_length(w, q->s.to_ns - q->s.from_ns)));
	else if (was && !told)
		w_item(w, SAY_A_CONTROLLER_STAYED,
		       VALUES(w_node_name(w, was->node), epoch(w, was)));
}

static bool means_topic(const struct writer *w, const struct asked *q, size_t i)
{
	return !q->answer->of || strcmp(q->answer->of, w->plan->topics[i].name) == 0;
}

void answer_leaders(struct writer *w, const struct asked *q)
{
	if (!w->f->observed)
		w_item(w, SAY_NOT_OBSERVED, NULL);
	for (size_t i = 0; w->f->observed && i < w->plan->n_topics; i++)
		if (means_topic(w, q, i))
			write_leaders(w, i, q->s);
}

/* The last step before an instant; NULL: nothing was told until then. */
static const struct isr_step *step_at(const struct topic_finding *t, int64_t at_ns)
{
	const struct isr_step *last = NULL;

	for (size_t i = 0; i < t->n_steps && t->steps[i].at_ns < at_ns; i++)
		last = &t->steps[i];
	return last;
}

static void isr_of(struct writer *w, const struct asked *q, size_t i)
{
	const struct topic_finding *t = &w->f->topics[i];
	const struct isr_step *a = step_at(t, q->s.from_ns + 1);
	const struct isr_step *b = step_at(t, q->s.to_ns);
	const char *topic = w_name(w, w->plan->topics[i].name);

	if (!a || !b)
		return;
	w_item(w, SAY_ISR_TOPIC,
	       VALUES(topic, w_number(w, a->in_sync), w_number(w, a->replicas),
		      w_number(w, b->in_sync), w_number(w, b->replicas)));
	if (b->leaderless)
		w_item(w, SAY_LEADERLESS, VALUES(w_number(w, b->leaderless)));
	if (b->stale)
		w_item(w, SAY_ISR_STALE, VALUES(topic));
}

void answer_isr(struct writer *w, const struct asked *q)
{
	if (!w->f->observed) {
		w_item(w, SAY_NOT_OBSERVED, NULL);
		return;
	}
	for (size_t i = 0; i < w->plan->n_topics; i++)
		if (means_topic(w, q, i))
			isr_of(w, q, i);
	write_isr_frozen(w, &w->f->phases[q->last]);
}

static const char *active(struct writer *w, const struct description *d)
{
	return d->leader < 0 ? w_said(w, SAY_NOBODY, NULL) : w_node_name(w, d->leader);
}

/* Of the user's topics and Kafka's own, as one who looks at the cluster counts them. */
void answer_nodes(struct writer *w, const struct asked *q)
{
	const struct description *d = tables_at(w, q->last + 1);
	size_t in_sync = 0, replicas = 0;

	if (!d)
		return;
	for (size_t i = 0; i < d->n_topics; i++)
		for (size_t k = 0; k < d->topics[i].n_partitions; k++) {
			in_sync += d->topics[i].partitions[k].isr.len;
			replicas += d->topics[i].partitions[k].replicas.len;
		}
	w_item(w, SAY_A_ACTIVE,
	       VALUES(active(w, d), w_number(w, in_sync), w_number(w, replicas)));
	strbuf_addch(w->out, '\n');
	w_paragraph(w, SAY_A_NODES, VALUES(w_when(w, d->at_ns)));
	write_nodes_table(w, d);
}

void answer_sizes(struct writer *w, const struct asked *q)
{
	const struct description *d = tables_at(w, q->last + 1);
	const char *at[64];
	size_t n = 0;

	for (size_t i = 0; d && i < d->n_nodes && n < 64; i++)
		if (d->nodes[i].is_broker)
			at[n++] = w_said(w, SAY_DISK,
					 VALUES(w_node_name(w, d->nodes[i].id),
						d->nodes[i].bytes < 0
							? w_said(w, SAY_NOT_TOLD, NULL)
							: w_bytes(w, d->nodes[i].bytes)));
	if (n)
		w_item(w, SAY_A_SIZES, VALUES(w_when(w, d->at_ns), w_joined(w, at, n)));
}

static void bears_writing(struct writer *w, const struct workload_plan *p,
			  const struct topic_plan *t)
{
	const char *text = params_text(&t->config, "min.insync.replicas", NULL);
	const char *who = w_name(w, p->name),
		   *replicas = w_number(w, (uint64_t)t->replication);
	int64_t least;

	if (p->acks != ACKS_ALL)
		w_item(w, SAY_A_BEAR_LEADER,
		       VALUES(who, acks_name(p->acks),
			      w_number(w, (uint64_t)(t->replication - 1)), replicas));
	else if (!text || !str_to_int(text, &least) || least > t->replication)
		w_item(w, SAY_A_BEAR_UNKNOWN, VALUES(who, acks_name(p->acks)));
	else
		w_item(w, SAY_A_BEAR_WRITE,
		       VALUES(who, acks_name(p->acks), replicas,
			      w_number(w, (uint64_t)least),
			      w_number(w, (uint64_t)(t->replication - least))));
}

void answer_settings(struct writer *w, const struct asked *q)
{
	size_t voters = topology_voters(&w->f->run->header.topology);

	(void)q;
	w_item(w, SAY_A_QUORUM_BEAR,
	       VALUES(w_number(w, quorum_minority(voters)), w_number(w, voters)));
	for (size_t i = 0; i < w->plan->n_workloads; i++) {
		const struct workload_plan *p = &w->plan->workloads[i];
		const struct topic_plan *t = plan_topic(w->plan, p->topic);

		if (p->kind == WORKLOAD_PRODUCE && t)
			bears_writing(w, p, t);
		else if (p->kind == WORKLOAD_CONSUME)
			w_item(w, SAY_A_BEAR_READ, VALUES(w_name(w, p->name)));
	}
	w_item(w, SAY_A_BEAR_SAID, NULL);
}

/* Did its process run from beginning to end? */
static bool ran_all_the_time(const struct writer *w, size_t node, struct scope s)
{
	for (size_t i = 0; i < w->f->n_node_spans; i++) {
		const struct node_span *n = &w->f->node_spans[i];

		if (n->node == node && n->from_ns < s.to_ns && n->to_ns > s.from_ns &&
		    (n->state == NODE_STOPPED || n->state == NODE_PAUSED))
			return false;
	}
	return true;
}

static void log_of(struct writer *w, const struct node *n, struct scope s)
{
	const char *who = w_name(w, n->name);
	size_t before;

	w_item(w, SAY_A_LOG, VALUES(who));
	strbuf_addch(w->out, '\n');
	before = w->out->len;
	if (write_log_rows(w, s, n->id) == 0) {
		w->out->len = before;
		w_paragraph(w, SAY_A_LOG_NONE, VALUES(who));
	}
}

void answer_log(struct writer *w, const struct asked *q)
{
	const struct topology *t = &w->f->run->header.topology;
	const char *of = q->answer->of;
	size_t told = 0;

	for (size_t i = 0; i < t->len; i++) {
		if (of ? strcmp(of, t->nodes[i].name) != 0
		       : !ran_all_the_time(w, i, q->s))
			continue;
		log_of(w, &t->nodes[i], q->s);
		told++;
	}
	if (!told && of)
		w_item(w, SAY_A_LOG_UNKNOWN, VALUES(w_name(w, of)));
	else if (!told)
		w_item(w, SAY_A_LOG_NOBODY, NULL);
}
