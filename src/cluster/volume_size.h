/*
 * volume_size.h - volumes that the engine's own driver makes in memory, and how large such a one is;
 * private to cluster/. Pure.
 */
#ifndef CLUSTER_VOLUME_SIZE_H
#define CLUSTER_VOLUME_SIZE_H

#include "docker/lists.h"

/* {"type": "tmpfs", ...}: mounted while a container uses it, and empty after the last one. */
bool volume_is_tmpfs(const char *driver /* or NULL: "local" */,
		     const struct pair_list *options);

/* The limit that such options set, in bytes; 0: none, or one that depends on the host. */
int64_t volume_size(const struct pair_list *options);

#endif
