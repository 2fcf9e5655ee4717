/*
 * settle.c - every record's outcome held against what was read back.
 *
 * A record is identified by its producer and sequence number; "found" is a flag of its item, order
 * is judged by the highest sequence number seen so far in each producer's partition.
 */
#include "analyse/parts.h"
#include "base/mem.h"

enum { UNSEEN = -1 };

struct settler {
	struct findings *f;
	struct records *records;
	struct settlement *of;  /* [workload]; those of consumers are not used */
	int64_t **highest;      /* [workload][partition]: highest seq read so far */
	bool **verified;        /* [topic][partition]: everything was read */
	bool any_row_read_back; /* there is something to say about completeness */
};

static const struct plan *plan_of(const struct settler *s)
{
	return &s->f->run->header.plan;
}

static size_t partitions_of(const struct settler *s, size_t topic)
{
	return (size_t)plan_of(s)->topics[topic].partitions;
}

/* ---- was everything read? ---- */

static void note_settled(struct settler *s, const struct event *ev)
{
	size_t topic = ev->topic ? plan_topic_index(plan_of(s), ev->topic)
				 : plan_of(s)->n_topics;

	if (ev->foreign > 0)
		s->f->foreign += (uint64_t)ev->foreign;
	if (topic == plan_of(s)->n_topics || ev->partition < 0 ||
	    (size_t)ev->partition >= partitions_of(s, topic))
		return;
	/* What expired or was deleted at the front was not read either. */
	s->verified[topic][ev->partition] = ev->complete && ev->begin_offset == 0;
	s->any_row_read_back = true;
}

static void find_verified(struct settler *s)
{
	const struct plan *plan = plan_of(s);
	const struct timeline *t = &s->f->run->timeline;

	s->verified = xcalloc(plan->n_topics + 1, sizeof(*s->verified));
	for (size_t i = 0; i < plan->n_topics; i++)
		s->verified[i] = xcalloc(partitions_of(s, i) + 1, sizeof(**s->verified));
	for (size_t i = 0; i < t->len; i++)
		if (t->at[i].kind == EVENT_SETTLED)
			note_settled(s, &t->at[i]);
	s->f->settled = s->any_row_read_back;
	for (size_t i = 0; i < plan->n_topics; i++)
		for (size_t p = 0; p < partitions_of(s, i); p++)
			s->f->settled = s->f->settled && s->verified[i][p];
}

static bool verified(const struct settler *s, size_t workload, int32_t partition)
{
	size_t topic = s->f->workloads[workload].topic;

	return topic < plan_of(s)->n_topics && partition >= 0 &&
	       (size_t)partition < partitions_of(s, topic) &&
	       s->verified[topic][partition];
}

/* ---- what was found ---- */

static bool is_ours(const struct settler *s, const struct found *row)
{
	const struct plan *plan = plan_of(s);

	return row->producer < plan->n_workloads &&
	       plan->workloads[row->producer].kind == WORKLOAD_PRODUCE &&
	       row->topic == s->f->workloads[row->producer].topic;
}

static void check_order(struct settler *s, const struct found *row)
{
	int64_t *highest;

	if (row->partition >= s->records[row->producer].n_partitions)
		return;
	highest = &s->highest[row->producer][row->partition];
	if ((int64_t)row->seq < *highest)
		s->of[row->producer].reordered++;
	else
		*highest = row->seq;
}

static void note_found(struct settler *s, const struct found *row)
{
	struct settlement *to;
	struct item *it;

	if (!is_ours(s, row)) {
		s->f->foreign++;
		return;
	}
	to = &s->of[row->producer];
	it = records_find(&s->records[row->producer], row->seq);
	if (!it) {
		to->unaccounted++; /* found, but nobody wrote down that it was sent */
	} else if (it->flags & ITEM_FOUND) {
		to->duplicated++;
	} else {
		it->flags |= ITEM_FOUND;
		check_order(s, row);
	}
}

static void read_found(struct settler *s)
{
	const struct run *run = s->f->run;
	struct found row;

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];

		for (size_t k = 0; l->kind == LEDGER_FOUND && k < l->len; k++) {
			found_unpack(&row, l->rows + k * l->row_bytes);
			note_found(s, &row);
		}
	}
}

/* ---- outcome x found ---- */

