#include "cluster/compose_read.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_values.h"

static struct service_network *add_network(struct service *s, const char *key,
					   const struct ynode *at)
{
	struct service_network *n = GROW(s->networks, s->n_networks);

	n->key = xstrdup(key);
	n->at = at;
	return n;
}

static char *text_or_null(struct reading *r, const struct ynode *map, const char *key)
{
	const struct ynode *v = ynode_get(map, key);

	return v && read_scalar(v, key, r->diags) ? xstrdup(v->text) : NULL;
}

static void read_network(struct reading *r, struct service *s, const struct yentry *e)
{
	struct service_network *n = add_network(s, e->key->text, e->key);
	const struct ynode *aliases = ynode_get(e->value, "aliases");
	const struct ynode *priority = ynode_get(e->value, "priority");

	if (!ynode_is_map(e->value) && !ynode_is_null(e->value))
		diags_found(r->diags, CODE_WRONG_SHAPE, e->value,
			    "a service's network wants a mapping, not %s",
			    ynode_kind_name(e->value));
	if (aliases)
		(void)read_texts(aliases, "aliases", &n->aliases,
				 r->diags); /* has told */
	n->ipv4 = text_or_null(r, e->value, "ipv4_address");
	n->ipv6 = text_or_null(r, e->value, "ipv6_address");
	if (priority && !value_int(priority->text, INT32_MIN, INT32_MAX, &n->priority))
		diags_found(r->diags, CODE_WRONG_VALUE, priority,
			    "'priority' wants a number, not '%s'", priority->text);
}

