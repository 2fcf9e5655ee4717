/*
 * selector_kit.h - a cluster for selectors to pick from.
 *
 * n combined nodes, 1 to n, called kafka1 to kafkaN; node 2 leads the quorum in epoch 5;
 * payments/0 is led by node 3 with replicas and ISR 1, 2, 3, as node 1 tells. The plan has the
 * topic payments (4 partitions, replication 3, min.insync.replicas 2) and a workload that reads it
 * as group ledger.
 */
#ifndef TESTS_SELECTOR_KIT_H
#define TESTS_SELECTOR_KIT_H

#include "aim/selector.h"

/* What the ask hook answers. */
struct kit_answers {
	int32_t coordinator; /* -1: fails */
	int min_insync;      /* 0: fails */
	int64_t lag[8];      /* by node id */
	struct ids asked;    /* out: whose lags were asked for, in order */
};

struct kit {
	struct topology topology;
	struct view view;
	struct plan plan;
	struct ids stopped, paused;
	struct picks picks;
	struct rng rng;
	struct kit_answers answers;
	struct selector_world w; /* `ask` is NULL until kit_may_ask() */
};

void kit_init(struct kit *k, int32_t nodes);
void kit_init_apart(struct kit *k, int32_t controllers,
		    int32_t brokers); /* behind them */
/* Over three hosts: a and b in rack r1, c in rack r2; node 1 is on a, 2 on b, 3 on c, 4 on a ... */
void kit_init_hosts(struct kit *k, int32_t nodes);
void kit_release(struct kit *k);
void kit_may_ask(struct kit *k);

/* Node 1's metadata; isr and elr such as "12", leader -1: none. Replicas are 1, 2, 3. */
void kit_tell_partition(struct kit *k, const char *topic, int32_t partition,
			int32_t leader, const char *isr, const char *elr);

/* At `at_ns` the node claims to lead the quorum, and answers. */
void kit_tell_claim(struct kit *k, int64_t at_ns, int32_t node, int32_t epoch);

/* What the text picks, as "1,2"; or "! " and the error. Caller frees, also *out_seen. */
char *kit_pick(struct kit *k, const char *text, char **out_seen /* or NULL */);
void kit_check_pick(struct kit *k, const char *text, const char *want);
void kit_check_seen(struct kit *k, const char *text, const char *want);

#endif
