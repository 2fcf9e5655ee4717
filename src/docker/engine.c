#include "docker/call.h"

#include "base/mem.h"
#include "base/str.h"

enum {
	API_OLDEST = 41, /* 1.41, Docker 20.10 */
	API_NEWEST = 47, /* 1.47, Docker 27.2: the newest this was written against */
	API_UNKNOWN = -1,
	TIMEOUT_MS = 60 * 1000,
	OPEN_TIMEOUT_MS = 20 * 1000, /* with what ssh takes to log in */
	VERSION_MAX = 32,
};

struct engine {
	struct engine_where where;
	struct http *http;
	int64_t timeout_ms;
	int api; /* the x of 1.x in use; API_UNKNOWN while asking */
	char api_text[16];
	json_t *version; /* the engine's answer to /version */
};

bool engine_has_api(const struct engine *en, int minor)
{
	return en->api >= minor;
}

void call_prepare(const struct engine *en, struct call *c)
{
	c->what = call_what(c);
	if (en->api != API_UNKNOWN)
		strbuf_addf(&c->target, "/v%s", en->api_text);
	strbuf_addf(&c->target, "%s%s", strbuf_text(&c->path), strbuf_text(&c->query));
	c->req.method = c->method;
	c->req.path = strbuf_text(&c->target);
	c->req.what = c->what;
	if (c->json) {
		c->req.body = c->json;
		c->req.body_len = strlen(c->json);
	}
	if (c->req.timeout_ms == 0)
		c->req.timeout_ms = en->timeout_ms;
	c->req.timeout_ms += c->extra_ms;
}

int call_run(struct engine *en, struct call *c, struct err *e)
{
	call_prepare(en, c);
	return http_do(en->http, &c->req, &c->reply, e);
}

/* "1.41" to 41; API_UNKNOWN for anything else. */
static int api_parse(const char *text)
{
	int64_t minor;

	if (!str_starts(text, "1.") || !str_to_int(text + 2, &minor) || minor < 0 ||
	    minor > 999)
		return API_UNKNOWN;
	return (int)minor;
}

/* Picks the version, given what the engine speaks and what the environment asks for. */
static int choose(struct engine *en, int min, int max, const char *wanted, struct err *e)
{
	const char *name = js_text(en->version, "Version");
	int api = max < API_NEWEST ? max : API_NEWEST;

	if (*wanted) {
		api = api_parse(wanted);
		if (api == API_UNKNOWN)
			return err_set(e, CODE_ENGINE_VERSION,
				       "DOCKER_API_VERSION wants a version such as 1.41, "
				       "not '%s'",
				       wanted);
		if (api < min || api > max)
			return err_set(
				e, CODE_ENGINE_VERSION,
				"the Docker engine at %s (version %s) speaks API 1.%d "
				"to 1.%d, not DOCKER_API_VERSION=%s: unset it",
				en->where.url, name, min, max, wanted);
	}
	if (api < API_OLDEST)
		return err_set(
			e, CODE_ENGINE_VERSION,
			"the Docker engine at %s (version %s) speaks API 1.%d; kchaos "
			"needs 1.%d: use Docker 20.10 or newer%s",
			en->where.url, name, api, API_OLDEST,
			*wanted ? " and unset DOCKER_API_VERSION" : "");
	if (api < min)
		return err_set(
			e, CODE_ENGINE_VERSION,
			"the Docker engine at %s (version %s) wants API 1.%d or newer; "
			"kchaos knows up to 1.%d: use an older engine or set its "
			"min-api-version",
			en->where.url, name, min, API_NEWEST);
	en->api = api;
	(void)snprintf(en->api_text, sizeof(en->api_text), "1.%d", api);
	return 0;
}

static int negotiate(struct engine *en, struct err *e)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment
	const char *wanted = getenv("DOCKER_API_VERSION");
	struct call c = CALL("GET");
	int min, max, rc = -1;

	call_path(&c, "/version", "", "");
	if (call_json(en, &c, NEVER_GONE, &en->version, e) != ENGINE_DONE)
		goto out;
	min = api_parse(js_text(en->version, "MinAPIVersion"));
	max = api_parse(js_text(en->version, "ApiVersion"));
	if (max == API_UNKNOWN) {
		(void)err_set(
			e, CODE_ENGINE_OTHER,
			"what listens at %s is no Docker engine: its /version does not "
			"name an API version",
			en->where.url);
		goto out;
	}
	if (strcmp(js_text(en->version, "Os"), "windows") == 0) {
		(void)err_set(
			e, CODE_ENGINE_OTHER,
			"the Docker engine at %s runs Windows containers: switch it to "
			"Linux containers",
			en->where.url);
		goto out;
	}
	rc = choose(en, min == API_UNKNOWN ? 12 : min, max, wanted ? wanted : "", e);
out:
	call_release(&c);
	return rc;
}

struct engine *engine_open(const struct engine_where *where, struct err *e)
{
	struct engine *en = engine_open_within(where, OPEN_TIMEOUT_MS, NULL, e);

	if (en)
		engine_set_timeout(en, 0);
	return en;
}

