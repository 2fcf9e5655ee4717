/*
 * api_cluster.h - DescribeCluster: the nodes one node knows of.
 *
 * Asked of a controller for controllers, controller_id is the quorum leader that node believes
 * in (-1: none). Asked of a broker it is a random living broker and means nothing in KRaft
 * (KafkaApis, metadataCache.getRandomAliveBrokerId). The endpoint type must fit the listener,
 * else MISMATCHED_ENDPOINT_TYPE. Fenced brokers are listed only by v2 and when asked for.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_CLUSTER_H
#define KAFKA_API_CLUSTER_H

#include "kafka/wire.h"

struct node_row {
	int32_t id;
	int32_t port;
	char *host;
	char *rack; /* or NULL */
	bool is_fenced;
};

struct node_list {
	struct node_row *rows;
	size_t len;
};

void node_list_release(struct node_list *l);

enum endpoint_type { ENDPOINT_BROKERS = 1, ENDPOINT_CONTROLLERS = 2 };

struct cluster_view {
	int16_t error;
	char *message; /* or NULL */
	char *cluster_id;
	int32_t controller_id;
	struct node_list nodes;
};

/* v0 can only ask for brokers. */
void cluster_view_request(struct strbuf *body, int version, enum endpoint_type type,
			  bool with_fenced);
int cluster_view_decode(struct cluster_view *out, int version, struct wire_reader *r,
			struct err *e);
void cluster_view_release(struct cluster_view *v);

#endif
