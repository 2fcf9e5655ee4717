/*
 * chain.h - actions made of other actions: rolling-restart, crash-loop, repeat, storm.
 *
 * Each inner action is run by action_run() under a number of its own: it has its own events, proof and
 * undoing, and shows in the record like any other. Its randomness depends on the seed and its turn
 * only, so what one of them does changes no other's.
 * One that fails does not end the chain, but makes it fail in the end.
 *
 * Private to fault/. Owner: the outer action, on its stack. Threads: the outer action's.
 * Fails: chain_*() only when the run is interrupted; what failed inside, in chain_end().
 */
#ifndef FAULT_CHAIN_H
#define FAULT_CHAIN_H

#include "fault/job.h"

/* What one of them left to be undone, and on whom it is. */
struct left {
	struct ids nodes;
	int64_t *numbers; /* in the journal */
	size_t n;
};

struct chain {
	struct action_ctx *ctx; /* the outer action's */
	uint64_t seed;          /* what the inner ones' randomness starts from */
	bool may_skip;          /* as action_ctx.may_skip and at_once */
	size_t at_once;
	size_t run, failed, passed_over; /* `run` counts all of them */
	struct err first;                /* of the failures */
	struct left *left;
	size_t n_left;
};

int chain_begin(struct chain *s, struct action_ctx *ctx, struct err *e);

/* One of the plan. */
int chain_run(struct chain *s, const struct action_plan *a, struct err *e);

/* One made up here: `kind` on these nodes, with one more parameter (or NULL). */
int chain_run_on(struct chain *s, const char *kind, const struct ids *nodes,
		 const struct param *extra, struct err *e);

/* -1 when one of them failed. */
int chain_end(const struct chain *s, struct err *e);

void chain_release(struct chain *s);

/* The n-th beginning (from 0) of a timetable, after the outer one's: on a grid, each up to `jitter` later.
 * Draws one number. */
int64_t chain_due(struct rng *timetable, size_t n, int64_t every_ns, int64_t jitter_ns);

/* Can each of the inner actions be done here? An action_row.possible. */
int chain_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e);

#endif
