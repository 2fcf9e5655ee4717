/*
 * action.h - what a scenario can do to the cluster: the table of actions, and how one is run.
 *
 * An action picks its nodes, writes down how to undo itself, is REQUESTED, takes EFFECT (one event
 * per node, with the proof: "exited (143)") and is DONE; or it FAILED. What had no proven effect
 * failed: nodes that are already so are left alone, and if no node is left there is no effect.
 * All nodes of an action are asked at the same moment, each in a thread of its own.
 *
 * A new action: a row, a file with its fields and node function, a scenario, a test.
 * Threads: action_run() may be called by several threads at once, each with its own context;
 * events are emitted in the calling thread only. Owner: the caller of everything.
 * Fails: with the text of the FAILED event; what was begun is in the journal.
 */
#ifndef FAULT_ACTION_H
#define FAULT_ACTION_H

#include "base/clock.h"
#include "base/err.h"
#include "base/field.h"
#include "fault/journal.h"
#include "fault/selector.h"
#include "model/event.h"
#include "model/plan.h"

#include <stdatomic.h>

struct cluster;

struct action_ctx {
	struct cluster *cluster;
	const struct topology *topology;
	const struct plan *plan;
	const struct clock *clock;
	struct journal *journal;
	const struct picks *picks; /* labels; the run adds to them between actions */
	struct rng *rng;           /* this action's own */
	const atomic_bool *cancel; /* ends waiting; NULL: never */
	/* A copy of the view as it is now; released here. */
	void (*look)(void *arg, struct view *out);
	void *look_arg;
	/* Texts are borrowed; NULL: nobody cares. */
	void (*emit)(void *arg, const struct event *ev);
	void *emit_arg;
	int phase, action; /* stamped on the events */
};

/* Instants that did not come are NEVER. */
struct action_result {
	struct ids nodes; /* acted upon */
	int64_t requested_ns;
	int64_t effective_ns; /* of the last node */
	int64_t done_ns;
	char *text; /* what was seen and done, one line */
};
void action_result_release(struct action_result *r);

/* One node's share, in its own thread. */
struct node_job {
	struct action_ctx *ctx;
	const struct action_plan *plan;
	const struct node *node;
	int64_t requested_ns;
	int64_t effective_ns; /* out: when the effect was, on the run's clock */
	char proof[128];      /* out: "exited (143)" */
};

struct action_row {
	const char *name; /* first member: str_nearest() walks these */
	const char *help;
	const struct field *fields;
	const char *shorthand; /* what `- stop: minority` fills; NULL: nothing */
	const char *one_of;    /* "for|isr": exactly one of these; NULL: free */
	enum undo undo;        /* written before the engine is asked */
	unsigned reverts;      /* bits 1 << enum undo: what it undoes */
	/* Nodes that are so already are left alone. */
	enum process_state goal;
	/* Either: one node. Returns when the effect is proven, or fails. */
	int (*node)(struct node_job *job, struct err *e);
	/* Or: the whole. */
	int (*whole)(struct action_ctx *ctx, const struct action_plan *a,
		     struct action_result *r, struct err *e);
};
extern const struct action_row action_rows[]; /* ends with name NULL */
size_t action_row_count(void);
const struct action_row *action_find(const char *name); /* or NULL */

/* Runs it from REQUESTED to DONE or FAILED. `r` is filled as far as it came, also on failure. */
int action_run(const struct action_row *row, struct action_ctx *ctx,
	       const struct action_plan *a, struct action_result *r, struct err *e);

#endif
