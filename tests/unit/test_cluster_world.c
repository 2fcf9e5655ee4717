#include "test_cluster_world.h"

#include "base/mem.h"
#include "test_cluster_server.h"

#include <assert.h>
#include <jansson.h>
#include <pthread.h>

enum { NEVER_FAILS = -1, MAX_THINGS = 64 };

struct thing {
	const char *kind; /* "containers", ... ; NULL: removed */
	char *id;
	char *name;
	char *text; /* the body it was made with */
	json_t *body;
	char *log;
	bool runs;
	bool has_ended;
	int exit_code;
};

struct world {
	pthread_mutex_t lock;
	struct server *server;
	struct thing things[MAX_THINGS];
	size_t n_things;
	char *image, *stands_for;
	int fail_in;
	enum world_failure failure;
	const char *delayed; /* path; NULL: none */
	bool has_settled;
	size_t requests;
};

static struct server_reply reply_text(int status, const char *text)
{
	return (struct server_reply){.status = status, .body = xstrdup(text)};
}

static struct server_reply reply_json(int status, json_t *take)
{
	struct server_reply r = {.status = status,
				 .body = json_dumps(take, JSON_COMPACT)};

	json_decref(take);
	return r;
}

static bool carries(const json_t *labels, const char *filter)
{
	const char *equals = strchr(filter, '=');
	char *key = xstrndup(filter, equals ? (size_t)(equals - filter) : strlen(filter));
	const char *value = json_string_value(json_object_get(labels, key));

	free(key);
	return value && (!equals || strcmp(value, equals + 1) == 0);
}

/* Every label of filters={"label": [...]} must be there. */
static bool matches(const struct thing *t, const char *query)
{
	const char *filters = strstr(query, "filters=");
	json_t *o = filters ? json_loads(filters + 8, JSON_DISABLE_EOF_CHECK, NULL)
			    : NULL;
	const json_t *wanted = json_object_get(o, "label");
	bool ok = true;

	for (size_t i = 0; i < json_array_size(wanted); i++)
		ok = ok && carries(json_object_get(t->body, "Labels"),
				   json_string_value(json_array_get(wanted, i)));
	json_decref(o);
	return ok;
}

static const char *status(const struct thing *t)
{
	return t->runs ? "running" : t->has_ended ? "exited" : "created";
}

static json_t *listed(const struct thing *t)
{
	json_t *labels = json_deep_copy(json_object_get(t->body, "Labels"));

	return json_pack("{s:s, s:s, s:[o], s:s, s:o}", "Id", t->id, "Name", t->name,
			 "Names", json_sprintf("/%s", t->name), "State", status(t),
			 "Labels", labels ? labels : json_object());
}

static struct server_reply list(struct world *w, const char *kind, const char *query)
{
	json_t *all = json_array();

	for (size_t i = 0; i < w->n_things; i++)
		if (w->things[i].kind && strcmp(w->things[i].kind, kind) == 0 &&
		    matches(&w->things[i], query))
			json_array_append_new(all, listed(&w->things[i]));
	if (strcmp(kind, "volumes") == 0)
		all = json_pack("{s:o}", "Volumes", all);
	return reply_json(200, all);
}

static struct thing *find(struct world *w, const char *kind, const char *name)
{
	for (size_t i = 0; i < w->n_things; i++) {
		struct thing *t = &w->things[i];

		if (t->kind && strcmp(t->kind, kind) == 0 &&
		    (strcmp(t->id, name) == 0 || strcmp(t->name, name) == 0))
			return t;
	}
	return NULL;
}

static void add(struct world *w, const char *kind, const char *name, const char *body)
{
	struct thing *t = &w->things[w->n_things++];

	assert(w->n_things < MAX_THINGS);
	t->kind = kind;
	t->id = xasprintf("id%zu", w->n_things);
	t->name = xstrdup(name);
	t->text = xstrdup(body);
	t->body = json_loads(body, 0, NULL);
	assert(t->body);
}

static struct server_reply create(struct world *w, const char *kind, const char *query,
				  const char *body)
{
	json_t *o = json_loads(body, 0, NULL);
	const char *given = json_string_value(json_object_get(o, "Name"));
	const char *after = strstr(query, "name=");
	char *name = after ? xstrndup(after + 5, strcspn(after + 5, "&"))
			   : xstrdup(given ? given : "?");
	struct server_reply r;

	if (find(w, kind, name) && strcmp(kind, "volumes") != 0) {
		r = reply_text(409,
			       "{\"message\":\"Conflict. The name is already in use\"}");
	} else {
		if (!find(w, kind, name))
			add(w, kind, name, body);
		r = reply_json(201, json_pack("{s:s, s:s}", "Id", find(w, kind, name)->id,
					      "Name", name));
	}
	free(name);
	json_decref(o);
	return r;
}

