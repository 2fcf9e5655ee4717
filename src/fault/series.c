#include "fault/series.h"

#include "base/log.h"
#include "base/mem.h"

int series_begin(struct series *s, struct action_ctx *ctx, struct err *e)
{
	*s = (struct series){.ctx = ctx};
	if (!ctx->next_action)
		return err_set(e, ERR_USAGE,
			       "an action made of other actions cannot be run here");
	s->seed = rng_next(ctx->rng);
	return 0;
}

/* A copy of the outer one's, but for what is each action's own. */
static void prepare(struct series *s, struct action_ctx *ctx, struct rng *rng)
{
	char actor[32];

	(void)snprintf(actor, sizeof(actor), "inner %zu", s->run);
	rng_init(rng, s->seed, actor);
	*ctx = *s->ctx;
	ctx->rng = rng;
	ctx->action = atomic_fetch_add(ctx->next_action, 1);
	ctx->may_skip = s->may_skip;
	ctx->at_once = s->at_once;
}

int series_run(struct series *s, const struct action_plan *a, struct err *e)
{
	struct action_result r;
	struct action_ctx ctx;
	struct rng rng;
	struct err why = {0};
	int rc;

	prepare(s, &ctx, &rng);
	rc = action_run(action_find(a->kind), &ctx, a, &r, &why);
	action_result_release(&r);
	s->run++;
	if (rc > 0) {
		s->passed_over++;
		log_debug("fault", "'%s' passed over: %s", a->kind, why.msg);
	}
	if (job_cancelled(s->ctx))
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	if (rc < 0 && s->failed++ == 0) {
		s->first = why;
		(void)err_wrap(&s->first, "%s", a->kind);
	}
	return 0;
}

static char *target_of(const struct ids *nodes)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < nodes->len; i++)
		strbuf_addf(&text, "%snode %d", i ? ", " : "", nodes->id[i]);
	return strbuf_detach(&text);
}

int series_run_on(struct series *s, const char *kind, const struct ids *nodes,
		  const struct param *extra, struct err *e)
{
	struct action_plan a = {.kind = xstrdup(kind)};
	char *target = target_of(nodes);
	int rc;

	params_set(&a.params, "target", target, 0);
	if (extra)
		params_set(&a.params, extra->name, extra->text, extra->num);
	rc = series_run(s, &a, e);
	params_release(&a.params);
	free(a.kind);
	free(target);
	return rc;
}

int series_end(const struct series *s, struct err *e)
{
	if (s->failed == 0)
		return 0;
	*e = s->first;
	return err_wrap(e, "%zu of %zu failed", s->failed, s->run);
}

int64_t series_due(struct rng *timetable, size_t n, int64_t every_ns, int64_t jitter_ns)
{
	return (int64_t)n * every_ns +
	       (int64_t)rng_below(timetable, (uint64_t)jitter_ns + 1);
}

int series_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e)
{
	for (size_t i = 0; i < a->n_inner; i++) {
		const struct action_row *row = action_find(a->inner[i].kind);

		if (row->possible && row->possible(ctx, &a->inner[i], e) < 0)
			return err_wrap(e, "'%s' in '%s'", row->name, a->kind);
	}
	return 0;
}
