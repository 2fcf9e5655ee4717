/* outage - the longest window of any partition. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

static char *observed(const struct judge *j, const struct target *t,
		      const struct longest *l)
{
	int64_t start;
	char *when, *part, *text;

	if (!l->window)
		return xasprintf("no outage (%s)", t->plan->name);
	start = window_start_ns(l->window);
	when = judge_when(j, start > j->from_ns ? start : j->from_ns);
	part = findings_part_name(j->f, t->workload, l->window->partition);
	text = xasprintf("%.2f s ±%.2f (%s, %s, at %s)", ns_to_s(l->ns),
			 ns_to_s(l->bar_ns), t->plan->name, part, when);
	free(part);
	free(when);
	return text;
}

/* Would an outage of that length have been seen, or is one that was not there missed? */
static struct doubt *thin(const struct judge *j, const struct target *t, int64_t limit_ns,
			  bool at_most)
{
	int64_t spacing = judge_spacing_ns(j, t);

	if (!at_most)
		return judge_thin_demand(
			j, t, limit_ns / 4 < DENSE_NS ? limit_ns / 4 : DENSE_NS);
	if (spacing > DENSE_NS && spacing > limit_ns)
		return doubt_make(
			CODE_THIN_DEMAND,
			"%s: a record of a partition was due only every %s, a longer "
			"outage than allowed could hide between them",
			t->plan->name, DURATION_TEXT(spacing));
	return NULL;
}

static void add(struct judge *j, const struct target *t, const char *limit, bool at_most)
{
	struct longest l = findings_longest(t->finding, judge_partition(j), j->from_ns,
					    j->to_ns);
	int64_t limit_ns = judge_num(j, limit);
	struct reading r = {.value = (double)l.ns,
			    .bar = (double)l.bar_ns,
			    .limit = (double)limit_ns,
			    .at_most = at_most,
			    .observed = observed(j, t, &l),
			    .doubt = judge_target_doubt(j, t)};

	if (!r.doubt && !(at_most && r.value > r.limit))
		r.doubt = thin(j, t, limit_ns, at_most);
	judge_add(j, &r);
}

void judge_outage(struct judge *j, char **expected)
{
	struct strbuf text = STRBUF_INIT;
	struct target t[TARGETS];
	size_t n = judge_targets(j, t, TARGETS);
	char *subject = judge_subject(j);

	if (judge_has(j, "at_most"))
		strbuf_addf(&text, "longest outage at most %.2f s",
			    ns_to_s(judge_num(j, "at_most")));
	if (judge_has(j, "at_least"))
		strbuf_addf(&text, "%sat least %.2f s",
			    text.len ? ", " : "longest outage ",
			    ns_to_s(judge_num(j, "at_least")));
	strbuf_addstr(&text, subject);
	*expected = strbuf_detach(&text);
	free(subject);
	for (size_t i = 0; i < n; i++) {
		if (judge_has(j, "at_most"))
			add(j, &t[i], "at_most", true);
		if (judge_has(j, "at_least"))
			add(j, &t[i], "at_least", false);
	}
}
