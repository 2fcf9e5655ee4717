/*
 * portclaims.h - free ports of this machine, chosen for one cluster; private to cluster/.
 *
 * A claim is two things: a socket bound to the port, so that nobody takes it before the container
 * does, and a name in the kernel's table of abstract sockets, so that no other kchaos takes it
 * while the container is down. port_claims_hand_over() closes the first just before the container
 * starts; the second lasts until port_claims_free().
 * Ports are looked for below the range from which the kernel gives ports to outgoing connections:
 * from inside it, some client's connection could sit on a node's port while the node is down.
 *
 * Owner: struct compose. Threads: one. Fails: when no port is free at all.
 */
#ifndef CLUSTER_PORTCLAIMS_H
#define CLUSTER_PORTCLAIMS_H

#include "base/base.h"

struct port_claims;

struct port_claims *port_claims_new(void);
void port_claims_free(struct port_claims *c); /* NULL is fine */

/* `wanted` if it is free (0: any), else another free one; the same variable gets the same port.
 * 0: none is free. */
uint16_t port_claims_choose(struct port_claims *c, const char *variable, uint16_t wanted);

/* What was chosen for a variable, or NULL. */
const char *port_claims_get(const struct port_claims *c, const char *variable);

/* Lets go of the socket, if there is one, so that the engine can bind the port. */
void port_claims_hand_over(struct port_claims *c, uint16_t port);

/* Is it ours already? */
bool port_claims_has(const struct port_claims *c, uint16_t port);

/* Takes a port whose number is given; false: somebody listens there (or holds it). */
bool port_claims_take(struct port_claims *c, const char *ip, uint16_t port);

#endif
