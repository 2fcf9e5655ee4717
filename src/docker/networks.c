#include "docker/networks.h"

#include "base/mem.h"
#include "base/str.h"
#include "docker/call.h"
#include "docker/endpoints.h"

void network_release(struct network *n)
{
	free(n->id);
	free(n->name);
	free(n->driver);
	free(n->scope);
	free(n->subnet);
	free(n->gateway);
	pair_list_release(&n->labels);
	pair_list_release(&n->options);
	text_list_release(&n->containers);
	text_list_release(&n->addresses);
	*n = (struct network){0};
}

void network_list_release(struct network_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		network_release(&l->items[i]);
	free(l->items);
	*l = (struct network_list){0};
}

static json_t *create_body(const struct network_spec *s)
{
	json_t *o = json_object(), *pools, *pool;

	js_put_text(o, "Name", s->name);
	js_put_text(o, "Driver", s->driver ? s->driver : "bridge");
	/* Engines below API 1.44 would make a second network of the same name. */
	js_put_true(o, "CheckDuplicate", true);
	js_put_true(o, "Internal", s->is_internal);
	js_put_true(o, "Attachable", s->is_attachable);
	js_put_pairs(o, "Labels", &s->labels);
	js_put_pairs(o, "Options", &s->options);
	if (s->subnet) {
		pools = js_put_array(js_put_object(o, "IPAM"), "Config");
		pool = js_add_object(pools);
		js_put_text(pool, "Subnet", s->subnet);
		js_put_text(pool, "Gateway", s->gateway);
	}
	return o;
}

/* Whose part it was, in words of people: a swarm's engines have their own. */
static int network_refused(const struct engine *en, const char *name,
			   const struct call *c, struct err *e)
{
	char *text = call_message(&c->reply.body);
	bool not_here = strcasestr(text, "from a worker node") != NULL ||
			strcasestr(text, "not a swarm manager") != NULL;
	bool in_use = strcasestr(text, "in use by task") != NULL;

	free(text);
	(void)call_refused(c, e);
	if (not_here)
		return err_wrap(e,
				"network '%s' spans hosts, which is for the engine of a "
				"swarm manager to make and remove, and %s is none",
				name, engine_url(en));
	if (in_use)
		return err_wrap(e,
				"network '%s' is still used by containers of a host in "
				"the swarm: remove those first",
				name);
	return -1;
}

enum engine_result network_create(struct engine *en, const struct network_spec *spec,
				  char **out_id, struct err *e)
{
	struct call c = CALL("POST");
	enum engine_result result = ENGINE_FAILED;
	json_t *o = NULL;

	call_path(&c, "/networks/create", "", "");
	*out_id = NULL;
	c.json = js_body(create_body(spec), e);
	if (!c.json)
		goto out;
	if (call_run(en, &c, e) < 0)
		goto out;
	if (c.reply.status == 409) {
		result = ENGINE_ALREADY;
		goto out;
	}
	if (!call_ok(&c)) {
		(void)network_refused(en, spec->name, &c, e);
		goto out;
	}
	o = js_parse(strbuf_text(&c.reply.body), c.reply.body.len, e);
	if (o) {
		*out_id = js_dup(o, "Id");
		result = ENGINE_DONE;
	}
out:
	json_decref(o);
	call_release(&c);
	return result;
}

enum engine_result network_remove(struct engine *en, const char *name_or_id,
				  struct err *e)
{
	struct call c = CALL("DELETE");
	enum engine_result result = ENGINE_FAILED;

	call_path(&c, "/networks/", name_or_id, "");
	if (call_run(en, &c, e) == 0) {
		if (call_ok(&c))
			result = ENGINE_DONE;
		else if (call_gone(&c, NULL))
			result = ENGINE_GONE;
		else
			(void)network_refused(en, name_or_id, &c, e);
	}
	call_release(&c);
	return result;
}

/* "172.18.0.3/16" */
static void add_address(const json_t *o, struct text_list *out)
{
	const char *text = js_text(o, "IPv4Address");
	char *address = xstrndup(text, strcspn(text, "/"));

	text_list_add(out, address);
	free(address);
}

