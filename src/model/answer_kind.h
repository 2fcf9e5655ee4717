/*
 * answer_kind.h - what a question of a scenario can be answered with: rows that scenario/ checks by and
 * writeup/ answers by.
 *
 * Threads: const. Fails: never.
 */
#ifndef MODEL_ANSWER_KIND_H
#define MODEL_ANSWER_KIND_H

#include "base/base.h"

/* What may stand behind an answer's name; all of it may be left out: whatever there is. */
enum answer_of {
	OF_NOTHING,
	OF_SERVED,   /* a workload, or a plane: each of its workloads */
	OF_WORKLOAD, /* any */
	OF_WRITER,   /* a workload that writes */
	OF_READER,   /* a workload that reads in a group */
	OF_TOPIC,
	OF_NODE,
};

#define ANSWER_KINDS(X)                                                                   \
	X(OUTAGE, "outage", OF_SERVED,                                                    \
	  "whether it was served, for how long not, and why")                             \
	X(ERRORS, "errors", OF_SERVED, "which errors came, and what they mean")           \
	X(LATENCY, "latency", OF_WORKLOAD, "how late the answers came")                   \
	X(THROUGHPUT, "throughput", OF_WRITER,                                            \
	  "how many records and bytes a second, on average and at most")                  \
	X(CONTROLLER, "controller", OF_NOTHING,                                           \
	  "who was active controller, in which epoch, and when nobody was")               \
	X(LEADERS, "leaders", OF_TOPIC, "which partitions got another leader, and when")  \
	X(ISR, "isr", OF_TOPIC, "how many replicas were in sync before and after")        \
	X(NODES, "nodes", OF_NOTHING,                                                     \
	  "the table of nodes: who is active controller, who leads, what is in sync")     \
	X(SIZES, "sizes", OF_NOTHING, "what each broker has on its disk")                 \
	X(SETTINGS, "settings", OF_NOTHING,                                               \
	  "how many nodes may fail for whom, by the settings alone")                      \
	X(SETTLEMENT, "settlement", OF_WRITER,                                            \
	  "what became of each record: lost, doubled, out of order; of the whole run")    \
	X(REPLICAS, "replicas", OF_NOTHING,                                               \
	  "whether all replicas are the same, byte for byte; at the end of the run")      \
	X(GROUP, "group", OF_READER,                                                      \
	  "how often the group was rebalanced, and what it was delivered again")          \
	X(LOG, "log", OF_NODE,                                                            \
	  "what the node's log says; without a node, of those whose process ran all the " \
	  "time")                                                                         \
	X(RECOVERY, "recovery", OF_NOTHING,                                               \
	  "when nodes, quorum and replicas were back, in their order")                    \
	X(EXPECTATIONS, "expectations", OF_NOTHING, "which expectations held")

enum answer_kind {
#define ANSWER_ENUM(id, name, of, help) ANSWER_##id,
	ANSWER_KINDS(ANSWER_ENUM)
#undef ANSWER_ENUM
		ANSWER_COUNT
};

struct answer_row {
	const char *name; /* first member: str_nearest() walks these */
	enum answer_of of;
	const char *help; /* one line */
};
extern const struct answer_row answer_rows[ANSWER_COUNT];

/* ANSWER_COUNT: there is none of that name. */
enum answer_kind answer_find(const char *name);

/* "a topic": what may stand behind it; "" for nothing. */
const char *answer_of_words(enum answer_of of);

#endif
