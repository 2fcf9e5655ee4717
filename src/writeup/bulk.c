/* bulk.c - a workload that wrote as fast as it could. */
#include "writeup/sections.h"

static const char *mib(struct writer *w, size_t workload, double per_s)
{
	double each = (double)w->plan->workloads[workload].value_bytes;

	return w_decimal(w, per_s * each / (1024 * 1024), 2);
}

static void latency_line(struct writer *w, const struct hist *h)
{
	if (!h || !h->count)
		return;
	w_item(w, SAY_BULK_LATENCY,
	       VALUES(w_length(w, (int64_t)(h->sum_ns / (double)h->count)),
		      w_length(w, hist_percentile(h, 5000)),
		      w_length(w, hist_percentile(h, 9500)),
		      w_length(w, hist_percentile(h, 9900)),
		      w_length(w, hist_percentile(h, 9990)),
		      w_length(w, hist_percentile(h, 10000))));
}

static void pace(struct writer *w, size_t i, const struct bulk_finding *b)
{
	double all_ns = (double)(b->to_ns - b->from_ns);

	w_item(w, SAY_BULK_LINE,
	       VALUES(w_workload_name(w, i), w_number(w, b->acked),
		      w_length(w, b->to_ns - b->from_ns), w_decimal(w, b->per_s, 0),
		      mib(w, i, b->per_s), w_decimal(w, b->peak_per_s, 0),
		      mib(w, i, b->peak_per_s)));
	latency_line(w, b->latency);
	if (b->generator_bound)
		w_item(w, SAY_BULK_GENERATOR, NULL);
	else if (all_ns > 0)
		w_item(w, SAY_BULK_FULL,
		       VALUES(w_decimal(w, 100 * (double)b->full_ns / all_ns, 0)));
}

void write_bulk(struct writer *w, size_t workload)
{
	const struct bulk_finding *b = w->f->workloads[workload].bulk;

	if (b->from_ns == NEVER)
		w_item(w, SAY_BULK_NOT_BEGUN, VALUES(w_workload_name(w, workload)));
	else if (b->acked == 0)
		w_item(w, SAY_BULK_NO_ACK,
		       VALUES(w_workload_name(w, workload), w_number(w, b->sent)));
	else
		pace(w, workload, b);
}
