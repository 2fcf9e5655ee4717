#include "cluster/kafka_topo.h"

#include "base/mem.h"
#include "base/str.h"

static bool answers_to(const struct service *s, const char *host)
{
	if (strcmp(host, s->name) == 0 || strcmp(host, s->container) == 0 ||
	    (s->own_name && strcmp(host, s->own_name) == 0) ||
	    (s->spec.hostname && strcmp(host, s->spec.hostname) == 0))
		return true;
	for (size_t i = 0; i < s->n_networks; i++)
		if (text_list_has(&s->networks[i].aliases, host))
			return true;
	return false;
}

static const struct kafka_node *find_node(const struct topo *t, int32_t id)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->nodes[i].id == id)
			return &t->nodes[i];
	return NULL;
}

static void check_voter(struct topo *t, const struct ynode *at, const struct voter *v)
{
	const struct kafka_node *n = find_node(t, v->id);
	const struct listener *l = n ? kafka_node_controller(n) : NULL;

	if (!n)
		diags_found(t->diags, CODE_KAFKA_VOTERS, at,
			    "voter %d@%s:%d: no service has node id %d", (int)v->id,
			    v->host, v->port, (int)v->id);
	else if (!(n->roles & ROLE_CONTROLLER))
		diags_found(t->diags, CODE_KAFKA_VOTERS, at,
			    "voter %d@%s:%d: service '%s' is not a controller",
			    (int)v->id, v->host, v->port, n->service->name);
	else if (!answers_to(n->service, v->host) &&
		 !(t->len == 1 && strcmp(v->host, "localhost") == 0))
		diags_found(
			t->diags, CODE_KAFKA_VOTERS, at,
			"voter %d@%s:%d: node %d is service '%s', which has no name '%s'",
			(int)v->id, v->host, v->port, (int)v->id, n->service->name,
			v->host);
	else if (l && l->port != v->port)
		diags_found(
			t->diags, CODE_KAFKA_VOTERS, at,
			"voter %d@%s:%d: the controller listener of service '%s' has port %d",
			(int)v->id, v->host, v->port, n->service->name, l->port);
}

static bool has_voter(const struct voters *v, int32_t id)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->items[i].id == id)
			return true;
	return false;
}

static void check_voters(struct topo *t, const char *text, const struct ynode *at)
{
	struct voters voters = {0};

	if (!voters_parse(text, &voters)) {
		diags_found(t->diags, CODE_KAFKA_VOTERS, at,
			    "'%s' is no list of voters such as 1@kafka1:9093", text);
		goto out;
	}
	for (size_t i = 0; i < voters.len; i++)
		check_voter(t, at, &voters.items[i]);
	for (size_t i = 0; i < t->len; i++)
		if ((t->nodes[i].roles & ROLE_CONTROLLER) &&
		    !has_voter(&voters, t->nodes[i].id))
			diags_found(
				t->diags, CODE_KAFKA_VOTERS,
				topo_place(&t->nodes[i], "process.roles"),
				"service '%s' is a controller, but node %d is not among the "
				"voters '%s'",
				t->nodes[i].service->name, (int)t->nodes[i].id, text);
out:
	voters_release(&voters);
}

static bool is_controller_at(const struct topo *t, const struct voter *server)
{
	for (size_t i = 0; i < t->len; i++) {
		const struct kafka_node *n = &t->nodes[i];
		const struct listener *l = kafka_node_controller(n);

		if ((n->roles & ROLE_CONTROLLER) && l && l->port == server->port &&
		    (answers_to(n->service, server->host) ||
		     (t->len == 1 && strcmp(server->host, "localhost") == 0)))
			return true;
	}
	return false;
}

static void check_servers(struct topo *t, const char *text, const struct ynode *at)
{
	struct voters servers = {0};

	if (!servers_parse(text, &servers))
		diags_found(t->diags, CODE_KAFKA_VOTERS, at,
			    "'%s' is no list of servers such as kafka1:9093", text);
	for (size_t i = 0; i < servers.len; i++)
		if (!is_controller_at(t, &servers.items[i]))
			diags_found(
				t->diags, CODE_KAFKA_VOTERS, at,
				"bootstrap server %s:%d: no controller has that name and port",
				servers.items[i].host, servers.items[i].port);
	voters_release(&servers);
}

/* Whom a dynamic quorum begins with; who is not among them has no vote until somebody adds it. */
static void check_initial(struct topo *t, const struct kafka_node *n)
{
	const struct ynode *at = NULL;
	const char *text = kafka_node_setting(n, "initial.controllers", &at);
	struct voters voters = {0};

	if (!text)
		return;
	if (!initial_voters_parse(text, &voters))
		diags_found(t->diags, CODE_KAFKA_VOTERS, at,
			    "'%s' is no list of initial controllers such as "
			    "1@kafka1:9093:JEXY6aqzQY-32P5TStzaFg",
			    text);
	else if (!has_voter(&voters, n->id))
		diags_found(t->diags, CODE_KAFKA_NO_VOTE, at,
			    "service '%s' is a controller, but node %d is not among the "
			    "initial ones: it has no vote until it is added",
			    n->service->name, (int)n->id);
	for (size_t i = 0; i < voters.len; i++)
		check_voter(t, at, &voters.items[i]);
	voters_release(&voters);
}

enum quorum_kind topo_check_quorum(struct topo *t)
{
	const struct kafka_node *first = &t->nodes[0];
	const struct ynode *at = NULL;
	const char *text = kafka_node_setting(first, "controller.quorum.voters", &at);

	if (text) {
		check_voters(t, text, at);
		return QUORUM_STATIC;
	}
	text = kafka_node_setting(first, "controller.quorum.bootstrap.servers", &at);
	if (!text)
		return QUORUM_UNKNOWN; /* the node itself complains */
	check_servers(t, text, at);
	for (size_t i = 0; i < t->len; i++)
		if (t->nodes[i].roles & ROLE_CONTROLLER)
			check_initial(t, &t->nodes[i]);
	return QUORUM_DYNAMIC;
}
