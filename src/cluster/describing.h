/*
 * describing.h - everybody is asked once, at the same time, for what Kafka's own tools show:
 * topics and their settings, the quorum, brokers and their disks.
 *
 * Owner: the caller of what is filled. Threads: any; each call has connections of its own.
 * Fails: never. What was not told in time is not there, and the node says why (model/description.h).
 */
#ifndef CLUSTER_DESCRIBING_H
#define CLUSTER_DESCRIBING_H

#include "cluster/cluster.h"
#include "model/description.h"

/* Takes `timeout_ns` at most. `process` is left to the caller: no engine is asked. */
void cluster_tables(struct cluster *c, int64_t timeout_ns, struct description *out);

#endif
