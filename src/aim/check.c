/* Selectors against a cluster that is not started yet: what could they pick? */
#include "aim/pick.h"

#include "base/mem.h"
#include "base/str.h"

/* ---- names ---- */

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

	err_set(e, CODE_NODE_UNKNOWN, "no node has the id %d (there are %s)", id, known);
	free(known);
	return -1;
}

/* Nearest of the selector words and the services. */
static int no_such_name(const struct topology *t, const char *name, struct err *e)
{
	size_t n = 0, words = selector_word_count();
	const char **names = xcalloc(words + t->len + t->n_companions + 1,
				     sizeof(*names));
	const struct node *node;
	const char *near;

	for (size_t i = 0; i < words; i++)
		names[n++] = selector_words[i].name;
	for (size_t i = 0; (node = topology_each(t, i)); i++)
		names[n++] = node->name;
	near = str_nearest(name, names, n, sizeof(*names));
	if (near)
		err_set(e, CODE_NODE_UNKNOWN,
			"no node and no selector is called '%s' (did you mean '%s'?)",
			name, near);
	else
		err_set(e, CODE_NODE_UNKNOWN, "no node and no selector is called '%s'",
			name);
	free(names);
	return -1;
}

static int check_name(const struct topology *t, const char *name, struct err *e)
{
	const struct node *n = topology_any_by_name(t, name);

	if (!n)
		return no_such_name(t, name, e);
	return n->left_out ? err_set(e, CODE_NODE_UNKNOWN,
				     "companion '%s' is left out: %s", name, n->left_out)
			   : 0;
}

/* " (did you mean 'x'?)", or nothing. Caller frees. */
static char *hint(const char *near)
{
	return near ? xasprintf(" (did you mean '%s'?)", near) : xstrdup("");
}

static const struct topic_plan *find_topic(const struct plan *plan, const char *name,
					   struct err *e)
{
	const struct topic_plan *topic = plan_topic(plan, name);
	char *meant;

	if (topic)
		return topic;
	meant = hint(
		str_nearest(name, plan->topics, plan->n_topics, sizeof(*plan->topics)));
	err_set(e, CODE_NAME_UNKNOWN, "no topic is called '%s'%s", name, meant);
	free(meant);
	return NULL;
}

static int check_topic(const struct selector_term *t, const struct plan *plan,
		       struct err *e)
{
	return !plan || !t->name || find_topic(plan, t->name, e) ? 0 : -1;
}

static int check_partition(const struct selector_term *t, const struct plan *plan,
			   struct err *e)
{
	const struct topic_plan *topic;

	if (!plan)
		return 0;
	topic = find_topic(plan, t->name, e);
	if (!topic)
		return -1;
	if (t->number >= topic->partitions)
		return err_set(e, CODE_NO_PARTITION,
			       "'%s' has the partitions 0 to %d, there is no %d",
			       topic->name, topic->partitions - 1, t->number);
	if ((t->kind == SELECT_FOLLOWERS || t->kind == SELECT_LAGGARD) &&
	    topic->replication < 2)
		return err_set(e, CODE_SELECTOR_NOBODY,
			       "'%s' has replication 1, hence no followers", topic->name);
	return 0;
}

/* Any name has a coordinator; one that no workload reads as is a mistake all the same. */
static int check_group(const char *group, const struct plan *plan, struct err *e)
{
	const char **names;
	char *meant;
	size_t n = 0;
	bool found = !plan;

	if (found)
		return 0;
	names = xcalloc(plan->n_workloads + 1, sizeof(*names));
	for (size_t i = 0; i < plan->n_workloads; i++) {
		const char *name = plan->workloads[i].group;

		if (name)
			names[n++] = name;
		found |= name && strcmp(name, group) == 0;
	}
	meant = hint(found ? NULL : str_nearest(group, names, n, sizeof(*names)));
	if (!found)
		err_set(e, CODE_NAME_UNKNOWN, "no workload reads as group '%s'%s", group,
			meant);
	free(meant);
	free(names);
	return found ? 0 : -1;
}

static int check_quorum(const struct selector_term *t, const struct topology *topo,
			struct err *e)
{
	size_t voters = topology_voters(topo);

