#include "cluster/kafka_config.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/kafka_node.h"
#include "cluster/listeners.h"

/* What went wrong is said once per service and place. */
struct topo {
	const struct compose *compose;
	struct diags *diags;
	struct kafka_node *nodes; /* as the services that are nodes, in file order */
	size_t len;
};

static const struct ynode *place(const struct kafka_node *n, const char *key)
{
	const struct ynode *at = n->service->at;

	(void)kafka_node_setting(n, key, &at); /* keeps the service's place when unset */
	return at;
}

static bool is_loopback(const char *host)
{
	return strcmp(host, "localhost") == 0 || str_starts(host, "127.") ||
	       strcmp(host, "::1") == 0;
}

/* The published row of a port inside the container, or NULL. */
static const struct port_map *published(const struct kafka_node *n, int port)
{
	const struct container_spec *spec = &n->service->spec;

	for (size_t i = 0; i < spec->n_ports; i++)
		if (spec->ports[i].is_published &&
		    spec->ports[i].container_port == port &&
		    strcmp(spec->ports[i].protocol, "tcp") == 0)
			return &spec->ports[i];
	return NULL;
}

/* A cluster that was started by others may be bound to every address. */
static char *reach(const struct port_map *p)
{
	bool is_any = !*p->host_ip || strcmp(p->host_ip, "0.0.0.0") == 0 ||
		      strcmp(p->host_ip, "::") == 0;

	return xstrdup(is_any ? "127.0.0.1" : p->host_ip);
}

static const struct ynode *port_place(const struct kafka_node *n,
				      const struct port_map *p)
{
	return n->service->port_origins[p - n->service->spec.ports].at;
}

static void check_protocol(struct topo *t, const struct kafka_node *n,
			   const char *listener)
{
	const char *map = kafka_node_setting(n, "LISTENER_SECURITY_PROTOCOL_MAP", NULL);
	char *protocol = map ? names_value(map, listener) : NULL;

	if (strcmp(protocol ? protocol : listener, "PLAINTEXT") != 0 &&
	    (protocol || strstr(listener, "SSL") || strstr(listener, "SASL")))
		diags_error(
			t->diags, place(n, "LISTENER_SECURITY_PROTOCOL_MAP"),
			"listener '%s' of service '%s' speaks %s; kchaos speaks PLAINTEXT: "
			"add a PLAINTEXT listener for it and publish that one",
			listener, n->service->name, protocol ? protocol : listener);
	free(protocol);
}

/* Would a client on this machine get there by this advertised listener? */
static bool try_listener(const struct kafka_node *n, const struct listener *advertised,
			 const struct port_map **out_port)
{
	const struct listener *bound = listeners_find(&n->listeners, advertised->name);

	*out_port = published(n, bound ? bound->port : advertised->port);
	return *out_port && is_loopback(advertised->host) &&
	       (*out_port)->host_port == advertised->port;
}

static void tell_unreachable(struct topo *t, const struct kafka_node *n)
{
	const char *name = n->service->name;
	const struct listener *l = NULL;
	const struct port_map *p = NULL;

	for (size_t i = 0; i < n->advertised.len; i++) {
		const struct port_map *tried;

		(void)try_listener(n, &n->advertised.items[i], &tried);
		if (!tried || names_has(n->controller_names, n->advertised.items[i].name))
			continue;
		if (!p || is_loopback(n->advertised.items[i].host)) {
			p = tried;
			l = &n->advertised.items[i];
		}
	}
	if (!p)
		diags_error(
			t->diags, place(n, "ADVERTISED_LISTENERS"),
			"no client listener of service '%s' is published, so no client on "
			"this machine reaches it: add a listener to KAFKA_LISTENERS and "
			"KAFKA_ADVERTISED_LISTENERS, and its port to 'ports'",
			name);
	else if (!is_loopback(l->host))
		diags_error(
			t->diags, place(n, "ADVERTISED_LISTENERS"),
			"listener '%s' of service '%s' is published, but advertised as "
			"'%s:%d', where clients on this machine do not reach it: advertise "
			"127.0.0.1:%u",
			l->name, name, l->host, l->port, (unsigned)p->host_port);
	else if (p->host_port == 0)
		diags_error(
			t->diags, port_place(n, p),
			"the engine would choose the port of listener '%s' of service '%s', "
			"so it cannot be advertised: write \"127.0.0.1:%d:%u\"",
			l->name, name, l->port, (unsigned)p->container_port);
	else
		diags_error(
			t->diags, place(n, "ADVERTISED_LISTENERS"),
			"listener '%s' of service '%s' is advertised at port %d, but "
			"published at port %u: clients would be sent to the wrong one",
			l->name, name, l->port, (unsigned)p->host_port);
}

