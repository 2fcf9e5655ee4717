/*
 * asking.h - one question to several nodes of the cluster, at once or one after the other; private
 * to cluster/.
 *
 *     asking_init(&a, c, SIDE_BROKER, NULL, timeout_ns);
 *     rc = asking_in_turn(&a, question, arg, e);
 *     asking_release(&a);
 *
 * Connections are opened all at once and waited for together, so that nodes which do not answer
 * cost one wait, not one each. Waiting ends early when the cluster's cancel flag became true.
 * Owner and thread: the caller's. Fails: as asking_in_turn() says.
 */
#ifndef CLUSTER_ASKING_H
#define CLUSTER_ASKING_H

#include "base/clock.h"
#include "cluster/cluster.h"
#include "kafka/conn.h"

/* One node, and how it went with it last. */
struct asked {
	const struct node *node;
	struct kconn conn;
	char why[160]; /* why it was no use, so far; "" */
};

struct asking {
	struct cluster *cluster;
	struct clock clock; /* from the first word on */
	int64_t timeout_ns;
	enum side side;
	struct asked *nodes;
	size_t len;
};

/* The nodes with that side whose address is known, or of them only those in `only`. */
void asking_init(struct asking *a, struct cluster *c, enum side side,
		 const struct ids *only /* or NULL */, int64_t timeout_ns);
void asking_release(struct asking *a);

/* Connects to all that are not connected; returns when each is, or is not to be had. Those with
 * the freshest metadata come first in `nodes` afterwards. */
void asking_open(struct asking *a);

/* Sends `body`, which is released, to one that is open (the newest version of `api` both speak) and
 * does not wait. -1 and n->why. */
int asking_send(struct asking *a, struct asked *n, enum kapi api, struct strbuf *body);

/* Returns when every connection is ready or closed. */
void asking_wait(struct asking *a);

/* Both of these; 0 with the reply, borrowed until the next word on that connection. */
int asking_exchange(struct asking *a, struct asked *n, enum kapi api, struct strbuf *body,
		    struct wire_reader *out_reply);

/* How long a node should wait for what it was told to do: a little less than we wait for it. */
int32_t asking_node_timeout_ms(const struct asking *a);

/* An error code that passes by itself, or that another node may not have. */
bool asking_is_passing(int16_t error);

/* What became of a question. */
enum answer {
	ANSWERED,
	ANSWER_NEXT, /* no use: n->why; try the next node */
	ANSWER_NO,   /* a final no: *e is set */
};
typedef enum answer question_fn(struct asking *a, struct asked *n, void *arg,
				struct err *e);

/*
 * Puts the question to node after node until one has answered it, or said no, or time is over: then
 * the error is that nobody did, with what each said.
 */
int asking_in_turn(struct asking *a, question_fn *question, void *arg, struct err *e);

#endif
