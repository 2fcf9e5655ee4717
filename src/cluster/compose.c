#include "cluster/compose.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cluster/compose_read.h"
#include "cluster/compose_values.h"
#include "cluster/dotenv.h"
#include "cluster/kafka_config.h"
#include "cluster/placing.h"
#include "cluster/portclaims.h"
#include "cluster/portvars.h"
#include "yaml/interpolate.h"

#include <ctype.h>
#include <errno.h>

/* Far beyond any cluster; keeps every search through them short. */
enum { SERVICES_MAX = 200 };

static const char *environment(const char *name)
{
	return getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets the environment
}

const char *compose_variable(const struct compose *c, const char *name)
{
	const char *value = pair_list_get(&c->given, name);

	if (!value)
		value = environment(name);
	return value ? value : pair_list_get(&c->dotenv, name);
}

/* For the whole file: a chosen port is the variable's value everywhere. */
static const char *look_up(void *arg, const char *name)
{
	const struct compose *c = arg;
	const char *port = c->claims ? port_claims_get(c->claims, name) : NULL;

	return port ? port : compose_variable(c, name);
}

static const char *look_up_outside(UNUSED void *arg, const char *name)
{
	return environment(name);
}

struct service *compose_service(const struct compose *c, const char *name)
{
	for (size_t i = 0; i < c->n_services; i++)
		if (strcmp(c->services[i].name, name) == 0)
			return &c->services[i];
	return NULL;
}

static struct resource *find_resource(struct resource *list, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].key, key) == 0)
			return &list[i];
	return NULL;
}

struct resource *compose_network(const struct compose *c, const char *key)
{
	return find_resource(c->networks, c->n_networks, key);
}

struct resource *compose_volume(const struct compose *c, const char *key)
{
	return find_resource(c->volumes, c->n_volumes, key);
}

void service_leave_networks(struct service *s)
{
	for (size_t i = 0; i < s->n_networks; i++) {
		free(s->networks[i].key);
		free(s->networks[i].ipv4);
		free(s->networks[i].ipv6);
		text_list_release(&s->networks[i].aliases);
	}
	free(s->networks);
	s->networks = NULL;
	s->n_networks = 0;
}

void service_release(struct service *s)
{
	for (size_t i = 0; i < s->n_env; i++) {
		free(s->env[i].key);
		free(s->env[i].value);
	}
	service_leave_networks(s);
	for (size_t i = 0; i < s->n_depends; i++)
		free(s->depends[i].service);
	free(s->env);
	free(s->depends);
	free(s->port_origins);
	free(s->name);
	free(s->container);
	free(s->own_name);
	free(s->left_out);
	pair_list_release(&s->files);
	container_spec_release(&s->spec);
}

static void resources_free(struct resource *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(list[i].key);
		free(list[i].name);
		free(list[i].driver);
		free(list[i].subnet);
		free(list[i].gateway);
		free(list[i].pinned);
		pair_list_release(&list[i].options);
		pair_list_release(&list[i].labels);
	}
	free(list);
}

void compose_free(struct compose *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n_services; i++)
		service_release(&c->services[i]);
	free(c->services);
	resources_free(c->networks, c->n_networks);
	resources_free(c->volumes, c->n_volumes);
	topology_release(&c->topology);
	port_claims_free(c->claims);
	pair_list_release(&c->given);
	pair_list_release(&c->dotenv);
	pair_list_release(&c->left_out);
	yaml_release(&c->doc);
	free(c->path);
	free(c->file);
	free(c->dir);
	free(c->project);
	free(c);
}

const char *compose_project(const struct compose *c)
{
	return c->project;
}

const char *compose_path(const struct compose *c)
{
	return c->path;
}

const struct topology *compose_topology(const struct compose *c)
{
	return &c->topology;
}

static char lower(char c)
{
	return (char)tolower((unsigned char)c);
}

static bool fits_name(char c, bool is_first)
{
	bool is_mark = c == '_' || c == '-';

	return isalnum((unsigned char)c) || (is_mark && !is_first);
}

/* What Compose makes of a folder's name: lower case, letters, digits, '_' and '-'. */
static char *project_from_dir(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	struct strbuf out = STRBUF_INIT;

	for (const char *p = slash ? slash + 1 : dir; *p; p++)
		if (fits_name(*p, out.len == 0))
			strbuf_addch(&out, lower(*p));
	return strbuf_detach(&out);
}

static bool is_project_name(const char *name)
{
	if (!isalnum((unsigned char)*name))
		return false;
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) &&
		    !strchr("_-", *name))
			return false;
	return true;
}

static void name_project(struct compose *c, const char *wanted, struct diags *d)
{
	const struct ynode *at = ynode_get(c->doc.root, "name");
	const char *name = wanted;

	c->is_renamed = wanted != NULL;
	if (!name)
		name = compose_variable(c, "COMPOSE_PROJECT_NAME");
	if (name && *name)
		at = NULL;
	else
		name = at && read_scalar(at, "name", d) ? at->text : NULL;
	c->project = name ? xstrdup(name) : project_from_dir(c->dir);
	if (!is_project_name(c->project))
		diags_found(
			d, CODE_COMPOSE_PROJECT, at,
			"'%s' is no project name: lower case letters, digits, '_' and '-', "
			"starting with a letter or digit%s",
			c->project, name ? "" : "; set 'name:' at the top of the file");
}

