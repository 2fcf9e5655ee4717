#include "cluster/docker_spec.h"

#include "base/mem.h"
#include "cluster/addresses.h"

static void put_env(struct container_spec *spec, const struct service *s)
{
	spec->env = (struct text_list){0};
	for (size_t i = 0; i < s->n_env; i++) {
		char *text = xasprintf("%s=%s", s->env[i].key, s->env[i].value);

		text_list_add(&spec->env, text);
		free(text);
	}
}

static void add_alias(struct text_list *aliases, const char *name)
{
	if (name && !text_list_has(aliases, name))
		text_list_add(aliases, name);
}

/* Number 1 is the gateway; below 10 is left to whatever else joins the network. */
enum { FIRST_ADDRESS = 10 };

char *fixed_address(const struct compose *c, const struct service *s,
		    const struct service_network *from, const struct resource *net)
{
	if (from->ipv4)
		return xstrdup(from->ipv4);
	return net->pinned ? address_in(net->pinned,
					FIRST_ADDRESS + (uint32_t)(s - c->services))
			   : NULL;
}

/* The nodes find each other by these: voters are named by service, hostname or container. */
static void put_networks(struct container_spec *spec, const struct label_set *l,
			 const struct service *s)
{
	spec->networks = NULL;
	spec->n_networks = 0;
	for (size_t i = 0; i < s->n_networks; i++) {
		const struct service_network *from = &s->networks[i];
		const struct resource *net = compose_network(l->compose, from->key);
		struct endpoint *p = container_spec_add_network(spec);

		p->network = xstrdup(net->name);
		p->fixed_ipv4 = fixed_address(l->compose, s, from, net);
		p->fixed_ipv6 = from->ipv6 ? xstrdup(from->ipv6) : NULL;
		add_alias(&p->aliases, s->container);
		add_alias(&p->aliases, s->name);
		add_alias(&p->aliases, s->own_name);
		for (size_t k = 0; k < from->aliases.len; k++)
			add_alias(&p->aliases, from->aliases.items[k]);
	}
}

void made_spec_init(struct made_spec *m, const struct label_set *l,
		    const struct service *s, const char *use, const char *image_id,
		    bool is_node)
{
	struct container_spec own = {.name = xstrdup(s->container),
				     .image = xstrdup(use)};

	put_env(&own, s);
	put_networks(&own, l, s);
	labels_service(l, s, image_id, is_node, &own.labels);
	m->spec = s->spec;
	m->spec.name = own.name;
	m->spec.image = own.image;
	m->spec.env = own.env;
	m->spec.labels = own.labels;
	m->spec.networks = own.networks;
	m->spec.n_networks = own.n_networks;
}

void made_spec_release(struct made_spec *m)
{
	struct container_spec own = {.name = m->spec.name,
				     .image = m->spec.image,
				     .env = m->spec.env,
				     .labels = m->spec.labels,
				     .networks = m->spec.networks,
				     .n_networks = m->spec.n_networks};

	container_spec_release(&own);
}
