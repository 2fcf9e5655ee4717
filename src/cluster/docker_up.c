#include "cluster/docker_up.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "cluster/addresses.h"
#include "cluster/portclaims.h"
#include "cluster/project.h"

#include <assert.h>
#include <inttypes.h>

int upping_interrupted(struct err *e)
{
	return err_set(e, CODE_INTERRUPTED, "interrupted while the cluster was starting");
}

int upping_tell(struct upping *u, const char *text, struct err *e)
{
	if (!progress_tell(u->progress, text) ||
	    cluster_is_cancelled(&u->cluster->base) || atomic_load(&u->cluster->stop))
		return upping_interrupted(e);
	return 0;
}

void upping_pulse(struct upping *u)
{
	if (!progress_tell(u->progress, NULL) || cluster_is_cancelled(&u->cluster->base))
		atomic_store(&u->cluster->stop, true);
}

struct engine *upping_engine(const struct upping *u, const struct service *s)
{
	return u->engines[(size_t)s->host < u->n_engines ? (size_t)s->host : 0];
}

static int count_on(struct engine *en, const char *label, size_t *containers,
		    size_t *networks, struct err *e)
{
	struct container_list found = {0};
	struct network_list nets = {0};
	struct text_list labels = {0};
	int rc;

	text_list_add(&labels, label);
	rc = container_list(en, &labels, &found, e);
	if (rc == 0)
		rc = network_list(en, label, &nets, e);
	*containers += found.len;
	*networks += nets.len;
	container_list_release(&found);
	network_list_release(&nets);
	text_list_release(&labels);
	return rc;
}

/* What is there of this project already: containers of any maker, our networks. */
static int count_present(struct upping *u, size_t *out_containers, size_t *out_networks,
			 struct err *e)
{
	char *label = label_filter(LABEL_COMPOSE_PROJECT, u->compose->project);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < u->n_engines; i++)
		if (count_on(u->engines[i], label, out_containers, out_networks, e) < 0)
			rc = engines_blame(&u->cluster->engines, i, e);
	free(label);
	return rc;
}

/* Is a node of the file among those found, and does it run? */
static int check_running(struct upping *u, const struct topology *found, int32_t id,
			 struct err *e)
{
	const struct node *n = topology_by_id(found, id);
	const char *project = u->compose->project;
	struct node_state state = {0};

	if (!n)
		return err_set(e, CODE_CLUSTER_PARTLY,
			       "project '%s' is there without node %d: 'kchaos down %s' "
			       "removes it",
			       project, (int)id, project);
	if (cluster_inspect(&u->cluster->base, n, &state, e) < 0)
		return -1;
	if (state.state == PROCESS_RUNNING)
		return 0;
	return err_set(
		e, CODE_CLUSTER_PARTLY,
		"project '%s' is there, but '%s' does not run: 'kchaos heal %s' or "
		"'kchaos down %s'",
		project, n->name, project, project);
}

/* All nodes of the file run: then their own ports count, not those chosen this time. */
static int take_over(struct upping *u, struct err *e)
{
	struct cluster *c = &u->cluster->base;
	struct topology found = {0};
	int rc = attach_topology(&u->cluster->engines, NULL, u->compose->project, NULL,
				 &found, e) < 0
			 ? -1
			 : 0;

	for (size_t i = 0; rc == 0 && i < c->topology.len; i++)
		rc = check_running(u, &found, c->topology.nodes[i].id, e);
	if (rc < 0) {
		topology_release(&found);
		return -1;
	}
	topology_release(&c->topology);
	c->topology = found;
	(void)progress_tell(u->progress, "already up");
	return 1;
}

/* 1: up already; 0: nothing in the way. */
static int look_around(struct upping *u, struct err *e)
{
	size_t containers = 0, networks = 0;

	if (count_present(u, &containers, &networks, e) < 0)
		return -1;
	if (containers + networks == 0)
		return 0;
	if (containers > 0 && u->cluster->opts.reuse)
		return take_over(u, e);
	return err_set(e, CODE_CLUSTER_EXISTS,
		       "project '%s' is there already (%zu container%s, %zu network%s): "
		       "'kchaos down %s' removes it",
		       u->compose->project, containers, containers == 1 ? "" : "s",
		       networks, networks == 1 ? "" : "s", u->compose->project);
}

