#include "analyse/needs.h"

#include "base/mem.h"
#include "base/str.h"

static int min_isr_of(const struct topic_plan *t)
{
	const char *text = params_text(&t->config, "min.insync.replicas", "1");
	int64_t n;

	return str_to_int(text, &n) && n >= 1 && n <= INT16_MAX ? (int)n : 1;
}

/* As Kafka does it: Utils.abs() of String.hashCode(); names are ASCII. */
static int32_t hash_of(const char *name)
{
	uint32_t h = 0;

	for (; *name; name++)
		h = 31 * h + (uint8_t)*name;
	if (h == 0x80000000u)
		return 0;
	return (int32_t)(h & 0x80000000u ? -h : h);
}

/* Commits are written to a partition of the offsets' topic; its min.insync.replicas is not known. */
struct needs needs_of_coordinator(const char *group)
{
	return (struct needs){.topic = "__consumer_offsets",
			      .partition = hash_of(group),
			      .by_hash = true,
			      .node = NO_NODE,
			      .all_replicas = true,
			      .min_isr = 1};
}

static struct needs needs_of_group(const struct workload_plan *p)
{
	char *group = workload_own_name(p);
	struct needs n = needs_of_coordinator(group);

	free(group);
	return n;
}

struct needs needs_of(const struct findings *f, const struct window *w)
{
	const struct run_header *h = &f->run->header;
	const struct workload_plan *p = &h->plan.workloads[w->workload];
	const struct topic_plan *t = plan_topic(&h->plan, p->topic);
	struct needs n = {.node = NO_NODE};

	if (w->plane == PLANE_GROUP)
		return needs_of_group(p);
	n.controller = w->plane == PLANE_DESCRIBE || w->plane == PLANE_ADMIN;
	if (plane_parts(w->plane) == PARTS_NODES && w->partition >= 0 &&
	    (size_t)w->partition < h->topology.len)
		n.node = h->topology.nodes[w->partition].id;
	if (plane_parts(w->plane) == PARTS_PARTITIONS && t) {
		n.topic = t->name;
		n.partition = w->partition;
		n.all_replicas = p->kind != WORKLOAD_PRODUCE || p->acks == ACKS_ALL;
		n.min_isr = min_isr_of(t);
	}
	return n;
}

bool needs_nothing(const struct needs *n)
{
	return !n->topic && n->node == NO_NODE && !n->controller;
}

static int32_t count_partitions(const struct view *v, const char *topic)
{
	int32_t n = 0;

	while (view_partition(v, topic, n))
		n++;
	return n;
}

const struct partition_view *needs_partition(const struct needs *n, const struct view *v)
{
	int32_t of;

	if (!n->topic)
		return NULL;
	if (!n->by_hash)
		return view_partition(v, n->topic, n->partition);
	of = count_partitions(v, n->topic);
	return of ? view_partition(v, n->topic, n->partition % of) : NULL;
}

bool needs_are_met_by(const struct needs *n, const struct partition_view *p)
{
	size_t min = (size_t)n->min_isr;

	return p->isr.len >= (min < p->replicas.len ? min : p->replicas.len);
}

int32_t needs_dead_in_isr(const struct alive *a, const struct view *v,
			  const struct partition_view *p)
{
	for (size_t i = 0; i < p->isr.len; i++)
		if (!alive_has(a, v, p->isr.id[i]))
			return p->isr.id[i];
	return NO_NODE;
}
