/*
 * csv.c - each workload over time for a spreadsheet: RFC 4180, a row per workload and bucket.
 *
 * What was not measured is an empty cell, not a zero.
 */
#include "report/ci.h"
#include "report/plain.h"

#include <inttypes.h>

struct rows {
	const struct told *run;
	struct strbuf *out;
};

/* A spreadsheet takes a cell that begins so for a formula, and a formula may run commands. */
static bool is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static void cell(struct strbuf *out, const char *text)
{
	char *plain = plain_text(text);
	bool quote = strpbrk(plain, ",\"\n") != NULL;

	if (quote)
		strbuf_addch(out, '"');
	if (is_formula(plain))
		strbuf_addch(out, '\'');
	for (const char *p = plain; *p; p++) {
		if (*p == '"')
			strbuf_addch(out, '"');
		strbuf_addch(out, *p);
	}
	strbuf_addstr(out, quote ? "\"," : ",");
	free(plain);
}

static const char *phase_at(const struct findings *f, int64_t at_ns)
{
	const struct plan *plan = &f->run->header.plan;

	for (size_t i = 0; i < plan->n_phases; i++)
		if (f->phases[i].begun && at_ns >= f->phases[i].begin_ns &&
		    at_ns < f->phases[i].end_ns)
			return plan->phases[i].name;
	return "";
}

static void latency(struct strbuf *out, int64_t ns)
{
	strbuf_addch(out, ',');
	if (ns >= 0)
		strbuf_addf(out, "%.3f", (double)ns / (double)NS_PER_MS);
}

static void row(const struct rows *r, size_t workload, size_t bucket)
{
	const struct findings *f = &r->run->f;
	const struct workload_plan *plan = &f->run->header.plan.workloads[workload];
	const struct workload_finding *w = &f->workloads[workload];
	const struct rate *x = &w->rates[bucket];
	int64_t at = f->begin_ns + (int64_t)bucket * f->bucket_ns;
	int64_t left = f->end_ns - at; /* of the last bucket only a part may lie in it */

	cell(r->out, told_name(r->run));
	cell(r->out, f->run->header.plan.name);
	strbuf_addf(r->out, "%.3f,%.3f,", ns_to_s(at - f->begin_ns),
		    ns_to_s(left < f->bucket_ns ? left : f->bucket_ns));
	cell(r->out, phase_at(f, at));
	cell(r->out, plan->name);
	cell(r->out, plane_name(w->plane));
	cell(r->out, plan->topic);
	strbuf_addf(r->out, "%s,%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32,
		    w->measurable ? "yes" : "no", x->due, x->served, x->late, x->rejected,
		    x->unknown);
	latency(r->out, x->p50_ns);
	latency(r->out, x->p99_ns);
	latency(r->out, x->max_ns);
	strbuf_addstr(r->out, "\r\n");
}

int report_csv(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	strbuf_addstr(out,
		      "run,scenario,t_s,length_s,phase,workload,plane,topic,measurable,"
		      "due,served,late,rejected,unknown,p50_ms,p99_ms,max_ms\r\n");
	for (size_t i = 0; i < t->len; i++) {
		struct rows r = {&t->runs[i], out};
		const struct findings *f = &t->runs[i].f;

		for (size_t w = 0; w < f->run->header.plan.n_workloads; w++)
			for (size_t b = 0; b < f->n_buckets; b++)
				row(&r, w, b);
	}
	return 0;
}