static int take_port(struct upping *u, const struct service *s, size_t i, struct err *e)
{
	const struct port_map *p = &s->spec.ports[i];
	const struct ypos *at = &s->port_origins[i].at->pos;

	if (!p->is_published || p->host_port == 0 || strcmp(p->protocol, "tcp") != 0 ||
	    port_claims_has(u->compose->claims, p->host_port) ||
	    port_claims_take(u->compose->claims, p->host_ip, p->host_port))
		return 0;
	return err_set(
		e, CODE_PORT_IN_USE,
		"port %u of service '%s' (%s:%zu:%zu) is in use on this machine, perhaps by "
		"another cluster ('kchaos status', 'docker ps') or by what 'ss -ltnp sport = "
		":%u' shows; stop that, or write \"${NAME:-%u}\" so that a free one is chosen",
		(unsigned)p->host_port, s->name, at->source->path, at->line, at->col,
		(unsigned)p->host_port, (unsigned)p->host_port);
}

/* Ports given by number are tried here, before anything is made; the chosen ones are held. */
int upping_take_ports(struct upping *u, const struct service *s, struct err *e)
{
	if (u->cluster->engines.hosts.len)
		return 0;
	if (!u->compose->claims)
		u->compose->claims = port_claims_new();
	for (size_t i = 0; i < s->spec.n_ports; i++)
		if (take_port(u, s, i, e) < 0)
			return -1;
	return 0;
}

/* Of other machines nothing is known here: their engines say so themselves. */
static int take_ports(struct upping *u, struct err *e)
{
	for (size_t i = 0; i < u->compose->n_services; i++)
		if (!u->compose->services[i].left_out &&
		    upping_take_ports(u, &u->compose->services[i], e) < 0)
			return -1;
	return 0;
}

static bool has_own_addresses(const struct compose *c, const struct resource *r)
{
	for (size_t i = 0; i < c->n_services; i++)
		for (size_t k = 0; k < c->services[i].n_networks; k++)
			if (c->services[i].networks[k].ipv4 &&
			    strcmp(c->services[i].networks[k].key, r->key) == 0)
				return true;
	return false;
}

static int make_network(struct upping *u, struct resource *r, struct err *e)
{
	struct network_spec spec = {.name = r->name,
				    .driver = r->driver,
				    .subnet = r->subnet,
				    .gateway = r->gateway,
				    .is_internal = r->is_internal,
				    .is_attachable = r->is_attachable,
				    .options = r->options};
	enum engine_result result;

	labels_network(&u->labels, r, &spec.labels);
	free(r->pinned);
	result = network_create_pinned(u->engines[u->manager], &spec, &r->pinned, e);
	pair_list_release(&spec.labels);
	if (result == ENGINE_ALREADY)
		return err_set(
			e, CODE_NETWORK_TAKEN,
			"a network '%s' is there already and not of this project; remove "
			"it with 'docker network rm %s'",
			r->name, r->name);
	if (result == ENGINE_FAILED)
		return err_wrap(e, "cannot make network '%s'", r->name);
	/* Names are held by addresses that stay, also where the file chose the subnet. */
	if (u->members.len && !r->pinned && r->subnet &&
	    !has_own_addresses(u->compose, r))
		r->pinned = xstrdup(r->subnet);
	return upping_check_subnet(u, r, e);
}

static int make_volume(struct upping *u, struct engine *en, const struct resource *r,
		       struct err *e)
{
	struct volume_spec spec = {
		.name = r->name, .driver = r->driver, .options = r->options};
	enum engine_result result;

	labels_volume(&u->labels, r, &spec.labels);
	result = volume_create(en, &spec, e);
	pair_list_release(&spec.labels);
	return result == ENGINE_FAILED ? err_wrap(e, "cannot make volume '%s'", r->name)
				       : 0;
}

bool upping_has_volume(const struct service *s, const struct resource *v)
{
	for (size_t i = 0; !s->left_out && i < s->spec.n_mounts; i++)
		if (s->spec.mounts[i].kind == MOUNT_VOLUME && s->spec.mounts[i].source &&
		    strcmp(s->spec.mounts[i].source, v->name) == 0)
			return true;
	return false;
}

/* Where somebody uses it; without hosts there is only one place. */
static int make_volumes(struct upping *u, size_t host, struct err *e)
{
	const struct compose *c = u->compose;

	for (size_t i = 0; i < c->n_volumes; i++) {
		bool is_used = c->volumes[i].is_used && u->n_engines == 1;

		for (size_t k = 0; k < c->n_services && !is_used; k++)
			is_used = (size_t)c->services[k].host == host &&
				  upping_has_volume(&c->services[k], &c->volumes[i]);
		if (is_used && make_volume(u, u->engines[host], &c->volumes[i], e) < 0)
			return engines_blame(&u->cluster->engines, host, e);
	}
	return 0;
}

