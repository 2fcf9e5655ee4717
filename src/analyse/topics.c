/* topics.c - replication of the plan's topics over time, as the freshest view told it. */
#include "analyse/replay.h"
#include "base/mem.h"

static void add_partition(struct isr_step *s, const struct partition_view *p)
{
	if (s->replicas == 0 || p->isr.len < s->min_isr)
		s->min_isr = (uint16_t)p->isr.len;
	s->leaderless = (uint16_t)(s->leaderless + (p->leader < 0));
	s->partitions++;
	s->preferred = (uint16_t)(s->preferred + partition_is_home(p));
	s->in_sync += (uint32_t)p->isr.len;
	s->replicas += (uint32_t)p->replicas.len;
}

static bool same(const struct isr_step *a, const struct isr_step *b)
{
	return a->min_isr == b->min_isr && a->leaderless == b->leaderless &&
	       a->in_sync == b->in_sync && a->replicas == b->replicas &&
	       a->stale == b->stale && a->preferred == b->preferred &&
	       a->partitions == b->partitions;
}

static void add_step(struct topic_finding *t, const struct isr_step *s)
{
	if (s->replicas == 0) /* not seen so far */
		return;
	if (t->n_steps && same(&t->steps[t->n_steps - 1], s))
		return;
	*GROW(t->steps, t->n_steps) = *s;
}

/* Those of one topic follow each other. */
static size_t topic_end(const struct partition_views *p, size_t from)
{
	size_t i = from + 1;

	while (i < p->len && strcmp(p->at[i]->topic, p->at[from]->topic) == 0)
		i++;
	return i;
}

void topics_after(const struct replay *r)
{
	const struct plan *plan = &r->f->run->header.plan;
	static const struct partition_views none = {0};
	const struct partition_views *p = r->shown.by ? &r->shown.by->partitions : &none;

	for (size_t from = 0, end; from < p->len; from = end) {
		struct isr_step s = {.at_ns = r->now_ns, .stale = r->shown.stale};
		size_t t = plan_topic_index(plan, p->at[from]->topic);

		end = topic_end(p, from);
		for (size_t i = from; t < plan->n_topics && i < end; i++)
			add_partition(&s, p->at[i]);
		if (t < plan->n_topics)
			add_step(&r->f->topics[t], &s);
	}
}
