#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_cluster.h"
#include "cluster/kafka_config.h"
#include "cluster/labels.h"

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

void service_from_container(struct service *s, const char *name,
			    const struct container_state *state)
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
}

static int add_container(struct engine *en, struct compose *c,
			 const struct container_item *item, struct err *e)
{
	const char *service = pair_list_get(&item->labels, LABEL_COMPOSE_SERVICE);
	const char *oneoff = pair_list_get(&item->labels, LABEL_COMPOSE_ONEOFF);
	struct container_state state = {0};
	enum engine_result result;

	if (!service || (oneoff && strcmp(oneoff, "True") == 0))
		return 0;
	result = container_inspect(en, item->id, &state, e);
	if (result == ENGINE_DONE) {
		service_from_container(GROW(c->services, c->n_services), service, &state);
		if (!c->topology.image_id)
			c->topology.image_id = xstrdup(state.image_id);
	}
	container_state_release(&state);
	return result == ENGINE_FAILED ? -1 : 0;
}

int attach_topology(struct engine *en, const char *project, struct topology *out,
		    struct err *e)
{
	char *label = label_filter(LABEL_COMPOSE_PROJECT, project);
	struct compose *c = xcalloc(1, sizeof(*c));
	struct container_list list = {0};
	struct text_list labels = {0};
	struct diags ignored = DIAGS_INIT; /* an address that is not found stays NULL */
	int rc;

	c->is_near = str_starts(engine_url(en), "unix:");
	text_list_add(&labels, label);
	rc = container_list(en, &labels, &list, e);
	for (size_t i = 0; rc == 0 && i < list.len; i++)
		rc = add_container(en, c, &list.items[i], e);
	if (rc == 0) {
		kafka_topology(c, &c->topology, &ignored);
		c->topology.project = xstrdup(project);
		topology_copy_into(out, &c->topology);
		rc = (int)out->len;
	}
	diags_release(&ignored);
	compose_free(c);
	container_list_release(&list);
	text_list_release(&labels);
	free(label);
	return rc;
}
