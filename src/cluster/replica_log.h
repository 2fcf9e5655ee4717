/*
 * replica_log.h - one replica's log, read from its node's disk batch by batch and held against another
 * one's; private to cluster/.
 *
 * The first one read leaves a tape, 24 bytes for each batch in a file without a name; the others are
 * compared with it while they come. So memory stays the same whatever the size of the logs.
 * Owner: the caller. Threads: one. Fails: said with each.
 */
#ifndef CLUSTER_REPLICA_LOG_H
#define CLUSTER_REPLICA_LOG_H

#include "cluster/replicas.h"
#include "kafka/batches.h"

/* What is read of a log: batches that reach into [from, to), to being the high watermark. */
struct log_span {
	int64_t from, to;
	int64_t begin; /* of this log; its first segment is called by it, as a rule */
};

struct tape;                          /* what one replica has */
struct tape *tape_new(struct err *e); /* NULL: no room for a file */
void tape_free(struct tape *t);       /* NULL is fine */

enum replica_state {
	REPLICA_SAME,    /* all of it was read, is well, and as on the tape */
	REPLICA_DIFFERS, /* see at_offset and what */
	REPLICA_UNREAD,  /* could not be read to the end: nothing can be said */
};

struct replica_found {
	enum replica_state state;
	int64_t batches, records; /* read, before the first difference */
	int64_t at_offset;        /* the first that differs; -1 */
	char *what;     /* how it differs, or why it was not read; NULL. Owned: free() */
	bool is_broken; /* it differs from what it says of itself: checksum, form, end */
};

/*
 * Reads the log in directory `dir` of the node. With `record` its batches go to the tape, which was
 * empty; else they are compared with it. -1 never: what fails is in *out.
 */
void replica_log_read(struct cluster *c, const struct node *node, const char *dir,
		      const struct log_span *span, struct tape *tape, bool record,
		      replica_stop_fn *stop, void *arg, struct replica_found *out);

#endif
