/* docker_hosts.c - the network by which nodes on different hosts reach each other. */
#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_spec.h"
#include "cluster/docker_up.h"

/* One engine's part in a swarm, as far as it matters here. */
struct membership {
	bool is_member;
	bool is_manager;
	char *swarm; /* its id; "" on workers, which are not told */
};

static int ask(struct engine *en, struct membership *out, struct err *e)
{
	struct engine_info info = {0};
	int rc = engine_info(en, &info, e);
	const struct engine_swarm *s = &info.swarm;

	*out = (struct membership){.is_member = rc == 0 &&
						strcmp(s->state, "active") == 0,
				   .is_manager = rc == 0 && s->is_manager,
				   .swarm = xstrdup(rc == 0 ? s->cluster_id : "")};
	engine_info_release(&info);
	return rc;
}

/* What is found out of all engines, one after the other. */
struct search {
	char *swarm;        /* the id that the first manager told; NULL: none yet */
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
		s->swarm = xstrdup(m->swarm);
}

/* Who is in a swarm. 1: all of them, and `manager` makes its networks; 0: not; `why` says who is not. */
static int find_swarm(struct upping *u, struct strbuf *why, struct err *e)
{
	struct search s = {.manager = u->n_engines, .why = why};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < u->n_engines; i++) {
		struct membership m;

		rc = ask(u->engines[i], &m, e);
		if (rc < 0)
			(void)engines_blame(&u->cluster->engines, i, e);
		else
			take(&s, &m, i, u->cluster->engines.hosts.at[i].name);
		free(m.swarm);
	}
	free(s.swarm);
	if (rc == 0 && why->len == 0 && s.manager == u->n_engines)
		strbuf_addstr(why,
			      "no host's engine is a manager of the swarm, and only a "
			      "manager makes networks");
	u->manager = s.manager < u->n_engines ? s.manager : 0;
	return rc < 0 ? -1 : why->len == 0;
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

/* "name:address" of a node for the others' /etc/hosts. */
static void add_name(struct service *to, const char *name, const char *address)
{
	char *line = xasprintf("%s:%s", name, address);

	if (!text_list_has(&to->spec.extra_hosts, line))
		text_list_add(&to->spec.extra_hosts, line);
	free(line);
}

/* All nodes learn the address of `s`. */
static void make_known(struct upping *u, const struct service *s)
{
	const struct topology *t = &u->cluster->base.topology;
	const struct service_network *in = s->n_networks ? &s->networks[0] : NULL;
	const struct resource *net = in ? compose_network(u->compose, in->key) : NULL;
	char *address = net ? fixed_address(u->compose, s, in, net) : NULL;

	for (size_t i = 0; address && i < t->len; i++) {
		struct service *to = compose_service(u->compose, t->nodes[i].name);

		add_name(to, s->name, address);
		if (s->spec.hostname)
			add_name(to, s->spec.hostname, address);
	}
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

int upping_join_hosts(struct upping *u, struct err *e)
{
	enum host_network wanted = u->cluster->engines.hosts.network;
	struct strbuf why = STRBUF_INIT;
	int in_swarm;

	if (u->n_engines == 1)
		return 0;
	in_swarm = wanted == HOST_NETWORK_HOST ? 0 : find_swarm(u, &why, e);
	if (in_swarm > 0)
		in_swarm = make_overlays(u, e);
	else if (in_swarm == 0 && wanted == HOST_NETWORK_OVERLAY)
		in_swarm = err_set(
			e, CODE_NO_OVERLAY,
			"there is no overlay network for these hosts: %s; 'docker swarm init' "
			"and 'docker swarm join' make one, see docs/hosts.md",
			strbuf_text(&why));
	else if (in_swarm == 0)
		in_swarm = upping_use_host_network(u, e);
	strbuf_release(&why);
	return in_swarm < 0 ? -1 : 0;
}
