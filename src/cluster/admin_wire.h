/*
 * admin_wire.h - the parts of admin.h over the wire; private to cluster/.
 *
 * Owner, threads and failing: as admin.h.
 */
#ifndef CLUSTER_ADMIN_WIRE_H
#define CLUSTER_ADMIN_WIRE_H

#include "cluster/admin.h"
#include "cluster/asking.h"

/* Where changes go: to the controllers if all can be reached, else to the brokers. */
enum side admin_change_side(const struct cluster *c);

/* One question to the nodes of that side, in turn. */
int admin_ask(struct cluster *c, enum side side, int64_t timeout_ns,
	      question_fn *question, void *arg, struct err *e);

/* What an error code of a reply means for the question; `message` (or NULL): the node's words. */
enum answer admin_judge(struct asked *n, int16_t error, const char *message,
			struct err *e);

/* A reply that could not be read: as if there had been none. */
enum answer admin_garbled(struct asked *n, const struct err *why);

/* admin_partition.c */
int admin_wire_elect(struct cluster *c, enum admin_election how, const char *topic,
		     int32_t partition, int64_t timeout_ns, size_t *out_elected,
		     struct strbuf *said, struct err *e);
int admin_wire_replicas(struct cluster *c, const char *topic, int32_t partition,
			int64_t timeout_ns, struct ids *out, struct err *e);
int admin_wire_move(struct cluster *c, const char *topic, int32_t partition,
		    const struct ids *to, int64_t timeout_ns, struct err *e);
int admin_wire_moving(struct cluster *c, const char *topic, int32_t partition,
		      int64_t timeout_ns, bool *out, struct err *e);

/* admin_remove.c */
int admin_wire_delete_topic(struct cluster *c, const char *topic, int64_t timeout_ns,
			    bool *out_was_there, struct err *e);
int admin_wire_delete_group(struct cluster *c, const char *group, int64_t timeout_ns,
			    bool *out_was_there, struct err *e);

#endif
