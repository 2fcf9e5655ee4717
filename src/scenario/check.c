/* The second stage: a plan against the nodes that the Compose file names. */
#include "scenario/scenario.h"

#include "fault/action.h"
#include "scenario/build.h"

static void check_topics(const struct scenario *s, const struct topology *t,
			 struct diags *d)
{
	const struct ynode *topics = ynode_get(s->doc.root, "topics");
	size_t brokers = topology_brokers(t);

	for (size_t i = 0; i < s->plan.n_topics; i++) {
		const struct topic_plan *topic = &s->plan.topics[i];
		const struct ynode *map = ynode_get(topics, topic->name);
		const struct ynode *at = ynode_get(map, "replication");

		if ((size_t)topic->replication > brokers)
			diags_found(
				d, CODE_REPLICATION,
				at ? at : ynode_key(topics, topic->name),
				"topic '%s' wants %d replicas%s, but there %s %zu broker%s",
				topic->name, topic->replication,
				at ? "" : " (the default)", brokers == 1 ? "is" : "are",
				brokers, brokers == 1 ? "" : "s");
	}
}

static void check_actions(
	const struct scenario *s,
	const struct ynode *list, /* NOLINT(misc-no-recursion): two levels */
	const struct topology *t, struct diags *d)
{
	yaml_foreach (item, list) {
		const struct yentry *e = action_entry(item->value);
		const struct action_row *row = e ? action_find(e->key->text) : NULL;

		if (!row)
			continue;
		check_selectors(d, row, e->value, t, &s->plan, NULL);
		if (row->inner)
			check_actions(s, ynode_get(e->value, row->inner), t, d);
	}
}

/* Of `available` and `outage`: the broker they are about. */
static void check_expects(const struct ynode *list, const struct topology *t,
			  struct diags *d)
{
	yaml_foreach (item, list) {
		yaml_foreach (e, item->value) {
			const struct ynode *name = ynode_get(e->value, "node");
			const struct node *n = name && name->text
						       ? topology_by_name(t, name->text)
						       : NULL;

			if (name && name->text && (!n || !(n->roles & ROLE_BROKER)))
				diags_found(d, CODE_NODE_UNKNOWN, name,
					    "no broker is called '%.60s'", name->text);
		}
	}
}

int scenario_check(const struct scenario *s, const struct topology *t, struct diags *d)
{
	size_t before = diags_count_errors(d);

	check_topics(s, t, d);
	yaml_foreach (phase, ynode_get(s->doc.root, "phases")) {
		check_actions(s, ynode_get(phase->value, "do"), t, d);
		check_expects(ynode_get(phase->value, "expect"), t, d);
	}
	check_expects(ynode_get(s->doc.root, "expect"), t, d);
	return diags_count_errors(d) > before ? -1 : 0;
}
