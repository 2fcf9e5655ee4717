#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/kafka_config.h"
#include "cluster/labels.h"
#include "cluster/settings.h"

static void take_env(struct service *s, const struct text_list *env)
{
	for (size_t i = 0; i < env->len; i++) {
		const char *text = env->items[i], *equals = strchr(text, '=');

		if (equals)
			*GROW(s->env, s->n_env) = (struct env_var){
				.key = xstrndup(text, (size_t)(equals - text)),
				.value = xstrdup(equals + 1)};
	}
}

static void take_ports(struct service *s, const struct container_state *state)
{
	for (size_t i = 0; i < state->n_ports; i++) {
		struct port_map *p = container_spec_add_port(&s->spec);

		*p = state->ports[i];
		p->host_ip = xstrdup(state->ports[i].host_ip ? state->ports[i].host_ip
							     : "");
		(void)GROW(s->port_origins, s->n_port_origins);
	}
}

static void take_mounts(struct service *s, const struct container_state *state)
{
	for (size_t i = 0; i < state->n_mounts; i++) {
		const struct mount_map *from = &state->mounts[i];
		struct mount_map *m = container_spec_add_mount(&s->spec);

		m->kind = from->kind;
		m->source = from->source ? xstrdup(from->source) : NULL;
		m->target = xstrdup(from->target);
	}
}

static int read_settings(struct engine *en, struct service *s, const char *id,
			 struct err *e)
{
	struct text_list paths = {0};
	int rc = 0;

	settings_files(s, &paths);
	for (size_t i = 0; rc == 0 && i < paths.len; i++) {
		struct strbuf text = STRBUF_INIT;
		enum engine_result got = container_read_file(en, id, paths.items[i],
							     SETTINGS_FILE_MAX, &text, e);

		if (got == ENGINE_DONE)
			pair_list_set(&s->files, paths.items[i], strbuf_text(&text));
		else if (got == ENGINE_FAILED)
			rc = -1;
		strbuf_release(&text);
	}
	text_list_release(&paths);
	return rc;
}

int service_from_container(struct engine *en, struct service *s, const char *name,
			   const struct container_state *state, struct err *e)
{
	*s = (struct service){.name = xstrdup(name), .container = xstrdup(state->name)};
	s->spec.image = xstrdup(state->image);
	s->spec.hostname = xstrdup(state->hostname);
	text_list_copy(&s->spec.entrypoint, &state->entrypoint);
	text_list_copy(&s->spec.cmd, &state->cmd);
	take_env(s, &state->env);
	take_ports(s, state);
	take_mounts(s, state);
	for (size_t i = 0; i < state->n_networks; i++) {
		struct service_network *n = GROW(s->networks, s->n_networks);

		n->key = xstrdup(state->networks[i].network);
		if (*state->networks[i].ipv4)
			n->ipv4 = xstrdup(state->networks[i].ipv4);
		text_list_copy(&n->aliases, &state->networks[i].aliases);
	}
	return read_settings(en, s, state->id, e);
}

/* One on its way. */
struct attaching {
	struct engine *en; /* of the host below */
	int32_t host;
	struct compose *compose;
	bool adopts; /* nodes are known by the ids of their containers */
};

/* What it is called: its service; of several containers of one service, each by its own name. */
static const char *name_of(const struct compose *c, const char *service,
			   const struct container_state *state)
{
	return compose_service(c, service) ? state->name : service;
}

static int add_container(struct attaching *a, const struct container_item *item,
			 struct err *e)
{
	const char *service = pair_list_get(&item->labels, LABEL_COMPOSE_SERVICE);
	const char *oneoff = pair_list_get(&item->labels, LABEL_COMPOSE_ONEOFF);
	struct compose *c = a->compose;
	struct container_state state = {0};
	enum engine_result result;
	int rc = 0;

