/* wait: before the next action of the phase, for a time or until something is true. */
#include "aim/condition.h"
#include "base/mem.h"
#include "base/str.h"
#include "fault/job.h"

#define POLL_NS (50 * NS_PER_MS)

const struct field wait_fields[] = {
	{"for", FIELD_DURATION, 0, NULL, NULL, "so long"},
	{"isr", FIELD_TEXT, 0, NULL, NULL,
	 "full, or so many replicas in sync: of every partition of the scenario's topics"},
	{"quorum", FIELD_CHOICE, 0, NULL, "present|absent",
	 "an active controller, or none"},
	{"leaders", FIELD_CHOICE, 0, NULL, "preferred|present",
	 "every partition of the scenario's topics is led by its first replica, or by anybody"},
	{"nodes", FIELD_CHOICE, 0, NULL, "up", "every node answers"},
	{"timeout", FIELD_DURATION, 0, "60s", NULL,
	 "the action fails if it is not so by then"},
	ACTION_AT,
	FIELD_END,
};

bool action_holds(struct action_ctx *ctx, const char *kind, const char *want,
		  struct strbuf *seen)
{
	struct view view = {0};
	struct condition_world w = {.topology = ctx->topology,
				    .plan = ctx->plan,
				    .view = &view,
				    .now_ns = clock_now(ctx->clock)};
	bool holds;

	ctx->look(ctx->look_arg, &view);
	strbuf_clear(seen);
	holds = condition_holds(kind, want, &w, seen);
	view_release(&view);
	return holds;
}

static const struct condition_row *asked_for(const struct params *p)
{
	for (const struct condition_row *row = condition_rows; row->name; row++)
		if (params_get(p, row->name))
			return row;
	return NULL;
}

int action_await(struct action_ctx *ctx, const char *kind, const char *want,
		 int64_t limit_ns, struct strbuf *seen, struct err *e)
{
	int64_t until = clock_now(ctx->clock) + limit_ns;

	while (!action_holds(ctx, kind, want, seen)) {
		if (job_cancelled(ctx))
			return err_set(e, CODE_INTERRUPTED, "interrupted");
		if (clock_now(ctx->clock) >= until)
			return err_set(e, CODE_IN_VAIN, "waited %s in vain: %s",
				       DURATION_TEXT(limit_ns), strbuf_text(seen));
		clock_sleep_until(ctx->clock, clock_now(ctx->clock) + POLL_NS);
	}
	return 0;
}

static int wait_for_condition(struct action_ctx *ctx, const struct params *p,
			      const struct condition_row *row, struct strbuf *seen,
			      struct err *e)
{
	return action_await(ctx, row->name, params_text(p, row->name, ""),
			    params_num(p, "timeout", 60 * NS_PER_S), seen, e);
}

static int wait_for_time(struct action_ctx *ctx, int64_t ns, struct strbuf *seen,
			 struct err *e)
{
	if (action_sleep(ctx, clock_now(ctx->clock) + ns, e) < 0)
		return -1;
	strbuf_addf(seen, "waited %s", DURATION_TEXT(ns));
	return 0;
}

int wait_whole(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, struct err *e)
{
	const struct condition_row *row = asked_for(&a->params);
	struct strbuf seen = STRBUF_INIT;
	int rc = row ? wait_for_condition(ctx, &a->params, row, &seen, e)
		     : wait_for_time(ctx, params_num(&a->params, "for", 0), &seen, e);

	r->text = strbuf_detach(&seen);
	r->effective_ns = clock_now(ctx->clock);
	return rc;
}
