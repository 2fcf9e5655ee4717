/*
 * rates.c - each workload over time: what was due, what became of it and how late its answers were, in
 * buckets of equal, round length over the measurement.
 *
 * Counted by due time, as demand is; of bulk workloads, which have none, by the time of the answer.
 */
#include "analyse/demand.h"
#include "analyse/parts.h"
#include "base/mem.h"

enum { BUCKETS_MOST = 600 };

/* The shortest round length of which BUCKETS_MOST cover the measurement; a quarter of a second at least. */
static int64_t round_length(int64_t whole_ns)
{
	static const int64_t ms[] = {250, 500, 1000, 2000, 5000, 10000, 15000, 30000};
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(ms) && whole_ns / BUCKETS_MOST > ms[i] * NS_PER_MS)
		i++;
	for (int64_t ns = ms[i] * NS_PER_MS;; ns *= 2)
		if (whole_ns / BUCKETS_MOST <= ns)
			return ns;
}

void find_buckets(struct findings *f)
{
	int64_t whole = f->end_ns - f->begin_ns;

	f->bucket_ns = round_length(whole);
	f->n_buckets = whole > 0 ? (size_t)((whole - 1) / f->bucket_ns + 1) : 0;
}

struct rate *rates_new(const struct findings *f)
{
	struct rate *r = xcalloc(f->n_buckets + 1, sizeof(*r));

	for (size_t i = 0; i < f->n_buckets; i++)
		r[i].p50_ns = r[i].p99_ns = r[i].max_ns = -1;
	return r;
}

struct rate *rates_at(const struct findings *f, struct rate *all, int64_t at_ns)
{
	if (at_ns < f->begin_ns || at_ns >= f->end_ns)
		return NULL;
	return &all[(at_ns - f->begin_ns) / f->bucket_ns];
}

void rate_answered(struct rate *to, const struct hist *h)
{
	if (h->count == 0)
		return;
	to->p50_ns = hist_percentile(h, 5000);
	to->p99_ns = hist_percentile(h, 9900);
	to->max_ns = h->max_ns;
}

static void count(struct rate *to, struct hist *h, const struct item *it,
		  int64_t late_after_ns)
{
	bool served = item_served(it, late_after_ns);

	to->due++;
	if (it->outcome == OUTCOME_ACKED) {
		int64_t took = it->done_ns - it->due_ns;

		to->served += served;
		to->late += !served;
		hist_add(h, took < 0 ? 0 : took);
	} else {
		to->rejected += it->outcome == OUTCOME_REJECTED;
		to->unknown += it->outcome != OUTCOME_REJECTED;
	}
}

/* The next item of any partition that is due before `until_ns`, in no order within the bucket. */
static void count_bucket(const struct series *s, size_t *next, int64_t until_ns,
			 struct rate *to, struct hist *h, int64_t late_after_ns)
{
	for (size_t p = 0; p <= s->n_partitions; p++)
		for (; next[p] < s->first[p + 1]; next[p]++) {
			const struct item *it = &s->items[next[p]];

			if (it->due_ns >= until_ns)
				break;
			if (it->flags & ITEM_DEMAND)
				count(to, h, it, late_after_ns);
		}
}

struct rate *rates_of(const struct findings *f, const struct series *s,
		      int64_t late_after_ns)
{
	struct rate *all = rates_new(f);
	size_t *next = xcalloc(s->n_partitions + 2, sizeof(*next));
	struct hist *h = xcalloc(1, sizeof(*h));

	for (size_t p = 0; p <= s->n_partitions; p++)
		next[p] = s->first[p];
	for (size_t i = 0; i < f->n_buckets; i++) {
		*h = (struct hist){0};
		count_bucket(s, next, f->begin_ns + (int64_t)(i + 1) * f->bucket_ns,
			     &all[i], h, late_after_ns);
		rate_answered(&all[i], h);
	}
	free(next);
	free(h);
	return all;
}