	if (!service || (oneoff && strcmp(oneoff, "True") == 0))
		return 0;
	result = container_inspect(a->en, item->id, &state, e);
	if (result == ENGINE_DONE) {
		const char *name = name_of(c, service, &state);

		rc = service_from_container(a->en, GROW(c->services, c->n_services), name,
					    &state, e);
		c->services[c->n_services - 1].host = a->host;
		if (!c->topology.image_id)
			c->topology.image_id = xstrdup(state.image_id);
		if (a->adopts) {
			free(c->services[c->n_services - 1].container);
			c->services[c->n_services - 1].container = xstrdup(state.id);
		}
	}
	container_state_release(&state);
	return result == ENGINE_FAILED ? -1 : rc;
}

/* What a run could not do without; what else is odd the running cluster has settled by itself. */
static int check(const struct topology *t, const struct diags *d, struct err *e)
{
	size_t errors = diags_count_errors(d);
	const char *first = NULL;

	for (size_t i = 0; i < d->len && !first; i++)
		if (d->list[i].kind == DIAG_ERROR)
			first = d->list[i].message;
	if (!first)
		return 0;
	return err_set(e, CODE_NOT_ADOPTABLE, "project '%s' cannot be adopted: %s%s",
		       t->project, first, errors > 1 ? " (and more)" : "");
}

static void list_companions(const struct topology *t, struct strbuf *out)
{
	for (size_t i = 0; i < t->n_companions; i++)
		strbuf_addf(out, "%s%s", out->len ? ", " : "", t->companions[i].name);
}

static int read_containers(struct attaching *a, const char *project, struct err *e)
{
	char *label = label_filter(LABEL_COMPOSE_PROJECT, project);
	struct container_list list = {0};
	struct text_list labels = {0};
	int rc;

	text_list_add(&labels, label);
	rc = container_list(a->en, &labels, &list, e);
	for (size_t i = 0; rc == 0 && i < list.len; i++)
		rc = add_container(a, &list.items[i], e);
	container_list_release(&list);
	text_list_release(&labels);
	free(label);
	return rc;
}

static int read_host(struct attaching *a, struct engine_pool *pool, const char *project,
		     struct err *e)
{
	int rc = -1;

	a->en = pool_take(pool, NULL, e);
	if (a->en)
		rc = read_containers(a, project, e);
	pool_put(pool, a->en);
	return rc;
}

static int read_hosts(struct attaching *a, struct engines *engines, char *const *missing,
		      const char *project, struct err *e)
{
	for (size_t i = 0; i < engines->len; i++) {
		a->host = (int32_t)i;
		if ((!missing || !missing[i]) &&
		    read_host(a, &engines->pools[i], project, e) < 0)
			return engines_blame(engines, i, e);
	}
	return 0;
}

static void put_on_hosts(const struct compose *c, struct node *nodes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const struct service *s = compose_service(c, nodes[i].name);

		nodes[i].host = s ? s->host : 0;
	}
}

static int make_topology(struct compose *c, const char *project, struct diags *d)
{
	struct topology *t = &c->topology;

	kafka_topology(c, t, d);
	t->project = xstrdup(project);
	put_on_hosts(c, t->nodes, t->len);
	put_on_hosts(c, t->companions, t->n_companions);
	return (int)t->len;
}

int attach_topology(struct engines *engines, char *const *missing, const char *project,
		    struct strbuf *companions, struct topology *out, struct err *e)
{
	struct compose *c = xcalloc(1, sizeof(*c));
	struct attaching a = {.compose = c, .adopts = companions != NULL};
	struct diags d = DIAGS_INIT; /* an address that is not found stays NULL */
	int rc;

	c->is_near = engines->hosts.len == 0 &&
		     str_starts(engines->pools[0].where.url, "unix:");
	hosts_copy(&c->topology.hosts, &engines->hosts);
	rc = read_hosts(&a, engines, missing, project, e);
	if (rc == 0) {
		rc = make_topology(c, project, &d);
		if (companions && c->n_services > 0 && check(&c->topology, &d, e) < 0)
			rc = -1;
	}
	if (rc >= 0) {
		if (companions)
			list_companions(&c->topology, companions);
		topology_copy_into(out, &c->topology);
	}
	diags_release(&d);
	compose_free(c);
	return rc;
}
