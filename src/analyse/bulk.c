/*
 * bulk.c - bulk workloads: rates, latencies and demand, from the intervals they wrote down.
 *
 * A record counts in the phase in which its answer came: it has no due time. What was answered after the
 * last phase's end is in the workload's own sums and in no phase.
 */
#include "analyse/demand.h"
#include "analyse/parts.h"
#include "base/mem.h"

/* Less than this share of its time without room: the thread did not wait for the client. */
#define HAD_ROOM 0.01

/* The ledgers of one workload. */
struct paces {
	struct findings *f;
	const struct workload_plan *plan;
	const struct ledger *intervals, *latencies; /* NULL: none */
	struct hist *hist; /* of one interval, of which only buckets and count are used */
	size_t next;       /* row of `latencies` */
	struct hist *answered; /* of the intervals of one rate */
	struct rate *rate;     /* whose answers those are; NULL: none yet */
};

static const struct ledger *find_ledger(const struct run *run, enum ledger_kind kind,
					size_t workload)
{
	for (size_t i = 0; i < run->n_ledgers; i++)
		if (run->ledgers[i].kind == kind && run->ledgers[i].workload == workload)
			return &run->ledgers[i];
	return NULL;
}

static struct bulk_interval interval_at(const struct paces *p, size_t i)
{
	struct bulk_interval r;

	bulk_interval_unpack(&r, p->intervals->rows + i * p->intervals->row_bytes);
	return r;
}

static size_t count_intervals(const struct paces *p)
{
	return p->intervals ? p->intervals->len : 0;
}

/* Latencies lie in the order of their intervals. */
static void take_latencies(struct paces *p, size_t interval,
			   const struct bulk_interval *of)
{
	struct hist *h = p->hist;

	*h = (struct hist){0};
	for (; p->latencies && p->next < p->latencies->len; p->next++) {
		struct bulk_latency r;

		bulk_latency_unpack(&r, p->latencies->rows +
						p->next * p->latencies->row_bytes);
		if (r.interval > interval)
			break;
		if (r.interval == interval && r.bucket < HIST_BUCKETS)
			hist_add_bucket(h, r.bucket, r.count);
	}
	if (h->count == 0)
		return;
	h->sum_ns = (double)of->latency_sum_us * (double)NS_PER_US;
	h->max_ns = of->latency_max_ns;
}

static void add_demand(struct demand *d, const struct paces *p,
		       const struct bulk_interval *r)
{
	d->due += (uint64_t)r->acked + r->rejected + r->unknown;
	d->served += r->acked;
	d->rejected += r->rejected;
	d->unknown += r->unknown;
	d->bytes_served += (uint64_t)r->acked * (uint64_t)p->plan->value_bytes;
	hist_merge(d->latency, p->hist);
}

static void add_own(struct bulk_finding *b, const struct paces *p,
		    const struct bulk_interval *r)
{
	if (b->from_ns == NEVER)
		b->from_ns = r->from_ns;
	b->to_ns = r->to_ns;
	b->sent += r->sent;
	b->acked += r->acked;
	b->rejected += r->rejected;
	b->unknown += r->unknown;
	b->full_ns += r->full_ns;
	hist_merge(b->latency, p->hist);
}

/* Intervals come by time, so those of one rate follow each other. */
static void add_rate(struct paces *p, struct workload_finding *w,
		     const struct bulk_interval *r)
{
	struct rate *to = rates_at(p->f, w->rates, r->from_ns);

	if (!to)
		return;
	if (to != p->rate)
		*p->answered = (struct hist){0};
	p->rate = to;
	to->due += r->acked + r->rejected + r->unknown;
	to->served += r->acked;
	to->rejected += r->rejected;
	to->unknown += r->unknown;
	hist_merge(p->answered, p->hist);
	rate_answered(to, p->answered);
}

static void add_interval(struct paces *p, struct workload_finding *w, size_t i)
{
	struct bulk_interval r = interval_at(p, i);
	size_t phase = phase_at(p->f, r.from_ns);

	take_latencies(p, i, &r);
	add_own(w->bulk, p, &r);
	add_rate(p, w, &r);
	if (phase == p->f->run->header.plan.n_phases)
		return;
	add_demand(&w->phases[phase], p, &r);
	add_demand(&w->run, p, &r);
}

static double rate(uint64_t n, int64_t from_ns, int64_t to_ns)
{
	return to_ns > from_ns ? (double)n / ns_to_s(to_ns - from_ns) : 0;
}

/* The best stretch of intervals following each other that lasts a second or just above. */
static void find_peak(const struct paces *p, struct bulk_finding *b)
{
	uint64_t acked = 0;
	size_t first = 0;

	b->peak_per_s = b->per_s;
	b->peak_ns = b->from_ns;
	for (size_t i = 0; i < count_intervals(p); i++) {
		struct bulk_interval last = interval_at(p, i),
				     from = interval_at(p, first);

		acked += last.acked;
		while (first < i) { /* as short as a second allows */
			struct bulk_interval next = interval_at(p, first + 1);

			if (last.to_ns - next.from_ns < NS_PER_S)
				break;
			acked -= from.acked;
			from = next;
			first++;
		}
		if (last.to_ns - from.from_ns < NS_PER_S ||
		    rate(acked, from.from_ns, last.to_ns) <= b->peak_per_s)
			continue;
		b->peak_per_s = rate(acked, from.from_ns, last.to_ns);
		b->peak_ns = from.from_ns;
	}
}

static void find_bulk(struct findings *f, size_t workload)
{
	const struct workload_plan *plan = &f->run->header.plan.workloads[workload];
	struct bulk_finding *b = xcalloc(1, sizeof(*b));
	struct paces p = {
		.f = f,
		.plan = plan,
		.intervals = find_ledger(f->run, LEDGER_INTERVALS, workload),
		.latencies = find_ledger(f->run, LEDGER_LATENCIES, workload),
		.hist = xcalloc(1, sizeof(struct hist)),
		.answered = xcalloc(1, sizeof(struct hist)),
	};

	b->from_ns = b->to_ns = NEVER;
	b->latency = xcalloc(1, sizeof(*b->latency));
	f->workloads[workload].bulk = b;
	for (size_t i = 0; i < count_intervals(&p); i++)
		add_interval(&p, &f->workloads[workload], i);
	free(p.hist);
	free(p.answered);
	if (b->from_ns == NEVER)
		return;
	b->per_s = rate(b->acked, b->from_ns, b->to_ns);
	b->all_sent = b->sent >= (uint64_t)plan->records;
	b->generator_bound = b->to_ns - b->from_ns >= NS_PER_S &&
			     (double)b->full_ns <
				     HAD_ROOM * (double)(b->to_ns - b->from_ns);
	find_peak(&p, b);
}

void find_bulks(struct findings *f)
{
	const struct plan *plan = &f->run->header.plan;

	for (size_t i = 0; i < plan->n_workloads; i++)
		if (workload_is_bulk(&plan->workloads[i]))
			find_bulk(f, i);
}
