/*
 * replies.h - replies as a node would send them, built by hand from the schemas.
 */
#ifndef TESTS_REPLIES_H
#define TESTS_REPLIES_H

#include "base/strbuf.h"
#include "kafka/wire.h"

/* Structs end with tagged fields nobody knows yet, instead of none. */
extern bool make_from_the_future;

/* One voter or observer of DescribeQuorum v2; times in ms, -1: not told. */
void put_replica(struct strbuf *b, int32_t id, struct wire_uuid directory, int64_t end,
		 int64_t fetched_ms, int64_t caught_up_ms);

void make_versions(struct strbuf *b);
void make_old_versions(struct strbuf *b);
void make_quorum(struct strbuf *b);
void make_refusal(struct strbuf *b);
void make_opinion(struct strbuf *b);
void make_cluster(struct strbuf *b);
void make_metadata(struct strbuf *b);
void make_page(struct strbuf *b);
void make_offsets(struct strbuf *b);
void make_created(struct strbuf *b);
void make_deleted(struct strbuf *b);
void make_elected(struct strbuf *b);

#endif
