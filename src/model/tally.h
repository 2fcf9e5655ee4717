/*
 * tally.h - live counters of one workload thread, for the progress line only: never for a verdict.
 *
 * Threads: written by the owning thread only, read by any thread at any time. Each counter is
 * exact; a set of them read together may be a few records out of step.
 * sent = acked + rejected + unknown + in flight.
 */
#ifndef MODEL_TALLY_H
#define MODEL_TALLY_H

#include "base/base.h"

#include <stdatomic.h>

struct tally {
	_Alignas(64) atomic_int_fast64_t sent; /* a cache line per thread */
	atomic_int_fast64_t acked;             /* consumers: received */
	atomic_int_fast64_t rejected;
	atomic_int_fast64_t unknown;
	atomic_int_fast64_t last_good_ns; /* newest acknowledgement or receipt */
	atomic_int_fast64_t
		oldest_due_ns; /* due time of the oldest unanswered record; NEVER: none */
	atomic_int_fast64_t
		error; /* last error code seen, 0: none since the last good one */
	atomic_int_fast64_t
		lag_ns; /* how late the last record left against its due time */
};

/* Owner only. One writer, so load + store is enough: no locked instruction. */
static inline void tally_bump(atomic_int_fast64_t *n)
{
	atomic_store_explicit(n, atomic_load_explicit(n, memory_order_relaxed) + 1,
			      memory_order_relaxed);
}

static inline void tally_set(atomic_int_fast64_t *n, int64_t value)
{
	atomic_store_explicit(n, value, memory_order_relaxed);
}

/* Any thread. */
static inline int64_t tally_read(const atomic_int_fast64_t *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

#endif
