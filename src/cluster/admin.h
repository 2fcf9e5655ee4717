/*
 * admin.h - what faults ask of, and tell, the Kafka cluster itself: a topic's configuration,
 * elections, replicas that move, coordinators, lags.
 *
 * Reads are put to the brokers, the one with the freshest metadata first. Changes are put to the
 * controllers, of which only the active one takes them: a broker would park a change for up to a
 * minute while there is no active controller, and carry it out when nobody wants it any more.
 * (Where a controller's port cannot be reached from here, the brokers it has to be.)
 * Nodes are asked in turn, again and again, until one has answered or `timeout_ns` is over. What
 * failed may have been done all the same; everything here may safely be repeated.
 *
 * Owner: the caller. Threads: any, several at once; each call has connections of its own.
 * Fails: ERR_ENVIRONMENT naming topic, partition, cause and what to do; ERR_INTERRUPTED soon after
 * the cluster's cancel flag became true (cluster_set_cancel). Outputs untouched then.
 */
#ifndef CLUSTER_ADMIN_H
#define CLUSTER_ADMIN_H

#include "cluster/cluster.h"
#include "model/ids.h"

/* What the topic itself says of `key`; *out (caller frees) NULL: nothing, the cluster's default
 * counts. For some ms after a change brokers may still tell the old value. */
int admin_topic_config(struct cluster *c, const char *topic, const char *key,
		       int64_t timeout_ns, char **out, struct err *e);

/* Sets it; value NULL: the topic's own value goes. */
int admin_set_topic_config(struct cluster *c, const char *topic, const char *key,
			   const char *value /* or NULL */, int64_t timeout_ns,
			   struct err *e);

/* The topic's min.insync.replicas, wherever it is set. */
int admin_min_insync(struct cluster *c, const char *topic, int64_t timeout_ns, int *out,
		     struct err *e);

enum admin_election { ADMIN_ELECT_PREFERRED, ADMIN_ELECT_UNCLEAN };

/*
 * topic NULL: all; partition -1: all of the topic. *out_elected: how many partitions got a leader
 * by it. An election that was not needed is no failure, and not counted; one that was refused is
 * none either, and `said` has it: "payments/0: PREFERRED_LEADER_NOT_AVAILABLE; ...".
 */
int admin_elect(struct cluster *c, enum admin_election how,
		const char *topic /* or NULL */, int32_t partition, int64_t timeout_ns,
		size_t *out_elected, struct strbuf *said, struct err *e);

/* The partition's replicas, the preferred leader first; while it moves, those that come and those
 * that go are among them. `out` is overwritten, the caller releases it. */
int admin_replicas(struct cluster *c, const char *topic, int32_t partition,
		   int64_t timeout_ns, struct ids *out, struct err *e);

/*
 * Begins to move the partition onto `to`, the first one being the preferred leader; a move under way
 * is given up before. `to` NULL: only that, or nothing when there is none. Giving up does not bring
 * back the order of the replicas, hence not the preferred leader: to undo a move, move back.
 */
int admin_move(struct cluster *c, const char *topic, int32_t partition,
	       const struct ids *to /* or NULL */, int64_t timeout_ns, struct err *e);

/* Is a move of it still under way? */
int admin_moving(struct cluster *c, const char *topic, int32_t partition,
		 int64_t timeout_ns, bool *out, struct err *e);

/* Which broker coordinates the consumer group now. While none does, it is waited for. */
int admin_coordinator(struct cluster *c, const char *group, int64_t timeout_ns,
		      int32_t *out_node, struct err *e);

/*
 * out[i]: how many records the copy of broker of->id[i] lacks of what the one that has most of them
 * (name the leader among them) has; -1: that one did not tell. All are asked at the same moment.
 * Fails when nobody tells.
 */
int admin_replica_lags(struct cluster *c, const char *topic, int32_t partition,
		       const struct ids *of, int64_t timeout_ns, int64_t *out,
		       struct err *e);

/* What is not there needs no deleting. A group that has members is waited for: those of a process that
 * died are let go when their sessions are over. */
int admin_delete_topic(struct cluster *c, const char *topic, int64_t timeout_ns,
		       bool *out_was_there, struct err *e);
int admin_delete_group(struct cluster *c, const char *group, int64_t timeout_ns,
		       bool *out_was_there, struct err *e);

/* The same as a table, so that a test can put something else behind it (a fake cluster has no
 * brokers); admin_arg() gives it back its own. */
struct admin_ops {
	int (*topic_config)(struct cluster *c, const char *topic, const char *key,
			    int64_t timeout_ns, char **out, struct err *e);
	int (*set_topic_config)(struct cluster *c, const char *topic, const char *key,
				const char *value, int64_t timeout_ns, struct err *e);
	int (*min_insync)(struct cluster *c, const char *topic, int64_t timeout_ns,
			  int *out, struct err *e);
	int (*elect)(struct cluster *c, enum admin_election how, const char *topic,
		     int32_t partition, int64_t timeout_ns, size_t *out_elected,
		     struct strbuf *said, struct err *e);
	int (*replicas)(struct cluster *c, const char *topic, int32_t partition,
			int64_t timeout_ns, struct ids *out, struct err *e);
	int (*move)(struct cluster *c, const char *topic, int32_t partition,
		    const struct ids *to, int64_t timeout_ns, struct err *e);
	int (*moving)(struct cluster *c, const char *topic, int32_t partition,
		      int64_t timeout_ns, bool *out, struct err *e);
	int (*coordinator)(struct cluster *c, const char *group, int64_t timeout_ns,
			   int32_t *out_node, struct err *e);
	int (*replica_lags)(struct cluster *c, const char *topic, int32_t partition,
			    const struct ids *of, int64_t timeout_ns, int64_t *out,
			    struct err *e);
	int (*delete_topic)(struct cluster *c, const char *topic, int64_t timeout_ns,
			    bool *out_was_there, struct err *e);
	int (*delete_group)(struct cluster *c, const char *group, int64_t timeout_ns,
			    bool *out_was_there, struct err *e);
};
extern const struct admin_ops admin_over_the_wire;

/* Both are borrowed; ops NULL: over the wire, as from the start. */
void admin_set_ops(struct cluster *c, const struct admin_ops *ops, void *arg);
void *admin_arg(const struct cluster *c);

#endif