struct engine *engine_open_within(const struct engine_where *where, int64_t timeout_ms,
				  const atomic_bool *cancel, struct err *e)
{
	struct engine *en = xcalloc(1, sizeof(*en));

	en->api = API_UNKNOWN;
	en->timeout_ms = timeout_ms;
	if (where)
		engine_where_copy(&en->where, where);
	else if (engine_where_find(NULL, &en->where, e) < 0)
		goto fail;
	en->http = http_new(&en->where);
	http_set_cancel(en->http, cancel);
	if (negotiate(en, e) == 0)
		return en;
fail:
	engine_close(en);
	return NULL;
}

void engine_close(struct engine *en)
{
	if (!en)
		return;
	http_free(en->http);
	json_decref(en->version);
	engine_where_release(&en->where);
	free(en);
}

const struct engine_where *engine_where(const struct engine *en)
{
	return &en->where;
}

const char *engine_url(const struct engine *en)
{
	return en->where.url;
}

const char *engine_api_version(const struct engine *en)
{
	return en->api_text;
}

void engine_set_timeout(struct engine *en, int64_t timeout_ms)
{
	en->timeout_ms = timeout_ms ? timeout_ms : TIMEOUT_MS;
}

void engine_set_given_up(struct engine *en, const atomic_bool *given_up)
{
	http_set_given_up(en->http, given_up);
}

void engine_set_cancel(struct engine *en, const atomic_bool *cancel)
{
	http_set_cancel(en->http, cancel);
}

bool engine_is_cancelled(const struct engine *en)
{
	return http_is_cancelled(en->http);
}

static bool any_starts(const json_t *array, const char *prefix)
{
	const json_t *item;
	size_t i;

	json_array_foreach (array, i, item) {
		const char *text = json_string_value(item);

		if (text && str_starts(text, prefix))
			return true;
	}
	return false;
}

static bool is_podman(const json_t *version)
{
	const json_t *parts = js_at(version, "Components"), *item;
	size_t i;

	json_array_foreach (parts, i, item) {
		if (str_starts(js_text(item, "Name"), "Podman"))
			return true;
	}
	return false;
}

static struct engine_swarm read_swarm(const json_t *o)
{
	return (struct engine_swarm){
		.state = js_dup(o, "LocalNodeState"),
		.error = js_dup(o, "Error"),
		.node_id = js_dup(o, "NodeID"),
		.node_addr = js_dup(o, "NodeAddr"),
		.cluster_id = js_dup(js_at(o, "Cluster"), "ID"),
		.is_manager = js_bool(o, "ControlAvailable"),
		.managers = (int)js_int(o, "Managers"),
		.nodes = (int)js_int(o, "Nodes"),
	};
}

static void fill_info(const struct engine *en, const json_t *o, struct engine_info *out)
{
	const json_t *v = en->version;

	*out = (struct engine_info){
		.id = js_dup(o, "ID"),
		.host_name = js_dup(o, "Name"),
		.version = js_dup(v, "Version"),
		.api_version = xstrdup(en->api_text),
		.api_max = js_dup(v, "ApiVersion"),
		.api_min = js_dup(v, "MinAPIVersion"),
		.os = js_dup(o, "OperatingSystem"),
		.kernel = js_dup(o, "KernelVersion"),
		.arch = js_dup(v, "Arch"),
		.cgroup_driver = js_dup(o, "CgroupDriver"),
		.cgroup_version = js_dup(o, "CgroupVersion"),
		.storage_driver = js_dup(o, "Driver"),
		.ncpu = (int)js_int(o, "NCPU"),
		.mem_bytes = js_int(o, "MemTotal"),
		.is_rootless = any_starts(js_at(o, "SecurityOptions"), "name=rootless"),
		.is_podman = is_podman(v),
		.swarm = read_swarm(js_at(o, "Swarm")),
	};
}

int engine_ping(struct engine *en, struct err *e)
{
	struct call c = CALL("GET");
	int rc;

	call_path(&c, "/_ping", "", "");
	rc = call_run(en, &c, e);
	call_release(&c);
	return rc;
}

int engine_info(struct engine *en, struct engine_info *out, struct err *e)
{
	struct call c = CALL("GET");
	json_t *o = NULL;
	int rc = -1;

	call_path(&c, "/info", "", "");
	if (call_json(en, &c, NEVER_GONE, &o, e) == ENGINE_DONE) {
		fill_info(en, o, out);
		rc = 0;
	}
	json_decref(o);
	call_release(&c);
	return rc;
}

void engine_info_release(struct engine_info *i)
{
	char *const texts[] = {i->id,
			       i->host_name,
			       i->version,
			       i->api_version,
			       i->api_max,
			       i->api_min,
			       i->os,
			       i->kernel,
			       i->arch,
			       i->cgroup_driver,
			       i->cgroup_version,
			       i->storage_driver,
			       i->swarm.state,
			       i->swarm.error,
			       i->swarm.node_id,
			       i->swarm.node_addr,
			       i->swarm.cluster_id};

	for (size_t k = 0; k < ARRAY_LEN(texts); k++)
		free(texts[k]);
	*i = (struct engine_info){0};
}
