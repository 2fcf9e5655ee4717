#include "fault/disk.h"

#include "base/mem.h"
#include "base/str.h"
#include "fault/job.h"

#include <ctype.h>
#include <inttypes.h>

enum { NAME_MAX_LEN = 40, ANONYMOUS_LEN = 64 };

/* The engine names a volume that nobody named by 64 hex digits; it goes with its container. */
static bool is_anonymous(const char *volume)
{
	size_t n = strspn(volume, "0123456789abcdef");

	return n == ANONYMOUS_LEN && volume[n] == '\0';
}

static int check(const struct node *node, enum disk_need need, const struct node_disk *d,
		 struct err *e)
{
	if (!d->volume)
		return err_set(
			e, CODE_DISK_UNFIT,
			"node %d (%s) keeps its log in %s, which is no volume: give the service "
			"a named volume there, as compose/small-disks-3.yaml does",
			node->id, node->name, d->dir);
	if (!d->is_ours && !is_anonymous(d->volume))
		return err_set(
			e, CODE_DISK_UNFIT,
			"node %d (%s) keeps its log on volume '%.80s', which is not of "
			"this project and hence not touched",
			node->id, node->name, d->volume);
	if (need == DISK_LIMITED && d->size_bytes <= 0)
		return err_set(
			e, CODE_DISK_UNFIT,
			"the volume '%.80s' of node %d (%s) has no size of its own, it lies on "
			"the host's disk: use one like those of compose/small-disks-3.yaml "
			"(driver_opts: type tmpfs, o \"size=300m\")",
			d->volume, node->id, node->name);
	return 0;
}

int disk_find(struct cluster *c, const struct node *node, enum disk_need need,
	      struct node_disk *out, struct err *e)
{
	*out = (struct node_disk){0};
	if (cluster_disk(c, node, out, e) < 0)
		return err_wrap(e, "cannot tell where node %d keeps its log", node->id);
	return check(node, need, out, e);
}

static void add_quoted(struct strbuf *out, const char *text)
{
	strbuf_addch(out, '\'');
	for (const char *p = text; *p; p++)
		if (*p == '\'')
			strbuf_addstr(out, "'\\''");
		else
			strbuf_addch(out, *p);
	strbuf_addch(out, '\'');
}

/* "name value" -> a parameter; a value that is a number also has one. */
static void read_line(const char *line, size_t len, struct params *said)
{
	char *name = xstrndup(line, len), *value = strchr(name, ' ');
	int64_t num = 0;

	if (value && value - name <= NAME_MAX_LEN) {
		*value++ = '\0';
		if (!str_to_int(value, &num))
			num = 0;
		params_set(said, name, value, num);
	}
	free(name);
}

static void read_lines(const char *text, struct params *said)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");

		read_line(p, len, said);
		p += len + (p[len] != '\0');
	}
}

/* The last thing the script said, which is its reason. */
static int script_failed(const struct node *node, const char *text, int exit_code,
			 struct err *e)
{
	size_t len = strlen(text), from;

	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	from = len;
	while (from > 0 && text[from - 1] != '\n')
		from--;
	if (from == len)
		return err_set(e, CODE_DISK_SCRIPT,
			       "node %d (%s): the script on its disk ended with code %d",
			       node->id, node->name, exit_code);
	return err_set(e, CODE_DISK_SCRIPT, "node %d (%s): %.*s", node->id, node->name,
		       (int)(len - from < 300 ? len - from : 300), text + from);
}

static void write_script(const struct node_disk *disk, const struct disk_task *task,
			 struct strbuf *out)
{
	strbuf_addf(out, "# %s\n", task->name);
	strbuf_addstr(out, "fail() { echo \"$*\"; exit 1; }\n");
	strbuf_addf(out, "limit=%" PRId64 " %s\ncd ", disk->size_bytes, task->vars);
	add_quoted(out, disk->dir);
	strbuf_addf(out, "\n%s", task->body);
}

int disk_script(struct cluster *c, const struct node *node, const struct node_disk *disk,
		const struct disk_task *task, struct params *said, struct err *e)
{
	struct strbuf script = STRBUF_INIT, out = STRBUF_INIT, caps = STRBUF_INIT;
	struct helper_job job = {.with_volumes = true};
	int exit_code = 0, rc;

	write_script(disk, task, &script);
	strbuf_addf(&caps, "DAC_OVERRIDE FOWNER%s%s", *task->caps ? " " : "", task->caps);
	job.script = strbuf_text(&script);
	job.caps = strbuf_text(&caps);
	rc = cluster_help(c, node, &job, &exit_code, &out, e);
	if (rc == 0 && exit_code != 0)
		rc = script_failed(node, strbuf_text(&out), exit_code, e);
	if (rc == 0 && said)
		read_lines(strbuf_text(&out), said);
	strbuf_release(&script);
	strbuf_release(&out);
	strbuf_release(&caps);
	return rc;
}

int64_t disk_at(const struct params *said)
{
	int64_t at = params_num(said, "at", 0);

	return at > 0 ? at : NEVER;
}

static int probe_node(const struct action_ctx *ctx, const struct node *node,
		      enum disk_need need, const struct disk_task *probe, struct err *e)
{
	struct node_disk d;
	int rc = disk_find(ctx->cluster, node, need, &d, e);

	if (rc == 0)
		rc = disk_script(ctx->cluster, node, &d, probe, NULL, e);
	node_disk_release(&d);
	return rc;
}

int disk_possible(const struct action_ctx *ctx, const struct action_plan *a,
		  enum disk_need need, const struct disk_task *probe, struct err *e)
{
	for (size_t i = 0; i < ctx->topology->len; i++) {
		const struct node *node = &ctx->topology->nodes[i];

		if (action_may_pick(ctx, a, node) &&
		    probe_node(ctx, node, need, probe, e) < 0)
			return -1;
	}
	return 0;
}
