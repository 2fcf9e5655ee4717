/* workload_asks.c - workloads that ask the cluster something on a schedule: metadata, describe, ... */
#include "scenario/build.h"

#include "base/mem.h"

static const struct bound ask_bounds[] = {
	{"partition", 0, 9999, "0 to 9999"},
	{"every", 50 * NS_PER_MS, 60 * NS_PER_S, "50ms to 60s"},
	{"timeout", 50 * NS_PER_MS, 60 * NS_PER_S, "50ms to 60s"},
	{"late_after", 10 * NS_PER_MS, 60 * NS_PER_S, "10ms to 60s"},
	{0},
};

static bool takes_topic(enum plane ask)
{
	return ask != PLANE_DESCRIBE && ask != PLANE_ADMIN;
}

static void read_topic(struct build *b, const struct ynode *map, const struct params *p,
		       struct workload_plan *w)
{
	const struct ynode *key = ynode_key(map, "topic");
	const char *plane = plane_name(w->ask);

	w->topic = xstrdup(params_text(p, "topic", ""));
	if (takes_topic(w->ask) && !key)
		diags_found(b->diags, CODE_QUESTION_UNFIT, ynode_key(map, "ask"),
			    "'ask: %s' needs 'topic': about which one?", plane);
	else if (takes_topic(w->ask))
		check_plan_topic(b, ynode_get(map, "topic"), w->topic);
	else if (key)
		diags_found(b->diags, CODE_QUESTION_UNFIT, key,
			    "'ask: %s' is not about a topic", plane);
}

static void check_partition(struct build *b, const struct ynode *map,
			    const struct workload_plan *w)
{
	const struct topic_plan *t = plan_topic(b->plan, w->topic);

	if (w->partition < 0)
		return;
	if (w->ask != PLANE_NEW_CLIENT)
		diags_found(b->diags, CODE_QUESTION_UNFIT, ynode_key(map, "partition"),
			    "'ask: %s' is not about one partition", plane_name(w->ask));
	else if (t && w->partition >= t->partitions)
		diags_found(b->diags, CODE_NO_PARTITION, ynode_get(map, "partition"),
			    "'%s' has the partitions 0 to %d, there is no %d", t->name,
			    t->partitions - 1, w->partition);
}

/* What is late cannot be told from what is given up. */
static void check_times(struct build *b, const struct ynode *map,
			const struct workload_plan *w)
{
	const struct ynode *at = ynode_get(map, "late_after");

	if (w->late_after_ns > w->timeout_ns)
		diags_found(
			b->diags, CODE_QUESTION_UNFIT,
			at ? at : ynode_get(map, "timeout"),
			"'late_after' is longer than 'timeout': nothing could be late");
}

void read_ask(struct build *b, const struct ynode *map, const char *what,
	      struct workload_plan *w)
{
	struct params p = {0};
	bool ok = read_fields(b, map, ask_fields, ask_bounds, what, &p);

	w->kind = WORKLOAD_ASK;
	w->ask = plane_find(params_text(&p, "ask", plane_name(PLANE_METADATA)));
	w->acks = ACKS_ALL;
	w->members = 1;
	w->partition = (int)params_num(&p, "partition", -1);
	w->every_ns = params_num(&p, "every", 1);
	w->timeout_ns = params_num(&p, "timeout", 1);
	w->late_after_ns = params_num(&p, "late_after", 0);
	w->fresh = params_num(&p, "fresh", 0);
	if (ok) {
		read_topic(b, map, &p, w);
		check_partition(b, map, w);
		check_times(b, map, w);
		if (w->fresh && w->ask != PLANE_METADATA)
			diags_found(b->diags, CODE_QUESTION_UNFIT,
				    ynode_key(map, "fresh"),
				    "only metadata is fresh or stale");
	}
	params_release(&p);
}

static bool is_written(const struct plan *p, const char *topic)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (p->workloads[i].kind == WORKLOAD_PRODUCE &&
		    strcmp(p->workloads[i].topic, topic) == 0)
			return true;
	return false;
}

void check_asks(struct build *b, const struct ynode *workloads)
{
	for (size_t i = 0; i < b->plan->n_workloads; i++) {
		const struct workload_plan *w = &b->plan->workloads[i];

		if (w->kind == WORKLOAD_ASK && w->ask == PLANE_NEW_CLIENT &&
		    plan_topic(b->plan, w->topic) && !is_written(b->plan, w->topic))
			diags_found(b->diags, CODE_QUESTION_UNFIT,
				    ynode_key(workloads, w->name),
				    "nobody writes to '%s': a new client would wait for "
				    "its first record",
				    w->topic);
	}
}
