/*
 * hist.h - latencies in log-linear buckets: mergeable, fixed size, known error.
 *
 * Values are ns from 0 to 2^34 us (4.77 hours), counted in buckets of width 2^k us, 32 to each
 * power of two: a percentile read from it is never below the exact (nearest-rank) one and less
 * than 1/32 = 3.125 % above it (bucket upper ends are reported, capped by the exact maximum);
 * under 32 us it is less than 1 us above. Longer values share one more bucket, for which the
 * exact maximum is reported. Negative ones (a clock that was set) lie with 0.
 * Same idea as HdrHistogram and fio's stat.h; derived here:
 * bucket(v) for v us >= 32: e = floor(log2 v) - 5, index = 32*(e+1) + (v >> e) - 32.
 */
#ifndef MODEL_HIST_H
#define MODEL_HIST_H

#include "base/base.h"

enum { HIST_BUCKETS = 32 * 30 + 1 };

struct hist {
	uint64_t count;
	int64_t max_ns;
	int64_t min_ns; /* valid when count > 0 */
	double sum_ns;
	uint32_t bucket[HIST_BUCKETS];
};

void hist_add(struct hist *h, int64_t ns);
/* `n` values of which only the bucket is known, below HIST_BUCKETS; their sum and extremes are the caller's to
 * add. */
void hist_add_bucket(struct hist *h, uint32_t bucket, uint32_t n);
void hist_merge(struct hist *to, const struct hist *from);

/* The smallest value that at least `permyriad` (hundredths of a percent: 9990 = p99.9) of all
 * are not above, as exactly as said above; -1 when empty. */
int64_t hist_percentile(const struct hist *h, unsigned permyriad);

#endif
