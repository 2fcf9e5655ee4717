/*
 * test_cluster_world.h - a Docker engine that remembers what was made and removed, and fails one
 * request of choice: what fake_engine.h cannot, because it has no memory.
 *
 * Containers, networks, volumes; images are as told. It serves one unix socket; each connection is
 * answered by a thread of its own. Owner: the test. Threads: any. Fails: aborts.
 */
#ifndef TESTS_CLUSTER_WORLD_H
#define TESTS_CLUSTER_WORLD_H

#include "base/base.h"

struct world;

enum world_failure {
	WORLD_REFUSES,  /* 500 and no effect */
	WORLD_HANGS_UP, /* the effect, but no answer: the connection is closed */
};

struct world *world_new(void);
void world_free(struct world *w);
const char *world_host(const struct world *w); /* "unix:///tmp/..." */

/* The i-th request from now on (0: the next), but for /version. */
void world_fail(struct world *w, int i, enum world_failure how);

/* The next request for that path takes effect, and is answered, after a second and a half. */
void world_delay(struct world *w, const char *path);
void world_settle(
	struct world *w); /* waits until it has taken effect; asserts that it was asked */

/* Only this image is there; NULL labels: as named, else it stands for another one. */
void world_image(struct world *w, const char *name, const char *stands_for);

/* A volume from earlier, with labels {"key": "value"}. */
void world_volume(struct world *w, const char *name, const char *key, const char *value);

/* A container ends by itself; its log is then `log`. */
void world_exit(struct world *w, const char *name, int code, const char *log);

/* How many things of a kind there are: "containers", "networks", "volumes". */
size_t world_count(struct world *w, const char *kind);
size_t world_requests(struct world *w);

/* What a thing was made with, as the engine got it; NULL: not there. Valid until it is removed. */
const char *world_made(struct world *w, const char *kind, const char *name);

#endif
