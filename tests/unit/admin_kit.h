/*
 * admin_kit.h - listeners of Kafka nodes that answer what admin.h asks, each as its script says, and a
 * cluster whose nodes they are.
 *
 * Owner: the test; admin_kit_end(). Threads: one per listener; what it says is set before it is asked.
 * Fails: aborts.
 */
#ifndef TESTS_ADMIN_KIT_H
#define TESTS_ADMIN_KIT_H

#include "cluster/admin.h"
#include "cluster/fake.h"

/* What one listener says. Errors are Kafka's codes. */
struct says {
	bool silent;        /* takes connections and says nothing, as a paused one */
	int64_t freshness;  /* of its metadata */
	int16_t error;      /* to every question, */
	size_t error_times; /* so often; 0: always */
	const char *message;
	const char *value; /* of the setting asked for; NULL: it knows no such setting */
	int8_t source;
	const char *policy; /* of the topic's cleanup; NULL: not told */
	int32_t node;       /* coordinator */
	int64_t log_end;    /* of its copy */
	int64_t log_begin;  /* the same: its first offset */
	const char *dir;    /* where its copy of t/0 is; NULL: it has none */
	int64_t bytes;      /* of that */
	const char
		*isr; /* of t/0 and t/1: "12", its first one leading; NULL: as replicas */
	const char *rack;     /* of node 1 */
	bool leads;           /* the quorum: a controller */
	int32_t epoch;        /* of that */
	const char *replicas; /* of t/0 and t/1: "123" */
	bool moves;           /* t/0 */
	const char *topic;    /* what its topic is called; NULL: "t" */
	int16_t undeleted;    /* what becomes of a group that is to be deleted */
	int16_t elected[2];   /* what becomes of the elections of t/0 and t/1 */
};

/* Appends the reply to a request of that api; `error`: what it has to say to this one. */
void admin_kit_reply(struct strbuf *b, int api, const struct says *s, int16_t error);

struct admin_kit;

/* n nodes, 1 to n: the first `brokers` are brokers, the first `controllers` controllers. */
struct admin_kit *admin_kit_begin(int n, int brokers, int controllers);
void admin_kit_end(struct admin_kit *k);
struct cluster *admin_kit_cluster(struct admin_kit *k);

/* From now on the port of node `id`'s controller cannot be reached from here. */
void admin_kit_hide(struct admin_kit *k, int32_t id);

/* The script of node `id`'s listener, to be changed while nothing is asked. */
struct says *admin_kit_says(struct admin_kit *k, int32_t id, enum side side);

/* The cluster under all this: its nodes' files, for one. */
struct fake_cluster *admin_kit_fake(struct admin_kit *k);

/* How often it was asked for an api, and the body of the last request, in hex. */
size_t admin_kit_asked(struct admin_kit *k, int32_t id, enum side side, int api);
const char *admin_kit_request(struct admin_kit *k, int32_t id, enum side side);

#endif
