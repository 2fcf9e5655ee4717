/*
 * answers.h - inside this room: what a question of the scenario is answered with.
 *
 * Owner: questions.c. Threads: one. Fails: never; what was not measured is said to be that.
 */
#ifndef WRITEUP_ANSWERS_H
#define WRITEUP_ANSWERS_H

#include "writeup/sections.h"

/* What is asked about. */
struct asked {
	const struct answer_plan *answer;
	struct scope s;      /* from the first of its phases to the last */
	size_t first, last;  /* indices of those */
	const size_t *phase; /* all of them, in the question's order */
	size_t n_phases;
	bool is_whole; /* the run, no phases were named */
};

typedef void answer_fn(struct writer *w, const struct asked *q);

/* answer_served.c */
answer_fn answer_outage, answer_errors, answer_latency, answer_throughput;
/* answer_cluster.c */
answer_fn answer_controller, answer_leaders, answer_isr, answer_nodes, answer_sizes,
	answer_settings, answer_log, answer_recovery;
/* answer_data.c */
answer_fn answer_settlement, answer_replicas, answer_group, answer_expectations;

/* Is this workload meant by the answer: named, of the plane named, or none was named? */
bool answer_means(const struct writer *w, const struct asked *q, size_t workload);

#endif
