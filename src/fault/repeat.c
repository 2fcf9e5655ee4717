/* repeat: the same actions again and again, on a timetable that the seed repeats. */
#include "aim/condition.h"
#include "base/mem.h"
#include "fault/chain.h"

const struct field repeat_fields[] = {
	{"every", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL,
	 "from one beginning to the next; what takes longer delays the next"},
	{"jitter", FIELD_DURATION, 0, "0s", NULL,
	 "each begins up to so much later, by the seed"},
	{"times", FIELD_INT, 0, NULL, NULL, "so often"},
	{"for", FIELD_DURATION, 0, NULL, NULL, "so long: nothing begins later"},
	{"until", FIELD_MAP, 0, NULL, NULL,
	 "until this holds (isr, quorum or nodes, and a timeout, as of a phase): looked at "
	 "each time but the first"},
	{"do", FIELD_LIST, FIELD_REQUIRED, NULL, NULL, "actions, in turn, each time"},
	ACTION_AT,
	FIELD_END,
};

struct repeating {
	struct chain chain;
	const struct action_plan *plan;
	int64_t begin_ns;
	size_t times;            /* so often yet */
	const char *kind, *want; /* of the condition; NULL: none */
	struct strbuf seen;      /* how it stood last */
};

/* The scenario's reader puts `until: {isr: full}` down as "until:isr". */
static void find_condition(struct repeating *r)
{
	for (const struct condition_row *row = condition_rows; row->name; row++) {
		char *name = xasprintf("until:%s", row->name);
		const struct param *p = params_get(&r->plan->params, name);

		free(name);
		if (!p)
			continue;
		r->kind = row->name;
		r->want = p->text;
	}
}

static int64_t param(const struct repeating *r, const char *name, int64_t fallback)
{
	return params_num(&r->plan->params, name, fallback);
}

/* Is there to be one more, due at `due_ns`? -1: it should have ended by now. */
static int is_more(struct repeating *r, int64_t due_ns, struct err *e)
{
	int64_t limit = param(r, "until:timeout", 60 * NS_PER_S);
	int64_t now = clock_now(r->chain.ctx->clock);

	if (params_get(&r->plan->params, "times"))
		return (int64_t)r->times < param(r, "times", 1);
	if (!r->kind)
		return (due_ns > now ? due_ns : now) - r->begin_ns < param(r, "for", 0);
	if (r->times == 0)
		return 1;
	if (action_holds(r->chain.ctx, r->kind, r->want, &r->seen))
		return 0;
	if (now - r->begin_ns < limit)
		return 1;
	return err_set(e, CODE_IN_VAIN, "repeated for %g s in vain: %s", ns_to_s(limit),
		       strbuf_text(&r->seen));
}

static int do_all(struct repeating *r, struct err *e)
{
	for (size_t i = 0; i < r->plan->n_inner; i++)
		if (chain_run(&r->chain, &r->plan->inner[i], e) < 0)
			return -1;
	r->times++;
	return 0;
}

/* A condition is looked at when the next one is due, `for` and `times` before waiting for it. */
static int go_round(struct repeating *r, struct rng *timetable, struct err *e)
{
	for (;;) {
		int64_t due = r->begin_ns + chain_due(timetable, r->times,
						      param(r, "every", NS_PER_S),
						      param(r, "jitter", 0));
		int more = r->kind ? 1 : is_more(r, due, e);

		if (more > 0 && action_sleep(r->chain.ctx, due, e) < 0)
			return -1;
		if (more > 0 && r->kind)
			more = is_more(r, due, e);
		if (more <= 0)
			return more;
		if (do_all(r, e) < 0)
			return -1;
	}
}

/* With `for` it lasts so long, whatever there was time for. */
static int wait_for_end(const struct repeating *r, struct err *e)
{
	return action_sleep(r->chain.ctx, r->begin_ns + param(r, "for", 0), e);
}

int repeat_whole(struct action_ctx *ctx, const struct action_plan *a,
		 struct action_result *result, struct err *e)
{
	struct repeating r = {.plan = a, .seen = STRBUF_INIT};
	struct rng timetable;
	int rc;

	if (chain_begin(&r.chain, ctx, e) < 0)
		return -1;
	find_condition(&r);
	rng_init(&timetable, r.chain.seed, "timetable");
	r.begin_ns = clock_now(ctx->clock);
	rc = go_round(&r, &timetable, e);
	if (rc == 0)
		rc = wait_for_end(&r, e);
	if (rc == 0)
		rc = chain_end(&r.chain, e);
	result->text = xasprintf("%zu time%s%s%s", r.times, r.times == 1 ? "" : "s",
				 r.seen.len ? "; then " : "", strbuf_text(&r.seen));
	result->effective_ns = clock_now(ctx->clock);
	chain_release(&r.chain);
	strbuf_release(&r.seen);
	return rc;
}
