/*
 * engine.h - ending and starting a host's engine, by the commands that its user gave (model/hosts.h), run
 * where kchaos runs. Private to fault/.
 *
 * An engine that ends takes its containers along, or leaves them to themselves (live-restore): each that ran
 * has an intent to be started (UNDO_START) before the command is run, besides the engine's own (UNDO_ENGINE),
 * which is undone before everything else: nothing can be looked at without it.
 * Owner: the caller of everything. Threads: any. Fails: with the host, and what its command said.
 */
#ifndef FAULT_ENGINE_H
#define FAULT_ENGINE_H

#include "base/clock.h"
#include "cluster/cluster.h"
#include "fault/action.h"
#include "fault/undo.h"

enum { NO_HOST = -1 };

enum engine_change { ENGINE_STOPPED, ENGINE_KILLED, ENGINE_STARTED };

const char *engine_command(const struct host *h, enum engine_change to); /* or NULL */

struct engine_job {
	struct cluster *cluster;
	const struct clock *clock;
	const char *name;   /* the host's */
	const char *script; /* what brings it there */
	int32_t host; /* NO_HOST: not known (any more); then its command alone counts */
	enum engine_change to;
	int64_t timeout_ns;
	const atomic_bool *cancel; /* NULL: never */
	int64_t effective_ns;      /* out: when it was first seen so */
};

/* Returns when the engine does not answer any more, or answers. */
int engine_change(struct engine_job *job, struct err *e);

/* What an intent says, "HOST\nNODES\nSCRIPT": what starts it, and who ran on it. */
struct engine_intent {
	char *host;
	char *script;
	struct ids nodes; /* that ran on it */
};
void engine_intent_release(struct engine_intent *i);
char *engine_intent_write(const struct engine_intent *i); /* caller frees */
bool engine_intent_read(const char *text, struct engine_intent *out);

int undo_engine(struct undo_job *job, struct err *e);

/* ---- the actions ---- */

extern const struct field engine_down_fields[], engine_up_fields[];
int engine_stop_suits(const struct topology *t, const struct ids *may, struct err *e);
int engine_kill_suits(const struct topology *t, const struct ids *may, struct err *e);
int engine_start_suits(const struct topology *t, const struct ids *may, struct err *e);
int engine_stop_whole(struct action_ctx *ctx, const struct action_plan *a,
		      struct action_result *r, struct err *e);
int engine_kill_whole(struct action_ctx *ctx, const struct action_plan *a,
		      struct action_result *r, struct err *e);
int engine_start_whole(struct action_ctx *ctx, const struct action_plan *a,
		       struct action_result *r, struct err *e);

#endif
