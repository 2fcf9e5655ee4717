/* compare_workload.c - the numbers of a workload that are compared, each with its interval. */
#include "base/mem.h"
#include "base/str.h"
#include "report/compare_parts.h"
#include "report/interval.h"

#include <inttypes.h>
#include <math.h>

static const struct workload_finding *workload_of(const struct scope *s)
{
	return &findings_of(s)->workloads[s->workload];
}

static const struct workload_plan *plan_of(const struct scope *s)
{
	return &s->run->run.header.plan.workloads[s->workload];
}

static const struct demand *demand_of(const struct scope *s)
{
	const struct workload_finding *w = workload_of(s);

	return s->phase < 0 ? &w->run : &w->phases[s->phase];
}

/* ---- doubts ---- */

static const char *demand_doubt(const struct scope *s)
{
	const struct demand *d = demand_of(s);

	if (d->saturated || d->worst_lag_ns > plan_of(s)->late_after_ns)
		return "the generator lagged";
	return scope_doubt(s);
}

static const char *settled_doubt(const struct scope *s)
{
	return findings_of(s)->settled ? NULL : "read-back incomplete";
}

/* ---- a workload in a phase or the run ---- */

/* Has it due times that were measured, and was anything due? */
static bool has_demand(const struct scope *s)
{
	const struct workload_finding *w = workload_of(s);

	return w->measurable && !w->bulk && demand_of(s)->due > 0;
}

/* Cut, not rounded: one record of a million lost is not 100 %. */
static char *share_text(uint64_t k, uint64_t n)
{
	uint64_t thousandths = k * 100000 / n;

	return xasprintf("%" PRIu64 ".%03" PRIu64 " %%", thousandths / 1000,
			 thousandths % 1000);
}

/* The buckets of time that begin within the scope: *first, and how many. */
static size_t buckets_of(const struct scope *s, size_t *first)
{
	const struct findings *f = findings_of(s);
	struct span span = scope_span(s);
	size_t n = 0;

	*first = 0;
	for (size_t i = 0; i < f->n_buckets; i++) {
		int64_t at = f->begin_ns + (int64_t)i * f->bucket_ns;

		if (at < span.from_ns)
			*first = i + 1;
		else if (at < span.to_ns)
			n++;
	}
	return n;
}

/* With what was answered late, or without. */
static struct interval share_interval(const struct scope *s, uint64_t k, bool with_late)
{
	size_t first, n = buckets_of(s, &first);
	struct bucket_count *b = xcalloc(n + 1, sizeof(*b));
	struct interval i;

	for (size_t x = 0; x < n; x++) {
		const struct rate *r = &workload_of(s)->rates[first + x];

		b[x] = (struct bucket_count){r->due,
					     r->served + (with_late ? r->late : 0)};
	}
	i = interval_share(k, demand_of(s)->due, b, n);
	free(b);
	return i;
}

static struct value served(const struct scope *s)
{
	const struct demand *d = demand_of(s);
	struct interval i;

	if (!has_demand(s))
		return value_none;
	i = share_interval(s, d->served, false);
	return (struct value){true, (double)d->served / (double)d->due, i.lo,
			      i.hi, share_text(d->served, d->due),      demand_doubt(s)};
}

/* An outage shorter than late_after is not seen. */
static struct value no_outage(const struct scope *s)
{
	return (struct value){
		true,           0, 0, (double)plan_of(s)->late_after_ns, xstrdup("none"),
		demand_doubt(s)};
}

static struct value outage(const struct scope *s)
{
	const struct demand *d = demand_of(s);

	if (!has_demand(s))
		return value_none;
	if (d->longest_ns <= 0)
		return no_outage(s);
	return value_of_length(d->longest_ns, d->longest_bar_ns, demand_doubt(s));
}

/* How late answers were over time, of buckets that had any. Caller frees. */
static int64_t *over_time(const struct scope *s, unsigned permyriad, size_t *out_len)
{
	size_t first, n = buckets_of(s, &first);
	int64_t *all = xcalloc(n + 1, sizeof(*all));

	*out_len = 0;
	for (size_t i = 0; i < n; i++) {
		const struct rate *r = &workload_of(s)->rates[first + i];
		int64_t ns = permyriad == 5000 ? r->p50_ns : r->p99_ns;

		if (ns >= 0)
			all[(*out_len)++] = ns;
	}
	return all;
}

