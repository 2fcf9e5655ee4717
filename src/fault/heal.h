/*
 * heal.h - undoes what the journal says is still to be undone: on every way out of a run, and
 * after a crash (`kchaos heal`).
 *
 * Idempotent: everything is looked at first and last, and only what is seen counts (undo.h). Kinds go
 * in the order of UNDOS, within a kind the youngest first. One failure does not keep the rest from
 * being healed.
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

/* What lasts as long as a run on an adopted cluster (UNDO_LASTING): nodes as they were found, groups and
 * topics of the run. After heal(), when nobody uses the cluster any more. */
int heal_found(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
	       size_t *out_undone, struct err *e);

/* The same for one kind only. */
int heal_kind(struct cluster *c, struct journal *j, enum undo undo, heal_fn *tell,
	      void *arg, struct err *e);

/* The same for what was done to this machine (by commands) or to hosts (their engines) and not to the cluster: it would outlive
 * the cluster, and its undoing may need it. To be called before the cluster is removed. */
int heal_machine(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
		 struct err *e);

/* The same for these intents only: a fault whose time is over. */
int heal_these(struct cluster *c, struct journal *j, const int64_t *numbers, size_t n,
	       heal_fn *tell, void *arg, struct err *e);

/* The hosts (by number) whose engines were ended by an action, and not started since; appended. */
void heal_ended_hosts(struct cluster *c, struct journal *j, struct ids *out);

/*
 * After a crash: the engine may still be carrying out what the dead process had asked of it last, such
 * as a stop that waits for the node to end. Waits until nothing of that can come any more; `tell` says
 * so first. Does nothing when every effect had been seen.
 */
void heal_await_late(struct cluster *c, struct journal *j, heal_fn *tell, void *arg);

#endif
