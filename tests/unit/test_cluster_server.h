/*
 * test_cluster_server.h - just enough HTTP on a unix socket for test_cluster_world.h.
 *
 * Each connection has a thread; `fn` is called in it. Owner: the test. Fails: aborts.
 */
#ifndef TESTS_CLUSTER_SERVER_H
#define TESTS_CLUSTER_SERVER_H

#include "base/base.h"

struct server_request {
	char method[8];
	char *path; /* without the API's version; may be written to */
	const char *query;
	const char *body;
};

struct server_reply {
	int status;
	char *body;    /* taken */
	bool hangs_up; /* close instead of answering */
};

typedef struct server_reply server_fn(void *arg, const struct server_request *q);

struct server;
struct server *server_new(server_fn *fn, void *arg);
void server_free(struct server *s);
const char *server_host(const struct server *s); /* "unix:///tmp/..." */

#endif
