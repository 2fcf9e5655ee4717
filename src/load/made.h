/*
 * made.h - what a run makes in the cluster: its topics and consumer groups, by name. In a cluster that
 * others started each must be new, for it is written to, and deleted in the end.
 *
 * Owner: the caller; made_release(). Threads: one. Fails: when one is there already, or nobody tells.
 */
#ifndef LOAD_MADE_H
#define LOAD_MADE_H

#include "base/err.h"
#include "model/plan.h"
#include "model/topology.h"

struct made {
	char *name;
	bool is_group; /* else a topic */
};
struct made_list {
	struct made *items;
	size_t len;
};
void made_release(struct made_list *l);

/* Groups first: they are to be deleted before the topics they read. */
void made_by(const struct plan *plan, struct made_list *out);

/* Is none of them there? *out_makes_offsets: the cluster has no __consumer_offsets yet, and will make it
 * for one of the groups. */
int made_check(const struct made_list *l, const struct topology *t, int64_t timeout_ns,
	       bool *out_makes_offsets, struct err *e);

#endif