static int make_resources(struct upping *u, struct err *e)
{
	const struct compose *c = u->compose;

	for (size_t i = 0; i < c->n_networks; i++)
		if (c->networks[i].is_used && make_network(u, &c->networks[i], e) < 0)
			return -1;
	for (size_t i = 0; i < u->n_engines; i++)
		if (make_volumes(u, i, e) < 0)
			return -1;
	return 0;
}

static bool is_none(const struct project_removed *n)
{
	return n->containers + n->networks + n->volumes == 0;
}

/* Calls that were cut off may be carried out yet: then twice nothing is nothing. */
static int remove_made(struct upping *u, const char *label, struct err *e)
{
	const struct timespec pause = {.tv_sec = 1};
	bool was_cut_off = atomic_load(&u->cluster->stop);
	struct progress quiet = {0};
	int in_vain = 0;

	for (;;) {
		struct project_removed removed = {0};

		if (remove_labelled(&u->cluster->engines, label, false, &quiet, &removed,
				    e) < 0)
			return -1;
		in_vain = is_none(&removed) ? in_vain + 1 : 0;
		if (!was_cut_off || in_vain == 2)
			return 0;
		(void)nanosleep(&pause, NULL); /* shorter is fine */
	}
}

/* Everything this call made carries its label, also what was made by a call whose answer was lost. */
static void roll_back(struct upping *u)
{
	struct err e = {0};
	char *label = label_filter(LABEL_UP, u->up);

	if (remove_made(u, label, &e) < 0)
		log_warning(CODE_CLUSTER_MAY_STAY, "cluster",
			    "%s; 'kchaos down %s' tries again", e.msg,
			    u->compose->project);
	free(label);
}

static int make_all(struct upping *u, struct err *e)
{
	int rc = look_around(u, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (upping_join_hosts(u, e) < 0 || upping_leave_out(u, e) < 0 ||
	    take_ports(u, e) < 0 || upping_choose_images(u, e) < 0 ||
	    upping_tell(u, NULL, e) < 0)
		return -1;
	rc = make_resources(u, e);
	upping_name_nodes(u);
	if (rc == 0)
		rc = upping_check_reach(u, e);
	if (rc == 0)
		rc = upping_hold(u, e);
	if (rc == 0)
		rc = upping_start(u, e);
	if (rc < 0 && !u->cluster->opts.keep_failed)
		roll_back(u);
	if (rc < 0 && atomic_load(&u->cluster->stop)) {
		*e = (struct err){
			0}; /* the engine call it ended has its own words for it */
		return upping_interrupted(e);
	}
	return rc;
}

static int take_engines(struct upping *u, struct err *e)
{
	struct docker_cluster *d = u->cluster;

	u->n_engines = d->engines.len;
	u->engines = xcalloc(u->n_engines, sizeof(struct engine *));
	for (size_t i = 0; i < u->n_engines; i++) {
		u->engines[i] = pool_take(&d->engines.pools[i], &d->stop, e);
		if (!u->engines[i])
			return engines_blame(&d->engines, i, e);
	}
	return 0;
}

static void upping_release(struct upping *u)
{
	for (size_t i = 0; i < u->n_engines; i++)
		pool_put(&u->cluster->engines.pools[i], u->engines[i]);
	for (size_t i = 0; i < u->n_images; i++)
		image_choice_release(&u->images[i]);
	text_list_release(&u->members);
	free(u->engines);
	free(u->images);
	free(u->wave);
}

int docker_up(struct cluster *c, const struct progress *p, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct upping u = {.cluster = d, .compose = d->compose, .progress = p};
	int rc;

	if (!d->compose)
		return err_set(e, CODE_NOT_ADOPTED,
			       "project '%s' is known from its containers only",
			       c->topology.project);
	(void)snprintf(u.up, sizeof(u.up), "%016" PRIx64, rng_fresh_seed());
	u.labels = (struct label_set){d->compose, d->opts.run_id, u.up};
	u.wave = xcalloc(d->compose->n_services, sizeof(struct service *));
	atomic_store(&d->stop, false);
	rc = take_engines(&u, e);
	if (rc == 0)
		rc = make_all(&u, e);
	upping_release(&u);
	return rc;
}
