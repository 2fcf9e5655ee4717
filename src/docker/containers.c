#include "docker/containers.h"

#include "base/mem.h"
#include "docker/call.h"
#include "docker/specjson.h"

#define NO_CONTAINER "no such container"

/* Names the two refusals a person can do something about. */
static int create_refused(struct engine *en, const struct call *c,
			  const struct container_spec *s, struct err *e)
{
	if (call_gone(c, "no such image") || call_gone(c, "image not known"))
		return err_set(
			e, CODE_IMAGE_MISSING,
			"image '%s' is not on the Docker engine at %s: build it, or "
			"'docker pull %s'",
			s->image, engine_url(en), s->image);
	(void)call_refused(c, e);
	if (c->reply.status == 409)
		return err_wrap(e, "container name '%s' is in use", s->name);
	return -1;
}

static char *create_first(struct engine *en, const struct container_spec *s,
			  struct err *e)
{
	struct call c = CALL("POST");
	json_t *o = NULL;
	char *id = NULL;

	call_path(&c, "/containers/create", "", "");
	if (s->name)
		call_query(&c, "name", s->name);
	if (s->platform)
		call_query(&c, "platform", s->platform);
	c.json = js_body(spec_to_json(s, engine_has_api(en, 44)), e);
	if (!c.json || call_run(en, &c, e) < 0)
		goto out;
	if (!call_ok(&c)) {
		(void)create_refused(en, &c, s, e);
		goto out;
	}
	o = js_parse(strbuf_text(&c.reply.body), c.reply.body.len, e);
	if (o)
		id = js_dup(o, "Id");
out:
	json_decref(o);
	call_release(&c);
	return id;
}

int container_create(struct engine *en, const struct container_spec *spec, char **out_id,
		     struct err *e)
{
	struct err ignored = {0};
	char *id = create_first(en, spec, e);
	enum engine_result result;

	if (!id)
		return -1;
	/* Engines below API 1.44 take one network at creation: the others follow. */
	for (size_t i = 1; i < spec->n_networks; i++) {
		result = network_connect(en, id, &spec->networks[i], e);
		if (result == ENGINE_DONE || result == ENGINE_ALREADY)
			continue;
		if (result == ENGINE_GONE)
			(void)err_set(e, CODE_CONTAINER_GONE,
				      "container '%.12s' vanished while it was made", id);
		(void)container_remove(en, id, true, true, &ignored); /* the err has it */
		free(id);
		return -1;
	}
	*out_id = id;
	return 0;
}

/* POST /containers/ID/VERB */
static struct call verb(const char *id, const char *what)
{
	struct call c = CALL("POST");

	call_path(&c, "/containers/", id, what);
	return c;
}

enum engine_result container_start(struct engine *en, const char *id, struct err *e)
{
	struct call c = verb(id, "/start");

	return call_act(en, &c, NO_CONTAINER, e);
}

/* The grace to wait for when the engine uses the container's own. */
static int64_t own_grace_ms(struct engine *en, const char *id)
{
	struct container_state s;
	struct err ignored = {0}; /* the stop will say it better */
	int64_t grace_s = 10;

	if (container_inspect(en, id, &s, &ignored) != ENGINE_DONE)
		return grace_s * 1000;
	if (s.stop_timeout_s >= 0)
		grace_s = s.stop_timeout_s;
	container_state_release(&s);
	return grace_s * 1000;
}

enum engine_result container_stop(struct engine *en, const char *id, int grace_s,
				  struct err *e)
{
	struct call c = verb(id, "/stop");

	if (grace_s >= 0)
		call_query_int(&c, "t", grace_s);
	c.extra_ms = grace_s >= 0 ? grace_s * INT64_C(1000) : own_grace_ms(en, id);
	return call_act(en, &c, NO_CONTAINER, e);
}

enum engine_result container_inspect(struct engine *en, const char *id,
				     struct container_state *out, struct err *e)
{
	struct call c = CALL("GET");
	enum engine_result result = ENGINE_FAILED;
	const struct strbuf *body = &c.reply.body;

	call_path(&c, "/containers/", id, "/json");
	if (call_run(en, &c, e) < 0)
		goto out;
	if (call_gone(&c, NO_CONTAINER))
		result = ENGINE_GONE;
	else if (!call_ok(&c))
		(void)call_refused(&c, e);
	else if (container_state_read(strbuf_text(body), body->len, out, e) == 0)
		result = ENGINE_DONE;
	if (result == ENGINE_DONE && c.reply.date_s > 0 &&
	    c.reply.date_s <= SPAN_MOST / NS_PER_S)
		out->told_at_ns = c.reply.date_s * NS_PER_S;
out:
	call_release(&c);
	return result;
}

typedef bool state_test(const struct container_state *s);

/* Runs a call that engines refuse in many ways when there is nothing to do: if refused, the state
 * decides. Releases. */
static enum engine_result act_or_be(struct engine *en, struct call *c, const char *id,
				    state_test *is_so, struct err *e)
{
	enum engine_result result = ENGINE_FAILED;
	struct container_state s;
	struct err ignored = {0}; /* the refusal itself is the news */

	if (call_run(en, c, e) < 0)
		goto out;
	if (call_ok(c)) {
		result = ENGINE_DONE;
		goto out;
	}
	result = container_inspect(en, id, &s, &ignored);
	if (result == ENGINE_DONE) {
		result = is_so(&s) ? ENGINE_ALREADY : ENGINE_FAILED;
		container_state_release(&s);
	}
	if (result == ENGINE_FAILED)
		(void)call_refused(c, e);
out:
	call_release(c);
	return result;
}

