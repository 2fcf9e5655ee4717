/*
 * engines.h - the engines a cluster is on: one, or one for each of its hosts; private to cluster/.
 *
 * Owner: the caller; engines_release(). Threads: any, once it is set up (pool.h). Fails: as pool.h, with
 * the host's name in front when there are hosts.
 */
#ifndef CLUSTER_ENGINES_H
#define CLUSTER_ENGINES_H

#include "cluster/pool.h"
#include "model/hosts.h"

struct engines {
	struct engine_pool *pools; /* as the hosts; one without hosts */
	size_t len;
	struct hosts hosts; /* a copy; none: there is but one engine */
};

/* `engine` as in DOCKER_HOST (NULL: from the environment) counts only without hosts. Opens nothing. */
int engines_init(struct engines *s, const char *engine, const struct hosts *hosts,
		 struct err *e);
void engines_release(struct engines *s);

/* Of a node's or service's host. */
struct engine_pool *engines_pool(struct engines *s, int32_t host);

/* A connection to one of them, not to be called off; of several one may be away, and is not waited for long. */
struct engine *engines_take(struct engines *s, size_t i, struct err *e);

/* "engine of host 'a': ..." in front of an error; nothing when there are no hosts. Returns -1. */
int engines_blame(const struct engines *s, size_t i, struct err *e);

/*
 * Speaks to all of them side by side. Those that do not answer: their names, and why, in `missing`
 * ("host 'b': cannot reach ..."), when that is not NULL, which is an array of as many texts, NULL for those
 * that do (they have 5 s for it, not 20: who can do without them asks again); else the first of them is the failure.
 */
int engines_greet(struct engines *s, char **missing /* or NULL */, struct err *e);

/* Over a new connection, which says so at once: one that is kept may have outlived its engine. */
bool engines_answer(struct engines *s, int32_t host);

#endif