	if (voters == 0)
		return err_set(e, CODE_SELECTOR_NOBODY, "no node here is a controller");
	if (t->kind == SELECT_MINORITY && quorum_minority(voters) == 0)
		return err_set(
			e, CODE_SELECTOR_NOBODY,
			"'minority' picks nothing: of %zu voter%s none may be lost",
			voters, voters == 1 ? "" : "s");
	return 0;
}

/* ---- numbers ---- */

static void add_those(const struct topology *t, unsigned with, unsigned without,
		      struct ids *out)
{
	for (size_t i = 0; i < t->len; i++)
		if ((t->nodes[i].roles & with) == with && !(t->nodes[i].roles & without))
			ids_add(out, t->nodes[i].id);
}

/* Whom it picks, when that is known before the run; false: it is not, nothing is added. */
static bool is_known(const struct selector_term *t, const struct topology *topo,
		     struct ids *out)
{
	const struct node *n = NULL;
	struct ids gone = {0}, of = {0};
	bool known = !t->of || t->kind == SELECT_RANDOM || is_known(t->of, topo, &of);

	if (!known)
		return false;
	switch ((unsigned)t->kind) {
	case SELECT_NODE: n = topology_by_id(topo, t->number); break;
	case SELECT_NAME: n = topology_any_by_name(topo, t->name); break;
	case SELECT_BROKERS: add_those(topo, ROLE_BROKER, 0, out); break;
	case SELECT_CONTROLLERS:
	case SELECT_VOTERS: add_those(topo, ROLE_CONTROLLER, 0, out); break;
	case SELECT_OBSERVERS: add_those(topo, ROLE_BROKER, ROLE_CONTROLLER, out); break;
	case SELECT_ALL: add_those(topo, 0, 0, out); break;
	case SELECT_HOST:
	case SELECT_RACK: place_named(t, topo, out); break;
	case SELECT_HOSTS:
	case SELECT_RACKS: place_around(t, topo, &of, out); break;
	default: return false;
	}
	if (n)
		ids_add(out, n->id);
	if (t->of && !pick_is_place(t->kind))
		pick_keep(out, &of);
	ids_release(&of);
	for (size_t i = 0; i < t->n_except && known; i++)
		known = is_known(&t->except[i], topo, &gone);
	if (known)
		pick_remove(out, &gone);
	else
		ids_release(out);
	ids_release(&gone);
	return known;
}

/* The most nodes a term can pick in this cluster, if nobody is left out. */
static size_t most_of_kind(const struct selector_term *t, const struct topology *topo,
			   const struct plan *plan)
{
	const struct topic_plan *topic = plan && t->name ? plan_topic(plan, t->name)
							 : NULL;
	size_t voters = topology_voters(topo);
	size_t replicas = topic ? (size_t)topic->replication : topo->len;

	switch ((unsigned)t->kind) {
	case SELECT_CONTROLLER:
	case SELECT_FORMER:
	case SELECT_LEADER:
	case SELECT_LAGGARD:
	case SELECT_LEADER_OF_MOST:
	case SELECT_COORDINATOR: return 1;
	case SELECT_FOLLOWERS: return replicas - (topic != NULL);
	case SELECT_REPLICAS:
	case SELECT_ISR_BELOW_MIN:
	case SELECT_LEADERLESS: return replicas;
	case SELECT_MINORITY: return quorum_minority(voters);
	case SELECT_MAJORITY: return quorum_majority(voters);
	case SELECT_QUORUM_BREAKING: return voters - quorum_majority(voters) + 1;
	case SELECT_RANDOM: return (size_t)t->number;
	default: return topo->len;
	}
}

static size_t most(const struct selector_term *t, const struct topology *topo,
		   const struct plan *plan)
{
	struct selector_term whole = *t;
	struct ids ids = {0};
	size_t n;

	whole.n_except = 0;
	if (is_known(t, topo, &ids) || is_known(&whole, topo, &ids))
		n = ids.len;
	else
		n = most_of_kind(t, topo, plan);
	ids_release(&ids);
	return n;
}

/* ---- terms ---- */

