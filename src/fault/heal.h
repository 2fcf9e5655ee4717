/*
 * heal.h - undoes what the journal says is still to be undone: on every way out of a run, and
 * after a crash (`kchaos heal`).
 *
 * Idempotent: each node is inspected first and last, and only what is seen counts. Order: unpause,
 * then start. A node that is gone (the cluster was taken down) needs no undoing. One node's
 * failure does not keep the others from being healed.
 * Threads: the caller's. Fails: when something is left, which then stays in the journal.
 */
#ifndef FAULT_HEAL_H
#define FAULT_HEAL_H

#include "fault/journal.h"

struct cluster;

/* One step, for the log: "node 2 (kafka2) started again"; is_error: what could not be done. */
typedef void heal_fn(void *arg, int32_t node, bool is_error, const char *text);

/* `tell` may be NULL. Returns 0 when nothing of ours is left, *out_undone (or NULL) the steps
 * that were necessary. */
int heal(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
	 size_t *out_undone, struct err *e);

#endif
