/*
 * test_cluster_canned.h - a cluster of one node, attached to on an engine made of canned replies
 * (fake_engine.h): what is asked of the engine can be read word by word.
 *
 * The project is "proj", the node 1 "kafka1", its container "proj-kafka1-1" with the id CANNED_ID.
 * Owner: fixture; canned_open() and canned_close(). Fails: aborts.
 */
#ifndef TESTS_CLUSTER_CANNED_H
#define TESTS_CLUSTER_CANNED_H

#include "cluster/cluster.h"
#include "fake_engine.h"

#define CANNED_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct canned {
	struct fake_engine *engine;
	struct cluster *cluster;
	const struct node *node;
	struct err err;
	size_t from; /* how many requests came before the test's own */
};
extern struct canned canned;

void canned_open(void);
void canned_close(void);

/* A reply to every such request; NULL body: none. */
void canned_on(const char *method, const char *path, int status, const char *body);
/* The same for the next one only; then what is added after it. */
void canned_once(const char *method, const char *path, int status, const char *body);

/*
 * How the container is from now on, or for the next look only: running or not, and members of its
 * JSON: "\"HostConfig\":{...}". NULL: nothing more. Environment and labels are there.
 */
void canned_state(bool runs, const char *more /* or NULL */);
void canned_state_once(bool runs, const char *more /* or NULL */);

/* The i-th request of the test (0: the first), "" when there was none; how many there were. */
const char *canned_request(size_t i);
size_t canned_count(void);

/* Did a request that begins so come? */
bool canned_was_asked(const char *start);

#endif
