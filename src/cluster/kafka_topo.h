/*
 * kafka_topo.h - what the files that make a topology share; private to cluster/.
 *
 * Owner: kafka_topology(), for the length of its call. Threads: one. Errors go to the diags, each
 * with the service's or the setting's place.
 */
#ifndef CLUSTER_KAFKA_TOPO_H
#define CLUSTER_KAFKA_TOPO_H

#include "cluster/kafka_node.h"

/* What went wrong is said once per service and place. */
struct topo {
	struct compose *compose;
	struct diags *diags;
	struct kafka_node *nodes; /* as the services that are nodes, in file order */
	size_t len;
};

/* Where a setting stands; the service's place when it is unset. */
const struct ynode *topo_place(const struct kafka_node *n, const char *key);

/* kafka_reach.c: where the node is reached from this machine. A controller whose port is not
 * published is given one, which the service's spec has from then on. */
void topo_find_broker(struct topo *t, struct kafka_node *n, struct node *out);
void topo_find_controller(struct topo *t, struct kafka_node *n, struct node *out);

/* kafka_quorum.c: do the nodes agree on who votes, and is it one of them? */
enum quorum_kind topo_check_quorum(struct topo *t);

#endif
