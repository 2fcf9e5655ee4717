#include "load/made.h"

#include "base/mem.h"
#include "kafka/client_admin.h"

static bool has(const struct made_list *l, bool is_group, const char *name)
{
	for (size_t i = 0; i < l->len; i++)
		if (l->items[i].is_group == is_group &&
		    strcmp(l->items[i].name, name) == 0)
			return true;
	return false;
}

static void add(struct made_list *l, bool is_group, const char *name)
{
	if (!has(l, is_group, name))
		*GROW(l->items, l->len) = (struct made){.name = xstrdup(name),
							.is_group = is_group};
}

void made_release(struct made_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		free(l->items[i].name);
	free(l->items);
	*l = (struct made_list){0};
}

static void add_own(struct made_list *l, const struct workload_plan *w)
{
	char *name = workload_own_name(w);

	add(l, w->ask == PLANE_GROUP, name);
	free(name);
}

void made_by(const struct plan *plan, struct made_list *out)
{
	for (size_t i = 0; i < plan->n_workloads; i++) {
		const struct workload_plan *w = &plan->workloads[i];

		if (w->kind == WORKLOAD_CONSUME && w->group)
			add(out, true, w->group);
		if (w->kind == WORKLOAD_ASK && w->ask == PLANE_GROUP)
			add_own(out, w);
	}
	for (size_t i = 0; i < plan->n_workloads; i++)
		if (plan->workloads[i].kind == WORKLOAD_ASK &&
		    plan->workloads[i].ask == PLANE_ADMIN)
			add_own(out, &plan->workloads[i]);
	for (size_t i = 0; i < plan->n_topics; i++)
		add(out, false, plan->topics[i].name);
}

static int is_taken(const struct made *m, const char *project, struct err *e)
{
	return err_set(
		e, CODE_NAME_TAKEN,
		"%s '%s' is in project '%s' already, and a run on an adopted cluster "
		"needs %s of its own, which it deletes in the end: choose another name "
		"in the scenario",
		m->is_group ? "consumer group" : "topic", m->name, project,
		m->is_group ? "groups" : "topics");
}

static int check(struct kadmin *a, const struct made *m, const char *project,
		 int64_t timeout_ns, struct err *e)
{
	bool is_there = false;
	int rc = m->is_group ? kadmin_has_group(a, m->name, timeout_ns, &is_there, e)
			     : kadmin_has_topic(a, m->name, timeout_ns, &is_there, e);

	return rc == 0 && is_there ? is_taken(m, project, e) : rc;
}

int made_check(const struct made_list *l, const struct topology *t, int64_t timeout_ns,
	       bool *out_makes_offsets, struct err *e)
{
	char *bootstrap = topology_bootstrap(t);
	struct kadmin *a = kadmin_new(bootstrap, e);
	bool has_offsets = true, has_groups = l->len > 0 && l->items[0].is_group;
	int rc = a ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < l->len; i++)
		rc = check(a, &l->items[i], t->project, timeout_ns, e);
	if (rc == 0 && has_groups)
		rc = kadmin_has_topic(a, "__consumer_offsets", timeout_ns, &has_offsets,
				      e);
	*out_makes_offsets = rc == 0 && !has_offsets;
	kadmin_free(a);
	free(bootstrap);
	return rc;
}
