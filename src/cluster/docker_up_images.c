/*
 * docker_up_images.c - the images that the services of a cluster are made from, on the hosts they are made on.
 *
 * With hosts, an image that one of them has, or the engine of the environment, is copied to the others: what is
 * fetched anew by its name could be another one.
 */
#include "base/log.h"
#include "base/mem.h"
#include "cluster/docker_faults.h"
#include "cluster/docker_up.h"
#include "cluster/parallel.h"

#include <assert.h>

#define MIB INT64_C(1048576)

struct image_list_of_host {
	struct image_choice *items;
	size_t len;
};

struct bringing {
	struct upping *up;
	struct image_list_of_host *hosts; /* as the engines */
	atomic_int_fast64_t copied;       /* bytes, all hosts together */
	atomic_bool fetches;              /* somebody does, or did */
	bool told_fetching;
	int64_t told; /* MiB, in the last line */
};

static const struct image_choice *find_image(const struct image_choice *list, size_t n,
					     const char *named, int32_t host)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].host == host && strcmp(list[i].named, named) == 0)
			return &list[i];
	return NULL;
}

const struct image_choice *upping_image(const struct upping *u, const struct service *s)
{
	const struct image_choice *found = find_image(u->images, u->n_images,
						      s->spec.image, s->host);

	assert(found);
	return found;
}

/* ---- from another engine ---- */

struct copying {
	struct bringing *b;
	int64_t bytes; /* of this copy, so far */
};

static void on_copied(void *arg, int64_t bytes)
{
	struct copying *c = arg;

	atomic_fetch_add(&c->b->copied, bytes - c->bytes);
	c->bytes = bytes;
}

/* 1: copied; 0: `from` has it not. */
static int copy_from(struct bringing *b, struct engine *from, struct engine *to,
		     const char *named, struct err *e)
{
	struct copying c = {.b = b};
	struct image_choice there = {0};
	struct progress quiet = {0};
	int found = image_find(from, named, &quiet, &there, e);

	if (found > 0 &&
	    image_copy(from, to, there.use, on_copied, &c, e) == ENGINE_FAILED)
		found = -1;
	image_choice_release(&there);
	return found;
}

static int copy_from_hosts(struct bringing *b, size_t host, struct engine *to,
			   const char *named, struct err *e)
{
	struct docker_cluster *d = b->up->cluster;
	int copied = 0;

	for (size_t i = 0; copied == 0 && i < d->engines.len; i++) {
		struct engine *from;

		if (i == host)
			continue;
		from = pool_take(&d->engines.pools[i], &d->stop, e);
		copied = from ? copy_from(b, from, to, named, e) : -1;
		pool_put(&d->engines.pools[i], from);
	}
	return copied;
}

/* The engine where kchaos runs need not be one of the hosts', nor be there at all. */
static int copy_from_home(struct bringing *b, struct engine *to, const char *named,
			  struct err *e)
{
	struct err ignored = {0};
	struct engine *home = engine_open(NULL, &ignored);
	int copied = 0;

	if (home) {
		engine_set_cancel(home, &b->up->cluster->stop);
		copied = copy_from(b, home, to, named, e);
	}
	engine_close(home);
	return copied;
}

/* ---- one host ---- */

static int bring(struct bringing *b, size_t host, struct engine *en, const char *named,
		 struct image_choice *out, struct err *e)
{
	struct docker_cluster *d = b->up->cluster;
	struct progress quiet = {0};
	int found = image_find(en, named, &quiet, out, e), copied = 0;

	if (found != 0)
		return found < 0 ? -1 : 0;
	/* A digest is lost on the way, and whoever fetches by it gets that very image. */
	if (!strchr(named, '@')) {
		copied = copy_from_hosts(b, host, en, named, e);
		if (copied == 0)
			copied = copy_from_home(b, en, named, e);
	}
	if (copied < 0)
		return -1;
	if (copied == 0 && !d->opts.no_pull)
		atomic_store(&b->fetches, true);
	return image_choose(en, named, d->opts.no_pull, &quiet, &d->stop, out, e);
}

static int bring_for(struct bringing *b, struct engine *en, const struct service *s,
		     struct err *e)
{
	struct docker_cluster *d = b->up->cluster;
	struct image_list_of_host *l = &b->hosts[s->host];
	struct image_choice choice = {0};

