#include "cluster/kafka_topo.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/portclaims.h"

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

/* Where a cluster that is there was placed; NULL: there are no hosts, or they are not chosen yet. */
static const struct host *host_of(const struct topo *t, const struct kafka_node *n)
{
	const struct hosts *hosts = &t->compose->topology.hosts;

	return hosts->len ? &hosts->at[n->service->host] : NULL;
}

/* A cluster that was started by others may be bound to every address. */
static char *reach(const struct topo *t, const struct kafka_node *n,
		   const struct port_map *p)
{
	const struct host *h = host_of(t, n);
	bool is_any = !*p->host_ip || strcmp(p->host_ip, "0.0.0.0") == 0 ||
		      strcmp(p->host_ip, "::") == 0;

	return xstrdup(h ? h->address : is_any ? "127.0.0.1" : p->host_ip);
}

static const struct ynode *port_place(const struct kafka_node *n,
				      const struct port_map *p)
{
	return n->service->port_origins[p - n->service->spec.ports].at;
}

static void check_protocol(struct topo *t, const struct kafka_node *n,
			   const char *listener)
{
	const char *map = kafka_node_setting(n, "listener.security.protocol.map", NULL);
	char *protocol = map ? names_value(map, listener) : NULL;

	if (strcmp(protocol ? protocol : listener, "PLAINTEXT") != 0 &&
	    (protocol || strstr(listener, "SSL") || strstr(listener, "SASL")))
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS,
			topo_place(n, "listener.security.protocol.map"),
			"listener '%s' of service '%s' speaks %s; kchaos speaks PLAINTEXT: "
			"add a PLAINTEXT listener for it and publish that one",
			listener, n->service->name, protocol ? protocol : listener);
	free(protocol);
}

/* Would a client on this machine get there by this advertised listener? */
static bool try_listener(const struct topo *t, const struct kafka_node *n,
			 const struct listener *advertised,
			 const struct port_map **out_port)
{
	const struct host *h = host_of(t, n);
	const struct listener *bound = listeners_find(&n->listeners, advertised->name);

	*out_port = published(n, bound ? bound->port : advertised->port);
	return *out_port &&
	       (h ? strcmp(advertised->host, h->address) == 0
		  : is_loopback(advertised->host)) &&
	       (*out_port)->host_port == advertised->port;
}

static void tell_unreachable(struct topo *t, const struct kafka_node *n)
{
	const char *name = n->service->name;
	const struct listener *l = NULL;
	const struct port_map *p = NULL;

	for (size_t i = 0; i < n->advertised.len; i++) {
		const struct port_map *tried;

		(void)try_listener(t, n, &n->advertised.items[i], &tried);
		if (!tried || names_has(n->controller_names, n->advertised.items[i].name))
			continue;
		if (!p || is_loopback(n->advertised.items[i].host)) {
			p = tried;
			l = &n->advertised.items[i];
		}
	}
	if (!p)
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS,
			topo_place(n, "advertised.listeners"),
			"no client listener of service '%s' is published, so no client on "
			"this machine reaches it: add a listener to KAFKA_LISTENERS and "
			"KAFKA_ADVERTISED_LISTENERS, and its port to 'ports'",
			name);
	else if (!is_loopback(l->host))
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS,
			topo_place(n, "advertised.listeners"),
			"listener '%s' of service '%s' is published, but advertised as "
			"'%s:%d', where clients on this machine do not reach it: advertise "
			"127.0.0.1:%u",
			l->name, name, l->host, l->port, (unsigned)p->host_port);
	else if (p->host_port == 0)
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS, port_place(n, p),
			"the engine would choose the port of listener '%s' of service '%s', "
			"so it cannot be advertised: write \"127.0.0.1:%d:%u\"",
			l->name, name, l->port, (unsigned)p->container_port);
	else
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS,
			topo_place(n, "advertised.listeners"),
			"listener '%s' of service '%s' is advertised at port %d, but "
			"published at port %u: clients would be sent to the wrong one",
			l->name, name, l->port, (unsigned)p->host_port);
}

/* In its host's own network nothing is published: it listens there itself. */
static bool is_in_hosts_network(const struct kafka_node *n)
{
	for (size_t i = 0; i < n->service->n_networks; i++)
		if (strcmp(n->service->networks[i].key, "host") == 0)
			return true;
	return false;
}

static void find_broker_on_host(const struct topo *t, const struct kafka_node *n,
				struct node *out)
{
	const struct host *h = host_of(t, n);