static struct server_reply remove_thing(struct world *w, const char *kind,
					const char *name)
{
	struct thing *t = find(w, kind, name);

	if (!t)
		return reply_text(
			404, "{\"message\":\"no such container, network or volume\"}");
	t->kind = NULL;
	return reply_text(204, "");
}

static struct server_reply inspect(struct world *w, const char *name)
{
	const struct thing *t = find(w, "containers", name);
	json_t *o;

	if (!t)
		return reply_text(404, "{\"message\":\"No such container\"}");
	o = json_pack("{s:s, s:s, s:{s:s, s:b, s:i}, s:{s:O, s:O, s:s, s:b}}", "Id",
		      t->id, "Name", t->name, "State", "Status", status(t), "Running",
		      t->runs, "ExitCode", t->exit_code, "Config", "Labels",
		      json_object_get(t->body, "Labels"), "Env",
		      json_object_get(t->body, "Env"), "Image", "img", "Tty", true);
	json_object_set_new(
		o, "NetworkSettings",
		json_pack("{s:O}", "Ports",
			  json_object_get(json_object_get(t->body, "HostConfig"),
					  "PortBindings")));
	return reply_json(200, o);
}

static struct server_reply start(struct world *w, const char *name)
{
	struct thing *t = find(w, "containers", name);

	if (!t)
		return reply_text(404, "{\"message\":\"No such container\"}");
	t->runs = true;
	return reply_text(204, "");
}

static struct server_reply image(struct world *w, const char *path, const char *query)
{
	json_t *o;

	if (strcmp(path, "/images/json") == 0) {
		o = json_array();
		if (w->stands_for && strstr(query, w->stands_for))
			json_array_append_new(o,
					      json_pack("{s:s, s:[s]}", "Id", "sha256:2",
							"RepoTags", w->image));
		return reply_json(200, o);
	}
	if (w->stands_for || !w->image || !strstr(path, w->image))
		return reply_text(404, "{\"message\":\"no such image\"}");
	return reply_json(
		200, json_pack("{s:s, s:[s]}", "Id", "sha256:1", "RepoTags", w->image));
}

static struct server_reply logs(struct world *w, const char *name)
{
	const struct thing *t = find(w, "containers", name);

	return t && t->log ? reply_text(200, t->log) : reply_text(200, "");
}

/* "/containers/id/start" to kind "containers", name "id", verb "start". */
static struct server_reply answer(struct world *w, const char *method, char *path,
				  const char *query, const char *body)
{
	static const char *const kinds[] = {"containers", "networks", "volumes"};
	char *kind = path + 1, *name = strchr(kind, '/'), *verb;

	if (strcmp(path, "/version") == 0)
		return reply_text(200,
				  "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\","
				  "\"Version\":\"20.10\",\"Os\":\"linux\"}");
	if (strcmp(path, "/info") == 0)
		return reply_text(200, "{\"ID\":\"WORLD\"}");
	if (strncmp(path, "/images/", 8) == 0)
		return strstr(path, "/create")
			       ? reply_text(404, "{\"message\":\"pull access denied\"}")
			       : image(w, path, query);
	if (name)
		*name++ = '\0';
	verb = name ? strchr(name, '/') : NULL;
	if (verb)
		*verb++ = '\0';
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(kind, kinds[i]) != 0)
			continue;
		if (name && strcmp(name, "create") == 0)
			return create(w, kinds[i], query, body);
		if (strcmp(method, "DELETE") == 0)
			return remove_thing(w, kinds[i], name);
		if (verb && strcmp(verb, "start") == 0)
			return start(w, name);
		if (verb && strcmp(verb, "json") == 0)
			return inspect(w, name);
		if (verb && strcmp(verb, "logs") == 0)
			return logs(w, name);
		return list(w, kinds[i], query);
	}
	return reply_text(404, "{\"message\":\"page not found\"}");
}

