/* Undoing that a cluster was adopted: its nodes are as they were found, and what a run made there goes. */
#include "cluster/admin.h"
#include "fault/undo.h"

/* Brokers that were just started again need a while; a dead member's session ends after 45 s. */
#define DELETE_NS (90 * NS_PER_S)

int undo_found(struct undo_job *job, struct err *e)
{
	struct strbuf did = STRBUF_INIT;
	const struct node *node;
	int32_t id = NO_NODE;
	int rc = cluster_recall(job->cluster, job->intent->detail, &id, e);

	node = rc == 0 ? topology_by_id(cluster_topology(job->cluster), id) : NULL;
	if (node)
		rc = cluster_restore(job->cluster, node, &did, e);
	if (node && rc == 0 && did.len)
		undo_say(job, "node %d (%s) %s", (int)node->id, node->name,
			 strbuf_text(&did));
	if (rc == 0 && !node)
		undo_say(job, "node %d has no container any more", (int)id);
	strbuf_release(&did);
	return rc;
}

typedef int delete_fn(struct cluster *c, const char *name, int64_t timeout_ns,
		      bool *out_was_there, struct err *e);

/* Without its nodes a cluster has nothing to be deleted from. */
static int delete_made(struct undo_job *job, delete_fn *delete, const char *what,
		       struct err *e)
{
	const char *name = job->intent->detail;
	bool is_there = false, was_there = false;

	if (undo_cluster_is_there(job, &is_there, e) < 0)
		return -1;
	if (is_there && delete (job->cluster, name, DELETE_NS, &was_there, e) < 0)
		return -1;
	if (was_there)
		undo_say(job, "%s '%s' deleted", what, name);
	return 0;
}

int undo_group(struct undo_job *job, struct err *e)
{
	return delete_made(job, admin_delete_group, "group", e);
}

int undo_topic(struct undo_job *job, struct err *e)
{
	return delete_made(job, admin_delete_topic, "topic", e);
}
