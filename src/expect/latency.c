/* latency - how late records were served, from when they were due. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

#include <inttypes.h>

static const struct {
	const char *name;
	unsigned permyriad;
} points[] = {
	{"p50", 5000}, {"p95", 9500}, {"p99", 9900}, {"p99.9", 9990}, {"max", 10000}};

/* A percentile is read from buckets: at most a 32nd too high (model/hist.h); the maximum is exact. */
static double bar_of(size_t point, int64_t ns)
{
	return points[point].permyriad == 10000 ? 0 : (double)ns / 32;
}

static void add(struct judge *j, const struct target *t, size_t point)
{
	const struct demand *d = t->demand;
	int64_t ns = hist_percentile(d->latency, points[point].permyriad);
	uint64_t never = d->rejected + d->unknown;
	struct reading r = {.value = (double)ns,
			    .limit = (double)judge_num(j, points[point].name),
			    .at_most = true,
			    .doubt = judge_target_doubt(j, t)};

	if (ns < 0) {
		r.observed = xasprintf("none was served (%s)", t->plan->name);
		if (!r.doubt)
			r.doubt = doubt_make(CODE_NO_DEMAND, "%s: no record was served",
					     t->plan->name);
		judge_add(j, &r);
		return;
	}
	r.bar = bar_of(point, ns);
	r.observed = never ? xasprintf("%s %s (%s; %" PRIu64
				       " records never served do not "
				       "count)",
				       points[point].name, DURATION_TEXT(ns),
				       t->plan->name, never)
			   : xasprintf("%s %s (%s)", points[point].name,
				       DURATION_TEXT(ns), t->plan->name);
	judge_add(j, &r);
}

void judge_latency(struct judge *j, char **expected)
{
	struct strbuf text = STRBUF_INIT;
	struct target t[TARGETS];
	size_t n = judge_targets(j, t, TARGETS);
	char *subject = judge_subject(j);

	for (size_t p = 0; p < ARRAY_LEN(points); p++) {
		if (!judge_has(j, points[p].name))
			continue;
		strbuf_addf(&text, "%s%s at most %s", text.len ? ", " : "",
			    points[p].name, DURATION_TEXT(judge_num(j, points[p].name)));
		for (size_t i = 0; i < n; i++)
			add(j, &t[i], p);
	}
	strbuf_addstr(&text, subject);
	*expected = strbuf_detach(&text);
	free(subject);
}
