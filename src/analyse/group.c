/*
 * group.c - what a consuming workload got more than once, and how often its members were given
 * partitions anew: by the time of the receipt, or of the assignment.
 */
#include "analyse/parts.h"
#include "base/mem.h"
#include "base/str.h"

struct receipts {
	struct findings *f;
	const struct records *records;
	size_t workload;
	int64_t **
		first; /* [producer][seq]: the earliest receipt; NEVER: none, or told already */
};

typedef void receipt_fn(struct receipts *r, int64_t *first, int64_t at_ns);

static void note_first(UNUSED struct receipts *r, int64_t *first, int64_t at_ns)
{
	if (*first == NEVER || at_ns < *first)
		*first = at_ns;
}

static void count_one(struct findings *f, size_t workload, int64_t at_ns)
{
	struct workload_finding *w = &f->workloads[workload];

	if (at_ns < f->begin_ns || at_ns >= f->end_ns)
		return;
	w->run.redelivered++;
	for (size_t i = 0; i < f->run->header.plan.n_phases; i++) {
		const struct phase_finding *p = &f->phases[i];

		if (p->begun && at_ns >= p->begin_ns && at_ns < p->end_ns)
			w->phases[i].redelivered++;
	}
}

static void count_again(struct receipts *r, int64_t *first, int64_t at_ns)
{
	if (at_ns == *first)
		*first =
			NEVER; /* this is the first one; another at that instant is not */
	else
		count_one(r->f, r->workload, at_ns);
}

/* Where a receipt's record has its place; NULL: nobody wrote down that it was sent. */
static int64_t *place_of(const struct receipts *r, const struct consumed *row)
{
	if (row->producer >= r->f->run->header.plan.n_workloads ||
	    !r->first[row->producer] || row->seq >= r->records[row->producer].n_seqs)
		return NULL;
	return &r->first[row->producer][row->seq];
}

static void each_receipt(struct receipts *r, receipt_fn *fn)
{
	const struct run *run = r->f->run;
	struct consumed row;

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];

		if (l->kind != LEDGER_CONSUMED || l->workload != r->workload)
			continue;
		for (size_t k = 0; k < l->len; k++) {
			int64_t *first;

			consumed_unpack(&row, l->rows + k * l->row_bytes);
			first = place_of(r, &row);
			if (first)
				fn(r, first, row.received_ns);
		}
	}
}

static void find_redelivered(struct findings *f, const struct records *records,
			     size_t workload)
{
	const struct plan *plan = &f->run->header.plan;
	struct receipts r = {.f = f, .records = records, .workload = workload};

	r.first = xcalloc(plan->n_workloads + 1, sizeof(*r.first));
	for (size_t w = 0; w < plan->n_workloads; w++) {
		if (plan->workloads[w].kind != WORKLOAD_PRODUCE)
			continue;
		r.first[w] = xcalloc(records[w].n_seqs + 1, sizeof(**r.first));
		for (size_t i = 0; i < records[w].n_seqs; i++)
			r.first[w][i] = NEVER;
	}
	each_receipt(&r, note_first);
	each_receipt(&r, count_again);
	for (size_t w = 0; w < plan->n_workloads; w++)
		free(r.first[w]);
	free(r.first);
}

static bool is_assignment(const struct event *ev, const char *workload)
{
	return ev->kind == EVENT_WORKLOAD && ev->name && ev->text &&
	       strcmp(ev->name, workload) == 0 && str_starts(ev->text, "assigned");
}

/* The most that a single member got within [from, to). */
static uint64_t most_assignments(const struct findings *f, size_t workload,
				 int64_t from_ns, int64_t to_ns)
{
	const struct workload_plan *w = &f->run->header.plan.workloads[workload];
	const struct timeline *t = &f->run->timeline;
	uint64_t *of = xcalloc((size_t)w->members + 1, sizeof(*of)), most = 0;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (!is_assignment(ev, w->name) || ev->at_ns < from_ns ||
		    ev->at_ns >= to_ns || ev->member < 0 || ev->member >= w->members)
			continue;
		if (++of[ev->member] > most)
			most = of[ev->member];
	}
	free(of);
	return most;
}

static void find_rebalances(struct findings *f, size_t workload)
{
	struct workload_finding *w = &f->workloads[workload];

	w->run.rebalances = most_assignments(f, workload, f->begin_ns, f->end_ns);
	for (size_t i = 0; i < f->run->header.plan.n_phases; i++)
		if (f->phases[i].begun)
			w->phases[i].rebalances = most_assignments(
				f, workload, f->phases[i].begin_ns, f->phases[i].end_ns);
}

void find_groups(struct findings *f, const struct records *records)
{
	const struct plan *plan = &f->run->header.plan;

	for (size_t i = 0; i < plan->n_workloads; i++) {
		if (plan->workloads[i].kind != WORKLOAD_CONSUME)
			continue;
		find_redelivered(f, records, i);
		if (plan->workloads[i].group)
			find_rebalances(f, i);
	}
}
