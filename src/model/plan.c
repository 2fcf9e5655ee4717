#include "model/plan.h"

#include "base/mem.h"
#include "model/header.h"

const char *acks_name(enum acks a)
{
	static const char *const names[] = {
#define ACKS_NAME(id, name, num) [ACKS_##id] = (name),
		ACKS(ACKS_NAME)
#undef ACKS_NAME
	};

	return names[a];
}

static void workload_release(struct workload_plan *w)
{
	free(w->name);
	free(w->topic);
	params_release(&w->config);
	free(w->value_file);
	free(w->group);
}

static void actions_release(struct action_plan *a,
			    size_t n) /* NOLINT(misc-no-recursion): as deep as the file */
{
	for (size_t i = 0; i < n; i++) {
		free(a[i].kind);
		free(a[i].label);
		params_release(&a[i].params);
		actions_release(a[i].inner, a[i].n_inner);
	}
	free(a);
}

static void phase_release(struct phase_plan *ph)
{
	actions_release(ph->actions, ph->n_actions);
	free(ph->name);
	free(ph->until.kind);
	free(ph->until.want);
}

static void expect_release(struct expect_plan *x)
{
	free(x->kind);
	params_release(&x->params);
	free(x->text);
}

static void question_release(struct question_plan *q)
{
	for (size_t i = 0; i < q->n_answers; i++) {
		free(q->answers[i].kind);
		free(q->answers[i].of);
	}
	free(q->answers);
	ids_release(&q->phases);
	free(q->id);
	free(q->ask);
	free(q->ask_ru);
}

void plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->n_topics; i++) {
		free(p->topics[i].name);
		params_release(&p->topics[i].config);
	}
	for (size_t i = 0; i < p->n_workloads; i++)
		workload_release(&p->workloads[i]);
	for (size_t i = 0; i < p->n_phases; i++)
		phase_release(&p->phases[i]);
	for (size_t i = 0; i < p->n_expects; i++)
		expect_release(&p->expects[i]);
	for (size_t i = 0; i < p->n_questions; i++)
		question_release(&p->questions[i]);
	params_release(&p->variables);
	hosts_release(&p->hosts);
	free(p->topics);
	free(p->workloads);
	free(p->phases);
	free(p->expects);
	free(p->questions);
	free(p->name);
	free(p->about);
	free(p->question);
	free(p->file);
	free(p->compose);
	*p = (struct plan){0};
}

char *workload_own_name(const struct workload_plan *w)
{
	return xasprintf("kchaos-%s-%s", plane_name(workload_plane(w)), w->name);
}

enum plane workload_plane(const struct workload_plan *w)
{
	switch (w->kind) {
	case WORKLOAD_PRODUCE: return PLANE_PRODUCE;
	case WORKLOAD_CONSUME: return PLANE_CONSUME;
	case WORKLOAD_ASK: break;
	}
	return w->ask;
}

size_t plan_topic_index(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->n_topics; i++)
		if (strcmp(p->topics[i].name, name) == 0)
			return i;
	return p->n_topics;
}

const struct topic_plan *plan_topic(const struct plan *p, const char *name)
{
	size_t i = plan_topic_index(p, name);

	return i < p->n_topics ? &p->topics[i] : NULL;
}

const struct workload_plan *plan_workload(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->n_workloads; i++)
		if (strcmp(p->workloads[i].name, name) == 0)
			return &p->workloads[i];
	return NULL;
}

void run_header_release(struct run_header *h)
{
	free(h->kchaos);
	plan_release(&h->plan);
	topology_release(&h->topology);
	params_release(&h->environment);
	params_release(&h->client_defaults);
	*h = (struct run_header){0};
}
