/* Whom an action acts upon: what its selectors pick, without those that are so already. */
#include "fault/doing.h"
#include "fault/job.h"

static int resolve(struct action_ctx *ctx, const struct action_row *row,
		   const struct selector *s, struct ids *out, struct strbuf *seen,
		   struct err *e)
{
	struct ids stopped = {0}, paused = {0}, absent = {0};
	struct view view = {0};
	struct selector_world w = {.topology = ctx->topology,
				   .view = &view,
				   .now_ns = clock_now(ctx->clock),
				   .stopped = &stopped,
				   .paused = &paused,
				   .absent = &absent,
				   .picks = ctx->picks,
				   .companions = row->any_container,
				   .rng = ctx->rng,
				   .plan = ctx->plan,
				   .ask = &selector_ask_cluster,
				   .ask_arg = ctx->cluster};
	int rc;

	ctx->look(ctx->look_arg, &view);
	journal_nodes(ctx->journal, UNDO_START, &stopped);
	journal_nodes(ctx->journal, UNDO_UNPAUSE, &paused);
	for (size_t i = 0; i < ctx->topology->len; i++)
		if (cluster_is_absent(ctx->cluster, &ctx->topology->nodes[i]))
			ids_add(&absent, ctx->topology->nodes[i].id);
	rc = selector_resolve(s, &w, out, seen, e);
	ids_release(&absent);
	ids_release(&stopped);
	ids_release(&paused);
	view_release(&view);
	return rc;
}

int action_pick(struct action_ctx *ctx, const struct action_row *row,
		const char *selector, struct ids *out, struct strbuf *seen, struct err *e)
{
	struct selector_place place;
	struct selector s = {0};
	int rc = selector_parse(selector, &s, &place, e);

	if (rc == 0)
		rc = resolve(ctx, row, &s, out, seen, e);
	selector_release(&s);
	return rc < 0 ? err_wrap(e, "'%s' picks nothing", selector) : 0;
}

static int pick(struct doing *d, const char *text, struct ids *out, struct err *e)
{
	return action_pick(d->ctx, d->row, text, out, &d->text, e);
}

static void pick_rest(struct doing *d)
{
	for (size_t i = 0; i < d->ctx->topology->len; i++) {
		int32_t id = d->ctx->topology->nodes[i].id;

		if (!ids_has(&d->result->nodes, id))
			ids_add(&d->others, id);
	}
}

/* The other side of a cut; a node on both sides would be cut off from itself. */
static int pick_others(struct doing *d, struct err *e)
{
	const char *from = params_text(&d->plan->params, "from", NULL);

	if (from && strcmp(from, FROM_CLIENTS) == 0)
		return 0;
	if (!from)
		pick_rest(d);
	else
		strbuf_addstr(&d->text, "; from ");
	if (from && pick(d, from, &d->others, e) < 0)
		return -1;
	for (size_t i = 0; i < d->others.len; i++)
		if (ids_has(&d->result->nodes, d->others.id[i]))
			return err_set(
				e, CODE_PICKED_WRONG,
				"node %d is on both sides: 'node' and 'from' pick it",
				d->others.id[i]);
	return 0;
}

static void add_hurt(const struct doing *d, struct ids *out)
{
	if (d->ctx->hurt)
		d->ctx->hurt(d->ctx->hurt_arg, out);
	else
		journal_hurt(d->ctx->journal, out);
}

/* Would this one leave more nodes hurt than a storm may? Then `e` says so. Companions do not count:
 * the cluster does not lack them. */
static bool is_too_much(const struct doing *d, struct err *e)
{
	const struct ids *more = d->row->targets ? &d->result->nodes : &d->targets;
	struct ids hurt = {0};
	size_t n = 0;

	if (!d->ctx->at_once)
		return false;
	add_hurt(d, &hurt);
	for (size_t i = 0; i < hurt.len; i++)
		n += !is_companion(hurt.id[i]);
	for (size_t i = 0; i < more->len; i++)
		n += !is_companion(more->id[i]) && !ids_has(&hurt, more->id[i]);
	ids_release(&hurt);
	if (n <= d->ctx->at_once)
		return false;
	err_set(e, CODE_TOO_MANY_DOWN, "%zu nodes would be hurt at once, %zu may be", n,
		d->ctx->at_once);
	return true;
}

