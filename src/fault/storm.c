/*
 * storm: strokes drawn by the seed, on a timetable drawn by the seed, bounded by how many nodes may be
 * hurt at once.
 *
 * Timetable and choices are drawn in turn from a generator of their own: what a stroke does, or that
 * it is passed over, changes nothing for the next. Two runs with one seed differ only where a
 * stroke's selector asks for something that chance decides, such as the active controller.
 */
#include "base/mem.h"
#include "base/str.h"
#include "fault/chain.h"

const struct field storm_fields[] = {
	{"for", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL,
	 "how long it lasts: no stroke begins later"},
	{"every", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL,
	 "from one stroke to the next; what takes longer delays the next"},
	{"jitter", FIELD_DURATION, 0, "0s", NULL,
	 "each begins up to so much later, by the seed"},
	{"at_once", FIELD_TEXT, 0, "minority", NULL,
	 "nodes that may be hurt at the same time: minority (of the voters), all, or a "
	 "number; a stroke that would exceed it is passed over, as is one that picks nothing"},
	{"of", FIELD_LIST, FIELD_REQUIRED, NULL, NULL,
	 "the actions drawn from, each with an optional `weight` beside it"},
	ACTION_AT,
	FIELD_END,
};

struct storm {
	struct chain chain;
	const struct action_plan *plan;
	struct rng drawing; /* of times and choices */
	int64_t begin_ns, end_ns;
};

/* 0: any number. */
static size_t bound(const struct action_ctx *ctx, const struct action_plan *a)
{
	const char *text = params_text(&a->params, "at_once", "minority");
	size_t minority = quorum_minority(topology_voters(ctx->topology));
	int64_t n;

	if (strcmp(text, "all") == 0)
		return 0;
	if (str_to_int(text, &n) && n > 0)
		return (size_t)n;
	return minority > 0 ? minority : 1;
}

static const struct action_plan *draw(struct storm *s)
{
	const struct action_plan *a = s->plan;
	uint64_t total = 0, at;
	size_t n;

	for (size_t i = 0; i < a->n_inner; i++)
		total += (uint64_t)a->inner[i].weight;
	at = rng_below(&s->drawing, total);
	for (n = 0; at >= (uint64_t)a->inner[n].weight; n++)
		at -= (uint64_t)a->inner[n].weight;
	return &a->inner[n];
}

static int blow(struct storm *s, struct err *e)
{
	const struct params *p = &s->plan->params;
	int64_t every = params_num(p, "every", NS_PER_S);

	for (size_t n = 0;; n++) {
		int64_t due = s->begin_ns + chain_due(&s->drawing, n, every,
						      params_num(p, "jitter", 0));
		const struct action_plan *stroke = draw(s);

		if (due >= s->end_ns || clock_now(s->chain.ctx->clock) >= s->end_ns)
			return 0;
		if (action_sleep(s->chain.ctx, due, e) < 0 ||
		    chain_run(&s->chain, stroke, e) < 0)
			return -1;
	}
}

static int finish(const struct storm *s, struct err *e)
{
	if (chain_end(&s->chain, e) < 0)
		return -1;
	if (s->chain.passed_over == s->chain.run)
		return err_set(e, CODE_NO_EFFECT,
			       "no effect: each of its %zu strokes was passed over",
			       s->chain.run);
	return 0;
}

int storm_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e)
{
	struct storm s = {.plan = a};
	int rc;

	if (chain_begin(&s.chain, ctx, e) < 0)
		return -1;
	s.chain.may_skip = true;
	s.chain.at_once = bound(ctx, a);
	rng_init(&s.drawing, s.chain.seed, "timetable");
	s.begin_ns = clock_now(ctx->clock);
	s.end_ns = s.begin_ns + params_num(&a->params, "for", 0);
	rc = blow(&s, e);
	if (rc == 0)
		rc = action_sleep(ctx, s.end_ns, e);
	if (rc == 0)
		rc = finish(&s, e);
	r->text = xasprintf(
		"%zu stroke%s, %zu passed over", s.chain.run - s.chain.passed_over,
		s.chain.run - s.chain.passed_over == 1 ? "" : "s", s.chain.passed_over);
	r->effective_ns = clock_now(ctx->clock);
	chain_release(&s.chain);
	return rc;
}
