/*
 * read-only: the disk of the node's log takes no more writes, as a file system that met an error.
 *
 * The kernel refuses that while files are open for writing: the node is stopped first and started
 * again; Kafka ends at once on a disk it cannot lock.
 */
#include "base/clock.h"
#include "base/str.h"
#include "fault/disk.h"
#include "fault/job.h"
#include "fault/pending.h"

/* From the start on a disk that takes no writes to the end of the process. */
#define ENDS_WITHIN_NS (5 * NS_PER_S)

const struct field read_only_fields[] = {
	ACTION_NODE,
	{"timeout", FIELD_DURATION, 0, NULL, NULL,
	 "SIGKILL after this when stopping; without it, the container's own grace period"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/*
 * Only what is a file system of its own, wholly mounted here: a folder of the host's disk would take
 * the host with it. Remounting without "bind" changes the file system for everybody who has it.
 */
static const char remount_script[] =
	"mnt=$(df -P . | { read -r _; read -r _ _ _ _ _ m; echo \"$m\"; })\n"
	"line=$(while read -r l; do set -- $l; [ \"$5\" = \"$mnt\" ] && echo \"$l\"; done "
	"</proc/self/mountinfo | tail -n 1)\n"
	"set -- $line\n"
	"[ \"$4\" = / ] || fail \"$mnt is a folder of another file system: not touched\"\n"
	"case $line in *' - tmpfs '*) ;; *) fail \"$mnt is no tmpfs: not touched\" ;; esac\n"
	"can_write() { (: >.kchaos-write) 2>/dev/null && rm -f .kchaos-write; }\n"
	"if can_write; then was=rw; else was=ro; fi\n"
	"said=$(mount -o remount,$to \"$mnt\" 2>&1) ||\n"
	"	fail \"it cannot be made $to: $(echo \"$said\" | head -n 1)\"\n"
	"why=$( { : >.kchaos-write; } 2>&1) && is=rw || is=ro\n"
	"[ $is = ro ] || rm -f .kchaos-write\n"
	"echo at $(date +%s%N)\n"
	"echo was $was\necho is $is\necho why ${why##*: }\n";

static int apply(struct cluster *c, const struct node *node, bool is_readonly,
		 struct params *said, struct err *e)
{
	struct disk_task task = {"remount", "SYS_ADMIN", is_readonly ? "to=ro" : "to=rw",
				 remount_script};
	struct node_disk d;
	int rc = disk_find(c, node, DISK_LIMITED, &d, e);

	if (rc == 0)
		rc = disk_script(c, node, &d, &task, said, e);
	if (rc == 0 &&
	    strcmp(params_text(said, "is", ""), is_readonly ? "ro" : "rw") != 0)
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: node %d (%s) can%s write to %s", node->id,
			     node->name, is_readonly ? "" : "not", d.dir);
	node_disk_release(&d);
	return rc;
}

static int stop_first(struct node_job *job, struct err *e)
{
	struct err failed = {0};
	struct node_state s;
	int rc = cluster_stop(job->ctx->cluster, job->node,
			      params_num(&job->plan->params, "timeout", -1), &failed);

	return job_verify(job, PROCESS_EXITED, rc, &failed, &s, e);
}

static int write_intent(struct node_job *job, bool *out_ran, struct err *e)
{
	if (pending_ran(job->ctx->cluster, job->node, out_ran, e) < 0)
		return -1;
	return job_intent(job, UNDO_READONLY, *out_ran ? "ran=1" : "ran=0", e);
}

static int remount(struct node_job *job, struct err *e)
{
	struct params said = {0};
	bool ran;
	int rc = write_intent(job, &ran, e);

	if (rc == 0)
		rc = stop_first(job, e);
	if (rc == 0)
		rc = apply(job->ctx->cluster, job->node, true, &said, e);
	if (rc == 0)
		job_effect(job, disk_at(&said), "a write fails: %s%s",
			   params_text(&said, "why", "?"), ran ? "; started on it" : "");
	if (rc == 0 && ran)
		rc = pending_start(job->ctx->cluster, job->ctx->journal, job->node, e);
	params_release(&said);
	return rc;
}

int read_only_node(struct node_job *job, struct err *e)
{
	int rc;

	pending_lock(job->node);
	rc = remount(job, e);
	pending_unlock(job->node);
	return rc;
}

/* Making it writable, which it is, needs the same rights. */
int read_only_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	static const struct disk_task probe = {"look", "SYS_ADMIN", "to=rw",
					       remount_script};

	return disk_possible(ctx, a, DISK_LIMITED, &probe, e);
}

static bool another_wants_it(struct undo_job *job)
{
	struct intents all;
	bool wants = false;

	journal_list(job->journal, UNDO_READONLY, job->node->id, &all);
	for (size_t i = 0; i < all.len; i++)
		wants = wants || all.item[i].number != job->intent->number;
	intents_release(&all);
	return wants;
}

static int make_writable(struct undo_job *job, struct err *e)
{
	struct params said = {0};
	int rc = apply(job->cluster, job->node, false, &said, e);

	if (rc == 0 && strcmp(params_text(&said, "was", ""), "ro") == 0)
		undo_say(job, "can write to its disk again");
	params_release(&said);
	return rc;
}

/* Kafka ends on such a disk soon after its start, and may be about to. How long ago that was tells its host's
 * clock, which may be far from ours. */
static bool is_just_started(const struct node_state *s)
{
	int64_t now = s->told_wall_ns;
	struct clock ours;

	clock_start(&ours);
	if (!now)
		now = ours.wall_start_ns;
	return s->state == PROCESS_RUNNING && s->started_wall_ns != NEVER &&
	       now - s->started_wall_ns < ENDS_WITHIN_NS;
}

int undo_readonly(struct undo_job *job, struct err *e)
{
	struct node_state s;
	int rc = cluster_inspect(job->cluster, job->node, &s, e);

	if (rc < 0 || !s.exists)
		return rc;
	pending_lock(job->node);
	if (!another_wants_it(job))
		rc = make_writable(job, e);
	pending_unlock(job->node);
	if (rc == 0 && is_just_started(&s))
		rc = pending_await_end(job, ENDS_WITHIN_NS, e);
	return rc == 0 ? pending_revive(job, e) : rc;
}
