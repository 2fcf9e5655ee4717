/*
 * api_commits.h - OffsetCommit v8 and OffsetFetch v7, of one partition.
 *
 * Only the coordinator answers, others say NOT_COORDINATOR. A commit is written with acks all, so it
 * needs the ISR of the coordinator's partition of __consumer_offsets; a fetch needs the leader only. A
 * group with members refuses the commits of others (UNKNOWN_MEMBER_ID).
 *
 * Plain data. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_COMMITS_H
#define KAFKA_API_COMMITS_H

#include "kafka/wire.h"

struct commit {
	const char *group;
	int32_t generation; /* -1: of no member */
	const char *member; /* "": likewise */
	const char *topic;
	int32_t partition;
	int64_t offset;
};

void commit_request(struct strbuf *body, const struct commit *c);
int commit_decode(int16_t *out_error, struct wire_reader *r, struct err *e);

struct committed {
	int16_t error;  /* the group's, else the partition's */
	int64_t offset; /* -1: none */
};

void committed_request(struct strbuf *body, const char *group, const char *topic,
		       int32_t partition);
int committed_decode(struct committed *out, struct wire_reader *r, struct err *e);

#endif
