/*
 * pool.h - connections to one engine for any number of threads; private to cluster/.
 *
 * A struct engine belongs to one thread at a time: each call takes one and puts it back.
 * An engine that was given up (pool_give_up()) is not waited for: calls that are under way end, and each new one
 * is preceded by a question that has 2 s for its answer.
 * Owner: the cluster. Threads: any (one mutex); pool_give_up() one. Fails: as engine_open().
 */
#ifndef CLUSTER_POOL_H
#define CLUSTER_POOL_H

#include "cluster/docker.h"

#include <pthread.h>

struct engine_pool {
	pthread_mutex_t lock;
	struct engine_where where;
	struct engine **idle;
	size_t len;
	atomic_bool given_up; /* as long as no question was answered since */
	bool was_given_up;    /* so it was told last */
};

/* `host` as in DOCKER_HOST; NULL: from the environment. Opens nothing yet. */
int pool_init(struct engine_pool *p, const char *host /* or NULL */, struct err *e);
/* The engine at an address that was named, with TLS as in `tls` (NULL: none). */
int pool_init_at(struct engine_pool *p, const char *endpoint, const char *tls,
		 struct err *e);
void pool_release(struct engine_pool *p);

/* `cancel` may be NULL. NULL: no connection. */
struct engine *pool_take(struct engine_pool *p, const atomic_bool *cancel, struct err *e);
/* The same over a new connection, for which the engine has a few seconds: for who can do without it. */
struct engine *pool_take_soon(struct engine_pool *p, struct err *e);
void pool_put(struct engine_pool *p, struct engine *en); /* NULL is fine */

/* By who watches it: it has been silent for long; or, false, it answers again. What is told again changes
 * nothing. */
void pool_give_up(struct engine_pool *p, bool is);

#endif
