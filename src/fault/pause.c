/* pause: the process is frozen, its connections stay open: it hangs rather than refuses. */
#include "fault/job.h"

const struct field pause_fields[] = {
	ACTION_NODE, ACTION_FOR, ACTION_AT, ACTION_AS, FIELD_END,
};

int pause_node(struct node_job *job, struct err *e)
{
	struct err said = {0};
	struct node_state s;
	int rc = cluster_pause(job->ctx->cluster, job->node, &said);
	int64_t returned_ns = clock_now(job->ctx->clock);

	if (job_verify(job, PROCESS_PAUSED, rc, &said, &s, e) < 0)
		return -1;
	job_effect(job, NEVER, "paused");
	job->effective_ns = returned_ns; /* inspecting took time of its own */
	return 0;
}
