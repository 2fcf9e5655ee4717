/*
 * fake_topics.h - what a fake node answers to those who ask about topics, or change them: Metadata v12,
 * CreateTopics v7, DeleteTopics v6. Each of one topic.
 *
 * Appends the reply's body. Plain functions. Fails: never.
 */
#ifndef TESTS_FAKE_TOPICS_H
#define TESTS_FAKE_TOPICS_H

#include "base/strbuf.h"
#include "fake_node.h"

/* The topic of the first partition told, with all of its partitions. */
void fake_put_metadata(struct strbuf *b, const struct fake_words *w);
void fake_put_created(struct strbuf *b, const struct fake_words *w);
void fake_put_deleted(struct strbuf *b, const struct fake_words *w);

#endif
