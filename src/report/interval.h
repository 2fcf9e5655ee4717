/*
 * interval.h - how far a number of one run may lie from what it stands for (docs/measuring.md, "Two runs").
 *
 * Pure. Threads: any. Fails: never.
 */
#ifndef REPORT_INTERVAL_H
#define REPORT_INTERVAL_H

#include "model/hist.h"

struct interval {
	double lo, hi; /* hi may be infinite */
};

/* What became of the records of a bucket of time. */
struct bucket_count {
	uint32_t due, served;
};

/* A share of k in n, of which `buckets` tell how they were bunched (an outage takes all of its time's records): Wilson's score
 * interval of 95 % with as many independent records as would spread that much. n 0: from 0 to 1. */
struct interval interval_share(uint64_t k, uint64_t n, const struct bucket_count *buckets,
			       size_t n_buckets);

/* A percentile in ns: the order statistics that enclose it with 95 %, what a bucket of the histogram hides, and where it was in
 * the middle 80 % of the buckets of time (`over_time`, which is sorted): a run wanders, and the next one elsewhere. */
struct interval interval_percentile(const struct hist *h, unsigned permyriad,
				    int64_t *over_time, size_t n_over_time);

#endif
