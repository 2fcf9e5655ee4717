/*
 * pool.h - connections to one engine for any number of threads; private to cluster/.
 *
 * A struct engine belongs to one thread at a time: each call takes one and puts it back.
 * Owner: the cluster. Threads: any (one mutex). Fails: as engine_open().
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
};

/* `host` as in DOCKER_HOST; NULL: from the environment. Opens nothing yet. */
int pool_init(struct engine_pool *p, const char *host /* or NULL */, struct err *e);
/* The engine at an address that was named, with TLS as in `tls` (NULL: none). */
int pool_init_at(struct engine_pool *p, const char *endpoint, const char *tls,
		 struct err *e);
void pool_release(struct engine_pool *p);

/* `cancel` may be NULL. NULL: no connection. */
struct engine *pool_take(struct engine_pool *p, const atomic_bool *cancel, struct err *e);
void pool_put(struct engine_pool *p, struct engine *en); /* NULL is fine */

#endif