static void network_read(json_t *o, struct network *out)
{
	const json_t *pool = json_array_get(js_at(js_at(o, "IPAM"), "Config"), 0);
	json_t *value;
	const char *id;

	*out = (struct network){.id = js_dup(o, "Id"),
				.name = js_dup(o, "Name"),
				.driver = js_dup(o, "Driver"),
				.scope = js_dup(o, "Scope"),
				.is_attachable = js_bool(o, "Attachable"),
				.subnet = js_dup(pool, "Subnet"),
				.gateway = js_dup(pool, "Gateway")};
	js_pairs(o, "Labels", &out->labels);
	js_pairs(o, "Options", &out->options);
	json_object_foreach (js_at(o, "Containers"), id, value) {
		if (str_starts(id, "lb-")) /* an overlay's balancer: no container */
			continue;
		text_list_add(&out->containers, id);
		add_address(value, &out->addresses);
	}
}

enum engine_result network_inspect(struct engine *en, const char *name_or_id,
				   struct network *out, struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result;
	json_t *o;

	call_path(&c, "/networks/", name_or_id, "");
	result = call_json(en, &c, NULL, &o, e);
	if (result == ENGINE_DONE)
		network_read(o, out);
	json_decref(o);
	call_release(&c);
	return result;
}

int network_list(struct engine *en, const char *label, struct network_list *out,
		 struct err *e)
{
	struct call c = CALL("GET");
	int rc = -1;
	json_t *all, *o;
	size_t i;

	call_path(&c, "/networks", "", "");
	call_filter_label(&c, label);
	*out = (struct network_list){0};
	if (call_json(en, &c, NEVER_GONE, &all, e) == ENGINE_DONE) {
		json_array_foreach (all, i, o) {
			struct network one;

			network_read(o, &one);
			if (pair_list_carries(&one.labels, label)) /* as containers.c */
				*GROW(out->items, out->len) = one;
			else
				network_release(&one);
		}
		rc = 0;
	}
	json_decref(all);
	call_release(&c);
	return rc;
}

/* Is the container in the network? DONE: yes, ALREADY: no; GONE: there is no such container. */
static enum engine_result look(struct engine *en, const char *container,
			       const char *network, struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result;
	const char *name;
	json_t *o, *end;
	bool is_in = false;

	call_path(&c, "/containers/", container, "/json");
	result = call_json(en, &c, "no such container", &o, e);
	json_object_foreach (js_at(js_at(o, "NetworkSettings"), "Networks"), name, end) {
		if (strcmp(name, network) == 0 ||
		    strcmp(js_text(end, "NetworkID"), network) == 0)
			is_in = true;
	}
	json_decref(o);
	call_release(&c);
	if (result != ENGINE_DONE)
		return result;
	return is_in ? ENGINE_DONE : ENGINE_ALREADY;
}

/*
 * Asks, and when refused looks whether it is already as wanted: the engine answers 403, 404, 409
 * or 500 to that, by version.
 */
static enum engine_result plug(struct engine *en, struct call *c, const char *container,
			       const char *network, bool want_in, struct err *e)
{
	enum engine_result result = ENGINE_FAILED, is;
	struct err ignored = {0};

	if (!c->json || call_run(en, c, e) < 0)
		goto out;
	result = ENGINE_DONE;
	if (call_ok(c))
		goto out;
	is = look(en, container, network, &ignored);
	result = want_in == (is == ENGINE_DONE) ? ENGINE_ALREADY : ENGINE_FAILED;
	if (is == ENGINE_GONE || is == ENGINE_FAILED)
		result = is;
	if (result == ENGINE_FAILED)
		(void)call_refused(c, e);
out:
	call_release(c);
	return result;
}

enum engine_result network_connect(struct engine *en, const char *container,
				   const struct endpoint *p, struct err *e)
{
	struct call c = CALL("POST");
	json_t *o = json_object();

	call_path(&c, "/networks/", p->network, "/connect");
	js_put_text(o, "Container", container);
	endpoint_write(js_put_object(o, "EndpointConfig"), p, engine_has_api(en, 48));
	c.json = js_body(o, e);
	return plug(en, &c, container, p->network, true, e);
}

enum engine_result network_disconnect(struct engine *en, const char *network,
				      const char *container, struct err *e)
{
	struct call c = CALL("POST");
	json_t *o = json_object();

	call_path(&c, "/networks/", network, "/disconnect");
	js_put_text(o, "Container", container);
	c.json = js_body(o, e);
	return plug(en, &c, container, network, false, e);
}
