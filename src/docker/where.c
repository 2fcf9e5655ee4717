#include "docker/engine.h"

#include "base/file.h"
#include "base/mem.h"
#include "docker/address.h"
#include "docker/json.h"

#include <dirent.h>

#define DEFAULT_HOST "unix://" ADDRESS_DEFAULT_PATH

enum { CONFIG_MAX = 1024 * 1024 };

static const char *environment(const char *name)
{
	const char *value = getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it

	return value ? value : "";
}

/* $DOCKER_CONFIG or ~/.docker. Caller frees. */
static char *config_dir(void)
{
	const char *dir = environment("DOCKER_CONFIG");

	return *dir ? xstrdup(dir) : path_join(environment("HOME"), ".docker");
}

static int where_host(const char *host, struct engine_where *out, struct err *e)
{
	const char *cert_path = environment("DOCKER_CERT_PATH");
	char *dir = NULL;
	int rc;

	if (*environment("DOCKER_TLS_VERIFY"))
		dir = *cert_path ? xstrdup(cert_path) : config_dir();
	rc = address_parse(host, dir, out, e);
	free(dir);
	return rc;
}

/* The JSON in a file of the docker configuration, or NULL when there is none that can be read. */
static json_t *read_json(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct strbuf text = STRBUF_INIT;
	struct err ignored = {0}; /* a missing or broken file: as if there were none */
	json_t *o = NULL;

	if (file_exists(path) && file_read(path, CONFIG_MAX, &text, &ignored) == 0)
		o = js_parse(strbuf_text(&text), text.len, &ignored);
	strbuf_release(&text);
	free(path);
	return o;
}

/*
 * Contexts lie in contexts/meta/<hash of the name>/meta.json, their TLS files in
 * contexts/tls/<same hash>/docker. Looking through them all saves us the hash.
 */
static int try_context(const char *config, const char *hash, const char *name,
		       struct engine_where *out, struct err *e)
{
	char *dir = xasprintf("%s/contexts/meta/%s", config, hash);
	char *tls = xasprintf("%s/contexts/tls/%s/docker", config, hash);
	json_t *meta = read_json(dir, "meta.json");
	const json_t *end = js_at(js_at(meta, "Endpoints"), "docker");
	bool is_it = meta && strcmp(js_text(meta, "Name"), name) == 0;
	int rc = 1; /* not this one */

	if (is_it) {
		rc = address_parse(js_text(end, "Host"), file_exists(tls) ? tls : NULL,
				   out, e);
		if (rc == 0)
			out->skip_verify = js_bool(end, "SkipTLSVerify");
	}
	json_decref(meta);
	free(dir);
	free(tls);
	return rc;
}

static int search_contexts(const char *config, const char *name, struct engine_where *out,
			   struct err *e)
{
	char *path = path_join(config, "contexts/meta");
	DIR *dir = opendir(path);
	const struct dirent *entry;
	int rc = 1;

	// NOLINTNEXTLINE(concurrency-mt-unsafe): a directory stream of our own
	while (rc > 0 && dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			rc = try_context(config, entry->d_name, name, out, e);
	if (dir)
		(void)closedir(dir); /* only read */
	free(path);
	return rc;
}

int engine_where_context(const char *name, struct engine_where *out, struct err *e)
{
	char *config;
	int rc;

	if (strcmp(name, "default") == 0)
		return where_host(DEFAULT_HOST, out, e);
	config = config_dir();
	rc = search_contexts(config, name, out, e);
	if (rc > 0)
		rc = err_set(
			e, CODE_ENGINE_ADDRESS,
			"there is no Docker context '%s' in '%s': see 'docker context "
			"ls'",
			name, config);
	free(config);
	return rc;
}

int engine_where_find(const char *host, struct engine_where *out, struct err *e)
{
	const char *context = environment("DOCKER_CONTEXT");
	char *config;
	json_t *settings;
	int rc;

	if (!host)
		host = environment("DOCKER_HOST");
	if (*host)
		return where_host(host, out, e);
	config = config_dir();
	settings = read_json(config, "config.json");
	if (!*context)
		context = js_text(settings, "currentContext");
	rc = engine_where_context(*context ? context : "default", out, e);
	json_decref(settings);
	free(config);
	return rc;
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

void engine_where_copy(struct engine_where *to, const struct engine_where *from)
{
	*to = (struct engine_where){.url = copy(from->url),
				    .socket_path = copy(from->socket_path),
				    .base = copy(from->base),
				    .ca_file = copy(from->ca_file),
				    .cert_file = copy(from->cert_file),
				    .key_file = copy(from->key_file),
				    .ssh_user = copy(from->ssh_user),
				    .ssh_host = copy(from->ssh_host),
				    .ssh_port = copy(from->ssh_port),
				    .ssh_socket = copy(from->ssh_socket),
				    .is_named = from->is_named,
				    .skip_verify = from->skip_verify};
}

void engine_where_release(struct engine_where *w)
{
	free(w->url);
	free(w->socket_path);
	free(w->base);
	free(w->ca_file);
	free(w->cert_file);
	free(w->key_file);
	free(w->ssh_user);
	free(w->ssh_host);
	free(w->ssh_port);
	free(w->ssh_socket);
	*w = (struct engine_where){0};
}
