/*
 * docker_found.h - how the nodes of a project were when it was adopted, and putting them back so;
 * private to cluster/.
 *
 * What faults undo by themselves is theirs. This is the rest: a node that ran runs again, in all its
 * networks, and with the addresses it had there. The engine gives a container that is started or
 * plugged in the first free address, and takes no wish where a network's subnet is not the user's own:
 * hence docker_seat.c.
 * Owner: the docker_cluster. Threads: written before any other thread exists, and by whoever heals
 * after a crash; read by any.
 */
#ifndef CLUSTER_DOCKER_FOUND_H
#define CLUSTER_DOCKER_FOUND_H

#include "cluster/cluster_ops.h"
#include "cluster/docker.h"

#include <pthread.h>

struct found {
	int32_t node;
	char *container; /* its id */
	enum process_state state;
	/* What plugging in needs, and in `ipv4` the address it had; "" while it did not run. */
	struct endpoint_list plugs;
};
struct found_list {
	struct found *items;
	size_t len;
	pthread_mutex_t seats; /* one node at a time is given its addresses */
};
void found_list_init(struct found_list *l);
void found_list_release(struct found_list *l);

struct docker_cluster;

/* NULL: it was not adopted. */
const struct found *docker_found(const struct docker_cluster *d, int32_t node);

/* The address it had in a network (by name), or NULL: none, or one that the engine knows by itself. */
const char *found_address(const struct found *f, const char *network);

/* cluster_ops: docker_found.c */
int docker_remember(struct cluster *c, const struct node *n, char **out_saved,
		    struct err *e);
int docker_recall(struct cluster *c, const char *saved, int32_t *out_node, struct err *e);
int docker_restore(struct cluster *c, const struct node *n, struct strbuf *did,
		   struct err *e);

/* docker_seat.c: as container_start() and network_connect(), and the node has its address again. That
 * it got another is told in the log only; docker_restore() looks again. An engine that has just come back is a member of
 * the swarm, and knows its networks, only some seconds later: on several hosts a start is tried again for half a minute. */
enum engine_result seat_start(struct docker_cluster *d, struct engine *en,
			      const struct node *n, struct err *e);
enum engine_result seat_connect(struct docker_cluster *d, struct engine *en,
				const struct node *n, const struct endpoint *p,
				struct err *e);

/* It is in the network, at another address: whoever of ours has its own makes room. */
int seat_move(struct docker_cluster *d, struct engine *en, const struct node *n,
	      const struct endpoint *p, struct err *e);

#endif
