#include "base/mem.h"
#include "cluster/docker_cluster.h"
#include "cluster/labels.h"
#include "cluster/parallel.h"
#include "cluster/project.h"

enum { PATIENCE_MS = 20 * 1000, PAUSE_MS = 50, GREETING_MS = 5000 };

/* A container that shall go. */
struct doomed {
	size_t engine;
	char *id;
	char *name;
};

struct removal {
	struct engines *engines;
	struct text_list labels; /* all of them */
	struct doomed *containers;
	size_t n_containers;
	const struct progress *progress;
	struct err *gone; /* of each engine: why it is not asked any more */
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
	const struct doomed *c = &r->containers[i];
	struct engine_pool *pool = &r->engines->pools[c->engine];
	struct engine *en = pool_take(pool, NULL, e);
	int rc = en ? remove_until_gone(en, c->id, e) : -1;

	pool_put(pool, en);
	if (rc == 0)
		return 0;
	(void)err_wrap(e, "cannot remove container '%s'", c->name);
	return engines_blame(r->engines, c->engine, e);
}

static void pulse(void *arg)
{
	struct removal *r = arg;

	(void)progress_tell(r->progress, NULL); /* removing is not interrupted */
}

/* The first failure counts; what comes after it is done all the same. */
static int keep_first(int rc, struct err *e, int one, const struct err *why)
{
	if (one < 0 && rc == 0)
		*e = *why;
	return one < 0 ? -1 : rc;
}

typedef int engine_fn(struct removal *r, struct engine *en, size_t i, void *out,
		      struct err *e);

static bool is_there(const struct engine_pool *pool)
{
	struct err ignored = {0}; /* why not is told by the call that failed */
	struct engine *en = engine_open_within(&pool->where, GREETING_MS, NULL, &ignored);

	engine_close(en);
	return en != NULL;
}

/* An engine that could not even be greeted is not waited for again. */
static int with_one(struct removal *r, size_t i, engine_fn *fn, void *out, struct err *e)
{
	struct engine_pool *pool = &r->engines->pools[i];
	struct engine *en;
	int rc;

	if (r->gone[i].kind != ERR_NONE) {
		*e = r->gone[i];
		return -1;
	}
	en = engines_take(r->engines, i, e);
	rc = en ? fn(r, en, i, out, e) : -1;
	if (rc < 0)
		(void)engines_blame(r->engines, i, e);
	if (!en || (rc < 0 && !is_there(pool)))
		r->gone[i] = *e;
	pool_put(pool, en);
	return rc;
}

/* With each engine, one after the other; one that fails does not keep the others from it. */
static int with_each(struct removal *r, engine_fn *fn, void *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < r->engines->len; i++) {
		struct err why = {0};
		int one = with_one(r, i, fn, out, &why);

		rc = keep_first(rc, e, one, &why);
	}
	return rc;
}

static int list_containers(struct removal *r, struct engine *en, size_t engine,
			   UNUSED void *out, struct err *e)
{
	struct container_list list = {0};
	int rc = container_list(en, &r->labels, &list, e);

	for (size_t i = 0; i < list.len; i++)
		*GROW(r->containers, r->n_containers) = (struct doomed){
			.engine = engine,
			.id = xstrdup(list.items[i].id),
			.name = xstrdup(list.items[i].name)};
	container_list_release(&list);
	return rc;
}

static int remove_containers(struct removal *r, size_t *out_n, struct err *e)
{
	struct err why = {0};
	int rc = with_each(r, list_containers, NULL, e);
	size_t n = r->n_containers;
	int removed;

	if (n > 0)
		(void)progress_tellf(r->progress, "removing %zu container%s", n,
				     n == 1 ? "" : "s");
	removed = parallel(n, remove_container, pulse, r, &why);
	*out_n += removed == 0 ? n : 0;
	return keep_first(rc, e, removed, &why);
}

/* The engine lets go of a removed container's network a moment later. */
static enum engine_result remove_network(struct engine *en, const struct network *n,
					 struct err *e)
{
	enum engine_result result;

	for (int tries = 0; tries < 10; tries++) {
		struct err busy = {0};

		result = network_remove(en, n->id, &busy);
		if (result != ENGINE_FAILED)
			return result;
		nap();
	}
	result = network_remove(en, n->id, e);
	if (result == ENGINE_FAILED)
		(void)err_wrap(e, "cannot remove network '%s'", n->name);
	return result;
}

/* Networks of a swarm are shown by several engines, and removed by its managers only. */
struct networks_gone {
	const char *label;
	size_t removed, left;
};