const struct node *selector_companion(const struct selector_term *term,
				      const struct topology *t)
{
	const struct node *n = term->kind == SELECT_NAME
				       ? topology_any_by_name(t, term->name)
				       : NULL;

	return n && is_companion(n->id) ? n : NULL;
}

struct check {
	const struct topology *topology;
	const struct plan *plan; /* or NULL */
	struct selector_place *place;
};

static int check_item(const struct check *c, const struct selector_term *t,
		      struct err *e);

static int check_random(const struct check *c, const struct selector_term *t,
			struct err *e)
{
	size_t room = c->topology->len;

	if (t->of && check_item(c, t->of, e) < 0)
		return -1;
	if (t->of && selector_companion(t->of, c->topology))
		return err_set(e, CODE_SELECTOR_NOBODY,
			       "'random' picks from nodes, and '%s' is a companion",
			       t->of->name);
	*c->place = (struct selector_place){t->offset, t->length};
	if (t->of)
		room = most(t->of, c->topology, c->plan);
	if ((size_t)t->number > room)
		return err_set(e, CODE_SELECTOR_NOBODY,
			       "'random %d' has only %zu node%s to pick from", t->number,
			       room, room == 1 ? "" : "s");
	return 0;
}

static int check_within(const struct check *c, const struct selector_term *t,
			struct err *e)
{
	if (pick_is_place(t->kind) && place_check(t, c->topology, e) < 0)
		return -1;
	return t->of ? check_item(c, t->of, e) : 0;
}

static int check_operand(const struct check *c, const struct selector_term *t,
			 struct err *e)
{
	switch ((unsigned)t->kind) {
	case SELECT_NODE:
		return topology_by_id(c->topology, t->number)
			       ? 0
			       : no_such_id(c->topology, t->number, e);
	case SELECT_NAME: return check_name(c->topology, t->name, e);
	case SELECT_LEADER:
	case SELECT_FOLLOWERS:
	case SELECT_REPLICAS:
	case SELECT_LAGGARD: return check_partition(t, c->plan, e);
	case SELECT_LEADER_OF_MOST:
	case SELECT_ISR_BELOW_MIN:
	case SELECT_LEADERLESS: return check_topic(t, c->plan, e);
	case SELECT_COORDINATOR: return check_group(t->name, c->plan, e);
	case SELECT_CONTROLLER:
	case SELECT_FORMER:
	case SELECT_MINORITY:
	case SELECT_MAJORITY:
	case SELECT_QUORUM_BREAKING: return check_quorum(t, c->topology, e);
	case SELECT_RANDOM: return check_random(c, t, e);
	default: return check_within(c, t, e);
	}
}

/* Leaves the place at the item within the item that is wrong. */
static int check_item(const struct check *c, const struct selector_term *t, struct err *e)
{
	*c->place = (struct selector_place){t->offset, t->length};
	if (check_operand(c, t, e) < 0)
		return -1;
	for (size_t i = 0; i < t->n_except; i++)
		if (check_item(c, &t->except[i], e) < 0)
			return -1;
	*c->place = (struct selector_place){t->offset, t->length};
	if (most(t, c->topology, c->plan))
		return 0;
	if (t->n_except)
		return err_set(e, CODE_SELECTOR_NOBODY, "'%s' without these picks nobody",
			       selector_title(t->kind));
	return err_set(e, CODE_SELECTOR_NOBODY, "no node here is one of '%s'",
		       selector_title(t->kind));
}

int selector_check(const struct selector *s, const struct topology *t,
		   const struct plan *plan, struct selector_place *place, struct err *e)
{
	const struct check c = {t, plan, place};

	for (size_t i = 0; i < s->len; i++)
		if (check_item(&c, &s->terms[i], e) < 0)
			return -1;
	return 0;
}

void selector_may_pick(const struct selector *s, const struct topology *t,
		       struct ids *out)
{
	for (size_t i = 0; i < s->len; i++) {
		struct ids ids = {0};

		if (!is_known(&s->terms[i], t, &ids))
			add_those(t, 0, 0, &ids);
		for (size_t k = 0; k < ids.len; k++)
			pick_add_once(out, ids.id[k]);
		ids_release(&ids);
	}
}
