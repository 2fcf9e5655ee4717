/* stop: SIGTERM, as `docker stop`; SIGKILL after the grace. */
#include "fault/job.h"

const struct field stop_fields[] = {
	ACTION_NODE,
	{"timeout", FIELD_DURATION, 0, NULL, NULL,
	 "SIGKILL after this; without it, the container's own grace period"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int stop_node(struct node_job *job, struct err *e)
{
	struct err said = {0};
	struct node_state s;
	int rc = cluster_stop(job->ctx->cluster, job->node,
			      params_num(&job->plan->params, "timeout", -1), &said);

	if (job_verify(job, PROCESS_EXITED, rc, &said, &s, e) < 0)
		return -1;
	job_effect(job, s.finished_wall_ns, "exited (%d)%s", s.exit_code,
		   s.exit_code == 137 ? ", killed when its grace was over" : "");
	return 0;
}
