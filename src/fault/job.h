/*
 * job.h - what the node functions of actions share. Private to fault/.
 *
 * Threads: a job belongs to its own thread. Fails: with the node in the text.
 */
#ifndef FAULT_JOB_H
#define FAULT_JOB_H

#include "cluster/cluster.h"
#include "fault/action.h"

/* The keys every action on nodes has. */
#define ACTION_NODE                                                 \
	{                                                           \
		"node", FIELD_SELECTOR, FIELD_REQUIRED, NULL, NULL, \
			"which nodes: a selector"                   \
	}
#define ACTION_AT                                                        \
	{                                                                \
		"at", FIELD_DURATION, 0, NULL, NULL,                     \
			"not before so long after the phase's beginning" \
	}
#define ACTION_FOR                                                             \
	{                                                                      \
		"for", FIELD_DURATION, 0, NULL, NULL,                          \
			"undone after so long; without it, by `heal`, by its " \
			"counterpart, or at the end of the run"                \
	}
#define ACTION_AS                                                      \
	{                                                              \
		"as", FIELD_TEXT, 0, NULL, NULL,                       \
			"a label for `same as LABEL` in later actions" \
	}

/*
 * After a call that returned `rc` with `said`: is the node in this state? The engine may have done
 * what it said it had not, so only inspecting counts. -1: no effect.
 */
int job_verify(struct node_job *job, enum process_state want, int rc,
	       const struct err *said, struct node_state *out, struct err *e);

/* Waits until the node is so, at most `limit_ns`, or cancelled. */
int job_wait(struct node_job *job, enum process_state want, int64_t limit_ns,
	     struct node_state *out, struct err *e);

/* The effect's instant: the engine's own stamp if it lies between the request and now, else now. */
void job_effect(struct node_job *job, int64_t wall_ns, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Into the journal before the engine is asked, for what the row's own `undo` does not cover. */
int job_intent(struct node_job *job, enum undo undo, const char *detail, struct err *e);

/* The same for an action on the whole; `node` NULL: none. */
int result_intent(struct action_result *r, struct journal *j, enum undo undo,
		  const struct node *node, const char *detail, struct err *e);

/* The nodes a selector picks now for an action (whether it may be done to companions is in its row),
 * appended to `out`; and to `seen` why. */
int action_pick(struct action_ctx *ctx, const struct action_row *row,
		const char *selector, struct ids *out, struct strbuf *seen,
		struct err *e);

/* For action_row.possible: may it pick this node? Those that a selector does not name outright are known
 * only when it runs. */
bool action_may_pick(const struct action_ctx *ctx, const struct action_plan *a,
		     const struct node *node);

/* Waits at most `limit_ns` until a condition (condition.h) holds; `seen`: how it stood last. */
int action_await(struct action_ctx *ctx, const char *kind, const char *want,
		 int64_t limit_ns, struct strbuf *seen, struct err *e);

/* Does it hold now? */
bool action_holds(struct action_ctx *ctx, const char *kind, const char *want,
		  struct strbuf *seen);

/* Sleeps until then, or until cancelled: -1, ERR_INTERRUPTED. */
int action_sleep(const struct action_ctx *ctx, int64_t until_ns, struct err *e);

bool job_cancelled(const struct action_ctx *ctx);

extern const struct field stop_fields[], kill_fields[], start_fields[], restart_fields[],
	pause_fields[], unpause_fields[], heal_fields[], wait_fields[], rolling_fields[],
	crash_loop_fields[], repeat_fields[], storm_fields[];
int stop_node(struct node_job *job, struct err *e);
int kill_node(struct node_job *job, struct err *e);
int start_node(struct node_job *job, struct err *e);
int restart_node(struct node_job *job, struct err *e);
int pause_node(struct node_job *job, struct err *e);
int unpause_node(struct node_job *job, struct err *e);
int heal_whole(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, struct err *e);
int wait_whole(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, struct err *e);
int rolling_whole(struct action_ctx *ctx, const struct action_plan *a,
		  struct action_result *r, struct err *e);
int crash_loop_whole(struct action_ctx *ctx, const struct action_plan *a,
		     struct action_result *r, struct err *e);
int repeat_whole(struct action_ctx *ctx, const struct action_plan *a,
		 struct action_result *r, struct err *e);
int storm_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e);

#endif
