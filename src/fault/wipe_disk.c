/*
 * wipe-disk: the machine comes back with a new, empty disk: killed, all of its log deleted, started.
 * The node's copies come back from the others; a static quorum takes its voter back.
 */
#include "base/str.h"
#include "fault/disk.h"
#include "fault/job.h"
#include "fault/net.h"

#include <inttypes.h>

const struct field wipe_disk_fields[] = {
	ACTION_NODE,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

static const char wipe_script[] = "files() { find . -mindepth 1 -type f | wc -l; }\n"
				  "echo files $(files)\n"
				  "echo bytes $(($(du -sk . | cut -f1) * 1024))\n"
				  "find . -mindepth 1 -delete\n"
				  "echo left $(files)\n";

static int wipe(struct node_job *job, struct params *said, struct err *e)
{
	static const struct disk_task task = {"wipe", "", "", wipe_script};
	struct node_disk d;
	int rc = disk_find(job->ctx->cluster, job->node, DISK_OURS, &d, e);

	if (rc == 0)
		rc = disk_script(job->ctx->cluster, job->node, &d, &task, said, e);
	if (rc == 0 && params_num(said, "left", 1) != 0)
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: node %d (%s) still has %" PRId64 " files in %s",
			     job->node->id, job->node->name, params_num(said, "left", 1),
			     d.dir);
	node_disk_release(&d);
	return rc;
}

static int take_down(struct node_job *job, struct err *e)
{
	struct err failed = {0};
	struct node_state s;
	int rc = cluster_kill(job->ctx->cluster, job->node, "SIGKILL", &failed);

	if (job_verify(job, PROCESS_EXITED, rc, &failed, &s, e) < 0)
		return -1;
	job_effect(job, s.finished_wall_ns, "killed");
	return 0;
}

static int start_again(struct node_job *job, const struct params *said, struct err *e)
{
	int64_t down_ns = job->effective_ns;
	struct err failed = {0};
	struct node_state s;
	int rc = cluster_start(job->ctx->cluster, job->node, &failed);

	if (job_verify(job, PROCESS_RUNNING, rc, &failed, &s, e) < 0)
		return -1;
	job_effect(job, s.started_wall_ns, "running");
	job_effect(job, NEVER,
		   "killed, %" PRId64 " files (%s) deleted, running again %.2f s later",
		   params_num(said, "files", 0), BYTES_TEXT(params_num(said, "bytes", 0)),
		   ns_to_s(job->effective_ns - down_ns));
	job->effective_ns = down_ns;
	return net_started(job->ctx->cluster, job->ctx->journal, job->node, e);
}

int wipe_disk_node(struct node_job *job, struct err *e)
{
	struct params said = {0};
	int rc = take_down(job, e);

	if (rc == 0)
		rc = wipe(job, &said, e);
	if (rc == 0)
		rc = start_again(job, &said, e);
	params_release(&said);
	return rc;
}

int wipe_disk_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	static const struct disk_task probe = {"look", "", "", "test -w .\n"};

	return disk_possible(ctx, a, DISK_OURS, &probe, e);
}
