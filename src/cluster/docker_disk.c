#include "base/mem.h"
#include "base/str.h"
#include "cluster/docker_faults.h"
#include "cluster/labels.h"
#include "cluster/settings.h"
#include "cluster/volume_size.h"

/* "/a" of "/a, /b": with several, the first has the metadata log. Caller frees *out; NULL: not said. */
static int log_dir(struct engine *en, const struct container_state *state, char **out,
		   struct err *e)
{
	struct diags ignored = DIAGS_INIT; /* without an answer the caller tells */
	struct settings settings = {0};
	struct service s;
	const char *value;
	size_t len;
	int rc = service_from_container(en, &s, "", state, e);

	settings_read(&s, &settings, &ignored);
	value = settings_get(&settings, "log.dirs", NULL);
	if (!value)
		value = settings_get(&settings, "log.dir", NULL);
	if (value) {
		value += strspn(value, " ");
		len = strcspn(value, ", ");
		while (len > 1 && value[len - 1] == '/')
			len--;
		*out = xstrndup(value, len);
	}
	settings_release(&settings);
	service_release(&s);
	diags_release(&ignored);
	return rc;
}

/* Is `path` the directory `dir` or in it? */
static bool lies_in(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	while (n > 0 && dir[n - 1] == '/')
		n--;
	return strncmp(path, dir, n) == 0 && (path[n] == '/' || !path[n]);
}

/* The innermost mount that holds `dir`, or NULL. */
static const struct mount_map *mount_of(const struct container_state *s, const char *dir)
{
	const struct mount_map *best = NULL;

	for (size_t i = 0; i < s->n_mounts; i++) {
		const struct mount_map *m = &s->mounts[i];

		if (lies_in(dir, m->target) &&
		    (!best || strlen(m->target) > strlen(best->target)))
			best = m;
	}
	return best;
}

static int look_at_volume(struct engine *en, const char *project, struct node_disk *out,
			  struct err *e)
{
	struct volume v = {0};
	enum engine_result result = volume_inspect(en, out->volume, &v, e);
	const char *owner = pair_list_get(&v.labels, LABEL_PROJECT);

	if (result == ENGINE_DONE) {
		out->is_ours = owner && strcmp(owner, project) == 0;
		out->size_bytes = volume_size(&v.options);
	}
	volume_release(&v);
	if (result == ENGINE_GONE)
		return err_set(e, CODE_NODE_FOLDER,
			       "its volume '%s' is not there any more", out->volume);
	return result == ENGINE_FAILED ? -1 : 0;
}

static int find(struct engine *en, const char *project, const struct container_state *s,
		struct node_disk *out, struct err *e)
{
	const struct mount_map *m;

	if (log_dir(en, s, &out->dir, e) < 0)
		return -1;
	if (!out->dir)
		return err_set(
			e, CODE_NODE_FOLDER,
			"nothing tells it where: set KAFKA_LOG_DIRS in the Compose file");
	m = mount_of(s, out->dir);
	if (!m || m->kind != MOUNT_VOLUME)
		return 0;
	out->volume = xstrdup(m->source);
	return look_at_volume(en, project, out, e);
}

int docker_disk(struct cluster *c, const struct node *n, struct node_disk *out,
		struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	struct node_disk found = {0};
	int rc = -1;

	if (en && docker_look(en, n, &s, e) == 0)
		rc = find(en, c->topology.project, &s, &found, e);
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	if (rc == 0)
		*out = found;
	else
		node_disk_release(&found);
	return docker_wrap(c, n, "find the log directory of", rc, e);
}
