/*
 * cpu: a node gets so many CPUs and no more: the kernel's scheduler makes it wait.
 */
#include "fault/job.h"
#include "fault/limits.h"
#include "fault/pending.h"

const struct field cpu_fields[] = {
	ACTION_NODE,
	{"limit", FIELD_CPUS, FIELD_REQUIRED, NULL, NULL, "so many CPUs, 0.01 to 1024"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* Quotas are whole microseconds of a period. */
static bool is_same(int64_t a, int64_t b)
{
	int64_t difference = a > b ? a - b : b - a;

	return difference <= (a > b ? a : b) / 100;
}

static double cpus(int64_t nano)
{
	return (double)nano / 1e9;
}

/* What the call says is not what counts. */
static int set(struct cluster *c, const struct node *node, int64_t want,
	       const struct node_limits *original, struct node_limits *now, struct err *e)
{
	struct err said = {0};
	int64_t goal = want ? want : limit_cpus(original);
	int rc = cluster_limit_cpu(c, node, want, original, &said);

	if (cluster_limits(c, node, now, e) < 0)
		return -1;
	if (is_same(limit_cpus(now), goal))
		return 0;
	if (rc < 0) {
		*e = said;
		return -1;
	}
	return err_set(e, CODE_NO_EFFECT,
		       "no effect: %s has a limit of %.2f CPUs instead of %.2f "
		       "(0: none)",
		       node_title(node).text, cpus(limit_cpus(now)), cpus(goal));
}

static int limit(struct node_job *job, int64_t want, struct node_limits *now,
		 struct err *e)
{
	struct limit l;

	if (limit_intent(job, UNDO_CPU, want, e) < 0)
		return -1;
	(void)limit_pending(job->ctx->journal, UNDO_CPU, job->node->id, 0, &l);
	return set(job->ctx->cluster, job->node, want, &l.original, now, e);
}

int cpu_node(struct node_job *job, struct err *e)
{
	struct node_limits now = {0};
	int rc;

	pending_lock(job->node);
	rc = limit(job, params_num(&job->plan->params, "limit", 0), &now, e);
	pending_unlock(job->node);
	if (rc == 0)
		job_effect(job, NEVER, "limited to %.2f CPUs", cpus(limit_cpus(&now)));
	return rc;
}

static int restore(struct undo_job *job, struct err *e)
{
	struct limit mine, other;
	struct node_limits now;
	int64_t want = 0;

	limit_read(job->intent->detail, &mine);
	if (limit_pending(job->journal, UNDO_CPU, job->node->id, job->intent->number,
			  &other))
		want = other.want;
	if (cluster_limits(job->cluster, job->node, &now, e) < 0)
		return -1;
	if (is_same(limit_cpus(&now), want ? want : limit_cpus(&mine.original)))
		return 0;
	if (set(job->cluster, job->node, want, &mine.original, &now, e) < 0)
		return -1;
	if (limit_cpus(&now) == 0)
		undo_say(job, "has all CPUs again");
	else
		undo_say(job, "has %.2f CPUs again", cpus(limit_cpus(&now)));
	return 0;
}

int undo_cpu(struct undo_job *job, struct err *e)
{
	struct node_state s;
	int rc = cluster_inspect(job->cluster, job->node, &s, e);

	if (rc < 0 || !s.exists)
		return rc;
	pending_lock(job->node);
	rc = restore(job, e);
	pending_unlock(job->node);
	return rc;
}
