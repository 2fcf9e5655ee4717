/*
 * placing.h - a Compose file made for one engine, spread over several hosts; private to cluster/.
 *
 * A node's client listener is advertised and published at its host's address instead of 127.0.0.1, its
 * broker.rack is the host's rack unless the file says another. Networks are dealt with when the engines
 * are known (docker_hosts.h).
 * Owner: the compose's. Threads: one. Fails: errors go to the diags.
 */
#ifndef CLUSTER_PLACING_H
#define CLUSTER_PLACING_H

#include "cluster/service.h"

/* The variable by which the service says a setting such as "advertised.listeners"; NULL: by none. */
struct env_var *service_setting(struct service *s, const char *setting);

void compose_place(struct compose *c, const struct hosts *hosts, struct diags *d);

#endif
