/* docker_hostnet.c - nodes, and what is beside them, in their hosts' own network, where no overlay joins the hosts:
 * each needs ports of its own there, and finds the nodes by names that stand for their hosts' addresses. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_up.h"
#include "cluster/kafka_node.h"
#include "cluster/placing.h"

#include <arpa/inet.h>

/* Names in /etc/hosts stand for addresses, not for other names. */
static int check_addresses(const struct hosts *h, struct err *e)
{
	struct in6_addr a;

	for (size_t i = 0; i < h->len; i++)
		if (inet_pton(AF_INET, h->at[i].address, &a) != 1 &&
		    inet_pton(AF_INET6, h->at[i].address, &a) != 1)
			return err_set(
				e, CODE_HOST_NETWORK,
				"without an overlay network nodes find each other by their "
				"hosts' addresses, and that of host '%s' is the name '%s': "
				"write its IP address",
				h->at[i].name, h->at[i].address);
	return 0;
}

/* Where a node listens there, by its settings. */
static int read_listeners(const struct service *s, struct listeners *out, struct err *e)
{
	struct diags d = DIAGS_INIT;
	struct kafka_node n = {0};
	int rc = kafka_node_read(s, true, &n, &d);

	*out = n.listeners;
	n.listeners = (struct listeners){0};
	kafka_node_release(&n);
	diags_release(&d);
	return rc > 0 ? 0
		      : err_set(e, CODE_HOST_NETWORK,
				"the listeners of service '%s' cannot be read", s->name);
}

static int check_ports(const struct service *s, const struct listeners *mine,
		       const struct service *other, struct err *e)
{
	struct listeners its;
	int rc = read_listeners(other, &its, e);

	for (size_t i = 0; rc == 0 && i < mine->len; i++)
		for (size_t k = 0; rc == 0 && k < its.len; k++)
			if (mine->items[i].port == its.items[k].port)
				rc = err_set(
					e, CODE_HOST_NETWORK,
					"'%s' and '%s' are on one host and both listen on port "
					"%d: in the host's own network each needs ports of "
					"its own; give them other ports, or join the engines "
					"to a swarm (docs/hosts.md)",
					s->name, other->name, mine->items[i].port);
	listeners_release(&its);
	return rc;
}

/* Is this the end of a port in a list, and not the middle of a longer number? */
static bool ends_port(char c)
{
	return c < '0' || c > '9';
}

/* ... and of a name, and not the end of a longer one? */
static bool begins_name(const char *list, const char *p)
{
	return p == list || strchr("@/, ", p[-1]);
}

/* Every "WHAT:from" in the variable's value becomes "WHAT:to". */
static void renumber(struct env_var *v, const char *what, unsigned from, unsigned to)
{
	char *old = xasprintf("%s:%u", what, from);
	struct strbuf out = STRBUF_INIT;
	size_t n = strlen(old);

	for (const char *p = v ? v->value : ""; *p;) {
		bool is_it = str_starts(p, old) && ends_port(p[n]) &&
			     (!*what || begins_name(v->value, p));

		if (is_it)
			strbuf_addf(&out, "%s:%u", what, to);
		else
			strbuf_addch(&out, *p);
		p += is_it ? n : 1;
	}
	if (v) {
		free(v->value);
		v->value = strbuf_detach(&out);
	}
	strbuf_release(&out);
	free(old);
}

/* In the lists of every node, where it is meant by whatever name. */
static void renumber_for_all(struct upping *u, const struct service *own, unsigned from,
			     unsigned to)
{
	static const char *const lists[] = {"controller.quorum.voters",
					    "controller.quorum.bootstrap.servers",
					    "advertised.listeners"};
	const struct topology *t = &u->cluster->base.topology;
	struct text_list names = {0};

	service_names(own, &names);
	for (size_t i = 0; i < t->len; i++)
		for (size_t k = 0; k < ARRAY_LEN(lists); k++)
			for (size_t n = 0; n < names.len; n++)
				renumber(
					service_setting(compose_service(u->compose,
									t->nodes[i].name),
							lists[k]),
					names.items[n], from, to);
	text_list_release(&names);
}

static void renumber_listens(struct listens *l, int from, int to)
{
	l->clients = l->clients == from ? to : l->clients;
	l->replication = l->replication == from ? to : l->replication;
	l->controller = l->controller == from ? to : l->controller;
}

/* A published port is listened on as such, and the others are told so. */
static void listen_as_published(struct upping *u, struct node *n, struct port_map *p)
{
	struct service *own = compose_service(u->compose, n->name);
	unsigned from = p->container_port, to = p->host_port;

	renumber(service_setting(own, "listeners"), "", from, to);
	renumber_for_all(u, own, from, to);
	renumber_listens(&n->listens, (int)from, (int)to);
	p->container_port = p->host_port;
}

static void listen_there(struct upping *u, struct node *n)
{
	struct service *s = compose_service(u->compose, n->name);

	for (size_t i = 0; i < s->spec.n_ports; i++)
		if (s->spec.ports[i].is_published &&
		    s->spec.ports[i].host_port != s->spec.ports[i].container_port)
			listen_as_published(u, n, &s->spec.ports[i]);
}

static int check_service(struct upping *u, struct service *s, struct err *e)
{
	const struct topology *t = &u->cluster->base.topology;
	struct listeners mine;
	int rc = read_listeners(s, &mine, e);

	for (size_t i = 0; rc == 0 && i < t->len; i++) {
		const struct service *other = compose_service(u->compose,
							      t->nodes[i].name);

		if (other > s && other->host == s->host)
			rc = check_ports(s, &mine, other, e);
	}
	listeners_release(&mine);
	return rc;
}

static void move_out(struct service *s, const struct text_list *names)
{
	free(s->spec.network_mode);
	s->spec.network_mode = xstrdup("host");
	service_leave_networks(s);
	container_spec_drop_ports(&s->spec);
	for (size_t i = 0; i < names->len; i++)
		text_list_add(&s->spec.extra_hosts, names->items[i]);
}

/* What is no node, too: where it was there is no network, and nodes are found by their hosts' addresses. */
static void move_all_out(struct upping *u)
{
	const struct topology *t = &u->cluster->base.topology;
	struct text_list names = {0};

	for (size_t i = 0; i < t->len; i++)
		add_names_at(compose_service(u->compose, t->nodes[i].name),
			     topology_host(t, &t->nodes[i])->address, &names);
	for (size_t i = 0; i < u->compose->n_services; i++) {
		struct service *s = &u->compose->services[i];

		if (s->n_networks || topology_by_name(t, s->name))
			move_out(s, &names);
	}
	text_list_release(&names);
	for (size_t i = 0; i < u->compose->n_networks; i++)
		u->compose->networks[i].is_used = false;
}

int upping_use_host_network(struct upping *u, struct err *e)
{
	struct topology *t = &u->cluster->base.topology;

	if (check_addresses(&t->hosts, e) < 0)
		return -1;
	for (size_t i = 0; i < t->len; i++)
		listen_there(u, &t->nodes[i]);
	for (size_t i = 0; i < t->len; i++)
		if (check_service(u, compose_service(u->compose, t->nodes[i].name), e) <
		    0)
			return -1;
	move_all_out(u);
	return 0;
}
