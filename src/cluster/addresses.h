/*
 * addresses.h - nodes that keep their addresses when they are stopped and started again.
 *
 * The engine hands a freed address to whoever starts next: two nodes that went down together can
 * come back with their addresses swapped, and a survivor that still holds the old ones then talks
 * to the wrong voter for good ("sent a voter key that doesn't match the local key"). Machines do not
 * swap addresses, so neither do nodes: the engine chooses a free subnet once, which is then made
 * the network's own, and each node gets a fixed address in it.
 * Threads: one. Fails: as docker/networks.h.
 */
#ifndef CLUSTER_ADDRESSES_H
#define CLUSTER_ADDRESSES_H

#include "docker/networks.h"

/*
 * Makes the network with a subnet of its own. *out_subnet (caller frees) is that subnet when it was
 * chosen here; NULL when `spec` named one, or the driver is neither "bridge" nor "overlay".
 */
enum engine_result network_create_pinned(struct engine *en,
					 const struct network_spec *spec,
					 char **out_subnet, struct err *e);

/* Address number `n` (from 1; the engine's gateway is 1) in "172.22.0.0/16". Caller frees; NULL
 * when there is no such. */
char *address_in(const char *subnet, uint32_t n);

/* Is the address one of the subnet's? False for what is not IPv4, and for names. */
bool address_is_in(const char *subnet, const char *address);

#endif
