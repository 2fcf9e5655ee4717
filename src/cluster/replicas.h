/*
 * replicas.h - are all replicas of a partition the same? Their logs are read from the nodes' disks and
 * compared batch by batch up to the high watermark: offsets, and the checksum of the bytes as they
 * lie there.
 *
 * Every log is read once, as archives that the engine makes of its segments; nothing is asked of the node's
 * image, and memory does not grow with the logs. What is found is told as events of kind REPLICA
 * (model/event.h), one for each replica.
 * A topic that is compacted is not compared: each replica compacts by itself.
 * Owner: the caller. Threads: any; everything is told in the caller's.
 */
#ifndef CLUSTER_REPLICAS_H
#define CLUSTER_REPLICAS_H

#include "cluster/cluster.h"
#include "model/event.h"

/* true: end soon. Looked at before each log and with each piece of one. */
typedef bool replica_stop_fn(void *arg);

struct replicas_job {
	const char *const *topics;
	size_t n_topics;
	int64_t timeout_ns; /* for everything; what was not reached is told as not compared */
	replica_stop_fn *stop; /* or NULL */
	void (*tell)(void *arg,
		     const struct event *ev); /* at_ns is left to it; borrowed */
	void *arg;                            /* of both */
};

/* 0: each replica was told of, whatever was found. -1, kind ERR_ENVIRONMENT: nobody tells what there
 * is to compare. */
int replicas_compare(struct cluster *c, const struct replicas_job *job, struct err *e);

#endif
