/*
 * fake_topics.h - what a fake node answers to those who ask about topics, or change them: Metadata v12,
 * CreateTopics v7, DeleteTopics v6, each of one topic; or keep offsets: FindCoordinator v4, OffsetCommit v8,
 * OffsetFetch v7, of one partition.
 *
 * Appends the reply's body. Plain functions. Fails: never.
 */
#ifndef TESTS_FAKE_TOPICS_H
#define TESTS_FAKE_TOPICS_H

#include "base/strbuf.h"
#include "fake_node.h"
#include "kafka/wire.h"

/* The topic of the first partition told, with all of its partitions. */
void fake_put_metadata(struct strbuf *b, const struct fake_words *w);
void fake_put_created(struct strbuf *b, const struct fake_words *w);
/* A group: what one node was told to keep, all know. */
void fake_put_coordinator(struct strbuf *b, const struct fake_words *w);
/* Who joins without a name is told one first. */
void fake_put_joined(struct strbuf *b, const struct fake_words *w, struct wire_reader *r);
void fake_put_synced(struct strbuf *b, const struct fake_words *w);
void fake_put_left(struct strbuf *b);
void fake_put_commit(struct strbuf *b, const struct fake_words *w, struct wire_reader *r);
void fake_put_committed(struct strbuf *b, const struct fake_words *w);
void fake_put_deleted(struct strbuf *b, const struct fake_words *w);

#endif
