/*
 * api_group.h - FindCoordinator v4: which broker keeps a consumer group; DeleteGroups v2, to that one.
 *
 * Any broker answers from its own image of the metadata; the group need not exist, since its name
 * alone decides. The first question ever asked of a cluster makes it create __consumer_offsets;
 * until that has leaders the answer is COORDINATOR_NOT_AVAILABLE.
 *
 * Owner: the caller releases what decode filled. Fails: decode returns -1, output untouched.
 */
#ifndef KAFKA_API_GROUP_H
#define KAFKA_API_GROUP_H

#include "kafka/wire.h"

struct coordinator_view {
	int16_t error;
	char *message; /* or NULL */
	int32_t node;  /* -1: none now */
};

void coordinator_view_request(struct strbuf *body, const char *group);
int coordinator_view_decode(struct coordinator_view *out, struct wire_reader *r,
			    struct err *e);
void coordinator_view_release(struct coordinator_view *v);

/* One group, by its coordinator. NON_EMPTY_GROUP: it has members; GROUP_ID_NOT_FOUND: there is none. */
void delete_group_request(struct strbuf *body, const char *group);
int delete_group_decode(int16_t *out_error, struct wire_reader *r, struct err *e);

#endif
