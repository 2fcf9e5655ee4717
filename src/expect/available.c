/* available - the share of due records that were served in time. */
#include "base/mem.h"
#include "expect/judge.h"

#include <inttypes.h>

static char *observed(const struct judge *j, const struct target *t,
		      const struct share *s)
{
	int32_t p = judge_partition(j);
	char *part = findings_part_name(j->f, t->workload, p);
	char *where = p == ANY_PARTITION ? xstrdup("") : xasprintf(", %s", part);
	char *text = s->due ? xasprintf("%.3f%% (%s%s, %" PRIu64 " of %" PRIu64
					" in time)",
					100.0 * (double)s->served / (double)s->due,
					t->plan->name, where, s->served, s->due)
			    : xasprintf("no demand (%s%s)", t->plan->name, where);

	free(where);
	free(part);
	return text;
}

static void add(struct judge *j, const struct target *t, const char *limit, bool at_most)
{
	struct share s = judge_share(j, t);
	struct reading r = {.at_most = at_most,
			    .limit = (double)judge_num(j, limit),
			    .observed = observed(j, t, &s),
			    .doubt = judge_target_doubt(j, t)};

	if (s.due)
		r.value = (double)s.served * 1e6 / (double)s.due;
	if (s.served > 0 && s.served < s.due) /* one record more or less */
		r.bar = 1e6 / (double)s.due;
	if (at_most && !r.doubt)
		r.doubt = judge_thin_demand(j, t, DENSE_NS);
	judge_add(j, &r);
}

void judge_available(struct judge *j, char **expected)
{
	bool at_most = judge_has(j, "at_most");
	const char *limit = at_most ? "at_most" : "at_least";
	struct target t[TARGETS];
	size_t n = judge_targets(j, t, TARGETS);
	char *subject = judge_subject(j);

	*expected = xasprintf("%s %g%% of due records served in time%s",
			      at_most ? "at most" : "at least",
			      (double)judge_num(j, limit) / 1e4, subject);
	free(subject);
	for (size_t i = 0; i < n; i++)
		add(j, &t[i], limit, at_most);
}