static int remove_networks(UNUSED struct removal *r, struct engine *en,
			   UNUSED size_t engine, void *out, struct err *e)
{
	struct networks_gone *g = out;
	struct network_list list = {0};
	int rc = network_list(en, g->label, &list, e);

	for (size_t i = 0; i < list.len; i++) {
		struct err why = {0};
		enum engine_result one = remove_network(en, &list.items[i], &why);

		g->removed += one == ENGINE_DONE;
		g->left += one == ENGINE_FAILED;
		rc = keep_first(rc, e, one == ENGINE_FAILED ? -1 : 0, &why);
	}
	network_list_release(&list);
	return rc;
}

static int remove_all_networks(struct removal *r, const char *label, size_t *out_n,
			       struct err *e)
{
	struct networks_gone g = {.label = label};
	struct err first = {0};
	int rc = with_each(r, remove_networks, &g, &first);

	/* What a worker could not remove its manager may have by now. */
	if (rc < 0 && g.left > 0 && r->engines->len > 1) {
		g.left = 0;
		first = (struct err){0};
		rc = with_each(r, remove_networks, &g, &first);
	}
	*out_n += g.removed;
	if (rc < 0)
		*e = first;
	return rc;
}

struct volumes_gone {
	const char *label;
	size_t removed;
};

static int remove_volumes(UNUSED struct removal *r, struct engine *en,
			  UNUSED size_t engine, void *out, struct err *e)
{
	struct volumes_gone *g = out;
	struct volume_list list = {0};
	int rc = volume_list(en, g->label, &list, e);

	for (size_t i = 0; rc == 0 && i < list.len; i++) {
		if (volume_remove(en, list.items[i].name, e) == ENGINE_FAILED)
			rc = err_wrap(e, "cannot remove volume '%s'", list.items[i].name);
		g->removed += rc == 0;
	}
	volume_list_release(&list);
	return rc;
}

static void removal_release(struct removal *r)
{
	free(r->gone);
	for (size_t i = 0; i < r->n_containers; i++) {
		free(r->containers[i].id);
		free(r->containers[i].name);
	}
	free(r->containers);
	text_list_release(&r->labels);
}

/* Containers first, on all engines: a network goes when nobody is in it any more. */
int remove_labelled(struct engines *engines, const char *label, bool keep_volumes,
		    const struct progress *p, struct project_removed *out, struct err *e)
{
	struct removal r = {.engines = engines, .progress = p};
	struct volumes_gone v = {.label = label};
	struct err why = {0};
	int rc, one;

	r.gone = xcalloc(engines->len, sizeof(*r.gone));
	text_list_add(&r.labels, label);
	rc = remove_containers(&r, &out->containers, e);
	one = remove_all_networks(&r, label, &out->networks, &why);
	rc = keep_first(rc, e, one, &why);
	why = (struct err){0};
	one = keep_volumes ? 0 : with_each(&r, remove_volumes, &v, &why);
	rc = keep_first(rc, e, one, &why);
	out->volumes += v.removed;
	removal_release(&r);
	return rc;
}

static int remove_helpers(struct engines *engines, const char *name, size_t *out_n,
			  struct err *e)
{
	char *ours = label_filter(LABEL_PROJECT, name);
	char *helpers = label_filter(LABEL_ROLE, "helper");
	struct progress quiet = {0};
	struct removal r = {.engines = engines, .progress = &quiet};
	int rc;

	r.gone = xcalloc(engines->len, sizeof(*r.gone));
	text_list_add(&r.labels, ours);
	text_list_add(&r.labels, helpers);
	rc = remove_containers(&r, out_n, e);
	removal_release(&r);
	free(ours);
	free(helpers);
	return rc;
}

int project_sweep(const char *engine, const struct hosts *hosts, const char *name,
		  size_t *out_n, struct err *e)
{
	struct engines engines;
	int rc = engines_init(&engines, engine, hosts, e);

	*out_n = 0;
	if (rc == 0)
		rc = remove_helpers(&engines, name, out_n, e);
	engines_release(&engines);
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

int remove_project(struct engines *engines, const char *name, bool keep_volumes,
		   const struct progress *p, struct project_removed *out, struct err *e)
{
	struct project_removed removed = {0};
	char *label = label_filter(LABEL_PROJECT, name);
	int rc = remove_labelled(engines, label, keep_volumes, p, &removed, e);

	if (rc == 0)
		tell_removed(p, name, &removed);
	else
		(void)err_wrap(e, "cannot take down project '%s'", name);
	if (out)
		*out = removed;
	free(label);
	return rc;
}

int project_remove(const char *engine, const struct hosts *hosts, const char *name,
		   bool keep_volumes, cluster_progress_fn *progress, void *arg,
		   struct project_removed *out, struct err *e)
{
	struct progress p = {progress, arg};
	struct engines engines;
	int rc = engines_init(&engines, engine, hosts, e);

	if (rc == 0)
		rc = remove_project(&engines, name, keep_volumes, &p, out, e);
	engines_release(&engines);
	return rc;
}
