#include "analyse/series.h"

#include "analyse/sort.h"
#include "base/mem.h"

bool workload_measurable(const struct workload_plan *w)
{
	return w->kind != WORKLOAD_PRODUCE || w->acks != ACKS_NONE;
}

bool item_served(const struct item *it, int64_t late_after_ns)
{
	return it->outcome == OUTCOME_ACKED && it->done_ns - it->due_ns <= late_after_ns;
}

static int by_time(const void *a, const void *b)
{
	const struct instant *x = a, *y = b;

	return (x->at_ns > y->at_ns) - (x->at_ns < y->at_ns);
}

/* Counts become the places where each partition's items begin. */
static void sum_up(size_t *first, size_t n_partitions)
{
	for (size_t p = 0; p < n_partitions; p++)
		first[p + 1] += first[p];
}

/* After filling, first[p] has moved to the end of p: back to its beginning. */
static void move_back(size_t *first, size_t n_partitions)
{
	memmove(first + 1, first, n_partitions * sizeof(*first));
	first[0] = 0;
}

static void sort_goods(struct series *s)
{
	for (size_t p = 0; p < s->n_partitions; p++)
		sort_nearly(s->goods + s->first_good[p],
			    s->first_good[p + 1] - s->first_good[p], sizeof(*s->goods),
			    by_time);
}

/*
 * An unknown outcome that came only because the run ended, before the record could be called late,
 * is no claim. `last_look_ns`: until when an answer could have been seen.
 */
static bool too_young(const struct item *it, int64_t end_ns, int64_t last_look_ns,
		      int64_t late_after_ns)
{
	int64_t known = it->done_ns == NEVER ? last_look_ns : it->done_ns;

	if (it->outcome != OUTCOME_UNKNOWN || known - it->due_ns > late_after_ns)
		return false;
	return it->done_ns == NEVER || it->done_ns >= end_ns;
}

static void mark_demand(struct series *s, const struct measurement *m,
			int64_t last_look_ns, int64_t late_after_ns)
{
	size_t n = s->first[s->n_partitions + 1];

	for (size_t i = 0; i < n; i++) {
		struct item *it = &s->items[i];

		if (!(it->flags & (ITEM_WARM | ITEM_TWICE)) &&
		    it->due_ns >= m->begin_ns && it->due_ns < m->end_ns &&
		    !too_young(it, m->end_ns, last_look_ns, late_after_ns))
			it->flags |= ITEM_DEMAND;
	}
}

static bool acked(const struct item *it)
{
	return it->outcome == OUTCOME_ACKED && !(it->flags & ITEM_TWICE);
}

static void acks_are_good(struct series *s, int64_t late_after_ns)
{
	for (size_t p = 0; p < s->n_partitions; p++) {
		size_t at = s->first_good[p];

		for (size_t i = s->first[p]; i < s->first[p + 1]; i++)
			if (acked(&s->items[i]))
				s->goods[at++] = (struct instant){
					s->items[i].done_ns,
					item_served(&s->items[i], late_after_ns)};
		s->first_good[p + 1] = at;
	}
}

void series_of_producer(struct series *s, struct records *r, const struct measurement *m,
			int64_t late_after_ns)
{
	*s = (struct series){
		.items = r->items, .first = r->first, .n_partitions = r->n_partitions};
	s->goods = xcalloc(r->len + 1, sizeof(*s->goods));
	s->first_good = xcalloc(r->n_partitions + 1, sizeof(*s->first_good));
	mark_demand(s, m, m->end_ns, late_after_ns);
	acks_are_good(s, late_after_ns);
	sort_goods(s);
}

/* Building a consumer's series. */
struct consumer {
	struct series *s;
	const struct run *run;
	const struct records *records;
	size_t workload;
	int64_t **received; /* [producer][seq]: first receipt; NULL: does not feed */
	int64_t last_ns;    /* last receipt */
};

static bool feeds(const struct consumer *c, size_t workload)
{
	const struct workload_plan *all = c->run->header.plan.workloads;

	return all[workload].kind == WORKLOAD_PRODUCE &&
	       workload_measurable(&all[workload]) &&
	       strcmp(all[workload].topic, all[c->workload].topic) == 0;
}

typedef void receipt_fn(struct consumer *c, const struct consumed *row);

static void each_receipt(struct consumer *c, receipt_fn *fn)
{
	struct consumed row;

	for (size_t i = 0; i < c->run->n_ledgers; i++) {
		const struct ledger *l = &c->run->ledgers[i];

		if (l->kind != LEDGER_CONSUMED || l->workload != c->workload)
			continue;
		for (size_t k = 0; k < l->len; k++) {
			consumed_unpack(&row, l->rows + k * l->row_bytes);
			fn(c, &row);
		}
	}
}

/* The item a receipt is of, if its producer is measurable; else NULL. */
static const struct item *item_of(const struct consumer *c, const struct consumed *row)
{
	if (row->producer >= c->run->header.plan.n_workloads ||
	    !c->received[row->producer])
		return NULL;
	return records_find(&c->records[row->producer], row->seq);
}

