/*
 * assigned.h - which member of a consumer group had which partitions, from what the clients told.
 *
 * A fold over the events of consuming workloads ("assigned payments/0,2", "revoked payments/0,2").
 * Owner: find_cluster(). Threads: one. Fails: never; words it does not know change nothing.
 */
#ifndef ANALYSE_ASSIGNED_H
#define ANALYSE_ASSIGNED_H

#include "analyse/findings.h"

struct holding {
	size_t workload;
	int member;
	struct ids partitions; /* of the workload's topic */
};

struct assigned {
	struct holding *at;
	size_t len;
};

void assigned_release(struct assigned *a);
void assigned_apply(struct assigned *a, const struct plan *plan, const struct event *ev);

/* The workload's members were told of assignments, and none of them has the partition now. */
bool assigned_to_nobody(const struct assigned *a, size_t workload, int32_t partition);

#endif
