#include "analyse/records.h"

#include "analyse/series.h"
#include "analyse/sort.h"
#include "base/mem.h"

#include <inttypes.h>

enum {
	MOST_PARTITIONS = 1 << 16, /* what a found row can name */
	/* More sequence numbers than this to a row: not gaps, but damage. */
	SEQS_PER_ROW = 64,
	SEQS_AT_LEAST = 1 << 20,
};

enum ledger_kind records_kind(const struct workload_plan *w)
{
	return w->kind == WORKLOAD_ASK ? LEDGER_ASKED : LEDGER_PRODUCED;
}

typedef void row_fn(struct records *r, const struct produced *row);

static void each_row(struct records *r, const struct run *run, size_t workload,
		     row_fn *fn)
{
	enum ledger_kind kind = records_kind(&run->header.plan.workloads[workload]);
	struct produced row;

	for (size_t i = 0; i < run->n_ledgers; i++) {
		const struct ledger *l = &run->ledgers[i];

		if (l->kind != kind || l->workload != workload)
			continue;
		for (size_t k = 0; k < l->len; k++) {
			produced_unpack(&row, l->rows + k * l->row_bytes);
			fn(r, &row);
		}
	}
}

static size_t bucket(const struct records *r, int32_t partition)
{
	return partition >= 0 && (size_t)partition < r->n_partitions ? (size_t)partition
								     : r->n_partitions;
}

/* Rows may name partitions that the plan does not know. */
static void grow(struct records *r, size_t n_partitions)
{
	size_t old = r->n_partitions;

	r->first = xrealloc(r->first, n_partitions + 2, sizeof(*r->first));
	memset(r->first + old + 2, 0, (n_partitions - old) * sizeof(*r->first));
	r->first[n_partitions + 1] =
		r->first[old + 1]; /* those never assigned stay last */
	r->first[old + 1] = 0;
	r->n_partitions = n_partitions;
}

/* first[b + 1] counts the rows of bucket b. */
static void count_row(struct records *r, const struct produced *row)
{
	r->len++;
	if (row->seq >= r->n_seqs)
		r->n_seqs = (size_t)row->seq + 1;
	if (row->partition < MOST_PARTITIONS &&
	    row->partition >= (int32_t)r->n_partitions)
		grow(r, (size_t)row->partition + 1);
	r->first[bucket(r, row->partition) + 1]++;
}

/* first[b] is where the next row of bucket b goes; afterwards it is the bucket's end. */
static void place_row(struct records *r, const struct produced *row)
{
	r->items[r->first[bucket(r, row->partition)]++] = (struct item){
		.due_ns = row->due_ns,
		.sent_ns = row->sent_ns,
		.done_ns = row->done_ns,
		.seq = row->seq,
		.partition = row->partition,
		.error = row->error,
		.outcome = row->outcome,
		.flags = row->warm ? ITEM_WARM : 0};
}

static int by_due(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->due_ns != y->due_ns)
		return x->due_ns < y->due_ns ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

void items_sort(struct item *items, size_t n)
{
	sort_nearly(items, n, sizeof(*items), by_due);
}

size_t items_from(const struct item *items, size_t n, int64_t at_ns)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (items[mid].due_ns < at_ns)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void lay_out(struct records *r, const struct run *run, size_t workload)
{
	size_t buckets = r->n_partitions + 1;

	r->items = xcalloc(r->len + 1, sizeof(*r->items));
	for (size_t b = 0; b < buckets; b++)
		r->first[b + 1] += r->first[b];
	each_row(r, run, workload, place_row);
	memmove(r->first + 1, r->first, buckets * sizeof(*r->first));
	r->first[0] = 0;
	for (size_t b = 0; b < buckets; b++)
		items_sort(r->items + r->first[b], r->first[b + 1] - r->first[b]);
}

static void index_seqs(struct records *r)
{
	r->by_seq = xcalloc(r->n_seqs + 1, sizeof(*r->by_seq));
	for (size_t i = 0; i < r->len; i++) {
		uint32_t *slot = &r->by_seq[r->items[i].seq];

		if (*slot) {
			r->items[i].flags |= ITEM_TWICE;
			r->twice++;
		} else {
			*slot = (uint32_t)i + 1;
		}
	}
}

static int check_size(const struct records *r, struct err *e)
{
	if (r->len >= UINT32_MAX)
		return err_set(e, CODE_RUN_DAMAGED,
			       "%zu rows are more than can be analysed", r->len);
	if (r->n_seqs > SEQS_AT_LEAST && r->n_seqs / SEQS_PER_ROW > r->len)
		return err_set(
			e, CODE_RUN_DAMAGED,
			"sequence number %zu among %zu rows: the ledger is damaged",
			r->n_seqs - 1, r->len);
	return 0;
}

/* With acks=0 the client's word is not an acknowledgement. */
static void unbelieve(struct records *r)
{
	for (size_t i = 0; i < r->len; i++)
		if (r->items[i].outcome == OUTCOME_ACKED)
			r->items[i].outcome = OUTCOME_UNKNOWN;
}

void records_release(struct records *r)
{
	free(r->items);
	free(r->first);
	free(r->by_seq);
	*r = (struct records){0};
}

static size_t parts_of(const struct run_header *h, const struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(&h->plan, w->topic);

	switch (plane_parts(workload_plane(w))) {
	case PARTS_PARTITIONS: break;
	case PARTS_NODES: return h->topology.len;
	case PARTS_ONE: return 1;
	}
	return t ? (size_t)t->partitions : 0;
}

int records_load(struct records *r, const struct run *run, size_t workload, struct err *e)
{
	const struct plan *plan = &run->header.plan;
	const struct workload_plan *w = &plan->workloads[workload];

	*r = (struct records){.n_partitions = parts_of(&run->header, w)};
	r->first = xcalloc(r->n_partitions + 2, sizeof(*r->first));
	each_row(r, run, workload, count_row);
	if (check_size(r, e) < 0) {
		records_release(r);
		return err_wrap(e, "workload '%s'", w->name);
	}
	lay_out(r, run, workload);
	index_seqs(r);
	if (!workload_measurable(w))
		unbelieve(r);
	return 0;
}

struct item *records_find(const struct records *r, uint32_t seq)
{
	uint32_t at = seq < r->n_seqs ? r->by_seq[seq] : 0;

	return at ? &r->items[at - 1] : NULL;
}
