/*
 * settle.h - after heal: read every partition of every topic of the plan from its first offset to
 * its last with a fresh client, and write down each record found.
 *
 * Records of bulk workloads are bits while they are read (copies.h) and then runs in "settle/copies", with
 * counts per partition in "settle/order". Rows of all others go to the stream "settle/found"; one SETTLED event per partition to `events`:
 * begin_offset, end_offset (where reading ended), high_watermark, read (all records), foreign
 * (those without a stamp of this run), complete. A partition is complete when it begins at offset 0,
 * each offset up to the end was read exactly once, the end was seen later than SETTLE_QUIET_NS after reading
 * began or stood still for that long, and is the high watermark. Anything less is said, not guessed: the analysis calls it unverified.
 *
 * The caller first waits until the cluster is healed and every ISR is full: what is beyond the
 * high watermark cannot be read.
 * Threads: the caller's, which also must be the one that writes `events`. Fails: -1 only when the
 * reader cannot be made; silence of the cluster makes partitions incomplete.
 */
#ifndef LOAD_SETTLE_H
#define LOAD_SETTLE_H

#include "base/clock.h"
#include "base/err.h"
#include "model/plan.h"
#include "model/topology.h"
#include "record/writer.h"

/* Twice the longest wait of a follower's fetch (replica.fetch.wait.max.ms, 500 ms): by then a new
 * leader has brought its high watermark up to date. */
#define SETTLE_QUIET_NS (1 * NS_PER_S)

struct settle_progress {
	size_t partitions;
	size_t at_end;  /* of them, caught up */
	int64_t read;   /* records so far */
	int64_t in_sum; /* records there are, as far as is known */
};

/* Called a few times a second; false ends the reading. */
typedef bool settle_progress_fn(void *arg, const struct settle_progress *p);

typedef void settle_told_fn(void *arg, const struct event *ev);

struct settle {
	const struct plan *plan;
	const char *bootstrap; /* topology_bootstrap() */
	const struct clock *clock;
	struct record *record;
	struct stream *events;
	uint32_t run_id;
	int64_t until_ns;             /* deadline */
	settle_progress_fn *progress; /* or NULL */
	settle_told_fn *told;         /* or NULL: each event, when it has been written */
	void *arg;
};

/* True in *out_complete when every partition is. */
int settle_run(const struct settle *s, bool *out_complete, struct err *e);

#endif
