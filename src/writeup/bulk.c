/* bulk.c - a workload that wrote as fast as it could. */
#include "writeup/sections.h"

static const char *mib(struct writer *w, size_t workload, double per_s)
{
	double each = (double)w->plan->workloads[workload].value_bytes;

	return decimal(w, per_s * each / (1024 * 1024), 2);
}

static void latency_line(struct writer *w, const struct hist *h)
{
	if (!h || !h->count)
		return;
	item(w, SAY_BULK_LATENCY,
	     VALUES(length(w, (int64_t)(h->sum_ns / (double)h->count)),
		    length(w, hist_percentile(h, 5000)),
		    length(w, hist_percentile(h, 9500)),
		    length(w, hist_percentile(h, 9900)),
		    length(w, hist_percentile(h, 9990)),
		    length(w, hist_percentile(h, 10000))));
}

static void pace(struct writer *w, size_t i, const struct bulk_finding *b)
{
	double all_ns = (double)(b->to_ns - b->from_ns);

	item(w, SAY_BULK_LINE,
	     VALUES(workload_name(w, i), number(w, b->acked),
		    length(w, b->to_ns - b->from_ns), decimal(w, b->per_s, 0),
		    mib(w, i, b->per_s), decimal(w, b->peak_per_s, 0),
		    mib(w, i, b->peak_per_s)));
	latency_line(w, b->latency);
	if (b->generator_bound)
		item(w, SAY_BULK_GENERATOR, NULL);
	else if (all_ns > 0)
		item(w, SAY_BULK_FULL,
		     VALUES(decimal(w, 100 * (double)b->full_ns / all_ns, 0)));
}

void write_bulk(struct writer *w, size_t workload)
{
	const struct bulk_finding *b = w->f->workloads[workload].bulk;

	if (b->from_ns == NEVER)
		item(w, SAY_BULK_NOT_BEGUN, VALUES(workload_name(w, workload)));
	else if (b->acked == 0)
		item(w, SAY_BULK_NO_ACK,
		     VALUES(workload_name(w, workload), number(w, b->sent)));
	else
		pace(w, workload, b);
}
