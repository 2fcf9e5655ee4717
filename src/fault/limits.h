/*
 * limits.h - faults that take CPU or memory from a node. Private to fault/.
 *
 * Limits lie on top of each other: the youngest pending one holds, and when none is left what was
 * there before the first comes back. Each intent carries both: "want=200000000 ran=1 nano=0 ...".
 * Threads: any. Fails: with the node in the text.
 */
#ifndef FAULT_LIMITS_H
#define FAULT_LIMITS_H

#include "fault/action.h"
#include "fault/undo.h"

extern const struct field cpu_fields[], memory_fields[];
int cpu_node(struct node_job *job, struct err *e);
int memory_node(struct node_job *job, struct err *e);
int memory_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e);

int undo_cpu(struct undo_job *job, struct err *e);
int undo_memory(struct undo_job *job, struct err *e);

/* What an intent says. */
struct limit {
	int64_t want;
	struct node_limits original; /* as it was before the first of those pending */
};

void limit_write(const struct limit *l, bool ran, struct strbuf *out);
void limit_read(const char *detail, struct limit *out);

/* The youngest of those pending on the node, without number `except` (0: none). */
bool limit_pending(struct journal *j, enum undo undo, int32_t node, int64_t except,
		   struct limit *out);

/* Into the journal: `want`, and how it was before any of this kind. The node is locked. */
int limit_intent(struct node_job *job, enum undo undo, int64_t want, struct err *e);

/* CPUs of a container in billionths; 0: as many as there are. */
int64_t limit_cpus(const struct node_limits *l);

#endif
