/* leaders.c - who led each partition of the plan's topics, as the freshest view told it. */
#include "analyse/replay.h"
#include "base/mem.h"

struct leaders {
	const struct plan *plan;
	size_t **last; /* [topic][partition]: index of its last step + 1; 0: none */
};

struct leaders *leaders_new(const struct replay *r)
{
	struct leaders *l = xcalloc(1, sizeof(*l));

	l->plan = &r->f->run->header.plan;
	l->last = xcalloc(l->plan->n_topics + 1, sizeof(*l->last));
	for (size_t t = 0; t < l->plan->n_topics; t++)
		l->last[t] = xcalloc((size_t)l->plan->topics[t].partitions + 1,
				     sizeof(**l->last));
	return l;
}

static void note(struct topic_finding *t, size_t *last, const struct partition_view *p,
		 int64_t now_ns)
{
	const struct leader_step *before = *last ? &t->leaders[*last - 1] : NULL;
	struct leader_step step = {.at_ns = now_ns,
				   .partition = p->partition,
				   .node = p->leader,
				   .epoch = p->epoch,
				   .first = !before,
				   .from = before ? before->node : -1,
				   .preferred = partition_is_home(p)};

	if (before && before->node == p->leader && before->epoch == p->epoch)
		return;
	*GROW(t->leaders, t->n_leaders) = step;
	*last = t->n_leaders;
}

void leaders_after(struct leaders *l, const struct replay *r)
{
	size_t n, t = 0;
	const struct partition_view **all = view_partitions(&r->view, &n);

	for (size_t i = 0; i < n; i++) {
		/* Those of one topic follow each other. */
		if (i == 0 || strcmp(all[i]->topic, all[i - 1]->topic) != 0)
			t = plan_topic_index(l->plan, all[i]->topic);
		if (t < l->plan->n_topics && all[i]->partition >= 0 &&
		    all[i]->partition < l->plan->topics[t].partitions)
			note(&r->f->topics[t], &l->last[t][all[i]->partition], all[i],
			     r->now_ns);
	}
	free(all);
}

void leaders_finish(struct leaders *l)
{
	for (size_t t = 0; t < l->plan->n_topics; t++)
		free(l->last[t]);
	free(l->last);
	free(l);
}
