/*
 * kafka_node.h - one service's settings, taken apart; private to cluster/.
 *
 * Owner: the caller; kafka_node_release(). The service is borrowed. Threads: any.
 */
#ifndef CLUSTER_KAFKA_NODE_H
#define CLUSTER_KAFKA_NODE_H

#include "cluster/listeners.h"
#include "cluster/service.h"
#include "cluster/settings.h"
#include "model/topology.h"

struct kafka_node {
	const struct service *service;
	struct settings settings;
	int32_t id;
	unsigned roles;               /* enum role */
	struct listeners listeners;   /* where it listens */
	struct listeners advertised;  /* what it tells clients */
	const char *controller_names; /* names of controller listeners, with commas; "" */
};

/* Is it meant to be a node, whatever mistakes it has? */
bool kafka_node_is(const struct service *s);

/* 1: a node (`alone`: also one that is told nothing, settings_of_image()); 0: something else; -1: a node, but the errors are in the diags. */
int kafka_node_read(const struct service *s, bool alone, struct kafka_node *out,
		    struct diags *d);
void kafka_node_release(struct kafka_node *n);

/* A setting such as "node.id" (settings.h); NULL: unset. */
const char *kafka_node_setting(const struct kafka_node *n, const char *key,
			       const struct ynode **out_at /* or NULL */);

/* Its ports for controllers and among brokers; the clients' one depends on what is published. */
struct listens kafka_node_listens(const struct kafka_node *n);

/* The listener for controllers, or NULL. */
const struct listener *kafka_node_controller(const struct kafka_node *n);

#endif
