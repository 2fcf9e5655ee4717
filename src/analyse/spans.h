/*
 * spans.h - stretches of several partitions put together: when any of them was out, when all.
 * Pure.
 */
#ifndef ANALYSE_SPANS_H
#define ANALYSE_SPANS_H

#include "analyse/findings.h"

struct spans {
	struct span *at; /* in time order, apart from each other */
	size_t len;
};

/*
 * The stretches within [from, to) that lie in windows of at least `depth` partitions; 1: any.
 * Windows of one partition do not overlap.
 */
void spans_of_windows(struct spans *out, const struct window *w, size_t n, size_t depth,
		      int64_t from_ns, int64_t to_ns);

/* How much of [from, to) they cover. */
int64_t spans_covered(const struct span *s, size_t n, int64_t from_ns, int64_t to_ns);

#endif
