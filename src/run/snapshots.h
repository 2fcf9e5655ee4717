/*
 * snapshots.h - the cluster's tables at each boundary of phases, asked by a thread of its own: a node
 * that is dead or silent delays no phase.
 *
 * Owner: the conductor. Threads: all functions from the main thread; the stream belongs to the thread
 * in here. Fails: only the beginning.
 */
#ifndef RUN_SNAPSHOTS_H
#define RUN_SNAPSHOTS_H

#include "base/clock.h"
#include "base/err.h"
#include "cluster/cluster.h"
#include "observe/observer.h"
#include "record/writer.h"

struct snapshots;

/* All borrowed until snapshots_end(). NULL: no stream or no thread. */
struct snapshots *snapshots_begin(struct cluster *cluster, struct observer *observer,
				  const struct clock *clock, struct record *record,
				  struct err *e);

/* Asks for one and returns at once. Of those that come faster than they are answered the oldest are
 * left out. */
void snapshots_take(struct snapshots *s, int phase);

/* What is under way or asked for is finished: a few seconds at most, and less when the cluster's
 * cancel flag is set. NULL is fine. */
void snapshots_end(struct snapshots *s);

#endif