static void find_broker(struct topo *t, struct kafka_node *n, struct node *out)
{
	for (size_t i = 0; i < n->advertised.len; i++) {
		const struct listener *l = &n->advertised.items[i];
		const struct port_map *p;

		if (names_has(n->controller_names, l->name) || !try_listener(n, l, &p))
			continue;
		check_protocol(t, n, l->name);
		out->broker.host = reach(p);
		out->broker.port = p->host_port;
		out->listens.clients = p->container_port;
		return;
	}
	tell_unreachable(t, n);
}

static void find_controller(struct topo *t, struct kafka_node *n, struct node *out)
{
	const struct listener *l = kafka_node_controller(n);
	const struct port_map *p = l ? published(n, l->port) : NULL;

	if (!l) {
		diags_error(
			t->diags, place(n, "CONTROLLER_LISTENER_NAMES"),
			"service '%s' is a controller, but none of its listeners is among "
			"KAFKA_CONTROLLER_LISTENER_NAMES",
			n->service->name);
	} else if (!p || p->host_port == 0) {
		const struct ynode *ports = ynode_key(n->service->map, "ports");

		diags_error(
			t->diags,
			p       ? port_place(n, p)
			: ports ? ports
				: n->service->at,
			"the controller listener of service '%s' (port %d) is not published, "
			"so its view of the quorum cannot be seen: add "
			"\"127.0.0.1:${CONTROLLER%d_PORT:-%d}:%d\" to its 'ports'",
			n->service->name, l->port, (int)n->id,
			29190 + (int)(n->id % 1000), l->port);
	} else {
		check_protocol(t, n, l->name);
		out->controller.host = reach(p);
		out->controller.port = p->host_port;
	}
}

static void check_duplicate(struct topo *t, const struct kafka_node *n)
{
	for (const struct kafka_node *other = t->nodes; other < n; other++) {
		if (other->id != n->id)
			continue;
		diags_error(t->diags, place(n, "NODE_ID"),
			    "node id %d of service '%s' is already that of service '%s'",
			    (int)n->id, n->service->name, other->service->name);
		diags_note(t->diags, place(other, "NODE_ID"), "given here first");
	}
}

static void check_same(struct topo *t, const struct kafka_node *n, const char *key,
		       const char *why)
{
	const struct kafka_node *first = &t->nodes[0];
	const char *mine = kafka_node_setting(n, key, NULL);
	const char *its = kafka_node_setting(first, key, NULL);

	if (!mine || !its || strcmp(mine, its) == 0)
		return;
	diags_error(t->diags, place(n, key),
		    "service '%s' has '%s' here and service '%s' '%s': %s",
		    n->service->name, mine, first->service->name, its, why);
}

