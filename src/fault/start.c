/* start: the container runs again; until Kafka answers takes longer, see `until`. */
#include "fault/job.h"
#include "fault/net.h"

const struct field start_fields[] = {
	ACTION_NODE,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int start_node(struct node_job *job, struct err *e)
{
	struct err said = {0};
	struct node_state s;
	int rc = cluster_start(job->ctx->cluster, job->node, &said);

	if (job_verify(job, PROCESS_RUNNING, rc, &said, &s, e) < 0)
		return -1;
	job_effect(job, s.started_wall_ns, "running");
	return net_started(job->ctx->cluster, job->ctx->journal, job->node, e);
}
