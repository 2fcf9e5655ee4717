/* docker_hosts.c - the network by which nodes on different hosts reach each other. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/addresses.h"
#include "cluster/docker_spec.h"
#include "cluster/docker_up.h"

/* An engine, and its part in a swarm, as far as it matters here. */
struct membership {
	bool is_member;
	bool is_manager;
	char *swarm;   /* its id; "" on workers, which are not told */
	char *address; /* where the other members reach it; "" outside of a swarm */
	char *engine;  /* its id and the name of its machine; NULL: it does not say */
};

static int ask(struct engine *en, struct membership *out, struct err *e)
{
	struct engine_info info = {0};
	const struct engine_swarm *s = &info.swarm;

	if (engine_info(en, &info, e) < 0)
		return -1;
	*out = (struct membership){.is_member = strcmp(s->state, "active") == 0,
				   .is_manager = s->is_manager,
				   .swarm = xstrdup(s->cluster_id),
				   .address = xstrdup(s->node_addr)};
	if (*info.id && *info.host_name)
		out->engine = xasprintf("%s, %s", info.id, info.host_name);
	engine_info_release(&info);
	return 0;
}

static void members_free(struct membership *m, size_t n)
{
	for (size_t i = 0; m && i < n; i++) {
		free(m[i].swarm);
		free(m[i].address);
		free(m[i].engine);
	}
	free(m);
}

static const struct host *host_at(const struct upping *u, size_t i)
{
	return &u->cluster->engines.hosts.at[i];
}

/* Two addresses may lead to one engine. Its machine's loss would then be that of two hosts, and nothing would
 * say so. */
static int check_apart(const struct upping *u, const struct membership *m, struct err *e)
{
	for (size_t i = 0; i < u->n_engines; i++)
		for (size_t k = 0; k < i; k++)
			if (m[i].engine && m[k].engine &&
			    strcmp(m[i].engine, m[k].engine) == 0)
				return err_set(
					e, CODE_HOST_ENTRY,
					"hosts '%s' and '%s' have one and the same engine (%s): "
					"each needs one of its own; machines copied from one "
					"image need another id and name, see docs/hosts.md",
					host_at(u, k)->name, host_at(u, i)->name,
					m[i].engine);
	return 0;
}

/* As the engines. Caller frees. NULL on failure. */
static struct membership *ask_all(const struct upping *u, struct err *e)
{
	struct membership *m = xcalloc(u->n_engines, sizeof(*m));

	for (size_t i = 0; i < u->n_engines; i++)
		if (ask(u->engines[i], &m[i], e) < 0) {
			(void)engines_blame(&u->cluster->engines, i, e);
			members_free(m, u->n_engines);
			return NULL;
		}
	return m;
}

/* What is found out of all engines, one after the other. */
struct search {
	const char *swarm;  /* the id that the first manager told; NULL: none yet */
	size_t manager;     /* the first one; as many as engines: none yet */
	struct strbuf *why; /* who is not in it */
};

static void take(struct search *s, const struct membership *m, size_t i, const char *host)
{
	const char *semicolon = s->why->len ? "; " : "";

	if (!m->is_member)
		strbuf_addf(s->why, "%sthe engine of host '%s' is in no swarm", semicolon,
			    host);
	else if (s->swarm && *m->swarm && strcmp(s->swarm, m->swarm) != 0)
		strbuf_addf(s->why, "%sthe engine of host '%s' is in another swarm",
			    semicolon, host);
	if (m->is_manager && i < s->manager)
		s->manager = i;
	if (!s->swarm && *m->swarm)
		s->swarm = m->swarm;
}

/* Are all in a swarm? Then `manager` makes its networks. If not, `why` says who is not. */
static bool find_swarm(struct upping *u, const struct membership *m, struct strbuf *why)
{
	struct search s = {.manager = u->n_engines, .why = why};

	for (size_t i = 0; i < u->n_engines; i++)
		take(&s, &m[i], i, host_at(u, i)->name);
	if (why->len == 0 && s.manager == u->n_engines)
		strbuf_addstr(why,
			      "no host's engine is a manager of the swarm, and only a "
			      "manager makes networks");
	u->manager = s.manager < u->n_engines ? s.manager : 0;
	return why->len == 0;
}