static void locate(struct compose *c, const char *path)
{
	char *file = realpath(path, NULL);

	c->path = xstrdup(path);
	c->file = file ? xstrdup(file) : xstrdup(path);
	c->dir = path_dir(c->file);
	free(file);
}

static void load_dotenv(struct compose *c, struct diags *d)
{
	char *path = path_join(c->dir, ".env");
	struct err e = {0};

	if (dotenv_load(path, false, look_up_outside, NULL, &c->dotenv, &e) < 0)
		diags_found_at(d, e.code, NULL, "%s", e.msg);
	free(path);
}

static void name_container(struct reading *r, struct service *s)
{
	if (s->own_name && !r->compose->is_renamed)
		s->container = xstrdup(s->own_name);
	else
		s->container = xasprintf("%s-%s-1", r->compose->project, s->name);
}

/* An image is used, never built; what is no node can do without. */
static void check_image(struct reading *r, struct service *s)
{
	const struct ynode *build = ynode_get(s->map, "build");

	if (s->spec.image && build)
		diags_found(r->diags, CODE_COMPOSE_IGNORED, build,
			    "'build' is ignored: image '%s' is used as it is",
			    s->spec.image);
	if (s->spec.image || !ynode_is_map(s->map) || s->is_off)
		return;
	if (!s->is_kafka) {
		free(s->left_out);
		s->left_out = xstrdup("it has no 'image', and kchaos builds none");
		diags_found(r->diags, CODE_COMPOSE_LEFT_OUT, s->at,
			    "service '%s' is left out: %s", s->name, s->left_out);
	} else if (build) {
		diags_found(
			r->diags, CODE_COMPOSE_SERVICES, build,
			"service '%s' has 'build' and no 'image': kchaos builds no images; "
			"build it, then name it with 'image'",
			s->name);
	} else {
		diags_found(r->diags, CODE_COMPOSE_SERVICES, s->at,
			    "service '%s' has no 'image'", s->name);
	}
}

static void read_one_service(struct reading *r, const struct yentry *e)
{
	struct compose *c = r->compose;
	struct service s = {.name = xstrdup(e->key->text), .at = e->key, .map = e->value};

	if (!ynode_is_map(e->value))
		diags_found(r->diags, CODE_WRONG_SHAPE, e->value,
			    "service '%s' wants a mapping, not %s", s.name,
			    ynode_kind_name(e->value));
	else
		read_service(r, &s, e->value);
	check_image(r, &s);
	if (s.left_out && !s.is_off)
		pair_list_set(&c->left_out, s.name, s.left_out);
	if (s.is_off || s.left_out) {
		service_release(&s);
		return;
	}
	name_container(r, &s);
	*GROW(c->services, c->n_services) = s;
}

static void read_services(struct reading *r, const struct ynode *root)
{
	const struct ynode *services = ynode_get(root, "services");

	if (!ynode_is_map(services) || services->len == 0) {
		diags_found(
			r->diags, CODE_COMPOSE_SERVICES, services ? services : root,
			"a Compose file needs 'services', a mapping of names to what they are");
		return;
	}
	if (services->len > SERVICES_MAX) {
		diags_found(r->diags, CODE_TOO_LARGE, services,
			    "%zu services are more than the %d kchaos handles",
			    services->len, SERVICES_MAX);
		return;
	}
	yaml_foreach (e, services)
		read_one_service(r, e);
}

static void read_all(struct compose *c, const struct compose_opts *opts, struct diags *d)
{
	struct reading r = {.compose = c, .diags = d};
	struct ynode *root = c->doc.root;

	if (!ynode_is_map(root)) {
		diags_found(d, CODE_WRONG_SHAPE, root,
			    "a Compose file is a mapping, not %s", ynode_kind_name(root));
		return;
	}
	if (opts->choose_ports) {
		c->claims = port_claims_new();
		port_variables_choose(c, d);
	}
	yaml_interpolate(root, look_up, c, d);
	name_project(c, opts->project, d);
	check_top_level(&r, root);
	read_resources(&r, root);
	read_services(&r, root);
	check_links(&r);
	kafka_topology(c, &c->topology, d);
	if (opts->hosts && opts->hosts->len > 0 &&
	    diags_count_errors(d) == c->errors_before)
		compose_place(c, opts->hosts, d);
	c->topology.project = xstrdup(c->project);
}

struct compose *compose_parse(const char *path, const char *text, size_t len,
			      const struct compose_opts *opts, struct diags *d)
{
	struct compose *c = xcalloc(1, sizeof(*c));
	int rc;

	c->errors_before = diags_count_errors(d);
	for (size_t i = 0; opts->variables && i < opts->variables->len; i++)
		pair_list_set(&c->given, opts->variables->item[i].name,
			      opts->variables->item[i].text);
	locate(c, path);
	load_dotenv(c, d);
	rc = text ? yaml_parse(&c->doc, path, text, len, d) : yaml_load(&c->doc, path, d);
	if (rc == 0)
		read_all(c, opts, d);
	if (rc == 0 && diags_count_errors(d) == c->errors_before)
		return c;
	compose_free(c);
	return NULL;
}

struct compose *compose_load(const char *path, const struct compose_opts *opts,
			     struct diags *d)
{
	return compose_parse(path, NULL, 0, opts, d);
}
