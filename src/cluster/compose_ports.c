#include "cluster/compose_read.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"

enum { RANGE_MAX = 100 }; /* ports in one range */

/* A published port or range as written: texts, not yet numbers. */
struct port_text {
	char *ip;   /* NULL: none given */
	char *host; /* NULL: the engine chooses */
	char *container;
	char *protocol; /* NULL: tcp */
};

struct range {
	int64_t first, last;
};

static void port_text_release(struct port_text *t)
{
	free(t->ip);
	free(t->host);
	free(t->container);
	free(t->protocol);
}

static bool parse_range(const char *text, struct range *out)
{
	const char *dash = strchr(text, '-');
	char *first = xstrndup(text, dash ? (size_t)(dash - text) : strlen(text));
	struct range r;
	bool ok = value_int(first, 1, UINT16_MAX, &r.first);

	r.last = r.first;
	if (ok && dash)
		ok = value_int(dash + 1, r.first, UINT16_MAX, &r.last);
	free(first);
	if (ok && r.last - r.first < RANGE_MAX)
		*out = r;
	return ok && r.last - r.first < RANGE_MAX;
}

/* Where a port is bound: this machine's loopback only, whatever the file says. */
static const char *bound_ip(struct reading *r, const struct ynode *at, const char *ip,
			    const char *container)
{
	if (ip && (str_starts(ip, "127.") || strcmp(ip, "::1") == 0))
		return ip;
	if (!ip || strcmp(ip, "0.0.0.0") == 0 || strcmp(ip, "::") == 0)
		diags_found(r->diags, CODE_COMPOSE_PUBLISHED, at,
			    "port %s is bound to 127.0.0.1 instead of all addresses",
			    container);
	else
		diags_found(r->diags, CODE_COMPOSE_PUBLISHED, at,
			    "port %s is bound to 127.0.0.1 instead of %s", container, ip);
	return "127.0.0.1";
}

static void add_port(struct service *s, const struct ynode *at,
		     const struct port_map *port)
{
	struct port_map *p = container_spec_add_port(&s->spec);

	*p = *port;
	p->host_ip = port->host_ip ? xstrdup(port->host_ip) : NULL;
	GROW(s->port_origins, s->n_port_origins)->at = at;
}

static bool set_protocol(struct reading *r, const struct ynode *at, const char *protocol,
			 struct port_map *p)
{
	if (!protocol)
		protocol = "tcp";
	if (strcmp(protocol, "tcp") != 0 && strcmp(protocol, "udp") != 0 &&
	    strcmp(protocol, "sctp") != 0) {
		diags_found(r->diags, CODE_COMPOSE_PORTS, at,
			    "a port's protocol is tcp, udp or sctp, not '%s'", protocol);
		return false;
	}
	(void)snprintf(p->protocol, sizeof(p->protocol), "%s", protocol);
	return true;
}

static void add_ports(struct reading *r, struct service *s, const struct ynode *at,
		      const struct port_text *t)
{
	struct range inside, outside = {0, 0};
	struct port_map p = {.is_published = true};
	char ip[64];

	if (!parse_range(t->container, &inside) ||
	    (t->host && !parse_range(t->host, &outside))) {
		diags_found(
			r->diags, CODE_COMPOSE_PORTS, at,
			"'%s' is no port: write \"127.0.0.1:29092:9092\" (host:container)",
			at->text[0] ? at->text : t->container);
		return;
	}
	if (t->host && outside.last - outside.first != inside.last - inside.first) {
		diags_found(r->diags, CODE_COMPOSE_PORTS, at,
			    "the two port ranges are of different length");
		return;
	}
	if (!set_protocol(r, at, t->protocol, &p))
		return;
	(void)snprintf(ip, sizeof(ip), "%s", bound_ip(r, at, t->ip, t->container));
	p.host_ip = ip;
	for (int64_t i = 0; i <= inside.last - inside.first; i++) {
		p.container_port = (uint16_t)(inside.first + i);
		p.host_port = t->host ? (uint16_t)(outside.first + i) : 0;
		add_port(s, at, &p);
	}
}

