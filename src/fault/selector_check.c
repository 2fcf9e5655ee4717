/* Selectors against a cluster that is not started yet: what could they pick? */
#include "fault/selector.h"

#include "base/mem.h"
#include "base/str.h"

static char *node_ids_text(const struct topology *t)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->len; i++)
		strbuf_addf(&b, "%s%d", i ? ", " : "", t->nodes[i].id);
	return strbuf_detach(&b);
}

static int no_such_id(const struct topology *t, int32_t id, struct err *e)
{
	char *known = node_ids_text(t);

	err_set(e, ERR_USAGE, "no node has the id %d (there are %s)", id, known);
	free(known);
	return -1;
}

/* Nearest of the selector words and the services. */
static int no_such_name(const struct topology *t, const char *name, struct err *e)
{
	size_t n = 0, words = selector_word_count();
	const char **names = xcalloc(words + t->len + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < words; i++)
		names[n++] = selector_words[i].name;
	for (size_t i = 0; i < t->len; i++)
		names[n++] = t->nodes[i].name;
	near = str_nearest(name, names, n, sizeof(*names));
	if (near)
		err_set(e, ERR_USAGE,
			"no node and no selector is called '%s' (did you mean '%s'?)",
			name, near);
	else
		err_set(e, ERR_USAGE, "no node and no selector is called '%s'", name);
	free(names);
	return -1;
}

static int check_topic(const struct selector_term *t, const struct plan *plan,
		       struct err *e)
{
	const struct topic_plan *topic = plan ? plan_topic(plan, t->name) : NULL;

	if (!plan)
		return 0;
	if (!topic) {
		const char *near = str_nearest(t->name, plan->topics, plan->n_topics,
					       sizeof(*plan->topics));

		return err_set(e, ERR_USAGE, "no topic is called '%s'%s%s%s", t->name,
			       near ? " (did you mean '" : "", near ? near : "",
			       near ? "'?)" : "");
	}
	if (t->number >= topic->partitions)
		return err_set(e, ERR_USAGE,
			       "'%s' has the partitions 0 to %d, there is no %d",
			       topic->name, topic->partitions - 1, t->number);
	if (t->kind == SELECT_FOLLOWERS && topic->replication < 2)
		return err_set(e, ERR_USAGE, "'%s' has replication 1, hence no followers",
			       topic->name);
	return 0;
}

static int check_quorum(const struct selector_term *t, const struct topology *topo,
			struct err *e)
{
	size_t voters = topology_voters(topo);

	if (voters == 0)
		return err_set(e, ERR_USAGE, "no node here is a controller");
	if (t->kind == SELECT_MINORITY && quorum_minority(voters) == 0)
		return err_set(
			e, ERR_USAGE,
			"'minority' picks nothing: of %zu voter%s none may be lost",
			voters, voters == 1 ? "" : "s");
	return 0;
}

static size_t count_role(const struct topology *t, unsigned role)
{
	return role == ROLE_BROKER ? topology_brokers(t) : topology_voters(t);
}

/* The most nodes a term can pick in this cluster. */
static size_t most(const struct selector_term *t, const struct topology *topo,
		   const struct plan *plan)
{
	const struct topic_plan *topic = plan && t->name ? plan_topic(plan, t->name)
							 : NULL;
	size_t voters = topology_voters(topo);

	switch (t->kind) {
	case SELECT_NODE:
	case SELECT_NAME:
	case SELECT_CONTROLLER:
	case SELECT_LEADER: return 1;
	case SELECT_FOLLOWERS: return topic ? (size_t)topic->replication - 1 : topo->len;
	case SELECT_MINORITY: return quorum_minority(voters);
	case SELECT_MAJORITY: return quorum_majority(voters);
	case SELECT_QUORUM_BREAKING: return voters - quorum_majority(voters) + 1;
	case SELECT_BROKERS: return count_role(topo, ROLE_BROKER);
	case SELECT_CONTROLLERS:
	case SELECT_VOTERS: return voters;
	case SELECT_ALL:
	case SELECT_STOPPED:
	case SELECT_PAUSED:
	case SELECT_SAME: return topo->len;
	case SELECT_RANDOM: return (size_t)t->number;
	}
	return 0;
}

static int check_term(const struct selector_term *t, const struct topology *topo,
		      const struct plan *plan, struct err *e)
{
	size_t room;

	switch ((unsigned)t->kind) {
	case SELECT_NODE:
		return topology_by_id(topo, t->number) ? 0
						       : no_such_id(topo, t->number, e);
	case SELECT_NAME:
		return topology_by_name(topo, t->name) ? 0
						       : no_such_name(topo, t->name, e);
	case SELECT_LEADER:
	case SELECT_FOLLOWERS: return check_topic(t, plan, e);
	case SELECT_CONTROLLER:
	case SELECT_MINORITY:
	case SELECT_MAJORITY:
	case SELECT_QUORUM_BREAKING: return check_quorum(t, topo, e);
	case SELECT_RANDOM:
		if (t->of && check_term(t->of, topo, plan, e) < 0)
			return -1;
		room = t->of ? most(t->of, topo, plan) : topo->len;
		if ((size_t)t->number > room)
			return err_set(e, ERR_USAGE,
				       "'random %d' has only %zu node%s to pick from",
				       t->number, room, room == 1 ? "" : "s");
		return 0;
	default:
		return most(t, topo, plan)
			       ? 0
			       : err_set(e, ERR_USAGE, "no node here is one of these");
	}
}

int selector_check(const struct selector *s, const struct topology *t,
		   const struct plan *plan, struct selector_place *place, struct err *e)
{
	for (size_t i = 0; i < s->len; i++) {
		*place = (struct selector_place){s->terms[i].offset, s->terms[i].length};
		if (check_term(&s->terms[i], t, plan, e) < 0)
			return -1;
	}
	return 0;
}