static bool delay(struct world *w, const char *path)
{
	const struct timespec pause = {.tv_sec = 1, .tv_nsec = 500 * NS_PER_MS};
	bool is_it;

	(void)pthread_mutex_lock(&w->lock);
	is_it = w->delayed && strcmp(w->delayed, path) == 0;
	if (is_it)
		w->delayed = NULL;
	(void)pthread_mutex_unlock(&w->lock);
	if (is_it)
		(void)nanosleep(&pause, NULL);
	return is_it;
}

static struct server_reply on_request(void *arg, const struct server_request *q)
{
	struct world *w = arg;
	bool counts = strcmp(q->path, "/version") != 0, fails;
	bool was_late = delay(w, q->path);
	struct server_reply r;

	(void)pthread_mutex_lock(&w->lock);
	fails = counts && w->fail_in >= 0 && w->fail_in-- == 0;
	w->requests += counts;
	r = fails && w->failure == WORLD_REFUSES
		    ? reply_text(500, "{\"message\":\"told to fail\"}")
		    : answer(w, q->method, q->path, q->query, q->body);
	r.hangs_up = fails && w->failure == WORLD_HANGS_UP;
	w->has_settled = w->has_settled || was_late;
	(void)pthread_mutex_unlock(&w->lock);
	return r;
}

struct world *world_new(void)
{
	struct world *w = xcalloc(1, sizeof(*w));

	w->fail_in = NEVER_FAILS;
	(void)pthread_mutex_init(&w->lock, NULL);
	w->server = server_new(on_request, w);
	return w;
}

void world_free(struct world *w)
{
	server_free(w->server);
	for (size_t i = 0; i < w->n_things; i++) {
		free(w->things[i].id);
		free(w->things[i].name);
		free(w->things[i].text);
		free(w->things[i].log);
		json_decref(w->things[i].body);
	}
	free(w->image);
	free(w->stands_for);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

const char *world_host(const struct world *w)
{
	return server_host(w->server);
}

void world_fail(struct world *w, int i, enum world_failure how)
{
	(void)pthread_mutex_lock(&w->lock);
	w->fail_in = i;
	w->failure = how;
	(void)pthread_mutex_unlock(&w->lock);
}

void world_delay(struct world *w, const char *path)
{
	(void)pthread_mutex_lock(&w->lock);
	w->delayed = path;
	(void)pthread_mutex_unlock(&w->lock);
}

void world_settle(struct world *w)
{
	const struct timespec glance = {.tv_nsec = 10 * NS_PER_MS};

	for (bool is_over = false; !is_over; (void)nanosleep(&glance, NULL)) {
		(void)pthread_mutex_lock(&w->lock);
		assert(!w->delayed);
		is_over = w->has_settled;
		(void)pthread_mutex_unlock(&w->lock);
	}
}

void world_image(struct world *w, const char *name, const char *stands_for)
{
	w->image = xstrdup(name);
	w->stands_for = stands_for ? xstrdup(stands_for) : NULL;
}

void world_volume(struct world *w, const char *name, const char *key, const char *value)
{
	char *body = xasprintf("{\"Labels\":{\"%s\":\"%s\"}}", key, value);

	(void)pthread_mutex_lock(&w->lock);
	add(w, "volumes", name, body);
	(void)pthread_mutex_unlock(&w->lock);
	free(body);
}

void world_exit(struct world *w, const char *name, int code, const char *log)
{
	struct thing *t;

	(void)pthread_mutex_lock(&w->lock);
	t = find(w, "containers", name);
	assert(t);
	t->runs = false;
	t->has_ended = true;
	t->exit_code = code;
	t->log = xstrdup(log);
	(void)pthread_mutex_unlock(&w->lock);
}

size_t world_count(struct world *w, const char *kind)
{
	size_t n = 0;

	(void)pthread_mutex_lock(&w->lock);
	for (size_t i = 0; i < w->n_things; i++)
		n += w->things[i].kind && strcmp(w->things[i].kind, kind) == 0;
	(void)pthread_mutex_unlock(&w->lock);
	return n;
}

size_t world_requests(struct world *w)
{
	size_t n;

	(void)pthread_mutex_lock(&w->lock);
	n = w->requests;
	(void)pthread_mutex_unlock(&w->lock);
	return n;
}

const char *world_made(struct world *w, const char *kind, const char *name)
{
	const struct thing *t;

	(void)pthread_mutex_lock(&w->lock);
	t = find(w, kind, name);
	(void)pthread_mutex_unlock(&w->lock);
	return t ? t->text : NULL;
}
