/*
 * crash-loop: a node that dies each time it comes back, as under a supervisor that starts it again.
 *
 * No engine starts a container again that was killed through it, whatever its restart policy, so the
 * supervisor is us.
 */
#include "base/mem.h"
#include "fault/chain.h"

const struct field crash_loop_fields[] = {
	ACTION_NODE,
	{"for", FIELD_DURATION, 0, "20s", NULL,
	 "how long it goes on; then the node is started for good"},
	{"after", FIELD_DURATION, 0, "0s", NULL, "how long it runs before it dies again"},
	{"down_for", FIELD_DURATION, 0, "1s", NULL,
	 "how long it is down before it is started again"},
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

struct looping {
	struct chain chain;
	const struct ids *nodes;
	int64_t until_ns;
	size_t crashes;
};

/* Those that are down, or those that are not. */
static int sort_out(const struct looping *l, bool is_down, struct ids *out, struct err *e)
{
	struct action_ctx *ctx = l->chain.ctx;

	for (size_t i = 0; i < l->nodes->len; i++) {
		const struct node *node = topology_any_by_id(ctx->topology,
							     l->nodes->id[i]);
		struct node_state s;

		if (cluster_inspect(ctx->cluster, node, &s, e) < 0)
			return -1;
		if (!s.exists)
			return err_set(e, CODE_CONTAINER_GONE, "%s is gone",
				       node_title(node).text);
		if ((s.state == PROCESS_EXITED) == is_down)
			ids_add(out, node->id);
	}
	return 0;
}

/* `kind` ("kill", "start") on those it is for; none: that is fine. */
static int move(struct looping *l, const char *kind, bool is_down, struct err *e)
{
	struct ids nodes = {0};
	int rc = sort_out(l, is_down, &nodes, e);

	if (rc == 0 && nodes.len)
		rc = chain_run_on(&l->chain, kind, &nodes, NULL, e);
	ids_release(&nodes);
	return rc;
}

static int rest(const struct looping *l, int64_t ns, struct err *e)
{
	int64_t until = clock_now(l->chain.ctx->clock) + ns;

	return action_sleep(l->chain.ctx, until < l->until_ns ? until : l->until_ns, e);
}

static int one_turn(struct looping *l, const struct params *p, struct err *e)
{
	if (move(l, "kill", false, e) < 0)
		return -1;
	l->crashes += l->chain.failed == 0;
	if (rest(l, params_num(p, "down_for", NS_PER_S), e) < 0 ||
	    move(l, "start", true, e) < 0)
		return -1;
	return rest(l, params_num(p, "after", 0), e);
}

static int go_round(struct looping *l, const struct params *p, struct err *e)
{
	const struct clock *clock = l->chain.ctx->clock;

	do {
		if (one_turn(l, p, e) < 0)
			return -1;
	} while (clock_now(clock) < l->until_ns && !l->chain.failed);
	return move(l, "start", true, e);
}

int crash_loop_whole(struct action_ctx *ctx, const struct action_plan *a,
		     struct action_result *r, struct err *e)
{
	struct looping l = {.nodes = &r->nodes};
	struct strbuf seen = STRBUF_INIT;
	int rc = -1;

	if (chain_begin(&l.chain, ctx, e) < 0 ||
	    action_pick(ctx, action_find(a->kind), params_text(&a->params, "target", ""),
			&r->nodes, &seen, e) < 0)
		goto out;
	l.until_ns = clock_now(ctx->clock) + params_num(&a->params, "for", 20 * NS_PER_S);
	rc = go_round(&l, &a->params, e);
	if (rc == 0)
		rc = chain_end(&l.chain, e);
	strbuf_addf(&seen, "; crashed %zu time%s", l.crashes, l.crashes == 1 ? "" : "s");
	r->effective_ns = clock_now(ctx->clock);
out:
	chain_release(&l.chain);
	r->text = strbuf_detach(&seen);
	return rc;
}
