/*
 * fill-disk: a file beside the log takes the disk's free space. The broker finds out when it writes,
 * and ends if that was its only disk.
 *
 * One file per node, as large as the tightest of the pending intents wants it.
 */
#include "base/mem.h"
#include "base/str.h"
#include "fault/disk.h"
#include "fault/job.h"
#include "fault/pending.h"

#include <inttypes.h>

enum { NOTHING_WANTED = -1 };

/* From the first write that fails to the end of the process. */
#define ENDS_WITHIN_NS (2 * NS_PER_S)

const struct field fill_disk_fields[] = {
	ACTION_NODE, {"leave", FIELD_SIZE, 0, "1MiB", NULL, "so much stays free"},
	ACTION_FOR,  ACTION_AT,
	ACTION_AS,   FIELD_END,
};

/* df(1) counts in KiB. What is mounted must not be larger than the volume was made: else it is not
 * the volume's own file system, but the host's. */
static const char look_script[] =
	"size() { df -Pk . | { read -r _; read -r _ n _; echo $((n * 1024)); }; }\n"
	"free() { df -Pk . | { read -r _; read -r _ _ _ n _; echo $((n * 1024)); }; }\n"
	"[ $(size) -le $limit ] ||\n"
	"	fail \"the file system has $(size) bytes, its volume only $limit: not touched\"\n";

static const char ballast_script[] =
	"b=.kchaos-ballast had=0 want=0\n"
	"[ ! -e $b ] || had=$(wc -c <$b)\n"
	"before=$(free)\n"
	"if [ $leave -ge 0 ]; then want=$((had + before - leave)); fi\n"
	"if [ $want -le 0 ]; then rm -f $b; want=0\n"
	"elif [ $want -lt $had ]; then truncate -s $want $b\n"
	"elif [ $want -gt $had ]; then\n"
	"	fallocate -l $want $b 2>/dev/null || {\n"
	"		dd if=/dev/zero bs=4096 count=$(((want - had) / 4096)) 2>/dev/null >>$b\n"
	"		[ $(wc -c <$b) -gt $had ]\n"
	"	}\n"
	"fi\n"
	"echo at $(date +%s%N)\n"
	"echo had $had\necho has $want\necho before $before\necho after $(free)\n";

/* The tightest of what is pending, without number `except`; NOTHING_WANTED. */
static int64_t wanted(struct journal *j, const struct node *node, int64_t except)
{
	struct intents all;
	int64_t leave = NOTHING_WANTED;

	journal_list(j, UNDO_BALLAST, node->id, &all);
	for (size_t i = 0; i < all.len; i++) {
		int64_t n = pending_num(all.item[i].detail, "leave", NOTHING_WANTED);

		if (all.item[i].number != except && n >= 0 && (leave < 0 || n < leave))
			leave = n;
	}
	intents_release(&all);
	return leave;
}

static int apply(struct cluster *c, struct journal *j, const struct node *node,
		 int64_t except, struct params *said, struct err *e)
{
	char *vars = xasprintf("leave=%" PRId64, wanted(j, node, except));
	char *body = xasprintf("%s%s", look_script, ballast_script);
	struct disk_task task = {"ballast", "", vars, body};
	struct node_disk d;
	int rc = disk_find(c, node, DISK_LIMITED, &d, e);

	if (rc == 0)
		rc = disk_script(c, node, &d, &task, said, e);
	node_disk_release(&d);
	free(vars);
	free(body);
	return rc;
}

static int prove(struct node_job *job, const struct params *said, struct err *e)
{
	int64_t has = params_num(said, "has", 0), after = params_num(said, "after", 0);

	if (has <= params_num(said, "had", 0))
		return err_set(e, CODE_NO_EFFECT,
			       "no effect: node %d (%s) has only %s of its disk free",
			       job->node->id, job->node->name,
			       BYTES_TEXT(params_num(said, "before", 0)));
	job_effect(job, disk_at(said), "disk filled by %s, %s free", BYTES_TEXT(has),
		   BYTES_TEXT(after));
	return 0;
}

static int write_intent(struct node_job *job, struct err *e)
{
	char *detail;
	bool ran;
	int rc;

	if (pending_ran(job->ctx->cluster, job->node, &ran, e) < 0)
		return -1;
	detail = xasprintf("leave=%" PRId64 " ran=%d",
			   params_num(&job->plan->params, "leave", 1024LL * 1024), ran);
	rc = job_intent(job, UNDO_BALLAST, detail, e);
	free(detail);
	return rc;
}

int fill_disk_node(struct node_job *job, struct err *e)
{
	struct params said = {0};
	int rc;

	pending_lock(job->node);
	rc = write_intent(job, e);
	if (rc == 0)
		rc = apply(job->ctx->cluster, job->ctx->journal, job->node, 0, &said, e);
	pending_unlock(job->node);
	if (rc == 0)
		rc = prove(job, &said, e);
	params_release(&said);
	return rc;
}

int fill_disk_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	static const struct disk_task probe = {"look", "", "", look_script};

	return disk_possible(ctx, a, DISK_LIMITED, &probe, e);
}

/* A broker that had room to spare has not met the full disk. */
static bool has_met_it(const struct params *said)
{
	enum { TO_SPARE = 256 * 1024 };

	return params_num(said, "had", 0) > 0 && params_num(said, "before", 0) < TO_SPARE;
}

static int give_back(struct undo_job *job, struct params *said, struct err *e)
{
	int64_t had, has;
	int rc;

	pending_lock(job->node);
	rc = apply(job->cluster, job->journal, job->node, job->intent->number, said, e);
	pending_unlock(job->node);
	had = params_num(said, "had", 0);
	has = params_num(said, "has", 0);
	if (rc == 0 && had > has)
		undo_say(job, "has %s of its disk back", BYTES_TEXT(had - has));
	return rc;
}

int undo_ballast(struct undo_job *job, struct err *e)
{
	struct params said = {0};
	struct node_state s;
	int rc = cluster_inspect(job->cluster, job->node, &s, e);

	if (rc == 0 && s.exists) {
		rc = give_back(job, &said, e);
		if (rc == 0 && has_met_it(&said))
			rc = pending_await_end(job, ENDS_WITHIN_NS, e);
		if (rc == 0)
			rc = pending_revive(job, e);
	}
	params_release(&said);
	return rc;
}
