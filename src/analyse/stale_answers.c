/*
 * stale_answers.c - which answers about a topic were older than what the cluster was known to be.
 *
 * Leader epochs only grow. An answer is told by the sum of its partitions' epochs (model/ledger.h), and
 * so is what was known at a moment: for each partition the highest epoch any broker had told the
 * observer. An answer with less than was known when it was asked for is stale.
 */
#include "analyse/parts.h"
#include "base/mem.h"

enum { OUTDATED = -167 }; /* librdkafka's word for an answer of an earlier state */

struct known_step {
	int64_t at_ns;
	int64_t sum;
};

/* What was known of one topic, as it grew. */
struct known {
	const struct topic_plan *topic;
	int32_t *epochs; /* per partition; -1: not told yet */
	struct known_step *steps;
	size_t len;
};

static void note_told(struct known *k, const struct event *ev, int64_t *sum)
{
	int32_t *epoch;

	if (ev->kind != EVENT_PARTITION || !ev->topic || ev->partition < 0 ||
	    ev->partition >= k->topic->partitions ||
	    strcmp(ev->topic, k->topic->name) != 0)
		return;
	epoch = &k->epochs[ev->partition];
	if (ev->epoch <= *epoch)
		return;
	*sum += (int64_t)ev->epoch - *epoch;
	*epoch = ev->epoch;
	*GROW(k->steps, k->len) = (struct known_step){ev->at_ns, *sum};
}

static void find_known(struct known *k, const struct timeline *t)
{
	int64_t sum = -(int64_t)k->topic->partitions;

	k->epochs = xcalloc((size_t)k->topic->partitions + 1, sizeof(*k->epochs));
	for (int p = 0; p < k->topic->partitions; p++)
		k->epochs[p] = -1;
	for (size_t i = 0; i < t->len; i++)
		note_told(k, &t->at[i], &sum);
	free(k->epochs);
}

/* The sum that was known at `at_ns`; INT64_MIN: nothing was. */
static int64_t known_at(const struct known *k, int64_t at_ns)
{
	size_t low = 0, high = k->len;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (k->steps[mid].at_ns <= at_ns)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? k->steps[low - 1].sum : INT64_MIN;
}

static void mark(struct records *records, const struct produced *row, bool must_be_fresh)
{
	struct item *it = records_find(records, row->seq);

	if (!it)
		return;
	it->flags |= ITEM_STALE;
	if (!must_be_fresh)
		return;
	it->outcome = OUTCOME_REJECTED;
	it->error = OUTDATED;
}

static void mark_rows(const struct known *k, const struct ledger *l,
		      struct records *records, bool must_be_fresh)
{
	struct produced row;

	for (size_t i = 0; i < l->len; i++) {
		produced_unpack(&row, l->rows + i * l->row_bytes);
		if (row.outcome == OUTCOME_ACKED && row.offset < known_at(k, row.sent_ns))
			mark(records, &row, must_be_fresh);
	}
}

static void mark_workload(const struct findings *f, size_t workload,
			  struct records *records)
{
	const struct workload_plan *w = &f->run->header.plan.workloads[workload];
	struct known k = {.topic = plan_topic(&f->run->header.plan, w->topic)};

	if (w->kind != WORKLOAD_ASK || w->ask != PLANE_METADATA || !k.topic)
		return;
	find_known(&k, &f->run->timeline);
	for (size_t i = 0; i < f->run->n_ledgers; i++) {
		const struct ledger *l = &f->run->ledgers[i];

		if (l->kind == LEDGER_ASKED && l->workload == workload)
			mark_rows(&k, l, records, w->fresh);
	}
	free(k.steps);
}

void find_stale_answers(const struct findings *f, struct records *records)
{
	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		mark_workload(f, i, &records[i]);
}
