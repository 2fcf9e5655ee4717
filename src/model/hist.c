#include "model/hist.h"

enum { LINEAR = 32 };

static size_t bucket_of(int64_t ns)
{
	uint64_t us = ns < 0 ? 0 : (uint64_t)ns / NS_PER_US;
	size_t e, index;

	if (us < LINEAR)
		return (size_t)us;
	e = (size_t)(63 - __builtin_clzll(us)) - 5;
	index = LINEAR * (e + 1) + (size_t)(us >> e) - LINEAR;
	return index < HIST_BUCKETS ? index : HIST_BUCKETS - 1;
}

/* The largest value that falls into the bucket, in ns. */
static int64_t upper_end(size_t index)
{
	size_t e;
	uint64_t us;

	if (index < LINEAR)
		return (int64_t)(index + 1) * NS_PER_US - 1;
	e = index / LINEAR - 1;
	us = (uint64_t)(index % LINEAR + LINEAR + 1) << e;
	return (int64_t)us * NS_PER_US - 1;
}

void hist_add(struct hist *h, int64_t ns)
{
	if (h->count == 0 || ns < h->min_ns)
		h->min_ns = ns;
	if (h->count == 0 || ns > h->max_ns)
		h->max_ns = ns;
	h->count++;
	h->sum_ns += (double)ns;
	h->bucket[bucket_of(ns)]++;
}

void hist_add_bucket(struct hist *h, uint32_t bucket, uint32_t n)
{
	h->count += n;
	h->bucket[bucket] += n;
}

void hist_merge(struct hist *to, const struct hist *from)
{
	if (from->count == 0)
		return;
	if (to->count == 0 || from->min_ns < to->min_ns)
		to->min_ns = from->min_ns;
	if (to->count == 0 || from->max_ns > to->max_ns)
		to->max_ns = from->max_ns;
	to->count += from->count;
	to->sum_ns += from->sum_ns;
	for (size_t i = 0; i < HIST_BUCKETS; i++)
		to->bucket[i] += from->bucket[i];
}

int64_t hist_percentile(const struct hist *h, unsigned permyriad)
{
	uint64_t want = (h->count * permyriad + 9999) / 10000, seen = 0;

	if (h->count == 0)
		return -1;
	if (want == 0)
		return h->min_ns;
	for (size_t i = 0; i < HIST_BUCKETS - 1; i++) {
		seen += h->bucket[i];
		if (seen >= want)
			return upper_end(i) < h->max_ns ? upper_end(i) : h->max_ns;
	}
	return h->max_ns;
}