static void note_lost(struct settlement *to, const struct item *it)
{
	to->lost++;
	if (to->n_first_lost < LOST_SHOWN)
		to->first_lost[to->n_first_lost++] = (struct lost_record){
			.seq = it->seq,
			.partition = it->partition,
			.offset = -1,
			.due_ns = it->due_ns,
			.done_ns = it->done_ns};
}

static void settle_item(struct settler *s, size_t workload, const struct item *it)
{
	struct settlement *to = &s->of[workload];
	bool found = it->flags & ITEM_FOUND;

	to->produced++;
	switch (it->outcome) {
	case OUTCOME_ACKED:
		to->acked++;
		if (found)
			to->acked_found++;
		else if (verified(s, workload, it->partition))
			note_lost(to, it);
		else
			to->unverified++;
		break;
	case OUTCOME_REJECTED:
		to->rejected++;
		to->rejected_found += found;
		break;
	default: /* what is neither is not known */
		to->unknown++;
		to->unknown_found += found;
		break;
	}
}

/* In the order they were sent, so that the first lost ones are the earliest. */
static void settle_workload(struct settler *s, size_t workload)
{
	const struct records *r = &s->records[workload];

	for (size_t seq = 0; seq < r->n_seqs; seq++) {
		const struct item *it = records_find(r, (uint32_t)seq);

		if (it)
			settle_item(s, workload, it);
		else
			s->of[workload].unaccounted++;
	}
}

static void tell_offset(struct settlement *to, const struct produced *row)
{
	for (size_t i = 0; i < to->n_first_lost; i++)
		if (to->first_lost[i].seq == row->seq)
			to->first_lost[i].offset = row->offset;
}

/* Offsets are only wanted for what is lost, so items do not carry them. */
static void find_offsets(struct settler *s, size_t workload)
{
	const struct run *run = s->f->run;
	struct produced row;

	for (size_t i = 0; i < run->n_ledgers && s->of[workload].n_first_lost; i++) {
		const struct ledger *l = &run->ledgers[i];

		if (l->kind != LEDGER_PRODUCED || l->workload != workload)
			continue;
		for (size_t k = 0; k < l->len; k++) {
			produced_unpack(&row, l->rows + k * l->row_bytes);
			tell_offset(&s->of[workload], &row);
		}
	}
}

/* A bulk workload, all but its warm-up. */
static void settle_runs(struct settler *s, size_t workload)
{
	size_t topic = s->f->workloads[workload].topic;
	struct bulk_settling b = {.run = s->f->run,
				  .plan = &plan_of(s)->workloads[workload],
				  .warm = &s->records[workload]};

	if (topic == plan_of(s)->n_topics)
		return; /* a garbled plan */
	b.verified = s->verified[topic];
	b.partitions = (int)partitions_of(s, topic);
	settle_bulk(&b, &s->of[workload]);
}

static void prepare(struct settler *s)
{
	const struct plan *plan = plan_of(s);

	s->of = xcalloc(plan->n_workloads + 1, sizeof(*s->of));
	s->highest = xcalloc(plan->n_workloads + 1, sizeof(*s->highest));
	for (size_t w = 0; w < plan->n_workloads; w++) {
		size_t n = s->records[w].n_partitions;

		s->of[w].workload = w;
		s->highest[w] = xcalloc(n + 1, sizeof(**s->highest));
		for (size_t p = 0; p < n; p++)
			s->highest[w][p] = UNSEEN;
	}
}

static void release(struct settler *s)
{
	for (size_t w = 0; w < plan_of(s)->n_workloads; w++)
		free(s->highest[w]);
	for (size_t i = 0; i < plan_of(s)->n_topics; i++)
		free(s->verified[i]);
	free(s->highest);
	free(s->verified);
	free(s->of);
}

void find_settlements(struct findings *f, struct records *records)
{
	struct settler s = {.f = f, .records = records};
	const struct plan *plan = &f->run->header.plan;

	prepare(&s);
	find_verified(&s);
	read_found(&s);
	for (size_t w = 0; w < plan->n_workloads; w++) {
		if (plan->workloads[w].kind != WORKLOAD_PRODUCE)
			continue;
		if (workload_is_bulk(&plan->workloads[w]))
			settle_runs(&s, w);
		settle_workload(&s, w);
		find_offsets(&s, w);
		*GROW(f->settlements, f->n_settlements) = s.of[w];
	}
	release(&s);
}
