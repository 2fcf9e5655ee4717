/* served.c - how much was served, phase by phase; and workloads that went as fast as they could. */
#include "page/part.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>

static void add_latency(struct table *t, const struct hist *h, unsigned permyriad)
{
	if (!h || h->count == 0)
		table_add(t, "-");
	else
		table_add(t, "%s", DURATION_TEXT(hist_percentile(h, permyriad)));
}

static void demand_row(struct table *t, const char *what, const struct demand *d)
{
	table_add(t, "%s", what);
	table_add(t, "%" PRIu64, d->due);
	table_add(t, "%s", SHARE(d->served, d->due));
	table_add(t, "%" PRIu64, d->late);
	table_add(t, "%" PRIu64, d->rejected);
	table_add(t, "%" PRIu64, d->unknown);
	table_add(t, "%s", LENGTH(d->longest_ns));
	table_add(t, "%s", LENGTH(d->any_ns));
	table_add(t, "%s", LENGTH(d->all_ns));
	add_latency(t, d->latency, 5000);
	add_latency(t, d->latency, 9900);
	add_latency(t, d->latency, 10000);
}

static char *title(const struct page *p, size_t i)
{
	const struct workload_plan *w = &p->plan->workloads[i];
	struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%s (%s", w->name, plane_name(p->f->workloads[i].plane));
	if (w->topic[0])
		strbuf_addf(&b, ", %s", w->topic);
	if (w->kind == WORKLOAD_PRODUCE)
		strbuf_addf(&b, ", acks=%s%s", acks_name(w->acks),
			    w->idempotent ? ", idempotent" : "");
	if (w->kind == WORKLOAD_PRODUCE && !p->f->workloads[i].bulk)
		strbuf_addf(&b, ", %g/s", (double)w->rate_mps / 1000.0);
	if (w->kind == WORKLOAD_ASK)
		strbuf_addf(&b, ", 1/%s", DURATION_TEXT(w->every_ns));
	strbuf_addf(&b, "; %s: > %s)", W(p, LATE), DURATION_TEXT(w->late_after_ns));
	return strbuf_detach(&b);
}

static void demand(const struct page *p, size_t i)
{
	const struct workload_finding *w = &p->f->workloads[i];
	struct table t = {.align = "lrrrrrrrrrrr"};
	char *name = title(p, i);
	const char *heads[] = {"",
			       W(p, DUE),
			       W(p, IN_TIME),
			       W(p, LATE),
			       W(p, REJECTED),
			       W(p, UNKNOWN),
			       W(p, LONGEST_OUT),
			       W(p, ANY_OUT),
			       W(p, ALL_OUT),
			       "p50",
			       "p99",
			       "max"};

	for (size_t h = 0; h < ARRAY_LEN(heads); h++)
		table_add(&t, "%s", h ? heads[h] : W(p, PHASE));
	for (size_t k = 0; k < p->plan->n_phases; k++)
		demand_row(&t, p->plan->phases[k].name, &w->phases[k]);
	demand_row(&t, W(p, WHOLE_RUN), &w->run);
	table_write(p, &t, name, true);
	free(name);
}

static void group_facts(const struct page *p, size_t i)
{
	const struct workload_plan *w = &p->plan->workloads[i];
	const struct demand *d = &p->f->workloads[i].run;

	if (w->kind == WORKLOAD_CONSUME && w->group) {
		put(p, "<p>");
		sayf(p,
		     "%s: group %s, %d members, %" PRIu64 " rebalances, %" PRIu64
		     " records delivered again",
		     w->name, w->group, w->members, d->rebalances, d->redelivered);
		put(p, "</p>\n");
	}
	if (d->stale) {
		put(p, "<p>");
		sayf(p,
		     "%s: %" PRIu64
		     " answers older than what the cluster had told before",
		     w->name, d->stale);
		put(p, "</p>\n");
	}
}

static double mib(const struct workload_plan *w, double per_s)
{
	return per_s * (double)w->value_bytes / (1024 * 1024);
}

static void add_bulk(const struct page *p, struct table *t, size_t i)
{
	const struct workload_plan *w = &p->plan->workloads[i];
	const struct bulk_finding *b = p->f->workloads[i].bulk;

	table_add(t, "%s", w->name);
	if (b->from_ns == NEVER) {
		table_add(t, "%s", W(p, DID_NOT_BEGIN));
		for (int k = 0; k < 8; k++)
			table_add(t, "-");
		return;
	}
	table_add(t, "%" PRIu64, b->acked);
	table_add(t, "%" PRIu64, b->rejected + b->unknown);
	table_add(t, "%s", DURATION_TEXT(b->to_ns - b->from_ns));
	table_add(t, "%.1f", b->per_s);
	table_add(t, "%.2f", mib(w, b->per_s));
	table_add(t, "%.1f", b->peak_per_s);
	add_latency(t, b->latency, 5000);
	add_latency(t, b->latency, 9900);
	add_latency(t, b->latency, 10000);
}

static void bulk(const struct page *p)
{
	struct table t = {.align = "lrrrrrrrrr"};
	const char *const heads[] = {
		W(p, WORKLOAD), W(p, ACKED), W(p, FAILED), W(p, LENGTH), "records/s",
		"MiB/s",        "max 1 s",   "p50",        "p99",        "max"};
	bool any = false;

	for (size_t h = 0; h < ARRAY_LEN(heads); h++)
		table_add(&t, "%s", heads[h]);
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		if (p->f->workloads[i].bulk) {
			add_bulk(p, &t, i);
			any = true;
		}
	if (any)
		table_write(p, &t, W(p, BULK_LOAD), true);
	else
		table_clear(&t);
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		if (p->f->workloads[i].bulk && p->f->workloads[i].bulk->generator_bound)
			element(p, "p", "warn",
				"the generator was the bottleneck: there was room in the "
				"client's queue nearly all the time");
}

void part_served(const struct page *p)
{
	section_begin(p, "served", W(p, AVAILABILITY));
	for (size_t i = 0; i < p->plan->n_workloads; i++) {
		if (p->f->workloads[i].measurable && !p->f->workloads[i].bulk)
			demand(p, i);
		else if (!p->f->workloads[i].measurable) {
			put(p, "<p><b>");
			say(p, p->plan->workloads[i].name);
			put(p, "</b>: ");
			say(p, W(p, NOT_MEASURED));
			put(p, "</p>\n");
		}
		group_facts(p, i);
	}
	bulk(p);
	section_end(p);
}
