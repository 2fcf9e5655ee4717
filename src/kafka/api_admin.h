/*
 * api_admin.h - what changes the cluster: CreateTopics v5-7, DeleteTopics v6, ElectLeaders v2.
 *
 * Sent to a broker these are forwarded to the active controller; while there is none they are
 * parked for up to 60 s. A create or delete that timed out may still have happened: a retry's
 * TOPIC_ALREADY_EXISTS or UNKNOWN_TOPIC_OR_PARTITION then means success.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_ADMIN_H
#define KAFKA_API_ADMIN_H

#include "kafka/wire.h"

struct topic_setting {
	const char *name;
	const char *value; /* NULL: the cluster's default */
};

/* Where the replicas of one partition go; the first one is the preferred leader. */
struct topic_placement {
	int32_t partition;
	const int32_t *brokers;
	size_t n_brokers;
};

struct new_topic {
	const char *name;
	int32_t partitions; /* -1: the broker's default, or as placed */
	int16_t replicas;   /* -1: likewise */
	const struct topic_placement *placements;
	size_t n_placements;
	const struct topic_setting *settings;
	size_t n_settings;
};

/* One row per topic asked for. */
struct topic_result {
	char *name; /* or NULL */
	int16_t error;
	char *message; /* or NULL */
};

struct topic_results {
	struct topic_result *rows;
	size_t len;
};

/* timeout_ms: how long the broker waits for the change to be everywhere it must. */
void create_topics_request(struct strbuf *body, const struct new_topic *topics, size_t n,
			   int32_t timeout_ms, bool only_check);
int create_topics_decode(struct topic_results *out, int version, struct wire_reader *r,
			 struct err *e);

void delete_topics_request(struct strbuf *body, const char *const *names, size_t n,
			   int32_t timeout_ms);
int delete_topics_decode(struct topic_results *out, struct wire_reader *r, struct err *e);

void topic_results_release(struct topic_results *l);

enum election { ELECTION_PREFERRED = 0, ELECTION_UNCLEAN = 1 };

struct election_topic {
	const char *name;
	const int32_t *partitions;
	size_t n_partitions;
};

struct election_row {
	int32_t partition;
	int16_t error; /* ELECTION_NOT_NEEDED is as good as 0 */
	char *message; /* or NULL */
};

struct election_outcome {
	char *topic;
	struct election_row *rows;
	size_t n_rows;
};

struct election_view {
	int16_t error;
	struct election_outcome *topics;
	size_t n_topics;
};

/* topics NULL: every partition of the cluster; those that need no election have no row then. */
void election_request(struct strbuf *body, enum election type,
		      const struct election_topic *topics, size_t n, int32_t timeout_ms);
int election_decode(struct election_view *out, struct wire_reader *r, struct err *e);
void election_view_release(struct election_view *v);

#endif