/* Nodes with different ids format themselves for different clusters and refuse each other. */
static void check_cluster_id(struct topo *t, const struct kafka_node *n)
{
	const struct ynode *at = NULL;
	const char *mine = service_env(n->service, "CLUSTER_ID", &at);
	const char *its = service_env(t->nodes[0].service, "CLUSTER_ID", NULL);

	if (strcmp(mine ? mine : "", its ? its : "") != 0)
		diags_error(
			t->diags, at ? at : n->service->at,
			"CLUSTER_ID of service '%s' is '%s', that of service '%s' is '%s': "
			"all nodes need the same",
			n->service->name, mine ? mine : "", t->nodes[0].service->name,
			its ? its : "");
}

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
		diags_error(t->diags, at, "voter %d@%s:%d: no service has node id %d",
			    (int)v->id, v->host, v->port, (int)v->id);
	else if (!(n->roles & ROLE_CONTROLLER))
		diags_error(t->diags, at,
			    "voter %d@%s:%d: service '%s' is not a controller",
			    (int)v->id, v->host, v->port, n->service->name);
	else if (!answers_to(n->service, v->host) &&
		 !(t->len == 1 && strcmp(v->host, "localhost") == 0))
		diags_error(
			t->diags, at,
			"voter %d@%s:%d: node %d is service '%s', which has no name '%s'",
			(int)v->id, v->host, v->port, (int)v->id, n->service->name,
			v->host);
	else if (l && l->port != v->port)
		diags_error(
			t->diags, at,
			"voter %d@%s:%d: the controller listener of service '%s' has port %d",
			(int)v->id, v->host, v->port, n->service->name, l->port);
}

static void check_voters(struct topo *t)
{
	const struct kafka_node *first = &t->nodes[0];
	const struct ynode *at = NULL;
	const char *text = kafka_node_setting(first, "CONTROLLER_QUORUM_VOTERS", &at);
	struct voters voters = {0};

	if (!text)
		goto out; /* a dynamic quorum, or the node itself complains */
	if (!voters_parse(text, &voters)) {
		diags_error(t->diags, at,
			    "'%s' is no list of voters such as 1@kafka1:9093", text);
		goto out;
	}
	for (size_t i = 0; i < voters.len; i++)
		check_voter(t, at, &voters.items[i]);
	for (size_t i = 0; i < t->len; i++) {
		bool found = false;

		for (size_t k = 0; k < voters.len; k++)
			found |= voters.items[k].id == t->nodes[i].id;
		if (!found && (t->nodes[i].roles & ROLE_CONTROLLER))
			diags_error(
				t->diags, place(&t->nodes[i], "PROCESS_ROLES"),
				"service '%s' is a controller, but node %d is not among the "
				"voters '%s'",
				t->nodes[i].service->name, (int)t->nodes[i].id, text);
	}
out:
	voters_release(&voters);
}

static void read_nodes(struct topo *t)
{
	for (size_t i = 0; i < t->compose->n_services; i++) {
		const struct service *s = &t->compose->services[i];
		struct kafka_node n = {0};
		int rc = kafka_node_read(s, &n, t->diags);

		if (rc > 0)
			*GROW(t->nodes, t->len) = n;
		else
			kafka_node_release(&n);
	}
}

static void add_nodes(struct topo *t, struct topology *out)
{
	for (size_t i = 0; i < t->len; i++) {
		struct kafka_node *n = &t->nodes[i];
		struct node *node = topology_add(out);

		node->id = n->id;
		node->roles = n->roles;
		node->name = xstrdup(n->service->name);
		node->container = xstrdup(n->service->container);
		check_duplicate(t, n);
		check_cluster_id(t, n);
		check_same(t, n, "CONTROLLER_QUORUM_VOTERS",
			   "all nodes need the same voters");
		node->listens = kafka_node_listens(n);
		if (n->roles & ROLE_BROKER)
			find_broker(t, n, node);
		if (n->roles & ROLE_CONTROLLER)
			find_controller(t, n, node);
	}
	topology_sort(out);
}

void kafka_topology(const struct compose *c, struct topology *out, struct diags *d)
{
	struct topo t = {.compose = c, .diags = d};

	read_nodes(&t);
	if (t.len > 0) {
		add_nodes(&t, out);
		check_voters(&t);
		out->image = xstrdup(t.nodes[0].service->spec.image
					     ? t.nodes[0].service->spec.image
					     : "");
	} else if (diags_count_errors(d) == c->errors_before) {
		/* Otherwise a mistake above may well be the reason. */
		diags_error(
			d, ynode_key(c->doc.root, "services"),
			"no service is a Kafka node: KAFKA_PROCESS_ROLES is set in none");
	}
	for (size_t i = 0; i < t.len; i++)
		kafka_node_release(&t.nodes[i]);
	free(t.nodes);
}
