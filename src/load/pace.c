#include "load/pace.h"

#include "base/mem.h"

void pace_begin(struct pace *p, struct stream *intervals, struct stream *latencies,
		int64_t now_ns)
{
	*p = (struct pace){.intervals = intervals, .latencies = latencies};
	p->now.from_ns = now_ns;
	p->hist = xcalloc(1, sizeof(*p->hist));
}

void pace_release(struct pace *p)
{
	free(p->hist);
	p->hist = NULL;
}

static void write_latencies(struct pace *p)
{
	for (uint32_t i = 0; i < HIST_BUCKETS; i++) {
		struct bulk_latency row = {
			.interval = p->n, .bucket = i, .count = p->hist->bucket[i]};

		if (row.count > 0)
			stream_latency(p->latencies, &row);
	}
}

void pace_end(struct pace *p, int64_t now_ns)
{
	p->now.to_ns = now_ns;
	p->now.latency_sum_us = (int64_t)(p->hist->sum_ns / (double)NS_PER_US);
	p->now.latency_max_ns = p->hist->count ? p->hist->max_ns : 0;
	write_latencies(p);
	stream_interval(p->intervals, &p->now);
	p->n++;
}

void pace_next(struct pace *p, int64_t now_ns)
{
	pace_end(p, now_ns);
	p->now = (struct bulk_interval){.from_ns = now_ns};
	*p->hist = (struct hist){0};
}

void pace_answer(struct pace *p, enum outcome outcome, int64_t latency_ns)
{
	switch (outcome) {
	case OUTCOME_ACKED:
		p->now.acked++;
		hist_add(p->hist, latency_ns);
		return;
	case OUTCOME_REJECTED: p->now.rejected++; return;
	case OUTCOME_UNKNOWN: break;
	}
	p->now.unknown++;
}
