/*
 * needs.h - what it takes to serve the part of a workload that a window is of.
 *
 * A partition with its leader and ISR (for a group: that of its coordinator); the broker that was
 * asked; an active controller; or both of the last.
 * Owner: nobody; its text is the plan's. Fails: never.
 */
#ifndef ANALYSE_NEEDS_H
#define ANALYSE_NEEDS_H

#include "analyse/alive.h"

struct needs {
	const char *topic; /* whose partition must serve; NULL: none */
	int32_t partition;
	bool by_hash; /* `partition` is the group's hash: which one, the number of partitions tells */
	int32_t node;    /* who must live; NO_NODE: nobody in particular */
	bool controller; /* must there be one? */
	bool all_replicas; /* what is served must be on the whole ISR: acks=all, consuming */
	int min_isr;
};

struct needs needs_of(const struct findings *f, const struct window *w);

/* That the group's coordinator can serve. */
struct needs needs_of_coordinator(const char *group);

/* Nothing that an observer could tell is needed. */
bool needs_nothing(const struct needs *n);

/* The partition in the freshest view; NULL: none is needed, or nobody told of it. */
const struct partition_view *needs_partition(const struct needs *n, const struct view *v);

/* Are there replicas enough in the ISR, alive or not? */
bool needs_are_met_by(const struct needs *n, const struct partition_view *p);

/* The first node of the ISR that does not live; NO_NODE: all do. */
int32_t needs_dead_in_isr(const struct alive *a, const struct view *v,
			  const struct partition_view *p);

#endif
