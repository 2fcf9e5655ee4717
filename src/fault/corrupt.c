/*
 * corrupt: the end of a log's newest segment is cut off or overwritten, as by a disk that lied about
 * what it had written. Of a stopped node only: a running one has the end in its memory.
 */
#include "base/mem.h"
#include "base/str.h"
#include "fault/disk.h"
#include "fault/job.h"
#include "fault/whole.h"

#include <inttypes.h>

enum { TOPIC_MAX = 249 }; /* Kafka's own limit */

const struct field corrupt_fields[] = {
	ACTION_NODE,
	{"what", FIELD_TEXT, 0, "metadata", NULL,
	 "metadata (the cluster's own log) or TOPIC/PARTITION"},
	{"how", FIELD_CHOICE, 0, "garble", "garble|truncate",
	 "overwrite the end, or cut it off"},
	{"bytes", FIELD_SIZE, 0, "1KiB", NULL, "so much of the end, 1B to 64MiB"},
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* Segments are called by their first offset, with leading zeros: the last name is the newest. The one
 * in use may still be empty. */
static const char corrupt_script[] =
	"[ -d \"$log\" ] || fail \"there is no $log in $(pwd)\"\n"
	"cd \"$log\"\n"
	"f=''\n"
	"for s in [0-9]*.log; do if [ -s \"$s\" ]; then f=$s; fi; done\n"
	"[ -n \"$f\" ] || fail \"every segment of $log is empty\"\n"
	"size=$(wc -c <\"$f\")\n"
	"if [ $bytes -gt $size ]; then bytes=$size; fi\n"
	"echo segment $f\necho before $size\necho sum_before $(cksum <\"$f\")\n"
	"if [ $how = truncate ]; then truncate -s $((size - bytes)) \"$f\"\n"
	"else head -c $bytes /dev/zero | LC_ALL=C tr '\\000' '\\245' |\n"
	"	dd of=\"$f\" bs=65536 oflag=seek_bytes seek=$((size - bytes)) conv=notrunc "
	"2>/dev/null\n"
	"fi\n"
	"sync \"$f\"\n"
	"echo at $(date +%s%N)\n"
	"echo bytes $bytes\necho after $(wc -c <\"$f\")\necho sum_after $(cksum <\"$f\")\n";

static bool is_topic_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '.' || ch == '_' || ch == '-';
}

/* "payments/0" -> "payments-0", as the folder is called. NULL: it is neither. Caller frees. */
static char *folder_of(const char *what)
{
	const char *slash = strchr(what, '/');
	size_t n = slash ? (size_t)(slash - what) : 0;
	int64_t partition;

	if (strcmp(what, "metadata") == 0)
		return xstrdup("__cluster_metadata-0");
	if (n == 0 || n > TOPIC_MAX || what[0] == '.' ||
	    !str_to_int(slash + 1, &partition) || partition < 0 || partition > INT32_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!is_topic_char(what[i]))
			return NULL;
	return xasprintf("%.*s-%" PRId64, (int)n, what, partition);
}

int corrupt_fits(const struct plan *plan, const struct action_plan *a, struct err *e)
{
	const char *what = params_text(&a->params, "what", "metadata");
	const char *slash = strchr(what, '/');
	int64_t partition = 0;
	char *folder = folder_of(what), *topic;
	int rc = 0;

	if (!folder)
		return err_set(
			e, CODE_ACTION_VALUE,
			"'what: %.60s' is neither metadata nor a partition such as "
			"payments/0",
			what);
	free(folder);
	if (!slash)
		return 0;
	topic = xasprintf("%.*s", (int)(slash - what), what);
	(void)str_to_int(slash + 1, &partition); /* folder_of() has read it */
	rc = whole_check_topic(plan, topic, partition, e);
	free(topic);
	return rc;
}

static int must_be_down(struct node_job *job, struct err *e)
{
	struct node_state s;

	if (cluster_inspect(job->ctx->cluster, job->node, &s, e) < 0)
		return -1;
	if (s.state == PROCESS_EXITED)
		return 0;
	return err_set(
		e, CODE_NODE_UP,
		"node %d (%s) is up, and would write what it has in memory over it: "
		"stop or kill it first",
		job->node->id, job->node->name);
}

static int prove(struct node_job *job, const struct params *said, struct err *e)
{
	const char *before = params_text(said, "sum_before", "?");
	const char *after = params_text(said, "sum_after", "?");

	if (strcmp(before, after) == 0)
		return err_set(e, CODE_NO_EFFECT, "no effect: %s of node %d is as it was",
			       params_text(said, "segment", "?"), job->node->id);
	job_effect(job, disk_at(said),
		   "%s of %s: %s bytes before, %s after, cksum %.*s, then %.*s",
		   params_text(said, "segment", "?"),
		   params_text(&job->plan->params, "what", "metadata"),
		   params_text(said, "before", "?"), params_text(said, "after", "?"),
		   (int)strcspn(before, " "), before, (int)strcspn(after, " "), after);
	return 0;
}

static int act(struct node_job *job, struct params *said, struct err *e)
{
	const struct params *p = &job->plan->params;
	char *folder = folder_of(params_text(p, "what", "metadata"));
	char *vars = xasprintf("log=%s how=%s bytes=%" PRId64, folder,
			       params_text(p, "how", "garble"),
			       params_num(p, "bytes", 1024));
	struct disk_task task = {"corrupt", "", vars, corrupt_script};
	struct node_disk d;
	int rc = disk_find(job->ctx->cluster, job->node, DISK_OURS, &d, e);

	if (rc == 0)
		rc = disk_script(job->ctx->cluster, job->node, &d, &task, said, e);
	node_disk_release(&d);
	free(folder);
	free(vars);
	return rc;
}

int corrupt_node(struct node_job *job, struct err *e)
{
	struct params said = {0};
	int rc = must_be_down(job, e);

	if (rc == 0)
		rc = act(job, &said, e);
	if (rc == 0)
		rc = prove(job, &said, e);
	params_release(&said);
	return rc;
}

int corrupt_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	static const struct disk_task probe = {"look", "", "", "test -w .\n"};

	return disk_possible(ctx, a, DISK_OURS, &probe, e);
}
