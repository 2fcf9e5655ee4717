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
			diags_error(
				d, at ? at : ynode_key(topics, topic->name),
				"topic '%s' wants %d replicas%s, but there %s %zu broker%s",
				topic->name, topic->replication,
				at ? "" : " (the default)", brokers == 1 ? "is" : "are",
				brokers, brokers == 1 ? "" : "s");
	}
}

static void check_action(const struct scenario *s, const struct ynode *item,
			 const struct topology *t, struct diags *d)
{
	const struct ynode *value = ynode_is_map(item) ? item->items[0].value : NULL;
	const struct action_row *row = ynode_is_map(item)
					       ? action_find(item->items[0].key->text)
					       : NULL;

	if (row && field_find(row->fields, "node"))
		check_selector_value(
			d, ynode_is_map(value) ? ynode_get(value, "node") : value, t,
			&s->plan, NULL);
}

int scenario_check(const struct scenario *s, const struct topology *t, struct diags *d)
{
	size_t before = diags_count_errors(d);

	check_topics(s, t, d);
	yaml_foreach (phase, ynode_get(s->doc.root, "phases"))
		yaml_foreach (item, ynode_get(phase->value, "do"))
			check_action(s, item->value, t, d);
	return diags_count_errors(d) > before ? -1 : 0;
}
