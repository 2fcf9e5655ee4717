/*
 * api_offsets.h - ListOffsets v7: how far partitions have come, asked of the node that leads them.
 *
 * Who asks decides what "latest" means (ReplicaManager.fetchOffset, from ListOffsetsRequest's
 * replica id): OFFSETS_AS_CONSUMER gets the high watermark, what readers can see;
 * OFFSETS_AS_DEBUGGER gets the log end offset of the asked node, leader or not, so "acked but
 * not visible" and a lagging follower can be told apart.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_OFFSETS_H
#define KAFKA_API_OFFSETS_H

#include "kafka/wire.h"

enum offsets_as { OFFSETS_AS_CONSUMER = -1, OFFSETS_AS_DEBUGGER = -2 };

/* Instead of a time in ms since 1970. */
enum { OFFSET_LATEST = -1, OFFSET_EARLIEST = -2 };

struct offset_query {
	const char *topic;
	int32_t partition;
	int64_t timestamp; /* OFFSET_LATEST, OFFSET_EARLIEST or ms since 1970 */
};

struct offset_row {
	int32_t partition;
	int16_t error; /* NOT_LEADER_OR_FOLLOWER, OFFSET_NOT_AVAILABLE, ... */
	int64_t timestamp;
	int64_t offset; /* -1 on error, or when nothing is that late */
	int32_t epoch;  /* leader epoch of that offset; -1: not told */
};

struct offset_topic {
	char *name;
	struct offset_row *rows;
	size_t n_rows;
};

struct offset_view {
	struct offset_topic *topics;
	size_t n_topics;
};

/* Queries of the same topic should stand together: each change of topic costs its name again.
 * A partition asked for twice is refused by the broker (INVALID_REQUEST). */
void offset_view_request(struct strbuf *body, enum offsets_as who,
			 const struct offset_query *queries, size_t n);
int offset_view_decode(struct offset_view *out, struct wire_reader *r, struct err *e);
void offset_view_release(struct offset_view *v);

/* NULL: not answered. */
const struct offset_row *offset_view_find(const struct offset_view *v, const char *topic,
					  int32_t partition);

#endif
