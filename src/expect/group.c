/* redelivered, rebalances - what a consumer group went through. */
#include "base/mem.h"
#include "expect/judge.h"

#include <inttypes.h>

static bool is_rebalances(const struct judge *j)
{
	return strcmp(j->x->kind, "rebalances") == 0;
}

static struct doubt *doubt_of(const struct judge *j, const struct target *t)
{
	if (is_rebalances(j) && !t->plan->group)
		return doubt_make(CODE_NOT_MEASURED, "%s: the workload is in no group",
				  t->plan->name);
	return t->demand->due == 0
		       ? doubt_make(CODE_NO_DEMAND, "%s: nothing was due", t->plan->name)
		       : NULL;
}

static void add(struct judge *j, const struct target *t, const char *limit, bool at_most)
{
	uint64_t n = is_rebalances(j) ? t->demand->rebalances : t->demand->redelivered;
	struct reading r = {.value = (double)n,
			    .limit = (double)judge_num(j, limit),
			    .at_most = at_most,
			    .observed = xasprintf("%" PRIu64 " %s (%s)", n,
						  is_rebalances(j)
							  ? "rebalances"
							  : "records delivered again",
						  t->plan->name),
			    .doubt = doubt_of(j, t)};

	judge_add(j, &r);
}

static void add_all(struct judge *j, const char *limit, bool at_most)
{
	struct target targets[TARGETS];
	size_t n = judge_targets(j, targets, TARGETS);

	for (size_t i = 0; i < n; i++)
		if (targets[i].plan->kind == WORKLOAD_CONSUME)
			add(j, &targets[i], limit, at_most);
}

void judge_group(struct judge *j, char **expected)
{
	struct strbuf text = STRBUF_INIT;

	if (judge_has(j, "at_least")) {
		strbuf_addf(&text, "at least %lld", (long long)judge_num(j, "at_least"));
		add_all(j, "at_least", false);
	}
	if (judge_has(j, "at_most")) {
		strbuf_addf(&text, "%sat most %lld", text.len ? ", " : "",
			    (long long)judge_num(j, "at_most"));
		add_all(j, "at_most", true);
	}
	strbuf_addf(&text, " %s (%s)",
		    is_rebalances(j) ? "rebalances" : "records delivered again",
		    params_text(&j->x->params, "workload", ""));
	*expected = strbuf_detach(&text);
}
