/*
 * fake_node.h - a Kafka node of canned answers: a thread behind a port of 127.0.0.1 that speaks what
 * the observer asks (ApiVersions v3, DescribeQuorum v2, Fetch v13, DescribeTopicPartitions v0,
 * DescribeCluster v2) and askers do (Metadata v12, CreateTopics v7, DeleteTopics v6, FindCoordinator v4, JoinGroup v6, SyncGroup v4, LeaveGroup v4, OffsetCommit v8,
 * OffsetFetch v7: fake_topics.h), on
 * any number of connections.
 *
 * What it says is a struct the test changes at any time with fake_node_say().
 * Owner: the test; fake_node_free(). Threads: any may change it; it has its own. Fails: aborts.
 */
#ifndef TESTS_FAKE_NODE_H
#define TESTS_FAKE_NODE_H

#include "base/base.h"

enum fake_mood {
	FAKE_ANSWERS,
	FAKE_SILENT,   /* accepts and reads, says nothing: a paused container */
	FAKE_HANGS_UP, /* accepts and closes: a container whose Kafka is not there yet */
	FAKE_REFUSES,  /* nobody listens */
	FAKE_BABBLES, /* answers DescribeQuorum and ApiVersions with rubbish once negotiated */
};

struct fake_partition {
	const char *topic;
	int32_t partition, leader, epoch;
	int n_isr;      /* the first so many of the three replicas */
	int n_elr;      /* likewise */
	int32_t behind; /* these are the nodes behind this one: 0: 1, 2, 3 */
};

enum { FAKE_MAX_PARTITIONS = 1000 };

struct fake_words {
	enum fake_mood mood;
	bool leads; /* DescribeQuorum without error */
	int32_t epoch, leader;
	int64_t high_watermark;
	int64_t image; /* finalized_features_epoch */
	int n_nodes;   /* brokers 1, 2, 3 ...; 0: three */
	int n_fenced;  /* so many of the brokers, from the last one on */
	size_t page;   /* partitions per answer; 0: as asked for */
	struct fake_partition partition[FAKE_MAX_PARTITIONS]; /* by topic and number */
	size_t n_partitions;
	int16_t topic_error, create_error, delete_error; /* Kafka's codes */
	int16_t find_error, join_error, sync_error, commit_error, fetch_error;
	int32_t coordinator;
	bool forgets; /* what was committed */
};

struct fake_node;
struct fake_node *fake_node_new(const struct fake_words *words);
void fake_node_free(struct fake_node *f);
uint16_t fake_node_port(const struct fake_node *f);

void fake_node_say(struct fake_node *f, const struct fake_words *words);

/* Closes every connection, and goes on. */
void fake_node_cut(struct fake_node *f);

/* How many requests of a kind came so far, by api key. */
size_t fake_node_count(struct fake_node *f, int api);

#endif