static void note_receipt(struct consumer *c, const struct consumed *row)
{
	int64_t *first;

	if (row->partition >= c->s->n_partitions)
		return; /* the plan and the producers know no such partition */
	c->s->first_good[row->partition + 1]++;
	if (row->received_ns > c->last_ns)
		c->last_ns = row->received_ns;
	if (!item_of(c, row))
		return;
	first = &c->received[row->producer][row->seq];
	if (*first == NEVER || row->received_ns < *first)
		*first = row->received_ns;
}

/* A receipt of which it is not known that it was late speaks for the service. */
static void place_receipt(struct consumer *c, const struct consumed *row)
{
	int64_t late_after = c->run->header.plan.workloads[c->workload].late_after_ns;
	const struct item *it = item_of(c, row);
	bool late = it && acked(it) && row->received_ns - it->done_ns > late_after;

	if (row->partition < c->s->n_partitions)
		c->s->goods[c->s->first_good[row->partition]++] = (struct instant){
			row->received_ns, !late};
}

typedef void feed_fn(struct consumer *c, size_t producer, const struct item *it);

/* Every acknowledged record of the measurable producers of the topic. */
static void each_feed(struct consumer *c, feed_fn *fn)
{
	for (size_t w = 0; w < c->run->header.plan.n_workloads; w++) {
		const struct records *r = &c->records[w];

		if (!feeds(c, w))
			continue;
		for (size_t i = 0; i < r->first[r->n_partitions]; i++)
			if (acked(&r->items[i]))
				fn(c, w, &r->items[i]);
	}
}

static void count_feed(struct consumer *c, UNUSED size_t producer, const struct item *it)
{
	c->s->own_first[it->partition + 1]++;
}

static void place_feed(struct consumer *c, size_t producer, const struct item *it)
{
	int64_t received = c->received[producer][it->seq];

	c->s->own_items[c->s->own_first[it->partition]++] = (struct item){
		.due_ns = it->done_ns,
		.sent_ns = it->done_ns,
		.done_ns = received,
		.seq = it->seq,
		.partition = it->partition,
		.outcome = received == NEVER ? OUTCOME_UNKNOWN : OUTCOME_ACKED,
		.flags = it->flags & ITEM_WARM};
}

static void prepare(struct consumer *c)
{
	const struct plan *plan = &c->run->header.plan;
	const struct topic_plan *t = plan_topic(plan, plan->workloads[c->workload].topic);
	size_t n = t ? (size_t)t->partitions : 0;

	c->received = xcalloc(plan->n_workloads + 1, sizeof(*c->received));
	for (size_t w = 0; w < plan->n_workloads; w++) {
		const struct records *r = &c->records[w];

		if (!feeds(c, w))
			continue;
		if (r->n_partitions > n)
			n = r->n_partitions;
		c->received[w] = xcalloc(r->n_seqs + 1, sizeof(**c->received));
		for (size_t i = 0; i < r->n_seqs; i++)
			c->received[w][i] = NEVER;
	}
	c->s->n_partitions = n;
	c->s->first_good = xcalloc(n + 1, sizeof(*c->s->first_good));
	c->s->own_first = xcalloc(n + 2, sizeof(*c->s->own_first));
}

static void place_receipts(struct consumer *c)
{
	struct series *s = c->s;

	each_receipt(c, note_receipt);
	sum_up(s->first_good, s->n_partitions);
	s->goods = xcalloc(s->first_good[s->n_partitions] + 1, sizeof(*s->goods));
	each_receipt(c, place_receipt);
	move_back(s->first_good, s->n_partitions);
	sort_goods(s);
}

static void place_feeds(struct consumer *c)
{
	struct series *s = c->s;

	each_feed(c, count_feed);
	sum_up(s->own_first, s->n_partitions);
	s->own_items = xcalloc(s->own_first[s->n_partitions] + 1, sizeof(*s->items));
	each_feed(c, place_feed);
	move_back(s->own_first, s->n_partitions);
	s->own_first[s->n_partitions + 1] = s->own_first[s->n_partitions];
	for (size_t p = 0; p < s->n_partitions; p++)
		items_sort(s->own_items + s->own_first[p],
			   s->own_first[p + 1] - s->own_first[p]);
	s->items = s->own_items;
	s->first = s->own_first;
}

/* Streams are flushed each second: of a run that was killed, receipts of the last ones are missing. */
#define UNFLUSHED_NS (2 * NS_PER_S)

static int64_t last_look(const struct consumer *c, const struct measurement *m)
{
	int64_t at = m->cut_off ? m->end_ns - UNFLUSHED_NS : m->end_ns;

	return c->last_ns > at ? c->last_ns : at;
}

void series_of_consumer(struct series *s, const struct run *run, size_t workload,
			const struct records *records, const struct measurement *m)
{
	const struct plan *plan = &run->header.plan;
	struct consumer c = {.s = s,
			     .run = run,
			     .records = records,
			     .workload = workload,
			     .last_ns = NEVER};

	*s = (struct series){0};
	prepare(&c);
	place_receipts(&c);
	place_feeds(&c);
	mark_demand(s, m, last_look(&c, m), plan->workloads[workload].late_after_ns);
	for (size_t w = 0; w < plan->n_workloads; w++)
		free(c.received[w]);
	free(c.received);
}

void series_release(struct series *s)
{
	free(s->goods);
	free(s->first_good);
	free(s->own_items);
	free(s->own_first);
	*s = (struct series){0};
}
