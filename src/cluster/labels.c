#include "cluster/labels.h"

#include "base/mem.h"

#include <inttypes.h>

#ifndef KCHAOS_VERSION
#define KCHAOS_VERSION "0"
#endif

char *label_filter(const char *key, const char *value)
{
	return xasprintf("%s=%s", key, value);
}

void labels_beside(const char *project, const char *role, const char *run_id,
		   const char *up, struct pair_list *out)
{
	pair_list_set(out, LABEL_VERSION, KCHAOS_VERSION);
	pair_list_set(out, LABEL_PROJECT, project);
	pair_list_set(out, LABEL_ROLE, role);
	if (up)
		pair_list_set(out, LABEL_UP, up);
	if (run_id)
		pair_list_set(out, LABEL_RUN_ID, run_id);
}

static void own_labels(const struct label_set *l, const char *role, struct pair_list *out)
{
	pair_list_set(out, LABEL_COMPOSE_PROJECT, l->compose->project);
	pair_list_set(out, "com.docker.compose.version", KCHAOS_VERSION);
	labels_beside(l->compose->project, role, l->run_id, l->up, out);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	for (; text && *text; text++)
		hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
	return (hash ^ 0xff) * UINT64_C(1099511628211);
}

/* Compose looks only whether there is one; it cannot be its own, which depends on its sources. */
static void config_hash(const struct service *s, char out[65])
{
	for (size_t word = 0; word < 4; word++) {
		uint64_t hash = UINT64_C(14695981039346656037) + word;

		hash = hash_text(hash, s->spec.image);
		for (size_t i = 0; i < s->n_env; i++)
			hash = hash_text(hash_text(hash, s->env[i].key), s->env[i].value);
		for (size_t i = 0; i < s->spec.cmd.len; i++)
			hash = hash_text(hash, s->spec.cmd.items[i]);
		(void)snprintf(out + 16 * word, 17, "%016" PRIx64, hash);
	}
}

static void depends_label(const struct service *s, struct pair_list *out)
{
	static const char *const words[] = {
		[DEPENDS_STARTED] = "service_started",
		[DEPENDS_HEALTHY] = "service_healthy",
		[DEPENDS_COMPLETED] = "service_completed_successfully"};
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < s->n_depends; i++)
		strbuf_addf(&text, "%s%s:%s:false", i ? "," : "", s->depends[i].service,
			    words[s->depends[i].kind]);
	pair_list_set(out, "com.docker.compose.depends_on", strbuf_text(&text));
	strbuf_release(&text);
}

void labels_service(const struct label_set *l, const struct service *s,
		    const char *image_id, bool is_node, struct pair_list *out)
{
	char hash[65];

	config_hash(s, hash);
	pair_list_copy(out, &s->spec.labels);
	own_labels(l, is_node ? "node" : "service", out);
	pair_list_set(out, LABEL_COMPOSE_SERVICE, s->name);
	pair_list_set(out, "com.docker.compose.container-number", "1");
	pair_list_set(out, LABEL_COMPOSE_ONEOFF, "False");
	pair_list_set(out, "com.docker.compose.config-hash", hash);
	pair_list_set(out, "com.docker.compose.project.working_dir", l->compose->dir);
	pair_list_set(out, LABEL_COMPOSE_FILES, l->compose->file);
	pair_list_set(out, "com.docker.compose.image", image_id);
	depends_label(s, out);
}

/* No config-hash on these: a wrong one makes Compose recreate a network and ask about a volume. */
void labels_network(const struct label_set *l, const struct resource *r,
		    struct pair_list *out)
{
	pair_list_copy(out, &r->labels);
	own_labels(l, "network", out);
	pair_list_set(out, "com.docker.compose.network", r->key);
}

void labels_volume(const struct label_set *l, const struct resource *r,
		   struct pair_list *out)
{
	pair_list_copy(out, &r->labels);
	own_labels(l, "volume", out);
	pair_list_set(out, "com.docker.compose.volume", r->key);
}
