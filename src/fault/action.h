/*
 * action.h - what a scenario can do to the cluster: the table of actions, and how one is run.
 *
 * An action picks its nodes, writes down how to undo itself, is REQUESTED, takes EFFECT (one event
 * per node, with the proof: "exited (143)") and is DONE; or it FAILED. What had no proven effect
 * failed: nodes that are already so are left alone, and if no node is left there is no effect.
 * All nodes of an action are asked at the same moment, each in a thread of its own.
 * With `for` it is undone after that time, counted from the last node's effect.
 *
 * A new action: a row, a file with its fields and node function, a scenario, a test.
 * Threads: action_run() may be called by several threads at once, each with its own context;
 * events are emitted in the calling thread only. Owner: the caller of everything.
 * Fails: with the text of the FAILED event; what was begun is in the journal.
 */
#ifndef FAULT_ACTION_H
#define FAULT_ACTION_H

#include "aim/selector.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/field.h"
#include "fault/journal.h"
#include "model/event.h"
#include "model/plan.h"

#include <stdatomic.h>

struct cluster;

/* What a fault with a duration leaves to be undone. Borrowed for the call. */
struct later {
	int64_t at_ns; /* when, on the run's clock */
	int phase, action;
	const char *name; /* of the action */
	const struct ids *nodes;
	const int64_t *numbers; /* in the journal */
	size_t n;
};

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
	/* What the engine of a node stamped, on the run's axis. NULL: its clock is ours. */
	int64_t (*place)(void *arg, int32_t node, int64_t wall_ns);
	void *place_arg;
	/* Texts are borrowed; NULL: nobody cares. */
	void (*emit)(void *arg, const struct event *ev);
	void *emit_arg;
	int phase, action; /* stamped on the events */

	/* Takes `later` on: undoes it then, unless that is done before. NULL: nobody does. */
	void (*undo_at)(void *arg, const struct later *l);
	void *undo_arg;

	/* So many records per 1000 s more are due of a workload (of each that produces when NULL)
	 * from one instant, 50 ms ahead or more, to the other. NULL: there is no load. */
	int (*add_load)(void *arg, const char *workload, int64_t rate_mps,
			int64_t from_ns, int64_t until_ns, struct err *e);
	void *load_arg;

	/* Numbers for actions made of other actions; shared. NULL: those are not possible here. */
	atomic_int *next_action;

	/* A storm's gust: one that picks nothing, or would leave more than `at_once` nodes hurt
	 * (0: any number), is passed over: action_run() returns 1, `e` says why, nothing is emitted. */
	bool may_skip;
	size_t at_once;
	/* Who is hurt now; appended. NULL: whoever has something pending in the journal. */
	void (*hurt)(void *arg, struct ids *out);
	void *hurt_arg;
};

/* Instants that did not come are NEVER. */
struct action_result {
	struct ids nodes; /* acted upon */
	int64_t requested_ns;
	int64_t effective_ns; /* of the last node */
	int64_t done_ns;
	char *text;       /* what was seen and done, one line */
	int64_t *numbers; /* intents in the journal */
	size_t n_numbers;
};
void action_result_release(struct action_result *r);

/* One node's share, in its own thread. */
struct node_job {
	struct action_ctx *ctx;
	const struct action_plan *plan;
	const struct node *node;
	const struct ids *group;  /* what `node` picked */
	const struct ids *others; /* what `from` picked; empty: see action_row.targets */
	int64_t requested_ns;
	int64_t effective_ns; /* out: when the effect was, on the run's clock */
	char proof[200];      /* out: "exited (143)" */
	int64_t numbers[4];   /* out: its intents in the journal */
	size_t n_numbers;
};

struct action_row {
	const char *name; /* first member: str_nearest() walks these */
	const char *help;
	const char *needs;  /* of engine, kernel or cluster; NULL: nothing special */
	const char *proven; /* how its effect is proven */
	const char *undone; /* how it is undone; NULL: there is nothing to undo */
	const struct field *fields;
	const char *shorthand; /* what `- stop: minority` fills; NULL: nothing */
	const char *one_of;    /* "for|isr": exactly one of these; NULL: free */
	enum undo undo;   /* written before the engine is asked; NONE: `node` does it */
	unsigned reverts; /* bits 1 << enum undo: what it undoes */
	enum process_state goal; /* nodes that are so already are left alone */
	bool lasts;              /* its `for` says how long: then it is undone */
	bool any_container;      /* needs no Kafka in it: companions, too, when named */
	bool is_chain;           /* made of other actions: may be no part of a storm */
	bool ends_hosts;         /* takes whole hosts: may be no part of a storm */
	bool in_network; /* done in a node's own network: not where that is its host's */
	/* The field with a list of actions: "do", or "of" (with weights). NULL: none. Such a row
	 * may be no part of another one. */
	const char *inner;
	/* What undoing must know, for the journal; NULL: nothing. Changes nothing. */
	int (*detail)(struct node_job *job, struct strbuf *out, struct err *e);
	/* With a field `from` (a selector, or "clients"; without: all other nodes): the nodes to act
	 * upon. NULL: those picked. */
	void (*targets)(const struct action_plan *a, const struct ids *group,
			const struct ids *others, struct ids *out);
	/* Do its values make sense in this scenario? Asked when the file is read. NULL: yes. */
	int (*fits)(const struct plan *plan, const struct action_plan *a, struct err *e);
	/* Does it make sense in this cluster, of these nodes, which it may hit? Asked when the nodes are known,
	 * before anything is started. NULL: yes. */
	int (*suits)(const struct topology *t, const struct ids *may, struct err *e);
	/* Why it is not done to an adopted cluster: "what ... cannot be put back". NULL: it is. */
	const char *not_adopted;
	/* Can it be done here? Asked once, before the first phase. NULL: yes. */
	int (*possible)(struct action_ctx *ctx, const struct action_plan *a,
			struct err *e);
	/* Either: one node. Returns when the effect is proven, or fails. */
	int (*node)(struct node_job *job, struct err *e);
	/* Or: the whole. Its intents go to result_intent(). */
	int (*whole)(struct action_ctx *ctx, const struct action_plan *a,
		     struct action_result *r, struct err *e);
};

/* What `from` may say besides a selector: whoever is not a node. */
#define FROM_CLIENTS "clients"

extern const struct action_row action_rows[]; /* ends with name NULL */
size_t action_row_count(void);
const struct action_row *action_find(const char *name); /* or NULL */

/* Can it be done here, to this cluster? To be asked once, before the first phase. */
int action_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e);

/* Runs it from REQUESTED to DONE or FAILED. `r` is filled as far as it came, also on failure. 1: passed
 * over, see action_ctx.may_skip. */
int action_run(const struct action_row *row, struct action_ctx *ctx,
	       const struct action_plan *a, struct action_result *r, struct err *e);

#endif