	for (size_t i = 0; i < n->advertised.len && !out->broker.host; i++) {
		const struct listener *l = &n->advertised.items[i];

		if (strcmp(l->host, h->address) != 0)
			continue;
		out->broker.host = xstrdup(h->address);
		out->broker.port = l->port;
		out->listens.clients = l->port;
	}
}

void topo_find_broker(struct topo *t, struct kafka_node *n, struct node *out)
{
	if (host_of(t, n) && is_in_hosts_network(n)) {
		find_broker_on_host(t, n, out);
		return;
	}
	for (size_t i = 0; i < n->advertised.len; i++) {
		const struct listener *l = &n->advertised.items[i];
		const struct port_map *p;

		if (names_has(n->controller_names, l->name) || !try_listener(t, n, l, &p))
			continue;
		check_protocol(t, n, l->name);
		out->broker.host = reach(t, n, p);
		out->broker.port = p->host_port;
		out->listens.clients = p->container_port;
		return;
	}
	tell_unreachable(t, n);
}

/* Is the port on this machine given by number in the file, and so not to be chosen? */
static bool is_written(const struct compose *c, uint16_t port)
{
	for (size_t i = 0; i < c->n_services; i++)
		for (size_t k = 0; k < c->services[i].spec.n_ports; k++)
			if (c->services[i].spec.ports[k].host_port == port)
				return true;
	return false;
}

/* A free port for the controller listener; 0: none is, or they are not to be chosen now. */
static uint16_t choose_port(const struct topo *t, const struct kafka_node *n)
{
	enum { TRIES = 10 };
	uint16_t port = 0;

	for (int i = 0; t->compose->claims && i < TRIES; i++) {
		/* No variable has a blank in its name. */
		char *name = xasprintf("controller of %s, try %d", n->service->name, i);

		port = port_claims_choose(t->compose->claims, name, 0);
		free(name);
		if (port == 0 || !is_written(t->compose, port))
			break;
	}
	return port;
}

/* What the file leaves inside is published for us, or how each node sees the quorum could not be
 * seen. `p` is a row that leaves the port to the engine, or NULL. */
static const struct port_map *publish(struct topo *t, const struct kafka_node *n,
				      const struct port_map *p, int port)
{
	struct service *s = compose_service(t->compose, n->service->name);
	uint16_t chosen = choose_port(t, n);
	struct port_map *row;

	if (p) {
		row = &s->spec.ports[p - s->spec.ports];
	} else {
		row = container_spec_add_port(&s->spec);
		*row = (struct port_map){.container_port = (uint16_t)port,
					 .protocol = "tcp",
					 .host_ip = xstrdup("127.0.0.1")};
		GROW(s->port_origins, s->n_port_origins)->at = s->at;
		diags_found(
			t->diags, CODE_COMPOSE_PUBLISHED, s->at,
			"the controller listener of service '%s' (port %d) is "
			"published on 127.0.0.1, so that its view of the quorum can be "
			"seen",
			s->name, port);
	}
	row->is_published = true;
	row->host_port = chosen;
	return row;
}

/* Where the container itself is, for a cluster that others started; NULL: not to be reached. */
static const char *own_address(const struct topo *t, const struct kafka_node *n)
{
	const struct service *s = n->service;

	for (size_t i = 0; t->compose->is_near && i < s->n_networks; i++)
		if (s->networks[i].ipv4)
			return s->networks[i].ipv4;
	return NULL;
}

void topo_find_controller(struct topo *t, struct kafka_node *n, struct node *out)
{
	const struct listener *l = kafka_node_controller(n);
	const struct port_map *p = l ? published(n, l->port) : NULL;

	if (!l) {
		diags_found(
			t->diags, CODE_KAFKA_LISTENERS,
			topo_place(n, "controller.listener.names"),
			"service '%s' is a controller, but none of its listeners is among "
			"KAFKA_CONTROLLER_LISTENER_NAMES",
			n->service->name);
		return;
	}
	check_protocol(t, n, l->name);
	if (host_of(t, n) && is_in_hosts_network(n)) {
		out->controller.host = xstrdup(host_of(t, n)->address);
		out->controller.port = l->port;
		return;
	}
	/* Containers that are there are as they are. */
	if ((!p || p->host_port == 0) && n->service->map)
		p = publish(t, n, p, l->port);
	if (p) {
		out->controller.host = reach(t, n, p);
		out->controller.port = p->host_port;
	} else if (own_address(t, n)) {
		out->controller.host = xstrdup(own_address(t, n));
		out->controller.port = l->port;
	}
}
