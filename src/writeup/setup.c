/* setup.c - what was started and used: parameter by parameter, where it comes from and why it matters. */
#include "writeup/sections.h"

#include "base/str.h"

static void row(struct writer *w, const char *what, const char *value, enum phrase origin,
		const char *why)
{
	w_table_row(w, VALUES(what, value, w_said(w, origin, NULL), why));
}

static const char *word(struct writer *w, enum phrase id)
{
	return w_said(w, id, NULL);
}

static const char *of(struct writer *w, const char *whose, const char *what)
{
	return w_said(w, SAY_P_OF, VALUES(w_name(w, whose), w_quote(w, what)));
}

/* What acks=all bears, where the minimum is a number. */
static const char *why_min_isr(struct writer *w, const struct topic_plan *t,
			       const char *text)
{
	int64_t least;

	if (!str_to_int(text, &least) || least < 1 || least > t->replication)
		return word(w, SAY_WHY_OTHER);
	return w_said(w, SAY_WHY_MIN_ISR,
		      VALUES(w_number(w, (uint64_t)(t->replication - least)),
			     w_number(w, (uint64_t)t->replication)));
}

static void topic(struct writer *w, const struct topic_plan *t)
{
	row(w, w_said(w, SAY_P_PARTITIONS, VALUES(w_name(w, t->name))),
	    w_number(w, (uint64_t)t->partitions), SAY_ORIGIN_SCENARIO,
	    word(w, SAY_WHY_PARTITIONS));
	row(w, w_said(w, SAY_P_REPLICATION, VALUES(w_name(w, t->name))),
	    w_number(w, (uint64_t)t->replication), SAY_ORIGIN_SCENARIO,
	    word(w, SAY_WHY_REPLICATION));
	for (size_t i = 0; i < t->config.len; i++) {
		const struct param *p = &t->config.item[i];
		bool is_min = strcmp(p->name, "min.insync.replicas") == 0;

		row(w, of(w, t->name, p->name), w_quote(w, p->text), SAY_ORIGIN_TOPIC,
		    is_min ? why_min_isr(w, t, p->text) : word(w, SAY_WHY_OTHER));
	}
}

static void producer(struct writer *w, const struct workload_plan *p)
{
	static const enum phrase why[] = {[ACKS_NONE] = SAY_WHY_ACKS_NONE,
					  [ACKS_LEADER] = SAY_WHY_ACKS_ONE,
					  [ACKS_ALL] = SAY_WHY_ACKS_ALL};

	row(w, of(w, p->name, "acks"), acks_name(p->acks), SAY_ORIGIN_SCENARIO,
	    word(w, why[p->acks]));
	if (workload_is_bulk(p))
		row(w, w_said(w, SAY_P_RECORDS, VALUES(w_name(w, p->name))),
		    w_number(w, (uint64_t)p->records), SAY_ORIGIN_SCENARIO,
		    word(w, SAY_WHY_BULK));
	else
		row(w, w_said(w, SAY_P_RATE, VALUES(w_name(w, p->name))),
		    w_said(w, SAY_PER_SECOND,
			   VALUES(w_decimal(w, (double)p->rate_mps / 1000.0,
					    p->rate_mps % 1000 ? 3 : 0))),
		    SAY_ORIGIN_SCENARIO, word(w, SAY_WHY_RATE));
}

static void workload(struct writer *w, const struct workload_plan *p)
{
	switch (p->kind) {
	case WORKLOAD_PRODUCE: producer(w, p); break;
	case WORKLOAD_CONSUME:
		if (p->group)
			row(w, w_said(w, SAY_P_GROUP, VALUES(w_name(w, p->name))),
			    w_keepf(w, "%s, %d", w_name(w, p->group), p->members),
			    SAY_ORIGIN_SCENARIO, word(w, SAY_WHY_GROUP));
		break;
	case WORKLOAD_ASK:
		row(w,
		    w_said(w, SAY_P_EVERY,
			   VALUES(w_name(w, p->name), plane_name(p->ask))),
		    w_length(w, p->every_ns), SAY_ORIGIN_SCENARIO,
		    word(w, SAY_WHY_EVERY));
		break;
	}
	if (!workload_is_bulk(p))
		row(w, w_said(w, SAY_P_LATE, VALUES(w_name(w, p->name))),
		    w_length(w, p->late_after_ns), SAY_ORIGIN_SCENARIO,
		    word(w, SAY_WHY_LATE));
	for (size_t i = 0; i < p->config.len; i++)
		row(w, of(w, p->name, p->config.item[i].name),
		    w_quote(w, p->config.item[i].text), SAY_ORIGIN_SCENARIO,
		    word(w, SAY_WHY_OTHER));
}

static void cluster(struct writer *w)
{
	const struct topology *t = &w->f->run->header.topology;

	if (t->image)
		row(w, word(w, SAY_P_IMAGE), w_quote(w, t->image), SAY_ORIGIN_COMPOSE,
		    word(w, SAY_WHY_IMAGE));
	if (t->quorum != QUORUM_UNKNOWN)
		row(w, word(w, SAY_P_QUORUM), quorum_kind_name(t->quorum),
		    SAY_ORIGIN_COMPOSE, word(w, SAY_WHY_QUORUM));
}

static void nodes(struct writer *w)
{
	const struct topology *t = &w->f->run->header.topology;
	const char *adopted = params_text(&w->f->run->header.environment, "adopted",
					  NULL);
	size_t voters = topology_voters(t);

	w_paragraph(w, SAY_SETUP_NODES,
		    VALUES(w_number(w, t->len), w_number(w, topology_brokers(t)),
			   w_number(w, voters), w_number(w, quorum_minority(voters))));
	if (adopted)
		w_paragraph(w, SAY_SETUP_ADOPTED, VALUES(w_name(w, adopted)));
}

static void tables(struct writer *w)
{
	const struct description *d = tables_at(w, 0);

	if (!d) {
		w_paragraph(w, SAY_SETUP_NO_TABLES, NULL);
		return;
	}
	w_paragraph(w, SAY_SETUP_TABLES, NULL);
	write_nodes_table(w, d);
}

void write_setup(struct writer *w)
{
	w_block_begin(w, "setup");
	w_paragraph(w, SAY_H_SETUP, NULL);
	nodes(w);
	HEAD(w, SAY_T_PARAMETER, SAY_T_VALUE, SAY_T_ORIGIN, SAY_T_WHY);
	cluster(w);
	for (size_t i = 0; i < w->plan->n_topics; i++)
		topic(w, &w->plan->topics[i]);
	for (size_t i = 0; i < w->plan->n_workloads; i++)
		workload(w, &w->plan->workloads[i]);
	strbuf_addch(w->out, '\n');
	tables(w);
	w_block_end(w, "setup");
}
