/*
 * memory: a node gets so much memory and no swap. When it needs more, the kernel kills it; the engine
 * tells that as "oom", and the report as "killed for lack of memory".
 *
 * The kernel refuses a limit below what is in use now: `restart` sets it while the node is stopped.
 */
#include "base/str.h"
#include "fault/job.h"
#include "fault/limits.h"
#include "fault/pending.h"

const struct field memory_fields[] = {
	ACTION_NODE,
	{"limit", FIELD_SIZE, FIELD_REQUIRED, NULL, NULL, "so much, 6MiB or more"},
	{"restart", FIELD_BOOL, 0, "false", NULL,
	 "stop the node, set the limit, start it again: for less than it uses now"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

static int check_node(struct cluster *c, const struct node *node, struct err *e)
{
	struct node_limits now;

	if (cluster_limits(c, node, &now, e) < 0)
		return -1;
	if (now.memory_bytes > 0 && now.memory_swap_bytes > 0)
		return 0;
	return err_set(e, CODE_HOST_MEMORY,
		       "%s is of an adopted cluster and has no limit of memory and "
		       "swap, and the engine cannot lift one again: give the service a "
		       "mem_limit and a memswap_limit, or let kchaos start the cluster",
		       node_title(node).text);
}

/* What we start ourselves goes when the run ends; an adopted node keeps what it is left with. */
int memory_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	const struct node *n;

	if (!cluster_is_adopted(ctx->cluster))
		return 0;
	for (size_t i = 0; (n = topology_each(ctx->topology, i)); i++)
		if (action_may_pick(ctx, a, n) && check_node(ctx->cluster, n, e) < 0)
			return -1;
	return 0;
}

static int set(struct node_job *job, int64_t want, struct err *e)
{
	struct cluster *c = job->ctx->cluster;
	struct err said = {0};
	struct node_limits now;
	struct limit l = {0};
	int rc;

	(void)limit_pending(job->ctx->journal, UNDO_MEMORY, job->node->id, 0, &l);
	rc = cluster_limit_memory(c, job->node, want, &l.original, &said);
	if (cluster_limits(c, job->node, &now, e) < 0)
		return -1;
	if (now.memory_bytes == want)
		return 0;
	if (rc < 0) {
		*e = said;
		return -1;
	}
	return err_set(e, CODE_NO_EFFECT,
		       "no effect: %s has a memory limit of %s instead of %s",
		       node_title(job->node).text, BYTES_TEXT(now.memory_bytes),
		       BYTES_TEXT(want));
}

static int stop(struct node_job *job, struct err *e)
{
	struct err said = {0};
	struct node_state s;
	int rc = cluster_stop(job->ctx->cluster, job->node, -1, &said);

	return job_verify(job, PROCESS_EXITED, rc, &said, &s, e);
}

static int limit(struct node_job *job, int64_t want, bool restart, struct err *e)
{
	if (limit_intent(job, UNDO_MEMORY, want, e) < 0 ||
	    (restart && stop(job, e) < 0) || set(job, want, e) < 0)
		return -1;
	job_effect(job, NEVER, "limited to %s of memory%s", BYTES_TEXT(want),
		   restart ? ", started again with it" : "");
	return restart ? pending_start(job->ctx->cluster, job->ctx->journal, job->node, e)
		       : 0;
}

int memory_node(struct node_job *job, struct err *e)
{
	const struct params *p = &job->plan->params;
	int rc;

	pending_lock(job->node);
	rc = limit(job, params_num(p, "limit", 0), params_num(p, "restart", 0) != 0, e);
	pending_unlock(job->node);
	return rc;
}

/* Without any limit before, there is none to compare with: more than ours is right. */
static bool is_restored(const struct node_limits *now, int64_t goal, int64_t mine)
{
	if (goal)
		return now->memory_bytes == goal;
	return now->memory_bytes == 0 || now->memory_bytes > mine;
}

static int verify(struct undo_job *job, int64_t goal, const struct limit *mine, int rc,
		  const struct err *said, struct err *e)
{
	struct node_limits now;

	if (cluster_limits(job->cluster, job->node, &now, e) < 0)
		return -1;
	if (!is_restored(&now, goal, mine->want)) {
		if (rc < 0)
			*e = *said;
		else
			err_set(e, CODE_STILL_THERE,
				"%s is still limited to %s of memory",
				node_title(job->node).text, BYTES_TEXT(now.memory_bytes));
		return -1;
	}
	if (goal)
		undo_say(job, "has %s of memory again", BYTES_TEXT(goal));
	else
		undo_say(job, "has all memory again");
	return 0;
}

static int restore(struct undo_job *job, struct err *e)
{
	struct limit mine, other = {0};
	struct err said = {0};
	struct node_limits now;
	int64_t goal;
	int rc;

	limit_read(job->intent->detail, &mine);
	(void)limit_pending(job->journal, UNDO_MEMORY, job->node->id, job->intent->number,
			    &other);
	goal = other.want ? other.want : mine.original.memory_bytes;
	if (cluster_limits(job->cluster, job->node, &now, e) < 0)
		return -1;
	if (is_restored(&now, goal, mine.want))
		return 0;
	rc = cluster_limit_memory(job->cluster, job->node, other.want, &mine.original,
				  &said);
	return verify(job, goal, &mine, rc, &said, e);
}

int undo_memory(struct undo_job *job, struct err *e)
{
	struct node_state s;
	int rc = cluster_inspect(job->cluster, job->node, &s, e);

	if (rc < 0 || !s.exists)
		return rc;
	pending_lock(job->node);
	rc = restore(job, e);
	pending_unlock(job->node);
	if (rc == 0 && s.state == PROCESS_EXITED && s.oom_killed)
		undo_say(job, "had been killed for lack of memory");
	return rc == 0 ? pending_revive(job, e) : rc;
}
