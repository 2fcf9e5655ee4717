/* unpause: a frozen process goes on where it was. */
#include "fault/job.h"

const struct field unpause_fields[] = {
	ACTION_NODE,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int unpause_node(struct node_job *job, struct err *e)
{
	struct err said = {0};
	struct node_state s;
	int rc = cluster_unpause(job->ctx->cluster, job->node, &said);
	int64_t returned_ns = clock_now(job->ctx->clock);

	if (job_verify(job, PROCESS_RUNNING, rc, &said, &s, e) < 0)
		return -1;
	job_effect(job, NEVER, "running again");
	job->effective_ns = returned_ns; /* inspecting took time of its own */
	return 0;
}