void read_service_networks(struct reading *r, struct service *s, const struct ynode *v)
{
	if (ynode_is_scalar(v) && !ynode_is_null(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'networks' wants a list or a mapping, not %s",
			    ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v) {
		if (e->key)
			read_network(r, s, e);
		else if (read_scalar(e->value, "networks", r->diags))
			(void)add_network(s, e->value->text, e->value);
	}
}

static void read_dependency(struct reading *r, struct service *s, const struct yentry *e)
{
	static const char *const words[] = {
		[DEPENDS_STARTED] = "service_started",
		[DEPENDS_HEALTHY] = "service_healthy",
		[DEPENDS_COMPLETED] = "service_completed_successfully"};
	struct dependency *dep = GROW(s->depends, s->n_depends);
	const struct ynode *condition = ynode_get(e->value, "condition");
	const struct ynode *required = ynode_get(e->value, "required");
	size_t i = 0;
	bool must = true;

	dep->at = e->key ? e->key : e->value;
	dep->service = xstrdup(dep->at->text);
	if (required && read_bool(required, "required", &must, r->diags))
		dep->is_optional = !must;
	if (!condition)
		return;
	while (i < ARRAY_LEN(words) && strcmp(condition->text, words[i]) != 0)
		i++;
	if (i == ARRAY_LEN(words))
		diags_found(r->diags, CODE_WRONG_VALUE, condition,
			    "'condition' is service_started, service_healthy or "
			    "service_completed_successfully, not '%s'",
			    condition->text);
	else
		dep->kind = (enum dependency_kind)i;
}

void read_depends_on(struct reading *r, struct service *s, const struct ynode *v)
{
	if (ynode_is_scalar(v) && !ynode_is_null(v)) {
		diags_found(r->diags, CODE_WRONG_SHAPE, v,
			    "'depends_on' wants a list or a mapping, not %s",
			    ynode_kind_name(v));
		return;
	}
	yaml_foreach (e, v)
		if (e->key || read_scalar(e->value, "depends_on", r->diags))
			read_dependency(r, s, e);
}

/* "name:ip", "name=ip" or a mapping; the engine wants the first. */
void read_extra_hosts(struct reading *r, struct service *s, const struct ynode *v)
{
	struct text_list hosts = {0};

	if (ynode_is_map(v)) {
		yaml_foreach (e, v) {
			char *host = xasprintf("%s:%s", e->key->text, e->value->text);

			text_list_add(&hosts, host);
			free(host);
		}
	} else if (!read_texts(v, "extra_hosts", &hosts, r->diags)) {
		goto out;
	}
	for (size_t i = 0; i < hosts.len; i++) {
		char *equals = strchr(hosts.items[i], '=');

		if (equals)
			*equals = ':';
		text_list_add(&s->spec.extra_hosts, hosts.items[i]);
	}
out:
	text_list_release(&hosts);
}

static const char *const network_keys[] = {
	"name",       "driver",   "driver_opts", "ipam",        "labels", "internal",
	"attachable", "external", "enable_ipv4", "enable_ipv6", NULL};
static const char *const volume_keys[] = {"name",   "driver",   "driver_opts",
					  "labels", "external", NULL};

static void check_keys(struct reading *r, const struct ynode *map,
		       const char *const *known, const char *what)
{
	yaml_foreach (e, ynode_is_map(map) ? map : NULL) {
		size_t i = 0;

		while (known[i] && strcmp(known[i], e->key->text) != 0)
			i++;
		if (!known[i] && !str_starts(e->key->text, "x-"))
			diags_found(r->diags, CODE_KEY_UNKNOWN, e->key,
				    "unknown key '%s' in a %s", e->key->text, what);
	}
}

static void read_subnet(struct reading *r, struct resource *res, const struct ynode *v)
{
	const struct yentry *first = ynode_first(ynode_get(v, "config"));

	if (!first)
		return;
	res->subnet = text_or_null(r, first->value, "subnet");
	res->gateway = text_or_null(r, first->value, "gateway");
}

/* A name that is fixed in the file would be shared by two projects made from it. */
static void name_resource(const struct reading *r, struct resource *res, char *take_fixed)
{
	if (take_fixed && !r->compose->is_renamed) {
		res->name = take_fixed;
		return;
	}
	free(take_fixed);
	res->name = xasprintf("%s_%s", r->compose->project, res->key);
}

static void read_resource(struct reading *r, struct resource *res, const struct ynode *v,
			  const char *what, const char *const *known)
{
	const struct ynode *external = ynode_get(v, "external");
	const struct ynode *labels = ynode_get(v, "labels");
	const struct ynode *options = ynode_get(v, "driver_opts");
	const struct ynode *internal = ynode_get(v, "internal");
	const struct ynode *attachable = ynode_get(v, "attachable");
	bool is_external = ynode_is_map(external);

	if (!ynode_is_map(v) && !ynode_is_null(v))
		diags_found(r->diags, CODE_WRONG_SHAPE, v, "a %s wants a mapping, not %s",
			    what, ynode_kind_name(v));
	check_keys(r, v, known, what);
	if (external && !is_external)
		(void)read_bool(external, "external", &is_external, r->diags);
	if (is_external)
		diags_found(
			r->diags, CODE_COMPOSE_UNSUPPORTED, ynode_key(v, "external"),
			"an external %s is not supported: kchaos touches only what it made; "
			"leave 'external' out",
			what);
	name_resource(r, res, text_or_null(r, v, "name"));
	res->driver = text_or_null(r, v, "driver");
	read_subnet(r, res, ynode_get(v, "ipam"));
	if (labels && !ynode_is_null(labels))
		(void)read_pairs(labels, "labels", &res->labels, r->diags);
	if (options && !ynode_is_null(options))
		(void)read_pairs(options, "driver_opts", &res->options, r->diags);
	if (internal)
		(void)read_bool(internal, "internal", &res->is_internal, r->diags);
	if (attachable)
		(void)read_bool(attachable, "attachable", &res->is_attachable, r->diags);
}

void read_resources(struct reading *r, const struct ynode *root)
{
	struct compose *c = r->compose;
	const struct ynode *networks = ynode_get(root, "networks");
	const struct ynode *volumes = ynode_get(root, "volumes");

	yaml_foreach (e, ynode_is_map(networks) ? networks : NULL) {
		struct resource *res = GROW(c->networks, c->n_networks);

		*res = (struct resource){.key = xstrdup(e->key->text), .at = e->key};
		read_resource(r, res, e->value, "network", network_keys);
	}
	if (!compose_network(c, "default")) {
		struct resource *res = GROW(c->networks, c->n_networks);

		*res = (struct resource){.key = xstrdup("default")};
		name_resource(r, res, NULL);
	}
	yaml_foreach (e, ynode_is_map(volumes) ? volumes : NULL) {
		struct resource *res = GROW(c->volumes, c->n_volumes);

		*res = (struct resource){.key = xstrdup(e->key->text), .at = e->key};
		read_resource(r, res, e->value, "volume", volume_keys);
	}
}

/* By priority, highest first, then by name: the first is the container's main network. */
static int compare_networks(const void *a, const void *b)
{
	const struct service_network *x = a, *y = b;

	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	return strcmp(x->key, y->key);
}

static void check_networks(struct reading *r, struct service *s)
{
	if (s->n_networks == 0 && !s->spec.network_mode)
		(void)add_network(s, "default", s->at);
	for (size_t i = 0; i < s->n_networks; i++) {
		struct resource *net = compose_network(r->compose, s->networks[i].key);

		if (net)
			net->is_used = true;
		else
			diags_found(r->diags, CODE_COMPOSE_DANGLING, s->networks[i].at,
				    "network '%s' is not among the file's 'networks'",
				    s->networks[i].key);
	}
	if (s->n_networks > 0)
		qsort(s->networks, s->n_networks, sizeof(*s->networks), compare_networks);
}

/* What it depends on that was left out, and it may be left out, too; NULL: nothing. */
static const struct dependency *lacks(const struct compose *c, const struct service *s)
{
	for (size_t i = 0; !s->is_kafka && i < s->n_depends; i++)
		if (!s->depends[i].is_optional &&
		    pair_list_get(&c->left_out, s->depends[i].service))
			return &s->depends[i];
	return NULL;
}

/* Over and over, until nobody is left who depends on somebody who is not there. */
static void leave_out_dependents(struct reading *r)
{
	struct compose *c = r->compose;

	for (size_t i = 0; i < c->n_services;) {
		struct service *s = &c->services[i];
		const struct dependency *dep = lacks(c, s);
		char *why;

		if (!dep) {
			i++;
			continue;
		}
		diags_found(r->diags, CODE_COMPOSE_LEFT_OUT, dep->at,
			    "service '%s' is left out with '%s'", s->name, dep->service);
		why = xasprintf("it needs %s", dep->service);
		pair_list_set(&c->left_out, s->name, why);
		free(why);
		service_release(s);
		c->n_services--;
		memmove(s, s + 1, (c->n_services - i) * sizeof(*s));
		i = 0;
	}
}

static void check_dependencies(struct reading *r, struct service *s)
{
	for (size_t i = 0; i < s->n_depends; i++) {
		const struct dependency *dep = &s->depends[i];

		if (compose_service(r->compose, dep->service) || dep->is_optional)
			continue;
		diags_found(r->diags, CODE_COMPOSE_DANGLING, dep->at,
			    "service '%s' depends on '%s', which is not there", s->name,
			    dep->service);
	}
}

/* Raises waves until nobody starts before what he depends on; too many rounds are a circle. */
static void set_waves(struct reading *r)
{
	struct compose *c = r->compose;
	bool moved = true;

	for (size_t round = 0; moved && round <= c->n_services; round++) {
		moved = false;
		for (size_t i = 0; i < c->n_services; i++) {
			struct service *s = &c->services[i];

			for (size_t k = 0; k < s->n_depends; k++) {
				const struct service *on = compose_service(
					c, s->depends[k].service);

				if (!on || on->wave < s->wave)
					continue;
				s->wave = on->wave + 1;
				moved = true;
				if (round == c->n_services)
					diags_found(r->diags, CODE_COMPOSE_DANGLING,
						    s->depends[k].at,
						    "'depends_on' goes in a circle");
			}
		}
	}
}

void check_links(struct reading *r)
{
	leave_out_dependents(r);
	for (size_t i = 0; i < r->compose->n_services; i++) {
		check_networks(r, &r->compose->services[i]);
		check_dependencies(r, &r->compose->services[i]);
	}
	set_waves(r);
}
