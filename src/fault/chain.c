#include "fault/chain.h"

#include "base/log.h"
#include "base/mem.h"

int chain_begin(struct chain *s, struct action_ctx *ctx, struct err *e)
{
	*s = (struct chain){.ctx = ctx};
	if (!ctx->next_action)
		return err_set(e, CODE_NESTING,
			       "an action made of other actions cannot be run here");
	s->seed = rng_next(ctx->rng);
	return 0;
}

static void left_release(struct left *l)
{
	ids_release(&l->nodes);
	free(l->numbers);
}

void chain_release(struct chain *s)
{
	for (size_t i = 0; i < s->n_left; i++)
		left_release(&s->left[i]);
	free(s->left);
}

static bool is_pending(const struct chain *s, const struct left *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (journal_is_pending(s->ctx->journal, l->numbers[i]))
			return true;
	return false;
}

/* What is undone needs no remembering: a long storm has many strokes. */
static void forget_undone(struct chain *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n_left; i++)
		if (is_pending(s, &s->left[i]))
			s->left[kept++] = s->left[i];
		else
			left_release(&s->left[i]);
	s->n_left = kept;
}

static void keep_left(struct chain *s, const struct action_result *r)
{
	struct left *l;

	forget_undone(s);
	if (!r->n_numbers || !s->at_once)
		return;
	l = GROW(s->left, s->n_left);
	*l = (struct left){
		.numbers = xmemdup(r->numbers, r->n_numbers * sizeof(*r->numbers)),
		.n = r->n_numbers};
	ids_copy(&l->nodes, &r->nodes);
}

static bool is_ours(const struct chain *s, int64_t number)
{
	for (size_t i = 0; i < s->n_left; i++)
		for (size_t k = 0; k < s->left[i].n; k++)
			if (s->left[i].numbers[k] == number)
				return true;
	return false;
}

static void add_once(struct ids *out, int32_t node)
{
	if (node != NO_NODE && !ids_has(out, node))
		ids_add(out, node);
}

/* Of what somebody else did, the nodes in the journal; of what we did, those it is about: a cut has its
 * rules on both sides. */
static void add_hurt(void *arg, struct ids *out)
{
	struct chain *s = arg;
	struct intents pending;

	journal_list(s->ctx->journal, UNDO_NONE, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++)
		if (!is_ours(s, pending.item[i].number))
			add_once(out, pending.item[i].node);
	intents_release(&pending);
	forget_undone(s);
	for (size_t i = 0; i < s->n_left; i++)
		for (size_t k = 0; k < s->left[i].nodes.len; k++)
			add_once(out, s->left[i].nodes.id[k]);
}

/* A copy of the outer one's, but for what is each action's own. */
static void prepare(struct chain *s, struct action_ctx *ctx, struct rng *rng)
{
	char actor[32];

	(void)snprintf(actor, sizeof(actor), "inner %zu", s->run);
	rng_init(rng, s->seed, actor);
	*ctx = *s->ctx;
	ctx->rng = rng;
	ctx->action = atomic_fetch_add(ctx->next_action, 1);
	ctx->may_skip = s->may_skip;
	ctx->at_once = s->at_once;
	ctx->hurt = add_hurt;
	ctx->hurt_arg = s;
}

int chain_run(struct chain *s, const struct action_plan *a, struct err *e)
{
	struct action_result r;
	struct action_ctx ctx;
	struct rng rng;
	struct err why = {0};
	int rc;

	prepare(s, &ctx, &rng);
	rc = action_run(action_find(a->kind), &ctx, a, &r, &why);
	keep_left(s, &r);
	action_result_release(&r);
	s->run++;
	if (rc > 0) {
		s->passed_over++;
		log_debug("fault", "'%s' passed over: %s", a->kind, why.msg);
	}
	if (job_cancelled(s->ctx))
		return err_set(e, CODE_INTERRUPTED, "interrupted");
	if (rc < 0 && s->failed++ == 0) {
		s->first = why;
		(void)err_wrap(&s->first, "%s", a->kind);
	}
	return 0;
}

/* As a selector; a companion is in `nodes` because its name was one. */
static char *target_of(const struct topology *t, const struct ids *nodes)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < nodes->len; i++) {
		strbuf_addstr(&text, i ? ", " : "");
		if (is_companion(nodes->id[i]))
			strbuf_addstr(&text, topology_any_by_id(t, nodes->id[i])->name);
		else
			strbuf_addf(&text, "node %d", nodes->id[i]);
	}
	return strbuf_detach(&text);
}

int chain_run_on(struct chain *s, const char *kind, const struct ids *nodes,
		 const struct param *extra, struct err *e)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	char *target = target_of(s->ctx->topology, nodes);
	int rc;

	params_set(&a.params, "target", target, 0);
	if (extra)
		params_set(&a.params, extra->name, extra->text, extra->num);
	rc = chain_run(s, &a, e);
	params_release(&a.params);
	free(a.kind);
	free(target);
	return rc;
}

int chain_end(const struct chain *s, struct err *e)
{
	if (s->failed == 0)
		return 0;
	*e = s->first;
	return err_wrap(e, "%zu of %zu failed", s->failed, s->run);
}

int64_t chain_due(struct rng *timetable, size_t n, int64_t every_ns, int64_t jitter_ns)
{
	return (int64_t)n * every_ns +
	       (int64_t)rng_below(timetable, (uint64_t)jitter_ns + 1);
}

int chain_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	for (size_t i = 0; i < a->n_inner; i++) {
		if (action_possible(ctx, &a->inner[i], e) < 0)
			return err_wrap(e, "'%s' in '%s'", a->inner[i].kind, a->kind);
	}
	return 0;
}
