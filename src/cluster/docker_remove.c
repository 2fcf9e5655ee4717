#include "base/mem.h"
#include "cluster/docker_cluster.h"
#include "cluster/labels.h"
#include "cluster/parallel.h"
#include "cluster/project.h"

enum { PATIENCE_MS = 20 * 1000, PAUSE_MS = 50 };

struct removal {
	struct engine_pool *pool;
	struct text_list labels; /* all of them */
	struct container_list containers;
	const struct progress *progress;
};

static void nap(void)
{
	struct timespec ts = {.tv_nsec = PAUSE_MS * NS_PER_MS};

	(void)nanosleep(&ts, NULL); /* a signal makes it shorter */
}

/* Somebody else (or an earlier call of ours) may be at it: then wait until it is gone. */
static int remove_until_gone(struct engine *en, const char *id, struct err *e)
{
	for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
		enum engine_result result = container_remove(en, id, true, true, e);

		if (result != ENGINE_ALREADY)
			return result == ENGINE_FAILED ? -1 : 0;
		nap();
	}
	return err_set(e, CODE_CONTAINER_GONE,
		       "it is being removed, but is still there after %d s",
		       PATIENCE_MS / 1000);
}

static int remove_container(void *arg, size_t i, struct err *e)
{
	struct removal *r = arg;
	const struct container_item *item = &r->containers.items[i];
	struct engine *en = pool_take(r->pool, NULL, e);
	int rc = en ? remove_until_gone(en, item->id, e) : -1;

	pool_put(r->pool, en);
	return rc < 0 ? err_wrap(e, "cannot remove container '%s'", item->name) : 0;
}

static void pulse(void *arg)
{
	struct removal *r = arg;

	(void)progress_tell(r->progress, NULL); /* removing is not interrupted */
}

static int remove_containers(struct engine *en, struct removal *r, size_t *out_n,
			     struct err *e)
{
	int rc = container_list(en, &r->labels, &r->containers, e);

	if (rc == 0 && r->containers.len > 0)
		(void)progress_tellf(r->progress, "removing %zu container%s",
				     r->containers.len,
				     r->containers.len == 1 ? "" : "s");
	if (rc == 0)
		rc = parallel(r->containers.len, remove_container, pulse, r, e);
	*out_n += rc == 0 ? r->containers.len : 0;
	container_list_release(&r->containers);
	return rc;
}

/* The engine lets go of a removed container's network a moment later. */
static int remove_network(struct engine *en, const struct network *n, struct err *e)
{
	for (int tries = 0; tries < 10; tries++) {
		struct err busy = {0};

		if (network_remove(en, n->id, &busy) != ENGINE_FAILED)
			return 0;
		nap();
	}
	if (network_remove(en, n->id, e) != ENGINE_FAILED)
		return 0;
	return err_wrap(e, "cannot remove network '%s'", n->name);
}

static int remove_networks(struct engine *en, const char *label, size_t *out_n,
			   struct err *e)
{
	struct network_list list = {0};
	int rc = network_list(en, label, &list, e);

	for (size_t i = 0; rc == 0 && i < list.len; i++) {
		rc = remove_network(en, &list.items[i], e);
		*out_n += rc == 0;
	}
	network_list_release(&list);
	return rc;
}

static int remove_volumes(struct engine *en, const char *label, size_t *out_n,
			  struct err *e)
{
	struct volume_list list = {0};
	int rc = volume_list(en, label, &list, e);

	for (size_t i = 0; rc == 0 && i < list.len; i++) {
		if (volume_remove(en, list.items[i].name, e) == ENGINE_FAILED)
			rc = err_wrap(e, "cannot remove volume '%s'", list.items[i].name);
		*out_n += rc == 0;
	}
	volume_list_release(&list);
	return rc;
}

int remove_labelled(struct engine_pool *pool, const char *label, bool keep_volumes,
		    const struct progress *p, struct project_removed *out, struct err *e)
{
	struct removal r = {.pool = pool, .progress = p};
	struct engine *en = pool_take(pool, NULL, e);
	int rc = -1;

	text_list_add(&r.labels, label);
	if (en) {
		rc = remove_containers(en, &r, &out->containers, e);
		if (rc == 0)
			rc = remove_networks(en, label, &out->networks, e);
		if (rc == 0 && !keep_volumes)
			rc = remove_volumes(en, label, &out->volumes, e);
	}
	pool_put(pool, en);
	text_list_release(&r.labels);
	return rc;
}

static int remove_helpers(struct engine_pool *pool, const char *name, size_t *out_n,
			  struct err *e)
{
	char *ours = label_filter(LABEL_PROJECT, name);
	char *helpers = label_filter(LABEL_ROLE, "helper");
	struct progress quiet = {0};
	struct removal r = {.pool = pool, .progress = &quiet};
	struct engine *en = pool_take(pool, NULL, e);
	int rc = -1;

	text_list_add(&r.labels, ours);
	text_list_add(&r.labels, helpers);
	if (en)
		rc = remove_containers(en, &r, out_n, e);
	pool_put(pool, en);
	text_list_release(&r.labels);
	free(ours);
	free(helpers);
	return rc;
}

int project_sweep(const char *engine, const char *name, size_t *out_n, struct err *e)
{
	struct engine_pool pool;
	int rc = pool_init(&pool, engine, e);

	*out_n = 0;
	if (rc == 0)
		rc = remove_helpers(&pool, name, out_n, e);
	pool_release(&pool);
	return rc < 0 ? err_wrap(e, "cannot remove the helpers beside project '%s'", name)
		      : 0;
}

static void tell_removed(const struct progress *p, const char *name,
			 const struct project_removed *n)
{
	if (n->containers + n->networks + n->volumes == 0)
		(void)progress_tellf(p, "nothing of project '%s' is there", name);
	else
		(void)progress_tellf(
			p, "removed %zu container%s, %zu network%s, %zu volume%s",
			n->containers, n->containers == 1 ? "" : "s", n->networks,
			n->networks == 1 ? "" : "s", n->volumes,
			n->volumes == 1 ? "" : "s");
}

int remove_project(struct engine_pool *pool, const char *name, bool keep_volumes,
		   const struct progress *p, struct project_removed *out, struct err *e)
{
	struct project_removed removed = {0};
	char *label = label_filter(LABEL_PROJECT, name);
	int rc = remove_labelled(pool, label, keep_volumes, p, &removed, e);

	if (rc == 0)
		tell_removed(p, name, &removed);
	else
		(void)err_wrap(e, "cannot take down project '%s'", name);
	if (out)
		*out = removed;
	free(label);
	return rc;
}

int project_remove(const char *engine, const char *name, bool keep_volumes,
		   cluster_progress_fn *progress, void *arg, struct project_removed *out,
		   struct err *e)
{
	struct progress p = {progress, arg};
	struct engine_pool pool;
	int rc = pool_init(&pool, engine, e);

	if (rc == 0)
		rc = remove_project(&pool, name, keep_volumes, &p, out, e);
	pool_release(&pool);
	return rc;
}