static struct value percentile(const struct scope *s, const struct hist *h,
			       unsigned permyriad, const char *doubt)
{
	int64_t at = h ? hist_percentile(h, permyriad) : -1, *all;
	struct interval i;
	size_t n;

	if (at < 0)
		return value_none;
	all = over_time(s, permyriad, &n);
	i = interval_percentile(h, permyriad, all, n);
	free(all);
	return (struct value){true, (double)at, i.lo, i.hi, xstrdup(DURATION_TEXT(at)),
			      doubt};
}

static struct value p50(const struct scope *s)
{
	return has_demand(s) ? percentile(s, demand_of(s)->latency, 5000, demand_doubt(s))
			     : value_none;
}

static struct value p99(const struct scope *s)
{
	return has_demand(s) ? percentile(s, demand_of(s)->latency, 9900, demand_doubt(s))
			     : value_none;
}

/* Answered with success, in time or late. */
static struct value rate(const struct scope *s)
{
	const struct demand *d = demand_of(s);
	struct span span = scope_span(s);
	double seconds = ns_to_s(span.to_ns - span.from_ns), per_s;
	struct interval i;

	if (!has_demand(s) || seconds <= 0)
		return value_none;
	i = share_interval(s, d->served + d->late, true);
	per_s = (double)(d->served + d->late) / seconds;
	return (struct value){true,
			      per_s,
			      i.lo * (double)d->due / seconds,
			      i.hi * (double)d->due / seconds,
			      xasprintf("%.1f/s", per_s),
			      demand_doubt(s)};
}

static const struct bulk_finding *bulk_of(const struct scope *s)
{
	const struct bulk_finding *b = workload_of(s)->bulk;

	return s->phase == WHOLE_RUN && b && b->from_ns != NEVER ? b : NULL;
}

static const char *bulk_doubt(const struct scope *s)
{
	const struct bulk_finding *b = bulk_of(s);

	if (b->generator_bound)
		return "the generator was the limit";
	return b->all_sent ? scope_doubt(s) : "not all was sent";
}

static struct value bulk_rate(const struct scope *s)
{
	const struct bulk_finding *b = bulk_of(s);

	return b ? value_exactly(b->per_s, xasprintf("%.0f/s", b->per_s), bulk_doubt(s))
		 : value_none;
}

static struct value bulk_p99(const struct scope *s)
{
	const struct bulk_finding *b = bulk_of(s);

	return b ? percentile(s, b->latency, 9900, bulk_doubt(s)) : value_none;
}

const struct metric workload_metrics[] = {
	{"served in time", SENSE_MORE, served},
	{"answered", SENSE_NEITHER, rate},
	{"longest outage", SENSE_LESS, outage},
	{"p50", SENSE_LESS, p50},
	{"p99", SENSE_LESS, p99},
	{"as fast as it goes", SENSE_CHANCE, bulk_rate},
	{"p99 with a full queue", SENSE_CHANCE, bulk_p99},
	{0},
};

/* ---- settlement ---- */

static const struct settlement *settlement_of(const struct scope *s)
{
	const struct findings *f = findings_of(s);

	for (size_t i = 0; i < f->n_settlements; i++)
		if (f->settlements[i].workload == (size_t)s->workload)
			return &f->settlements[i];
	return NULL;
}

/* None, or some: how many it were depends on the moment at which a leader died. */
static struct value lost(const struct scope *s)
{
	const struct settlement *x = settlement_of(s);
	struct value v;

	if (!x || !workload_of(s)->measurable)
		return value_none;
	v = value_of_count(x->lost, settled_doubt(s));
	if (x->lost) {
		v.lo = 1;
		v.hi = (double)INFINITY;
	}
	return v;
}

static struct value duplicated(const struct scope *s)
{
	const struct settlement *x = settlement_of(s);

	return x ? value_of_count(x->duplicated, settled_doubt(s)) : value_none;
}

static struct value reordered(const struct scope *s)
{
	const struct settlement *x = settlement_of(s);

	return x ? value_of_count(x->reordered, settled_doubt(s)) : value_none;
}

static struct value unknown(const struct scope *s)
{
	const struct settlement *x = settlement_of(s);

	return x && workload_of(s)->measurable ? value_of_count(x->unknown, NULL)
					       : value_none;
}

const struct metric settled_metrics[] = {
	{"acknowledged and lost", SENSE_LESS, lost},
	{"duplicated", SENSE_CHANCE, duplicated},
	{"reordered", SENSE_CHANCE, reordered},
	{"of unknown fate", SENSE_CHANCE, unknown},
	{0},
};
