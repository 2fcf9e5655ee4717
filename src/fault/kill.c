/* kill: SIGKILL, as a power cut for the process; the disk keeps what the kernel has. */
#include "fault/job.h"

const struct field kill_fields[] = {
	ACTION_NODE,
	{"signal", FIELD_CHOICE, 0, "SIGKILL",
	 "SIGKILL|SIGTERM|SIGINT|SIGHUP|SIGQUIT|SIGABRT|SIGSEGV|SIGBUS",
	 "what is sent; the node must end of it"},
	{"timeout", FIELD_DURATION, 0, "60s", NULL,
	 "no effect if it has not ended by then"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int kill_node(struct node_job *job, struct err *e)
{
	const struct params *p = &job->plan->params;
	const char *signal = params_text(p, "signal", "SIGKILL");
	struct err said = {0};
	struct node_state s;
	int rc = cluster_kill(job->ctx->cluster, job->node, signal, &said);

	if (rc == 0 && strcmp(signal, "SIGKILL") != 0)
		rc = job_wait(job, PROCESS_EXITED,
			      params_num(p, "timeout", 60 * NS_PER_S), &s, &said);
	if (job_verify(job, PROCESS_EXITED, rc, &said, &s, e) < 0)
		return -1;
	job_effect(job, s.finished_wall_ns, "exited (%d) of %s", s.exit_code, signal);
	return 0;
}
