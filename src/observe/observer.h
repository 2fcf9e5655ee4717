/*
 * observer.h - asks every node directly, several times a second, what it thinks of the cluster, and
 * writes down what changed: reach, claim, belief, partition, registered, metadata, gap
 * (observer.jsonl; definitions in docs/measuring.md).
 *
 * One connection per node and side, to the address the topology gives; returned addresses are never
 * followed, so a node's own view is what is recorded, stale or not. Only changes are written; a
 * claim's moving high watermark and a broker's moving metadata at most about four times a second.
 *
 * Owner: the run; observer_stop() frees. Topology, clock and record are borrowed until then.
 * Threads: one of its own asks; every function here may be called from any thread.
 * Fails: only to start (no thread, no file). A node that does not answer is a finding, and a write
 * that fails is the record's to tell (record_failed).
 */
#ifndef OBSERVE_OBSERVER_H
#define OBSERVE_OBSERVER_H

#include "base/clock.h"
#include "base/err.h"
#include "model/topology.h"
#include "model/view.h"
#include "record/writer.h"

struct observer;

/* 0 anywhere: the default. */
struct observer_opts {
	int64_t every_ns;            /* a round of questions to each side; 100 ms */
	int64_t registered_every_ns; /* the list of brokers; 500 ms */
	int64_t timeout_ns;          /* no answer for so long: down, "timed out"; 1 s */
};

struct observer *observer_start(const struct topology *t, const struct clock *c,
				struct record *r /* NULL: nothing is written */,
				const struct observer_opts *opts /* or NULL */,
				struct err *e);
void observer_stop(struct observer *o); /* takes NULL */

/* The cluster as told so far; `out` is overwritten, the caller calls view_release(). */
void observer_view(struct observer *o, struct view *out);

/* Adds somebody else's event (engine_watch.h) to the view; it is not written here. */
void observer_apply(struct observer *o, const struct event *ev);

/* Writes everything anew as it is seen next, within about every_ns; for phase boundaries. A node
 * that is silent is said to be so; what it told before is not repeated. */
void observer_snapshot(struct observer *o);

#endif
