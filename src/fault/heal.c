#include "fault/heal.h"

#include "cluster/cluster.h"

struct healing {
	struct cluster *cluster;
	struct journal *journal;
	heal_fn *tell;
	void *arg;
	size_t undone, left;
	struct err first; /* of the failures */
};

static void say(struct healing *h, int32_t node, bool is_error, const char *text)
{
	if (h->tell)
		h->tell(h->arg, node, is_error, text);
}

static void give_up(struct healing *h, int32_t node, const struct err *why)
{
	if (h->left++ == 0)
		h->first = *why;
	say(h, node, true, why->msg);
}

static bool needs_undo(enum undo undo, const struct node_state *s)
{
	return s->exists &&
	       s->state == (undo == UNDO_UNPAUSE ? PROCESS_PAUSED : PROCESS_EXITED);
}

static int undo_it(struct healing *h, enum undo undo, const struct node *node,
		   struct err *e)
{
	return undo == UNDO_UNPAUSE ? cluster_unpause(h->cluster, node, e)
				    : cluster_start(h->cluster, node, e);
}

/* What the call says is not what counts: it may have failed and yet been carried out. */
static int undo_and_look(struct healing *h, enum undo undo, const struct node *node,
			 struct err *e)
{
	struct err said = {0}, ignored = {0};
	struct node_state s;
	char text[128];
	int rc = undo_it(h, undo, node, &said);

	if (cluster_inspect(h->cluster, node, &s, rc < 0 ? &ignored : e) < 0 ||
	    needs_undo(undo, &s)) {
		if (rc < 0)
			*e = said;
		else if (e->kind == ERR_NONE)
			err_set(e, ERR_ENVIRONMENT, "node %d (%s) is still %s", node->id,
				node->name, undo == UNDO_UNPAUSE ? "paused" : "down");
		return -1;
	}
	h->undone++;
	(void)snprintf(text, sizeof(text), "node %d (%s) %s", node->id, node->name,
		       undo == UNDO_UNPAUSE ? "unpaused" : "started again");
	say(h, node->id, false, text);
	return 0;
}

static int heal_node(struct healing *h, enum undo undo, const struct node *node,
		     struct err *e)
{
	struct node_state s;

	if (cluster_inspect(h->cluster, node, &s, e) < 0)
		return -1;
	return needs_undo(undo, &s) ? undo_and_look(h, undo, node, e) : 0;
}

/* A node the cluster no longer has needs no undoing. */
static void heal_id(struct healing *h, enum undo undo, int32_t id)
{
	const struct node *node = topology_by_id(cluster_topology(h->cluster), id);
	struct err why = {0};

	if ((node && heal_node(h, undo, node, &why) < 0) ||
	    journal_reverted(h->journal, undo, id, &why) < 0)
		give_up(h, id, &why);
}

static void heal_kind(struct healing *h, enum undo undo)
{
	struct ids ids = {0};

	journal_nodes(h->journal, undo, &ids);
	for (size_t i = 0; i < ids.len; i++)
		heal_id(h, undo, ids.id[i]);
	ids_release(&ids);
}

int heal(struct cluster *c, struct journal *j, heal_fn *tell, void *arg,
	 size_t *out_undone, struct err *e)
{
	struct healing h = {.cluster = c, .journal = j, .tell = tell, .arg = arg};

	heal_kind(&h, UNDO_UNPAUSE);
	heal_kind(&h, UNDO_START);
	if (out_undone)
		*out_undone = h.undone;
	if (h.left == 0)
		return 0;
	*e = h.first;
	return err_wrap(e, "%zu thing%s could not be undone", h.left,
			h.left == 1 ? "" : "s");
}
