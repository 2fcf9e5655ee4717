/*
 * parallel.h - the same thing for several nodes at once, each in a thread of its own; private to
 * cluster/.
 *
 * Owner: the caller of all arguments. Threads: `fn` runs in others, `pulse` in the caller's.
 * Fails: with the first (by number) task's error; all others have ended by then.
 */
#ifndef CLUSTER_PARALLEL_H
#define CLUSTER_PARALLEL_H

#include "base/err.h"

typedef int parallel_fn(void *arg, size_t i, struct err *e);

/* Called about ten times a second while tasks run; what it does about an end is its business. */
typedef void parallel_pulse_fn(void *arg);

int parallel(size_t n, parallel_fn *fn, parallel_pulse_fn *pulse /* or NULL */, void *arg,
	     struct err *e);

#endif