static bool is_down(const struct container_state *s)
{
	return !s->running;
}

static bool is_paused(const struct container_state *s)
{
	return s->paused;
}

static bool is_unpaused(const struct container_state *s)
{
	return !s->paused;
}

static bool is_going(const struct container_state *s)
{
	return s->status == CONTAINER_REMOVING;
}

enum engine_result container_kill(struct engine *en, const char *id, const char *signal,
				  struct err *e)
{
	struct call c = verb(id, "/kill");

	call_query(&c, "signal", signal);
	return act_or_be(en, &c, id, is_down, e);
}

enum engine_result container_pause(struct engine *en, const char *id, struct err *e)
{
	struct call c = verb(id, "/pause");

	return act_or_be(en, &c, id, is_paused, e);
}

enum engine_result container_unpause(struct engine *en, const char *id, struct err *e)
{
	struct call c = verb(id, "/unpause");

	return act_or_be(en, &c, id, is_unpaused, e);
}

enum engine_result container_remove(struct engine *en, const char *id, bool force,
				    bool with_volumes, struct err *e)
{
	struct call c = CALL("DELETE");

	call_path(&c, "/containers/", id, "");
	call_query_int(&c, "force", force);
	call_query_int(&c, "v", with_volumes);
	return act_or_be(en, &c, id, is_going, e);
}

enum engine_result container_wait(struct engine *en, const char *id, int64_t timeout_ms,
				  int *out_exit_code, struct err *e)
{
	struct call c = verb(id, "/wait");
	enum engine_result result = ENGINE_FAILED;
	struct err mine = {0};
	json_t *o;

	call_query(&c, "condition", "not-running");
	c.req.timeout_ms = timeout_ms > 0 ? timeout_ms : 1; /* 0 would mean for ever */
	result = call_json(en, &c, NO_CONTAINER, &o, &mine);
	if (result == ENGINE_DONE)
		*out_exit_code = (int)js_int(o, "StatusCode");
	else if (c.reply.timed_out && c.reply.status == 200)
		result = ENGINE_TIMED_OUT;
	else if (result == ENGINE_FAILED)
		*e = mine;
	json_decref(o);
	call_release(&c);
	return result;
}

static void item_read(const json_t *o, struct container_item *out)
{
	const char *name = json_string_value(json_array_get(js_at(o, "Names"), 0));

	*out = (struct container_item){
		.id = js_dup(o, "Id"),
		.name = xstrdup(name && *name == '/' ? name + 1 : ""),
		.image = js_dup(o, "Image"),
		.status = container_status_parse(js_text(o, "State")),
		.created_at_ns = js_seconds(o, "Created"),
	};
	js_pairs(o, "Labels", &out->labels);
}

static void item_release(struct container_item *item)
{
	free(item->id);
	free(item->name);
	free(item->image);
	pair_list_release(&item->labels);
}

/* Keeps it if it carries every label: an engine might not filter, and what is listed here is removed. */
static void item_add(struct container_list *l, struct container_item *take,
		     const struct text_list *labels)
{
	bool carries = true;

	for (size_t i = 0; labels && i < labels->len; i++)
		carries = carries && pair_list_carries(&take->labels, labels->items[i]);
	if (carries)
		*GROW(l->items, l->len) = *take;
	else
		item_release(take);
}

int container_list(struct engine *en, const struct text_list *labels,
		   struct container_list *out, struct err *e)
{
	struct call c = CALL("GET");
	json_t *all, *o;
	int rc = -1;
	size_t i;

	call_path(&c, "/containers/json", "", "");
	call_query_int(&c, "all", 1);
	call_filter_labels(&c, labels);
	*out = (struct container_list){0};
	if (call_json(en, &c, NEVER_GONE, &all, e) == ENGINE_DONE) {
		json_array_foreach (all, i, o) {
			struct container_item item;

			item_read(o, &item);
			item_add(out, &item, labels);
		}
		rc = 0;
	}
	json_decref(all);
	call_release(&c);
	return rc;
}

void container_list_release(struct container_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		item_release(&l->items[i]);
	free(l->items);
	*l = (struct container_list){0};
}

enum engine_result container_update(struct engine *en, const char *id,
				    const struct container_limits *limits, struct err *e)
{
	struct call c = verb(id, "/update");
	json_t *o = json_object();

	js_put_int(o, "Memory", limits->memory_bytes);
	js_put_int(o, "MemorySwap", limits->memory_swap_bytes);
	js_put_int(o, "NanoCpus", limits->nano_cpus);
	js_put_int(o, "CpuQuota", limits->cpu_quota_us);
	if (limits->restart_policy)
		js_put_text(js_put_object(o, "RestartPolicy"), "Name",
			    limits->restart_policy);
	c.json = js_body(o, e);
	if (!c.json) {
		call_release(&c);
		return ENGINE_FAILED;
	}
	return call_act(en, &c, NO_CONTAINER, e);
}
