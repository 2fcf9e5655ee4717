/*
 * kafka_config.h - which services of a Compose file are Kafka nodes, and what they are: by their
 * settings, wherever those stand (settings.h).
 *
 * A node's client endpoint is the advertised listener whose port is published on this machine, its
 * controller endpoint the published controller listener: both are asked directly, node by node. A
 * controller listener that is not published gets a port here, unless `c` was made from containers.
 * Owner: the topology is the caller's. Fails: errors go to the diags, each with the service
 * and the variable's place.
 */
#ifndef CLUSTER_KAFKA_CONFIG_H
#define CLUSTER_KAFKA_CONFIG_H

#include "cluster/service.h"
#include "model/topology.h"

/* Fills nodes and image; project is left alone. Without places (a compose made from containers,
 * attach.h) it works as well. */
void kafka_topology(struct compose *c, struct topology *out, struct diags *d);

#endif
