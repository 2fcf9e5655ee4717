/* What becomes of faults in a node's network: they come back with it, and they are undone. */
#include "fault/net_apply.h"

#include <inttypes.h>

static bool is_about(const struct net_plan *p, int32_t node)
{
	for (size_t i = 0; i < p->len; i++)
		if (p->items[i].wish.from_clients ||
		    ids_has(&p->items[i].wish.from, node))
			return true;
	return p->node->id == node && p->len > 0;
}

static bool is_needed(struct journal *j, const struct node *node, int32_t about)
{
	struct net_plan p;
	bool is;

	net_plan_make(&p, j, node, 0);
	is = is_about(&p, about);
	net_plan_release(&p);
	return is;
}

static int apply_again(struct cluster *c, struct journal *j, const struct node *node,
		       int32_t about, struct err *e)
{
	struct net_act a = {.cluster = c, .journal = j, .node = node};
	int rc = 0;

	net_lock(node);
	if (is_needed(j, node, about))
		rc = net_apply(&a, e);
	net_unlock(node);
	net_apply_release(&a);
	return rc;
}

/* First the node itself: it is without its faults until then. */
int net_again(struct cluster *c, struct journal *j, const struct node *node,
	      struct err *e)
{
	const struct topology *t = cluster_topology(c);
	int rc = apply_again(c, j, node, node->id, e);

	for (size_t i = 0; rc == 0 && i < t->len; i++)
		if (t->nodes[i].id != node->id)
			rc = apply_again(c, j, &t->nodes[i], node->id, e);
	return rc;
}

int net_started(struct cluster *c, struct journal *j, const struct node *node,
		struct err *e)
{
	if (plug_again(c, j, node, e) < 0 || net_again(c, j, node, e) < 0)
		return err_wrap(e, "%s runs, but without its network's faults",
				node_title(node).text);
	return 0;
}

/* Nothing of it was there: nothing to say. */
static void tell_undone(struct undo_job *job, const struct net_act *a)
{
	struct net_wish w;
	struct strbuf is = STRBUF_INIT;
	int64_t packets;
	size_t rules = net_count_rules(a->seen.was, a->except, &packets);

	if (!net_wish_read(job->intent->detail, &w))
		return;
	net_wish_say(&w, &is);
	if (rules)
		undo_say(job, "no longer %s; %" PRId64 " packet%s dropped",
			 strbuf_text(&is), packets, packets == 1 ? " was" : "s were");
	else if (w.kind != NET_DROP && w.kind != NET_LOSS && net_has_shape(a->seen.was))
		undo_say(job, "no longer %s", strbuf_text(&is));
	strbuf_release(&is);
	net_wish_release(&w);
}

/* Marked as done before another may start on this node: it must not bring it back. */
int undo_net(struct undo_job *job, struct err *e)
{
	struct net_act a = {.cluster = job->cluster,
			    .journal = job->journal,
			    .node = job->node,
			    .except = job->intent->number};
	int rc;

	net_lock(job->node);
	rc = net_apply(&a, e);
	if (rc == 0 && a.is_up)
		tell_undone(job, &a);
	if (rc == 0)
		rc = journal_done(job->journal, a.except, e);
	net_unlock(job->node);
	net_apply_release(&a);
	return rc;
}
