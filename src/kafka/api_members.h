/*
 * api_members.h - what a member does to be one of a (classic) consumer group: JoinGroup v6, SyncGroup v4,
 * LeaveGroup v4; a group of one, that assigns nothing.
 *
 * Only the coordinator answers. Who joins without a name is told one (MEMBER_ID_REQUIRED) and joins
 * again by it. A join waits group.initial.rebalance.delay.ms in an empty group, and for each member that
 * was there before up to its rebalance timeout.
 *
 * Owner: the caller releases what joined_decode() filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_MEMBERS_H
#define KAFKA_API_MEMBERS_H

#include "kafka/wire.h"

struct joined {
	int16_t error;
	int32_t generation; /* -1: none */
	char *member;       /* our name; also with MEMBER_ID_REQUIRED. Never NULL. */
};

struct join {
	const char *group;
	const char *member; /* "": not told yet */
	int32_t session_timeout_ms;
	int32_t rebalance_timeout_ms;
};

void join_request(struct strbuf *body, const struct join *j);
int joined_decode(struct joined *out, struct wire_reader *r, struct err *e);
void joined_release(struct joined *j);

/* As the group's leader, that we are alone. */
void sync_request(struct strbuf *body, const char *group, int32_t generation,
		  const char *member);
int sync_decode(int16_t *out_error, struct wire_reader *r, struct err *e);

void leave_request(struct strbuf *body, const char *group, const char *member);
int leave_decode(int16_t *out_error, struct wire_reader *r, struct err *e);

#endif
