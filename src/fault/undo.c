/* The table of undoing. */
#include "fault/undo.h"
#include "fault/disk.h"
#include "fault/engine.h"
#include "fault/limits.h"
#include "fault/net.h"

static const struct undo_row rows[UNDO_COUNT] = {
	[UNDO_ENGINE] = {"starts a host's engine again", undo_engine},
	[UNDO_UNPAUSE] = {"lets the frozen process go on", undo_unpause},
	[UNDO_NET] = {"removes what slows or cuts the node's network", undo_net},
	[UNDO_PLUG] = {"plugs the node into its networks", undo_plug},
	[UNDO_CPU] = {"gives the node its CPUs back", undo_cpu},
	[UNDO_MEMORY] = {"gives the node its memory back", undo_memory},
	[UNDO_BALLAST] = {"frees the node's disk", undo_ballast},
	[UNDO_READONLY] = {"makes the node's disk writable", undo_readonly},
	[UNDO_START] = {"starts the node again", undo_start},
	[UNDO_CONFIG] = {"puts a topic's configuration back", undo_config},
	[UNDO_REPLICAS] = {"moves a partition's replicas back", undo_replicas},
	[UNDO_COMMAND] = {"runs a command's own undoing", undo_command},
	[UNDO_FOUND] = {"puts an adopted node back as it was found", undo_found},
	[UNDO_GROUP] = {"deletes a consumer group that the run made", undo_group},
	[UNDO_TOPIC] = {"deletes a topic that the run made", undo_topic},
};

const struct undo_row *undo_row(enum undo undo)
{
	return rows[undo].take_back ? &rows[undo] : NULL;
}

int undo_cluster_is_there(const struct undo_job *job, bool *out, struct err *e)
{
	const struct topology *t = cluster_topology(job->cluster);

	*out = false;
	for (size_t i = 0; i < t->len && !*out; i++) {
		struct node_state s;

		if (cluster_inspect(job->cluster, &t->nodes[i], &s, e) < 0)
			return -1;
		*out = s.exists;
	}
	return 0;
}

int undo_damaged(const struct undo_job *job, struct err *e)
{
	return err_set(e, CODE_JOURNAL_GARBLED,
		       "cannot undo '%s': the undo journal says only '%.100s'",
		       undo_name(job->intent->undo), job->intent->detail);
}

void undo_say(struct undo_job *job, const char *fmt, ...)
{
	va_list ap;

	if (job->text.len)
		strbuf_addstr(&job->text, "; ");
	if (job->node)
		strbuf_addf(&job->text, "%s ", node_title(job->node).text);
	va_start(ap, fmt);
	strbuf_vaddf(&job->text, fmt, ap);
	va_end(ap);
}