/* One network for all hosts instead of one on each. */
static int make_overlays(struct upping *u, struct err *e)
{
	struct compose *c = u->compose;

	for (size_t i = 0; i < c->n_networks; i++) {
		struct resource *r = &c->networks[i];

		if (r->driver && strcmp(r->driver, "bridge") != 0 &&
		    strcmp(r->driver, "overlay") != 0)
			return err_set(
				e, CODE_HOST_NETWORK,
				"network '%s' has the driver '%s', which reaches no other "
				"host: leave 'driver' out, or say overlay",
				r->key, r->driver);
		free(r->driver);
		r->driver = xstrdup("overlay");
		r->is_attachable = true;
	}
	return 0;
}

static void add_name(struct text_list *names, const char *name)
{
	if (name && !text_list_has(names, name))
		text_list_add(names, name);
}

void service_names(const struct service *s, struct text_list *out)
{
	add_name(out, s->name);
	add_name(out, s->spec.hostname);
	add_name(out, s->container);
	add_name(out, s->own_name);
	for (size_t i = 0; i < s->n_networks; i++)
		for (size_t k = 0; k < s->networks[i].aliases.len; k++)
			add_name(out, s->networks[i].aliases.items[k]);
}

void add_names_at(const struct service *s, const char *address, struct text_list *lines)
{
	struct text_list names = {0};

	service_names(s, &names);
	for (size_t i = 0; i < names.len; i++) {
		char *line = xasprintf("%s:%s", names.items[i], address);

		add_name(lines, line);
		free(line);
	}
	text_list_release(&names);
}

/* All nodes learn the address of `s`. */
static void make_known(struct upping *u, const struct service *s)
{
	const struct topology *t = &u->cluster->base.topology;
	const struct service_network *in = s->n_networks ? &s->networks[0] : NULL;
	const struct resource *net = in ? compose_network(u->compose, in->key) : NULL;
	char *address = net ? fixed_address(u->compose, s, in, net) : NULL;

	for (size_t i = 0; address && i < t->len; i++)
		add_names_at(
			s, address,
			&compose_service(u->compose, t->nodes[i].name)->spec.extra_hosts);
	free(address);
}

/*
 * Names in an overlay network are those of the engines that run: with an engine its containers' names go, on
 * other hosts some seconds later, though the nodes go on. A machine's name does not depend on its Docker engine.
 */
void upping_name_nodes(struct upping *u)
{
	const struct topology *t = &u->cluster->base.topology;

	for (size_t i = 0; u->n_engines > 1 && i < t->len; i++)
		make_known(u, compose_service(u->compose, t->nodes[i].name));
}

static int decide(struct upping *u, const struct membership *m, struct err *e)
{
	enum host_network wanted = u->cluster->engines.hosts.network;
	struct strbuf why = STRBUF_INIT;
	int rc;

	if (wanted == HOST_NETWORK_HOST)
		return upping_use_host_network(u, e);
	if (find_swarm(u, m, &why))
		rc = make_overlays(u, e);
	else if (wanted == HOST_NETWORK_OVERLAY)
		rc = err_set(
			e, CODE_NO_OVERLAY,
			"there is no overlay network for these hosts: %s; 'docker swarm init' "
			"and 'docker swarm join' make one, see docs/hosts.md",
			strbuf_text(&why));
	else
		rc = upping_use_host_network(u, e);
	strbuf_release(&why);
	return rc;
}

int upping_join_hosts(struct upping *u, struct err *e)
{
	struct membership *m;
	int rc;

	if (u->n_engines == 1 && u->cluster->engines.hosts.network != HOST_NETWORK_HOST)
		return 0;
	m = ask_all(u, e);
	rc = m ? check_apart(u, m, e) : -1;
	if (rc == 0)
		rc = decide(u, m, e);
	text_list_release(&u->members);
	for (size_t i = 0; rc == 0 && i < u->n_engines; i++)
		text_list_add(&u->members, m[i].address);
	members_free(m, u->n_engines);
	return rc;
}

/* Two machines cannot speak to each other when one takes the other for a neighbour in the overlay. */
int upping_check_subnet(const struct upping *u, const struct resource *r, struct err *e)
{
	const char *subnet = r->pinned ? r->pinned : r->subnet;

	for (size_t i = 0; subnet && i < u->members.len; i++) {
		const char *address = host_at(u, i)->address;

		if (!address_is_in(subnet, address))
			address = u->members.items[i];
		if (address_is_in(subnet, address))
			return err_set(
				e, CODE_HOST_NETWORK,
				"network '%s' has the subnet %s, in which host '%s' itself "
				"is (%s), so that containers would not reach the hosts: give "
				"it another one in the Compose file, as in "
				"'ipam: {config: [{subnet: 10.77.0.0/24}]}'",
				r->name, subnet, host_at(u, i)->name, address);
	}
	return 0;
}