/* What is left of the container's port: "host", "ip:host", "ip:" or "[::1]". */
static void split_outside(const char *text, struct port_text *out)
{
	const char *bracket = *text == '[' ? strchr(text, ']') : NULL;
	const char *colon = strrchr(bracket ? bracket : text, ':');
	const char *host = colon ? colon + 1 : bracket ? "" : text;

	if (bracket)
		out->ip = xstrndup(text + 1, (size_t)(bracket - text - 1));
	else if (colon)
		out->ip = xstrndup(text, (size_t)(colon - text));
	out->host = *host ? xstrdup(host) : NULL;
}

/* [[ip:][host]:]container[/protocol]; an IPv6 address stands in brackets. */
static void split_short(const char *text, struct port_text *out)
{
	char *rest = xstrdup(text), *slash = strrchr(rest, '/'), *colon;

	if (slash) {
		*slash = '\0';
		out->protocol = xstrdup(slash + 1);
	}
	colon = strrchr(rest, ':');
	out->container = xstrdup(colon ? colon + 1 : rest);
	if (colon) {
		*colon = '\0';
		split_outside(rest, out);
	}
	free(rest);
}

static char *long_text(struct reading *r, const struct ynode *map, const char *key)
{
	const struct ynode *v = ynode_get(map, key);

	return v && read_scalar(v, key, r->diags) && *v->text ? xstrdup(v->text) : NULL;
}

static void read_long(struct reading *r, struct service *s, const struct ynode *map)
{
	static const char *const known[] = {"target",      "published", "host_ip",
					    "protocol",    "mode",      "name",
					    "app_protocol"};
	struct port_text t = {.ip = long_text(r, map, "host_ip"),
			      .host = long_text(r, map, "published"),
			      .container = long_text(r, map, "target"),
			      .protocol = long_text(r, map, "protocol")};
	const struct ynode *at = ynode_get(map, t.host ? "published" : "target");

	yaml_foreach (e, map) {
		size_t i = 0;

		while (i < ARRAY_LEN(known) && strcmp(known[i], e->key->text) != 0)
			i++;
		if (i == ARRAY_LEN(known))
			diags_found(r->diags, CODE_KEY_UNKNOWN, e->key,
				    "unknown key '%s' in a port", e->key->text);
	}
	if (t.container)
		add_ports(r, s, at, &t);
	else
		diags_found(r->diags, CODE_COMPOSE_PORTS, map, "a port needs a 'target'");
	port_text_release(&t);
}

void read_ports(struct reading *r, struct service *s, const struct ynode *v)
{
	if (ynode_is_null(v))
		return;
	if (!ynode_is_list(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v, "'ports' wants a list, not %s",
			    ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		struct port_text t = {0};

		if (ynode_is_map(e->value)) {
			read_long(r, s, e->value);
		} else if (read_scalar(e->value, "ports", r->diags)) {
			split_short(e->value->text, &t);
			add_ports(r, s, e->value, &t);
		}
		port_text_release(&t);
	}
}

/* Tells the engine only; every port of a container can be reached in its network anyway. */
void read_expose(struct reading *r, struct service *s, const struct ynode *v)
{
	struct text_list ports = {0};
	struct range range;

	if (!read_texts(v, "expose", &ports, r->diags))
		goto out;
	for (size_t i = 0; i < ports.len; i++) {
		char *number = xstrndup(ports.items[i], strcspn(ports.items[i], "/"));
		bool ok = parse_range(number, &range);

		free(number);
		if (!ok) {
			diags_found(r->diags, CODE_COMPOSE_PORTS, v, "'%s' is no port",
				    ports.items[i]);
			continue;
		}
		for (int64_t p = range.first; p <= range.last; p++) {
			struct port_map port = {.container_port = (uint16_t)p,
						.protocol = "tcp"};

			add_port(s, v, &port);
		}
	}
out:
	text_list_release(&ports);
}
