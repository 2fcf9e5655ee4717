/* served_lanes.c - who was served, on the time axis: a lane and charts for each workload, and its partitions. */
#include "page/episode.h"
#include "page/group.h"
#include "page/part.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>

static char *anchor_of(const struct page *p, const struct episode *x)
{
	struct strbuf b = STRBUF_INIT;
	struct page to = *p;

	to.out = &b;
	episode_anchor(&to, x);
	return strbuf_detach(&b);
}

static void out_bars(const struct page *p, size_t workload, struct lane *l)
{
	const struct workload_finding *w = &p->f->workloads[workload];
	size_t n;
	struct episode *all = episodes_of(p, workload, &n);

	for (size_t i = 0; i < n; i++) {
		struct bar *b = lane_add(p, l, all[i].from_ns, all[i].to_ns, 1, "out",
					 "%s %s", W(p, SOME_OUT),
					 DURATION_TEXT(all[i].to_ns - all[i].from_ns));

		if (b && all[i].told)
			b->anchor = anchor_of(p, &all[i]);
	}
	free(all);
	for (size_t i = 0; i < w->n_all; i++)
		(void)lane_add(p, l, w->all[i].from_ns, w->all[i].to_ns, 2, "out all",
			       "%s %s", W(p, ALL_OUT),
			       DURATION_TEXT(w->all[i].to_ns - w->all[i].from_ns));
}

static void window_bar(const struct page *p, struct lane *l, const struct window *w)
{
	char *length = page_window_length(w);

	(void)lane_add(p, l, window_start_ns(w), window_end_ns(w), 1, "out", "%s %s",
		       length, reason_name(w->why.reason));
	free(length);
}

static void partition_lane(const struct page *p, struct group *g, size_t workload,
			   int32_t partition)
{
	const struct workload_finding *w = &p->f->workloads[workload];
	char *name = xasprintf("%s/%" PRId32, p->plan->workloads[workload].topic,
			       partition);
	struct lane l = {0};

	(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "ok", "%s",
		       W(p, ALL_SERVED));
	for (size_t k = 0; k < w->n_windows; k++)
		if (w->windows[k].partition == partition)
			window_bar(p, &l, &w->windows[k]);
	group_lane(g, p, &l, "part", name, NULL);
	free(name);
}

/* By number: had it a window? Caller frees. */
static bool *parts_out(const struct workload_finding *w, int partitions)
{
	bool *out = xcalloc((size_t)partitions + 1, sizeof(*out));

	for (size_t k = 0; k < w->n_windows; k++)
		if (w->windows[k].partition >= 0 && w->windows[k].partition < partitions)
			out[w->windows[k].partition] = true;
	return out;
}

/* The partitions of a large topic that were out for some time; a small one's are in the table of windows. */
static void partitions(const struct page *p, size_t workload)
{
	const struct workload_finding *w = &p->f->workloads[workload];
	const struct topic_plan *t = plan_topic(p->plan,
						p->plan->workloads[workload].topic);
	struct group g;
	bool *out;

	if (!t || t->partitions <= LANES_APART || !w->n_windows ||
	    plane_parts(w->plane) != PARTS_PARTITIONS)
		return;
	out = parts_out(w, t->partitions);
	group_begin(&g, p);
	for (int32_t i = 0; i < t->partitions; i++)
		if (out[i])
			partition_lane(p, &g, workload, i);
	g.members = (size_t)t->partitions; /* those without a lane were well */
	group_end(&g, p, "part", W(p, PARTITIONS), t->name, W(p, ALL_SERVED));
	free(out);
}

static void workload(const struct page *p, struct group *g, size_t i)
{
	const struct workload_finding *w = &p->f->workloads[i];
	struct lane l = {0};

	if (!w->measurable)
		(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "unknown", "%s",
			       W(p, NOT_MEASURED));
	else if (w->bulk)
		(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "unknown", "%s",
			       W(p, BULK));
	else {
		(void)lane_add(p, &l, p->f->begin_ns, p->f->end_ns, 0, "ok", "%s",
			       W(p, ALL_SERVED));
		out_bars(p, i, &l);
	}
	group_lane(g, p, &l, "served", p->plan->workloads[i].name, plane_name(w->plane));
	chart_lanes(group_page(g, p), i);
	partitions(group_page(g, p), i);
}

static size_t count_of(const struct page *p, enum plane plane)
{
	size_t n = 0;

	for (size_t i = 0; i < p->plan->n_workloads; i++)
		n += p->f->workloads[i].plane == plane;
	return n;
}

static void workloads_of(const struct page *p, enum plane plane)
{
	size_t n = count_of(p, plane);
	bool grouped = n > LANES_APART;
	struct group g;
	char *name;

	group_begin(&g, p);
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		if (p->f->workloads[i].plane == plane)
			workload(p, grouped ? &g : NULL, i);
	if (!grouped)
		return;
	name = xasprintf("%s (%zu)", W(p, WORKLOADS), n);
	group_end(&g, p, "served", name, plane_name(plane), W(p, ALL_SERVED));
	free(name);
}

void served_lanes(const struct page *p)
{
	bool grouped = p->plan->n_workloads > LANES_APART;

	for (size_t i = 0; !grouped && i < p->plan->n_workloads; i++)
		workload(p, NULL, i);
	for (unsigned plane = 0; grouped && plane < PLANE_COUNT; plane++)
		workloads_of(p, (enum plane)plane);
}