/* An adopted companion that does not run, and not by our doing: who knows what it is good for. Nodes
 * that did not run were noted down when the cluster was adopted. */
static bool is_foreign(const struct doing *d, const struct node *node,
		       const struct node_state *s)
{
	struct intents ours;
	bool is;

	if (!cluster_is_adopted(d->ctx->cluster) || !is_companion(node->id) ||
	    s->state == PROCESS_RUNNING)
		return false;
	journal_list(d->ctx->journal, UNDO_NONE, node->id, &ours);
	is = ours.len == 0;
	intents_release(&ours);
	return is;
}

/* Why a node is left alone, or NULL. */
static const char *spared(const struct doing *d, const struct node *node,
			  const struct node_state *s)
{
	if (cluster_is_absent(d->ctx->cluster, node))
		return "did not run when the cluster was adopted, and is left so";
	if (is_foreign(d, node, s))
		return "does not run, by no doing of this run, and is left so";
	if (d->row->goal != PROCESS_UNKNOWN && s->state == d->row->goal)
		return "is so already";
	return NULL;
}

/* One host that does not answer holds up no other: its nodes are passed over, and the action fails when it is done.
 * A storm draws again instead. */
static bool may_miss(const struct doing *d, const struct node *node, const struct err *e)
{
	return topology_host(d->ctx->topology, node) && !d->ctx->may_skip &&
	       cluster_engine_is_away(e);
}

static void miss(struct doing *d, const struct node *node, const struct err *e)
{
	if (d->missed.kind == ERR_NONE)
		d->missed = *e;
	ids_add(&d->away, node->host);
}

static int look_at(struct doing *d, const struct node *node, struct node_state *out,
		   struct err *e)
{
	if (cluster_inspect(d->ctx->cluster, node, out, e) < 0)
		return err_wrap(e, "cannot look at %s", node_word(node).text);
	if (!out->exists)
		return err_set(e, CODE_CONTAINER_GONE, "%s is gone",
			       node_title(node).text);
	return 0;
}

static int sort_one(struct doing *d, const struct node *node, struct err *e)
{
	struct node_state s;
	struct err said = {0};
	const char *why;

	if (ids_has(&d->away, node->host)) {
		why = "is left alone: its host does not answer";
	} else if (look_at(d, node, &s, &said) == 0) {
		why = spared(d, node, &s);
	} else if (may_miss(d, node, &said)) {
		miss(d, node, &said);
		why = "is left alone: its host does not answer";
	} else {
		*e = said;
		return -1;
	}
	if (why)
		strbuf_addf(&d->text, "; %s %s", node_word(node).text, why);
	else
		ids_add(&d->targets, node->id);
	return 0;
}

/* Nodes that are so already are left alone. */
static int sort_out(struct doing *d, const struct ids *from, struct err *e)
{
	for (size_t i = 0; i < from->len; i++)
		if (sort_one(d, topology_any_by_id(d->ctx->topology, from->id[i]), e) < 0)
			return -1;
	if (d->targets.len)
		return 0;
	if (d->missed.kind != ERR_NONE) {
		*e = d->missed;
		return -1;
	}
	return err_set(e, CODE_NO_EFFECT, "no effect: %s", strbuf_text(&d->text));
}

static int pick_both(struct doing *d, struct err *e)
{
	struct ids targets = {0};
	int rc = pick(d, params_text(&d->plan->params, "target", ""), &d->result->nodes,
		      e);

	if (rc == 0 && d->row->targets)
		rc = pick_others(d, e);
	if (rc < 0)
		return -1;
	if (d->row->targets)
		d->row->targets(d->plan, &d->result->nodes, &d->others, &targets);
	else
		ids_copy(&targets, &d->result->nodes);
	rc = sort_out(d, &targets, e);
	ids_release(&targets);
	return rc;
}

int doing_pick(struct doing *d, struct err *e)
{
	int rc = pick_both(d, e);

	if (d->ctx->may_skip && (rc < 0 || is_too_much(d, e)))
		return 1;
	return rc;
}
