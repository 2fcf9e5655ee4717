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

void topics_after(const struct replay *r)
{
	const struct plan *plan = &r->f->run->header.plan;
	bool stale = view_freshest(&r->view) < 0;
	size_t n;
	const struct partition_view **all = view_partitions(&r->view, &n);

	for (size_t t = 0; t < plan->n_topics; t++) {
		struct isr_step s = {.at_ns = r->now_ns, .stale = stale};

		for (size_t i = 0; i < n; i++)
			if (strcmp(all[i]->topic, plan->topics[t].name) == 0)
				add_partition(&s, all[i]);
		add_step(&r->f->topics[t], &s);
	}
	free(all);
}
