#include "cluster/placing.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "cluster/settings.h"

#include <arpa/inet.h>

struct env_var *service_setting(struct service *s, const char *setting)
{
	for (size_t i = 0; i < s->n_env; i++) {
		char *key = setting_key(s->env[i].key);
		bool is_it = key && strcmp(key, setting) == 0;

		free(key);
		if (is_it)
			return &s->env[i];
	}
	return NULL;
}

/* "A://127.0.0.1:1,B://kafka1:2" with every loopback host replaced. Caller frees. */
static char *at_address(const char *listeners, const char *address)
{
	static const char *const loopbacks[] = {"://127.0.0.1:", "://localhost:"};
	bool is_ipv6 = strchr(address, ':') != NULL;
	struct strbuf out = STRBUF_INIT;

	while (*listeners) {
		size_t skip = 0;

		for (size_t i = 0; i < ARRAY_LEN(loopbacks); i++)
			if (str_starts(listeners, loopbacks[i]))
				skip = strlen(loopbacks[i]);
		if (skip)
			strbuf_addf(&out, is_ipv6 ? "://[%s]:" : "://%s:", address);
		else
			strbuf_addch(&out, *listeners);
		listeners += skip ? skip : 1;
	}
	return strbuf_detach(&out);
}

static void advertise(struct service *s, const struct host *h, struct diags *d)
{
	struct env_var *v = service_setting(s, "advertised.listeners");
	char *text;

	if (!v) {
		diags_found(
			d, CODE_KAFKA_LISTENERS, s->at,
			"service '%s' says in a file what it advertises, which cannot be "
			"changed to the address of host '%s': use the variable "
			"KAFKA_ADVERTISED_LISTENERS",
			s->name, h->name);
		return;
	}
	text = at_address(v->value, h->address);
	free(v->value);
	v->value = text;
}

/* In the words of the image: Bitnami's variables have a prefix of their own. */
static void put_rack(struct service *s, const struct host *h)
{
	bool is_bitnami = false;

	if (service_setting(s, "broker.rack"))
		return;
	for (size_t i = 0; i < s->n_env; i++)
		is_bitnami = is_bitnami || str_starts(s->env[i].key, "KAFKA_CFG_");
	*GROW(s->env, s->n_env) = (struct env_var){
		.key = xstrdup(is_bitnami ? "KAFKA_CFG_BROKER_RACK"
					  : "KAFKA_BROKER_RACK"),
		.value = xstrdup(h->rack),
		.at = s->at};
}

/* By a name only an address could be bound that this machine cannot know. */
static const char *bound_to(const struct host *h)
{
	struct in6_addr a;

	return inet_pton(AF_INET, h->address, &a) == 1 ||
			       inet_pton(AF_INET6, h->address, &a) == 1
		       ? h->address
		       : "0.0.0.0";
}

static void publish(struct service *s, const struct host *h)
{
	for (size_t i = 0; i < s->spec.n_ports; i++) {
		free(s->spec.ports[i].host_ip);
		s->spec.ports[i].host_ip = xstrdup(bound_to(h));
	}
}

static void move_address(struct address *a, const struct host *h)
{
	if (!a->host)
		return;
	free(a->host);
	a->host = xstrdup(h->address);
}

static void place_node(struct compose *c, struct node *n, struct diags *d)
{
	const struct host *h = topology_host(&c->topology, n);
	struct service *s = compose_service(c, n->name);

	s->host = n->host;
	publish(s, h);
	move_address(&n->broker, h);
	move_address(&n->controller, h);
	if (n->roles & ROLE_BROKER) {
		advertise(s, h, d);
		put_rack(s, h);
	}
}

void compose_place(struct compose *c, const struct hosts *hosts, struct diags *d)
{
	struct topology *t = &c->topology;
	struct err e = {0};

	if (hosts_place(hosts, t, &e) < 0) {
		diags_found_at(d, e.code, NULL, "%s", e.msg);
		return;
	}
	for (size_t i = 0; i < t->len; i++)
		place_node(c, &t->nodes[i], d);
	for (size_t i = 0; i < t->n_companions; i++) {
		struct service *s = compose_service(c, t->companions[i].name);

		if (s)
			s->host = t->companions[i].host;
	}
}
