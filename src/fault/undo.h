/*
 * undo.h - how each kind of effect is taken back: a table, in the order of healing.
 *
 * Taking back is idempotent and believes only what it sees: it looks first (nothing to do: no text),
 * acts, and looks again. What the calls say does not count: a call that failed may have been carried
 * out. A node that is gone (the cluster was taken down) needs no undoing.
 * Of several intents of one kind on one node the youngest is taken back first. Kinds whose effects
 * lie on top of each other (net, cpu, memory) bring the node to what its other pending intents say.
 *
 * A new kind: a row here and in UNDOS, a file with its function, a test.
 * Threads: several at once, also on the same intent. Fails: with the node in the text.
 */
#ifndef FAULT_UNDO_H
#define FAULT_UNDO_H

#include "base/strbuf.h"
#include "cluster/cluster.h"
#include "fault/journal.h"

struct undo_job {
	struct cluster *cluster;
	struct journal *journal;
	const struct intent *intent;
	const struct node *node; /* NULL: about the whole cluster, or this machine */
	struct strbuf
		text; /* out: "node 2 (kafka2) started again"; empty: nothing to do */
};

struct undo_row {
	const char *help; /* for people: "starts the node again" */
	int (*take_back)(struct undo_job *job, struct err *e);
};
const struct undo_row *undo_row(enum undo undo); /* NULL: UNDO_NONE */

/* "node 2 (kafka2) unpaused", appended to job->text. */
void undo_say(struct undo_job *job, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Is any of the cluster's containers there? Without them its own state is gone, too. */
int undo_cluster_is_there(const struct undo_job *job, bool *out, struct err *e);

/* What the journal says of it cannot be read: -1. */
int undo_damaged(const struct undo_job *job, struct err *e);

int undo_unpause(struct undo_job *job, struct err *e);
int undo_start(struct undo_job *job, struct err *e);
int undo_config(struct undo_job *job, struct err *e);
int undo_replicas(struct undo_job *job, struct err *e);
int undo_command(struct undo_job *job, struct err *e);
int undo_found(struct undo_job *job, struct err *e);
int undo_group(struct undo_job *job, struct err *e);
int undo_topic(struct undo_job *job, struct err *e);

#endif
