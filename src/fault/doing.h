/*
 * doing.h - one action on its way, shared by the files that carry it out. Private to fault/.
 *
 * Owner: action_run(). Threads: the action's; `lock` guards what its tasks tell.
 */
#ifndef FAULT_DOING_H
#define FAULT_DOING_H

#include "base/mem.h"
#include "cluster/cluster.h"
#include "fault/action.h"

#include <pthread.h>

struct doing {
	const struct action_row *row;
	struct action_ctx *ctx;
	const struct action_plan *plan;
	struct action_result *result;
	struct strbuf text;
	struct ids others;  /* what `from` picked */
	struct ids targets; /* the nodes to act upon */
	struct ids away;    /* hosts that did not answer: their nodes are none of them */
	struct err missed;  /* why; then it fails in the end */

	/* one per target; `lock` guards `finished` and `err` */
	struct task *tasks;
	pthread_mutex_t lock;
	pthread_cond_t news;
};

/* doing_pick.c: whom? 1: nobody, and that is fine (action_ctx.may_skip). */
int doing_pick(struct doing *d, struct err *e);

/* doing_tasks.c: all at the same moment, each in a thread. */
int doing_act(struct doing *d, struct err *e);

/* action.c */
void doing_emit(struct doing *d, enum step step, int64_t at_ns, int32_t node,
		const struct ids *ids, const char *text);

#endif
