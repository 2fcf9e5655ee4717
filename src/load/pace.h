/*
 * pace.h - how fast a bulk workload is, written down as short intervals: what was handed over and
 * answered in each, and how late the answers were.
 *
 * An interval lasts PACE_NS, or less where a phase begins in it, so that each belongs to one phase.
 * An answer counts where it came, as in Kafka's own tools.
 *
 * Owner and thread: one producer thread. Fails: never.
 */
#ifndef LOAD_PACE_H
#define LOAD_PACE_H

#include "model/bulk.h"
#include "model/hist.h"
#include "model/ledger.h"
#include "record/writer.h"

#define PACE_NS (100 * NS_PER_MS)

struct pace {
	struct stream *intervals, *latencies;
	struct bulk_interval now;
	struct hist *hist; /* of the interval */
	uint32_t n;        /* intervals written */
};

void pace_begin(struct pace *p, struct stream *intervals, struct stream *latencies,
		int64_t now_ns);
/* Writes the interval that lasts. */
void pace_end(struct pace *p, int64_t now_ns);
void pace_release(struct pace *p);

static inline bool pace_is_over(const struct pace *p, int64_t now_ns)
{
	return now_ns - p->now.from_ns >= PACE_NS;
}

/* Ends the interval and begins the next. */
void pace_next(struct pace *p, int64_t now_ns);

void pace_answer(struct pace *p, enum outcome outcome, int64_t latency_ns);

#endif
