/*
 * windows.h - from due times and good instants of one partition to windows of unavailability.
 *
 * Pure. The rules, with their reasons: docs/measuring.md "Windows".
 */
#ifndef ANALYSE_WINDOWS_H
#define ANALYSE_WINDOWS_H

#include "analyse/findings.h"
#include "analyse/series.h"

struct windows_input {
	const struct item *items; /* by due time; only those of ITEM_DEMAND count */
	size_t n_items;
	const struct instant *goods; /* by time */
	size_t n_goods;
	int64_t begin_ns, end_ns; /* the measurement */
	int64_t late_after_ns;
	int64_t prompt_ns; /* an answer this soon says: it worked when it was asked */
};

struct windows {
	struct window *at;
	size_t len;
};

/* Appends the partition's windows in time order: edges, counts and errors; the rest is zero. */
void windows_find(const struct windows_input *in, struct windows *out);

/* A stretch in which kchaos itself stood still for at most `late_ns`. */
struct stall {
	int64_t from_ns, to_ns;
	int64_t late_ns;
};

/* Widens the bars of windows that have an edge near a stall; `w` are of one partition, in order. */
void windows_widen(struct window *w, size_t n, const struct stall *stalls,
		   size_t n_stalls);

/* By start, then partition. */
void windows_sort(struct window *w, size_t n);

#endif
