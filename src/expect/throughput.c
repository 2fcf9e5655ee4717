/* throughput - records served per second, in time or late, counted by when they were due. */
#include "base/mem.h"
#include "expect/judge.h"

/* A bulk workload is judged by the time it took, not by what of the phase it did not need. */
static double seconds_of(const struct judge *j, const struct target *t)
{
	const struct bulk_finding *b = t->finding->bulk;
	int64_t from = j->from_ns, to = j->to_ns;

	if (b && b->from_ns != NEVER) {
		from = b->from_ns > from ? b->from_ns : from;
		to = b->to_ns < to ? b->to_ns : to;
	}
	return ns_to_s(to - from);
}

static void add(struct judge *j, const struct target *t)
{
	double seconds = seconds_of(j, t);
	double served = (double)(t->demand->served + t->demand->late);
	struct reading r = {.limit = (double)judge_num(j, "at_least") / 1000,
			    .doubt = judge_target_doubt(j, t)};

	if (seconds > 0) {
		r.value = served / seconds;
		r.bar = 1 / seconds; /* one record more or less */
	}
	r.observed = xasprintf("%.1f/s (%s, %.0f records in %.1f s)", r.value,
			       t->plan->name, served, seconds);
	judge_add(j, &r);
}

void judge_throughput(struct judge *j, char **expected)
{
	struct target t[TARGETS];
	size_t n = judge_targets(j, t, TARGETS);
	char *subject = judge_subject(j);

	*expected = xasprintf("at least %g/s served%s",
			      (double)judge_num(j, "at_least") / 1000, subject);
	free(subject);
	for (size_t i = 0; i < n; i++)
		add(j, &t[i]);
}