	if (s->left_out || find_image(l->items, l->len, s->spec.image, s->host))
		return 0;
	if (d->engines.hosts.len
		    ? bring(b, (size_t)s->host, en, s->spec.image, &choice, e) < 0
		    : image_choose(en, s->spec.image, d->opts.no_pull, b->up->progress,
				   &d->stop, &choice, e) < 0)
		return -1;
	choice.host = s->host;
	*GROW(l->items, l->len) = choice;
	return 0;
}

static int bring_all(void *arg, size_t host, struct err *e)
{
	struct bringing *b = arg;
	const struct compose *c = b->up->compose;
	struct engine_pool *pool = &b->up->cluster->engines.pools[host];
	struct engine *en = pool_take(pool, &b->up->cluster->stop, e);
	int rc = en ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < c->n_services; i++)
		if ((size_t)c->services[i].host == host)
			rc = bring_for(b, en, &c->services[i], e);
	pool_put(pool, en);
	return rc < 0 ? engines_blame(&b->up->cluster->engines, host, e) : 0;
}

/* ---- all of them ---- */

static void pulse(void *arg)
{
	struct bringing *b = arg;
	int64_t mib = atomic_load(&b->copied) / MIB;

	if (mib >= b->told + 50) {
		b->told = mib;
		(void)progress_tellf(b->up->progress,
				     "copying images to the hosts: %lld MiB",
				     (long long)mib); /* an end is asked for below */
	}
	if (atomic_load(&b->fetches) && !b->told_fetching) {
		b->told_fetching = true;
		(void)progress_tell(b->up->progress, "fetching images that no host has");
	}
	upping_pulse(b->up);
}

static void take_over(struct upping *u, struct image_list_of_host *l)
{
	for (size_t i = 0; i < l->len; i++)
		*GROW(u->images, u->n_images) = l->items[i];
	free(l->items);
}

/* 1: the same, 0: not. By its id, or by what it holds, where the engines count ids otherwise. */
static int is_same(const struct upping *u, const struct image_choice *a,
		   const struct image_choice *b, struct err *e)
{
	struct image one = {0}, other = {0};
	int rc = -1;

	if (strcmp(a->id, b->id) == 0)
		return 1;
	if (image_inspect(u->engines[a->host], a->use, &one, e) != ENGINE_FAILED &&
	    image_inspect(u->engines[b->host], b->use, &other, e) != ENGINE_FAILED)
		rc = one.id && other.id && image_is_same(&one, &other);
	image_release(&one);
	image_release(&other);
	return rc;
}

static int check_two(const struct upping *u, const struct image_choice *a,
		     const struct image_choice *b, struct err *e)
{
	const struct hosts *hosts = &u->cluster->engines.hosts;
	int rc = is_same(u, a, b, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return err_set(e, CODE_IMAGES_DIFFER,
		       "image '%s' is not the same on host '%s' (%.19s) and on host '%s' "
		       "(%.19s): remove one of them with 'docker rmi', and the other is "
		       "copied",
		       a->named, hosts->at[a->host].name, a->id, hosts->at[b->host].name,
		       b->id);
}

/* A cluster of two versions would be a different experiment, and nobody would know. */
static int check_same(const struct upping *u, struct err *e)
{
	for (size_t i = 0; i < u->n_images; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(u->images[i].named, u->images[k].named) == 0 &&
			    check_two(u, &u->images[k], &u->images[i], e) < 0)
				return -1;
	return 0;
}

static void note_used(struct upping *u)
{
	struct docker_cluster *d = u->cluster;
	const struct image_choice *used = NULL;

	for (size_t i = 0; i < u->n_images && !used; i++)
		if (strcmp(u->images[i].named, d->base.topology.image) == 0)
			used = &u->images[i];
	if (!used)
		return;
	free(d->image_used);
	free(d->base.topology.image_id);
	d->image_used = xstrdup(used->use);
	d->base.topology.image_id = xstrdup(used->id);
}

int upping_choose_images(struct upping *u, struct err *e)
{
	struct bringing b = {.up = u};
	int rc;

	b.hosts = xcalloc(u->n_engines, sizeof(*b.hosts));
	/* Without hosts fetching tells what it does, which only the calling thread may. */
	rc = u->cluster->engines.hosts.len
		     ? parallel(u->n_engines, bring_all, pulse, &b, e)
		     : bring_all(&b, 0, e);
	for (size_t i = 0; i < u->n_engines; i++)
		take_over(u, &b.hosts[i]);
	free(b.hosts);
	if (rc == 0)
		rc = check_same(u, e);
	note_used(u);
	return rc;
}
