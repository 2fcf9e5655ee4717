#include "scenario_kit.h"

#include "base/mem.h"

/* Combined nodes, as compose/combined-3.yaml makes them; how many, its name tells. */
static void make_topology(struct topology *t, const char *compose)
{
	int32_t nodes = strstr(compose, "-5.yaml") ? 5 : 3;

	for (int32_t id = 1; id <= nodes; id++) {
		struct node *n = topology_add(t);

		n->id = id;
		n->name = xasprintf("kafka%d", id);
		n->roles = ROLE_BROKER | ROLE_CONTROLLER;
	}
}

int load_and_check(struct scenario *s, const char *path, struct diags *d)
{
	struct topology t = {0};
	int rc = scenario_load(s, path, d);

	make_topology(&t, s->plan.compose ? s->plan.compose : "");
	if (rc == 0)
		rc = scenario_check(s, &t, d);
	topology_release(&t);
	return rc;
}
