/*
 * pending.h - faults whose effects lie on top of each other: one at a time on a node, and what the
 * journal says is still wanted there. Private to fault/.
 *
 * The details of their intents are words "key=number", e.g. "leave=1048576 ran=1".
 * Threads: any. Fails: with the node in the text.
 */
#ifndef FAULT_PENDING_H
#define FAULT_PENDING_H

#include "fault/undo.h"

/* Reading what is pending and acting upon it must not be mixed with another doing the same. */
void pending_lock(const struct node *node);
void pending_unlock(const struct node *node);

/* The number behind `key`, or `fallback`. */
int64_t pending_num(const char *detail, const char *key, int64_t fallback);

/* "ran": is the node's process there, so that undoing may have to start it again? */
int pending_ran(struct cluster *c, const struct node *node, bool *out, struct err *e);

/* Starts a node that may end of its fault again before anybody can look. */
int pending_start(struct cluster *c, struct journal *j, const struct node *node,
		  struct err *e);

/* A process that met its fault takes a moment to end of it: having looked, we must not leave it
 * dying. Returns when it has ended, or after `limit_ns`. */
int pending_await_end(struct undo_job *job, int64_t limit_ns, struct err *e);

/*
 * A node whose process ended of the fault (detail "ran=1") is started again. One that another
 * action has stopped is left to that one's undoing.
 */
int pending_revive(struct undo_job *job, struct err *e);

#endif
