/* disconnect, connect: a node's cable, pulled and plugged in again. */
#include "fault/job.h"
#include "fault/net.h"

#include <inttypes.h>

const struct field disconnect_fields[] = {
	ACTION_NODE, ACTION_FOR, ACTION_AT, ACTION_AS, FIELD_END,
};

const struct field connect_fields[] = {
	ACTION_NODE,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* "1 [...]": in how many networks it was, and what plugging in again needs. The engine forgets
 * addresses and aliases. */
static int save(struct node_job *job, struct strbuf *out, struct err *e)
{
	struct cluster *c = job->ctx->cluster;
	char *saved = NULL;
	size_t plugged;
	int rc = cluster_plugged(c, job->node, &plugged, e);

	if (rc == 0 && plugged == 0)
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: %s is plugged into no network",
			     node_title(job->node).text);
	if (rc == 0)
		rc = cluster_plugs(c, job->node, &saved, e);
	if (rc == 0)
		strbuf_addf(out, "%zu %s", plugged, saved);
	free(saved);
	return rc;
}

int disconnect_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	int rc;

	net_lock(job->node);
	rc = save(job, out, e);
	net_unlock(job->node);
	return rc;
}

/* What the call says is not what counts: it may have failed and yet been carried out. */
static int unplug(struct node_job *job, struct err *e)
{
	struct cluster *c = job->ctx->cluster;
	struct err said = {0};
	int rc = cluster_unplug(c, job->node, &said);
	int64_t returned_ns = clock_now(job->ctx->clock);
	size_t left;

	if (cluster_plugged(c, job->node, &left, e) < 0)
		return err_wrap(e, "no proof of an effect on %s",
				node_word(job->node).text);
	if (left && rc < 0) {
		*e = said;
		return -1;
	}
	if (left)
		return err_set(e, CODE_NO_EFFECT,
			       "no effect: %s is still in %zu networks",
			       node_title(job->node).text, left);
	job_effect(job, NEVER, "in no network");
	job->effective_ns = returned_ns; /* looking took time of its own */
	return 0;
}

int disconnect_node(struct node_job *job, struct err *e)
{
	int rc;

	net_lock(job->node);
	rc = unplug(job, e);
	net_unlock(job->node);
	return rc;
}

/* ---- back again ---- */

struct socket {
	struct cluster *cluster;
	const struct node *node;
	size_t networks; /* it had */
	const char *saved;
};

static bool read_saved(struct socket *s, const char *detail)
{
	char *end;
	long n = strtol(detail, &end, 10);

	if (n <= 0 || *end != ' ')
		return false;
	s->networks = (size_t)n;
	s->saved = end + 1;
	return true;
}

/* Also when it is in as many networks already: the engine puts a node that is started without any
 * into its first one, without its address and aliases. Again, as the first try may have been carried
 * out although it failed. *out_did: it was not so already. */
static int plug_in(const struct socket *s, bool *out_did, struct err *e)
{
	struct err first = {0};
	size_t plugged;

	if (cluster_plugged(s->cluster, s->node, &plugged, e) < 0)
		return -1;
	*out_did = plugged < s->networks;
	if (cluster_plug(s->cluster, s->node, s->saved, &first) < 0 &&
	    cluster_plug(s->cluster, s->node, s->saved, e) < 0)
		return -1;
	if (cluster_plugged(s->cluster, s->node, &plugged, e) < 0)
		return -1;
	if (plugged < s->networks)
		return err_set(e, CODE_STILL_THERE, "%s is in %zu of its %zu networks",
			       node_title(s->node).text, plugged, s->networks);
	return 0;
}

/* The last one that took the cable out, or another than `except` did. Caller releases. */
static bool find_pending(struct journal *j, const struct node *node, int64_t except,
			 struct intents *all, const struct intent **out)
{
	journal_list(j, UNDO_PLUG, node->id, all);
	*out = NULL;
	for (size_t i = 0; i < all->len; i++)
		if (all->item[i].number != except)
			*out = &all->item[i];
	return *out != NULL;
}

int plug_again(struct cluster *c, struct journal *j, const struct node *node,
	       struct err *e)
{
	struct intents pending;
	const struct intent *last;
	int rc = 0;

	net_lock(node);
	if (find_pending(j, node, 0, &pending, &last))
		rc = cluster_unplug(c, node, e);
	net_unlock(node);
	intents_release(&pending);
	return rc;
}

static int connect_locked(struct node_job *job, struct socket *s, struct err *e)
{
	struct intents pending;
	const struct intent *last;
	bool did = false;
	int rc = 0;

	if (!find_pending(job->ctx->journal, job->node, 0, &pending, &last) ||
	    !read_saved(s, last->detail))
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: no 'disconnect' of %s is pending",
			     node_title(job->node).text);
	if (rc == 0)
		rc = plug_in(s, &did, e);
	if (rc == 0)
		job_effect(job, NEVER, "in %zu network%s%s", s->networks,
			   s->networks == 1 ? "" : "s", did ? " again" : " already");
	intents_release(&pending);
	return rc;
}

int connect_node(struct node_job *job, struct err *e)
{
	struct socket s = {.cluster = job->ctx->cluster, .node = job->node};
	int rc;

	net_lock(job->node);
	rc = connect_locked(job, &s, e);
	net_unlock(job->node);
	return rc < 0 ? -1 : net_again(s.cluster, job->ctx->journal, job->node, e);
}

/* As long as another has its cable out, it stays out. */
static int undo_locked(struct undo_job *job, struct socket *s, bool *out_did,
		       struct err *e)
{
	int64_t number = job->intent->number;
	struct intents others;
	const struct intent *other;
	struct node_state state;
	int rc = 0;

	if (cluster_inspect(job->cluster, job->node, &state, e) < 0)
		return -1;
	if (state.exists &&
	    !find_pending(job->journal, job->node, number, &others, &other) &&
	    read_saved(s, job->intent->detail))
		rc = plug_in(s, out_did, e);
	if (state.exists)
		intents_release(&others);
	return rc == 0 ? journal_done(job->journal, number, e) : -1;
}

int undo_plug(struct undo_job *job, struct err *e)
{
	struct socket s = {.cluster = job->cluster, .node = job->node};
	bool did = false;
	int rc;

	net_lock(job->node);
	rc = undo_locked(job, &s, &did, e);
	net_unlock(job->node);
	if (rc < 0 || !did)
		return rc;
	undo_say(job, "plugged in again");
	return net_again(job->cluster, job->journal, job->node, e);
}
