/*
 * api_topics.h - partitions as one broker's image of the metadata shows them: Metadata v12 (any
 * broker version) and DescribeTopicPartitions v0 (the only request that shows the ELR, KIP-966).
 *
 * Both are answered locally, also by a broker that is cut off or has no controller: what they
 * say may be stale. Ask each broker over its own address; compare api_versions.features_epoch.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_TOPICS_H
#define KAFKA_API_TOPICS_H

#include "kafka/api_cluster.h"

struct partition_row {
	int32_t index;
	int32_t leader; /* -1: none */
	int32_t epoch;
	int16_t error; /* Metadata: LEADER_NOT_AVAILABLE when leaderless; the other: always 0 */
	struct ids replicas; /* the first one is the preferred leader */
	struct ids isr;
	struct ids elr;            /* DescribeTopicPartitions only */
	struct ids last_known_elr; /* DescribeTopicPartitions only */
	struct ids offline; /* fenced, unregistered, or with a dead log directory */
};

struct topic_row {
	int16_t error;
	char *name; /* "" when the node does not know it (v12, asked by id) */
	struct wire_uuid id;
	bool is_internal;
	struct partition_row *partitions; /* in the node's order */
	size_t n_partitions;
};

struct topic_list {
	struct topic_row *rows;
	size_t len;
};

/* NULL: not listed. */
const struct topic_row *topic_list_find(const struct topic_list *l, const char *name);
const struct partition_row *topic_row_partition(const struct topic_row *t, int32_t index);
void topic_list_release(struct topic_list *l);

struct metadata_view {
	struct node_list brokers; /* unfenced ones only */
	char *cluster_id;         /* or NULL */
	struct topic_list topics;
};

/* The topics called names[0..n); names NULL: all of them. Never creates one. */
void metadata_request(struct strbuf *body, const char *const *names, size_t n);
int metadata_decode(struct metadata_view *out, struct wire_reader *r, struct err *e);
void metadata_view_release(struct metadata_view *v);

/* Where the next page starts; topic NULL: at the beginning, or there is none. */
struct topic_cursor {
	char *topic;
	int32_t partition;
};

struct topic_page {
	struct topic_list topics;
	struct topic_cursor next;
};

/* The topics called names[0..n), n 0: all; at most `limit` partitions (Kafka's own limit is
 * 2000). A topic cut by the limit appears again on the next page, with the rest of its
 * partitions; topic_list_append() puts it together. `from` may be NULL. */
void topic_page_request(struct strbuf *body, const char *const *names, size_t n,
			int32_t limit, const struct topic_cursor *from);
int topic_page_decode(struct topic_page *out, struct wire_reader *r, struct err *e);
void topic_page_release(struct topic_page *p);

/* Moves all of `more` to the end of `l`; a topic continued from l's last one is joined to it.
 * Takes what `more` held and leaves it empty. */
void topic_list_append(struct topic_list *l, struct topic_list *more);

#endif
