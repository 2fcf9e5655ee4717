#include "scenario_kit.h"

#include "base/file.h"
#include "base/mem.h"
#include "cluster/compose.h"

/* Combined nodes, as compose/combined-3.yaml makes them; how many, its name tells. For files that are
 * not there. */
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
	struct topology made = {0};
	struct compose_opts opts = {.hosts = &s->plan.hosts};
	int rc = scenario_load(s, path, d);
	const char *file = s->plan.compose ? s->plan.compose : "";
	struct compose *c = file_exists(file) ? compose_load(file, &opts, d) : NULL;

	make_topology(&made, file);
	if (rc == 0)
		rc = scenario_check(s, c ? compose_topology(c) : &made, d);
	compose_free(c);
	topology_release(&made);
	return rc;
}
