/*
 * bulk.h - a number of records as fast as the client takes them: what a producing workload does that
 * has `records` instead of a rate.
 *
 * Closed by the client: a record is handed over as soon as there is room for it (slots.h), so there are
 * no due times, and latency counts from handing over. Each record is accounted for all the same: its tag is
 * its sequence number and when it was handed over, its outcome becomes part of a run (fates.h), its answer
 * part of an interval (pace.h).
 *
 * Owner and thread: one producer thread; bulk_release() after the client is gone, which sends from our
 * memory. Fails: bulk_init() only.
 */
#ifndef LOAD_BULK_H
#define LOAD_BULK_H

#include "load/fates.h"
#include "load/pace.h"
#include "load/sender.h"
#include "load/slots.h"

struct bulk {
	struct sender *sender;
	struct slots slots;
	struct fates fates;
	struct pace pace;
	struct stream *outcomes, *intervals, *latencies;
	int partitions;
	uint32_t n_open;     /* handed over and not answered */
	uint32_t n_answered; /* of the answers since the clock was looked at */
	int64_t now_ns;      /* as of then */
	int phase;           /* the interval's */
};

int bulk_init(struct bulk *b, struct sender *sender, int partitions, struct err *e);
void bulk_release(struct bulk *b);

/* Waits for its phase, hands everything over and waits for the answers, or until it must end.
 * Returns how many were given up. */
int64_t bulk_run(struct bulk *b);

#endif
