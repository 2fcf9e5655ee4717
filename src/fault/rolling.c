/* rolling-restart: one node after the other, the active controller last, as for an upgrade. */
#include "base/mem.h"
#include "fault/chain.h"

const struct field rolling_fields[] = {
	ACTION_NODE,
	{"wait", FIELD_CHOICE, 0, "isr", "isr|no",
	 "isr: after each node, until every replica is in sync; no: straight on"},
	{"timeout", FIELD_DURATION, 0, "120s", NULL,
	 "isr: it ends, failed, if that takes longer"},
	{"down_for", FIELD_DURATION, 0, "0s", NULL, "how long each stays down"},
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* As an administrator would do it: one change of the active controller instead of several. */
static void controller_last(struct action_ctx *ctx, struct ids *nodes)
{
	struct view view = {0};
	int32_t controller;
	size_t kept = 0;

	ctx->look(ctx->look_arg, &view);
	controller = view_controller(&view, clock_now(ctx->clock), NULL);
	view_release(&view);
	if (!ids_has(nodes, controller))
		return;
	for (size_t i = 0; i < nodes->len; i++)
		if (nodes->id[i] != controller)
			nodes->id[kept++] = nodes->id[i];
	nodes->id[kept] = controller;
}

static int restart_one(struct chain *s, const struct params *p, int32_t id, struct err *e)
{
	struct strbuf seen = STRBUF_INIT;
	struct ids one = {0};
	int rc;

	ids_add(&one, id);
	rc = chain_run_on(s, "restart", &one, params_get(p, "down_for"), e);
	ids_release(&one);
	if (rc < 0 || s->failed || strcmp(params_text(p, "wait", "isr"), "no") == 0)
		return rc;
	rc = action_await(s->ctx, "isr", "full", params_num(p, "timeout", 120 * NS_PER_S),
			  &seen, e);
	strbuf_release(&seen);
	return rc < 0 ? err_wrap(e, "after node %d's restart", id) : 0;
}

/* The next one only when all is well: that is the point. */
static int restart_all(struct chain *s, const struct params *p, const struct ids *nodes,
		       struct ids *done, struct err *e)
{
	for (size_t i = 0; i < nodes->len; i++) {
		if (restart_one(s, p, nodes->id[i], e) < 0)
			return -1;
		if (s->failed)
			return chain_end(s, e);
		ids_add(done, nodes->id[i]);
	}
	return 0;
}

int rolling_whole(struct action_ctx *ctx, const struct action_plan *a,
		  struct action_result *r, struct err *e)
{
	struct strbuf seen = STRBUF_INIT;
	struct ids nodes = {0};
	struct chain s;
	int rc = -1;

	if (chain_begin(&s, ctx, e) < 0 ||
	    action_pick(ctx, action_find(a->kind), params_text(&a->params, "target", ""),
			&nodes, &seen, e) < 0)
		goto out;
	controller_last(ctx, &nodes);
	rc = restart_all(&s, &a->params, &nodes, &r->nodes, e);
	strbuf_addf(&seen, "; restarted %zu of %zu, in this order: ", r->nodes.len,
		    nodes.len);
	ids_text(&r->nodes, &seen);
	r->effective_ns = clock_now(ctx->clock);
out:
	chain_release(&s);
	r->text = strbuf_detach(&seen);
	ids_release(&nodes);
	return rc;
}
