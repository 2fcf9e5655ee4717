/* burst: more records for a while, on top of what the workloads produce anyway. */
#include "base/mem.h"
#include "base/str.h"
#include "fault/job.h"
#include "fault/whole.h"

/* So long the producers' threads need to notice. */
#define AHEAD_NS (50 * NS_PER_MS)

const struct field burst_fields[] = {
	{"workload", FIELD_TEXT, 0, NULL, NULL,
	 "which producing workload; without it, each of them"},
	{"rate", FIELD_RATE, FIELD_REQUIRED, NULL, NULL,
	 "so many records more are due, per workload"},
	{"for", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL,
	 "how long; the next action does not wait for its end"},
	ACTION_AT,
	FIELD_END,
};

static bool is_meant(const struct workload_plan *w, const char *name)
{
	return w->kind == WORKLOAD_PRODUCE && !workload_is_bulk(w) &&
	       (!name || strcmp(name, w->name) == 0);
}

int burst_fits(const struct plan *plan, const struct action_plan *a, struct err *e)
{
	const char *name = params_text(&a->params, "workload", NULL);

	for (size_t i = 0; i < plan->n_workloads; i++)
		if (is_meant(&plan->workloads[i], name))
			return 0;
	return err_set(e, CODE_ACTION_VALUE, "no workload%s%s produces",
		       name ? " called " : "", name ? name : "");
}

/* "500/s more for checkout (200/s) and fire-hose (50/s), for 10 s" */
static char *text_of(const struct action_ctx *ctx, const struct params *p)
{
	const char *name = params_text(p, "workload", NULL), *between = "";
	struct strbuf text = STRBUF_INIT;

	strbuf_addf(&text, "%g/s more for ", (double)params_num(p, "rate", 0) / 1000.0);
	for (size_t i = 0; i < ctx->plan->n_workloads; i++) {
		const struct workload_plan *w = &ctx->plan->workloads[i];

		if (!is_meant(w, name))
			continue;
		strbuf_addf(&text, "%s%s (%g/s)", between, w->name,
			    (double)w->rate_mps / 1000.0);
		between = ", ";
	}
	strbuf_addf(&text, ", for %s", DURATION_TEXT(params_num(p, "for", 0)));
	return strbuf_detach(&text);
}

int burst_whole(struct action_ctx *ctx, const struct action_plan *a,
		struct action_result *r, struct err *e)
{
	const struct params *p = &a->params;
	int64_t from = clock_now(ctx->clock) + AHEAD_NS;

	if (!ctx->add_load)
		return err_set(e, CODE_NO_EFFECT, "no effect: there is no load");
	if (ctx->add_load(ctx->load_arg, params_text(p, "workload", NULL),
			  params_num(p, "rate", 0), from, from + params_num(p, "for", 0),
			  e) < 0 ||
	    action_sleep(ctx, from, e) < 0)
		return -1;
	r->effective_ns = from;
	r->text = text_of(ctx, p);
	return 0;
}
