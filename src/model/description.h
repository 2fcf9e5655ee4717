/*
 * description.h - the cluster's tables at one moment, as Kafka's own tools show them: topics with
 * their replicas, the quorum with its lags, the nodes with what lies on their disks.
 *
 * Unlike a view (view.h), which is folded from changes, this is what was told when everybody was
 * asked once: what nobody told is NULL, -1 or not listed. Instants named at_ns are ns since run
 * start, wall-clock times ms since 1970.
 * Owner: description_release(). Zeroed memory is an empty one. Threads: plain data.
 */
#ifndef MODEL_DESCRIPTION_H
#define MODEL_DESCRIPTION_H

#include "model/ids.h"

struct described_partition {
	int32_t partition;
	int32_t leader; /* -1: none */
	int32_t epoch;  /* of the leader */
	struct ids replicas, isr, elr, last_known_elr;
};

struct described_config {
	char *name, *value; /* value NULL: a secret */
};

struct described_topic {
	char *name;
	char *id; /* as Kafka writes it: 22 characters; NULL: not told */
	bool is_internal;
	bool configs_told;
	struct described_config *configs; /* those that are not Kafka's default */
	size_t n_configs;
	struct described_partition *partitions; /* by number */
	size_t n_partitions;
};

/* A voter, or an observer: a broker that follows the metadata. */
struct described_replica {
	int32_t id;
	bool is_voter;
	char *directory; /* as Kafka writes it; zeros in a static quorum */
	int64_t log_end; /* -1: not known, as below */
	int64_t last_fetch_wall_ms;
	int64_t last_caught_up_wall_ms; /* of the leader: when it was asked */
};

struct described_node {
	int32_t id;
	char *name;    /* Compose service */
	char *process; /* "running", "paused", "stopped"; NULL: not known */
	bool is_broker, is_controller;
	bool broker_answers, controller_answers;
	bool controller_hidden; /* its port cannot be reached from here */
	char *registered; /* a broker, in Kafka's metadata: "unfenced", "fenced", "no"; NULL */
	char *rack;       /* NULL: it has none */
	char *host;       /* it is on; NULL: there is but one engine */
	int64_t bytes; /* of its partitions, without the metadata log; -1: not told */
	char *why;     /* why something of it was not told; NULL */
};

struct description {
	int64_t at_ns; /* when it was asked for */
	int64_t took_ns;
	int phase; /* the one that began then; n_phases: the last one had ended; -1: no run */
	char *cluster_id;
	int32_t leader; /* of the quorum: the active controller; -1: nobody said to be */
	int32_t epoch;
	int64_t high_watermark;
	struct described_replica *replicas; /* voters first */
	size_t n_replicas;
	struct described_topic *topics; /* by name */
	size_t n_topics;
	bool topics_told;
	struct described_node *nodes; /* as the topology's */
	size_t n_nodes;
};

void description_release(struct description *d);

/* The value of a topic's setting; NULL: not told, or Kafka's default. */
const char *described_config(const struct described_topic *t, const char *name);

/* min.insync.replicas as it counts for one partition: never above its replicas; 0: not told. */
int described_min_isr(const struct described_topic *t,
		      const struct described_partition *p);

/* How much of what lies on one node is well. */
struct described_share {
	size_t replicas; /* of partitions, on it */
	size_t in_sync;  /* of these */
	size_t leads;
	size_t under_min; /* of these partitions: fewer in sync than the minimum */
	size_t offline;   /* of these partitions: without a leader */
};
struct described_share described_share(const struct description *d, int32_t node);

/* How far a replica of the metadata is behind the leader's log end; -1: not known. */
int64_t described_lag(const struct description *d, const struct described_replica *r);

/* The same in time: how long ago the leader was last seen to be all of what it had; -1. */
int64_t described_lag_ms(const struct description *d, const struct described_replica *r);

#endif
