/* workload.c - each workload's demand, windows and what follows from them. */
#include "analyse/demand.h"
#include "analyse/parts.h"
#include "analyse/spans.h"
#include "analyse/windows.h"
#include "base/mem.h"

/* A ticker this late is a stall, not the scheduler's everyday. */
#define STALL_NS (20 * NS_PER_MS)

struct stalls {
	struct stall *at;
	size_t len;
};

/* Each second the worst lateness of that second is told. */
static void find_stalls(const struct findings *f, struct stalls *out)
{
	const struct timeline *t = &f->run->timeline;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (ev->kind == EVENT_INSTRUMENT && ev->late_ns > STALL_NS)
			*GROW(out->at, out->len) = (struct stall){ev->at_ns - NS_PER_S,
								  ev->at_ns, ev->late_ns};
	}
}

int64_t prompt_ns(const struct workload_finding *w, int64_t late_after_ns)
{
	return w->steady_p99_ns >= 0 && w->steady_p99_ns < late_after_ns
		       ? w->steady_p99_ns
		       : late_after_ns;
}

/* Appends the windows of partition `p`. */
static void find_partition(const struct findings *f, size_t workload, size_t p,
			   const struct series *s, const struct stalls *stalls,
			   struct windows *found)
{
	const struct workload_finding *w = &f->workloads[workload];
	int64_t late_after = f->run->header.plan.workloads[workload].late_after_ns;
	struct windows_input in = {.items = s->items + s->first[p],
				   .n_items = s->first[p + 1] - s->first[p],
				   .goods = s->goods + s->first_good[p],
				   .n_goods = s->first_good[p + 1] - s->first_good[p],
				   .begin_ns = f->begin_ns,
				   .end_ns = f->end_ns,
				   .late_after_ns = late_after,
				   .prompt_ns = prompt_ns(w, late_after)};
	size_t before = found->len;

	windows_find(&in, found);
	if (found->len > before)
		windows_widen(found->at + before, found->len - before, stalls->at,
			      stalls->len);
	for (size_t i = before; i < found->len; i++) {
		found->at[i].plane = w->plane;
		found->at[i].workload = workload;
		found->at[i].partition = (int32_t)p;
	}
}

static void find_windows(struct findings *f, size_t workload, const struct series *s,
			 const struct stalls *stalls)
{
	struct windows found = {0};

	for (size_t p = 0; p < s->n_partitions; p++)
		find_partition(f, workload, p, s, stalls, &found);
	windows_sort(found.at, found.len);
	f->workloads[workload].windows = found.at;
	f->workloads[workload].n_windows = found.len;
}

static int64_t overlap(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to)
{
	int64_t from = a_from > b_from ? a_from : b_from;
	int64_t to = a_to < b_to ? a_to : b_to;

	return to > from ? to - from : 0;
}

/* The part of a window within [from, to): its length and half the width of its uncertainty. */
static struct longest clipped(const struct window *w, int64_t from, int64_t to)
{
	int64_t most = overlap(w->from_ns, w->to_ns, from, to);
	int64_t least = overlap(w->from_latest_ns, w->to_earliest_ns, from, to);

	return (struct longest){
		.ns = overlap(window_start_ns(w), window_end_ns(w), from, to),
		.bar_ns = (most - least) / 2,
		.window = w};
}

struct longest findings_longest(const struct workload_finding *w, int32_t partition,
				int64_t from_ns, int64_t to_ns)
{
	struct longest best = {0};

	for (size_t i = 0; i < w->n_windows; i++) {
		struct longest part = clipped(&w->windows[i], from_ns, to_ns);

		if (partition != ANY_PARTITION && w->windows[i].partition != partition)
			continue;
		if (part.ns > best.ns)
			best = part;
	}
	return best;
}

static void sum_windows(struct demand *d, const struct workload_finding *w,
			int64_t from_ns, int64_t to_ns)
{
	struct longest l = findings_longest(w, ANY_PARTITION, from_ns, to_ns);

	d->longest_ns = l.ns;
	d->longest_bar_ns = l.bar_ns;
	d->longest_partition = l.window ? l.window->partition : ANY_PARTITION;
	d->any_ns = spans_covered(w->any, w->n_any, from_ns, to_ns);
	d->all_ns = spans_covered(w->all, w->n_all, from_ns, to_ns);
}

static size_t with_demand(const struct findings *f, const struct workload_finding *w)
{
	const struct share *run = w->shares +
				  f->run->header.plan.n_phases * w->n_partitions;
	size_t n = 0;

	for (size_t p = 0; p < w->n_partitions; p++)
		n += run[p].due > 0;
	return n;
}

static void find_spans(const struct findings *f, struct workload_finding *w)
{
	size_t partitions = with_demand(f, w);
	struct spans any, all;

	spans_of_windows(&any, w->windows, w->n_windows, 1, f->begin_ns, f->end_ns);
	spans_of_windows(&all, w->windows, w->n_windows, partitions ? partitions : 1,
			 f->begin_ns, f->end_ns);
	w->any = any.at;
	w->n_any = any.len;
	w->all = all.at;
	w->n_all = all.len;
}

static void find_workload(struct findings *f, size_t workload, struct records *records,
			  const struct stalls *stalls)
{
	const struct plan *plan = &f->run->header.plan;
	const struct workload_plan *p = &plan->workloads[workload];
	struct measurement m = {f->begin_ns, f->end_ns, !f->run->ended};
	struct workload_finding *w = &f->workloads[workload];
	struct series s;
	struct demand_input in = {.f = f, .plan = p, .series = &s};

	if (p->kind != WORKLOAD_CONSUME) {
		in.records = &records[workload];
		series_of_producer(&s, &records[workload], &m, p->late_after_ns);
	} else {
		series_of_consumer(&s, f->run, workload, records, &m);
	}
	demand_count(w, &in);
	w->rates = workload_is_bulk(p) ? rates_new(f) : rates_of(f, &s, p->late_after_ns);
	if (w->measurable)
		find_windows(f, workload, &s, stalls);
	find_spans(f, w);
	w->late_after_too_small = w->steady_p99_ns >= 0 &&
				  p->late_after_ns < 3 * w->steady_p99_ns;
	sum_windows(&w->run, w, f->begin_ns, f->end_ns);
	for (size_t i = 0; i < plan->n_phases; i++)
		if (f->phases[i].begun)
			sum_windows(&w->phases[i], w, f->phases[i].begin_ns,
				    f->phases[i].end_ns);
	series_release(&s);
}

void find_workloads(struct findings *f, struct records *records)
{
	const struct plan *plan = &f->run->header.plan;
	struct stalls stalls = {0};

	f->workloads = xcalloc(plan->n_workloads + 1, sizeof(*f->workloads));
	find_stalls(f, &stalls);
	for (size_t i = 0; i < plan->n_workloads; i++) {
		const struct workload_plan *p = &plan->workloads[i];

		f->workloads[i].plane = workload_plane(p);
		f->workloads[i].topic = plan_topic_index(plan, p->topic);
		f->workloads[i].measurable = workload_measurable(p);
		find_workload(f, i, records, &stalls);
	}
	free(stalls.at);
}
