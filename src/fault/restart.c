/* restart: stop, wait, start. Several nodes at the same time; one by one is several actions. */
#include "fault/job.h"

const struct field restart_fields[] = {
	ACTION_NODE,
	{"timeout", FIELD_DURATION, 0, NULL, NULL,
	 "SIGKILL after this; without it, the container's own grace period"},
	{"down_for", FIELD_DURATION, 0, "0s", NULL, "how long it stays down"},
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int restart_node(struct node_job *job, struct err *e)
{
	int64_t stopped_ns;

	if (stop_node(job, e) < 0)
		return -1;
	stopped_ns = job->effective_ns;
	if (action_sleep(job->ctx,
			 clock_now(job->ctx->clock) +
				 params_num(&job->plan->params, "down_for", 0),
			 e) < 0 ||
	    start_node(job, e) < 0)
		return -1;
	(void)snprintf(job->proof, sizeof(job->proof),
		       "exited, running again %.2f s later",
		       ns_to_s(job->effective_ns - stopped_ns));
	job->effective_ns = stopped_ns;
	return 0;
}
