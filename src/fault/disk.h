/*
 * disk.h - what the faults on a node's disk share: scripts beside the node, in its log directory.
 * Private to fault/.
 *
 * Only volumes of our own project are ever touched. What acts on the whole file system (filling it,
 * making it read-only) also wants one of limited size, which is then not the host's; the scripts
 * look again at what is mounted before they believe it.
 * Threads: any. Fails: with the node in the text.
 */
#ifndef FAULT_DISK_H
#define FAULT_DISK_H

#include "fault/action.h"
#include "fault/undo.h"

enum disk_need {
	DISK_OURS,    /* a volume of our project, or one that only this container has */
	DISK_LIMITED, /* and of limited size: a file system of its own */
};

/* Where the node's log is. node_disk_release() it, also after a failure. */
int disk_find(struct cluster *c, const struct node *node, enum disk_need need,
	      struct node_disk *out, struct err *e);

/* A script (sh -e) for the log directory. `limit` is the volume's size; `fail TEXT` ends it with
 * that text as the error. As root, with the right to all files and the caps named here. */
struct disk_task {
	const char *name; /* one word or two */
	const char *caps; /* "SYS_ADMIN", or "" */
	const char *vars; /* "leave=5 bytes=7", or "" */
	const char *body;
};

/* Runs it and reads its lines "name value" into `said` (released by the caller, also after a
 * failure; NULL: none are wanted). */
int disk_script(struct cluster *c, const struct node *node, const struct node_disk *disk,
		const struct disk_task *task, struct params *said, struct err *e);

/* For action_row.possible: does `probe` succeed on each node the action may pick? */
int disk_possible(const struct action_ctx *ctx, const struct action_plan *a,
		  enum disk_need need, const struct disk_task *probe, struct err *e);

/* When the script did it: its "at" in wall-clock ns, NEVER when it did not say. */
int64_t disk_at(const struct params *said);

extern const struct field fill_disk_fields[], wipe_disk_fields[], read_only_fields[],
	corrupt_fields[];
int fill_disk_node(struct node_job *job, struct err *e);
int fill_disk_possible(struct action_ctx *ctx, const struct action_plan *a,
		       struct err *e);
int wipe_disk_node(struct node_job *job, struct err *e);
int wipe_disk_possible(struct action_ctx *ctx, const struct action_plan *a,
		       struct err *e);
int read_only_node(struct node_job *job, struct err *e);
int read_only_possible(struct action_ctx *ctx, const struct action_plan *a,
		       struct err *e);
int corrupt_node(struct node_job *job, struct err *e);
int corrupt_fits(const struct plan *plan, const struct action_plan *a, struct err *e);
int corrupt_possible(struct action_ctx *ctx, const struct action_plan *a, struct err *e);

int undo_ballast(struct undo_job *job, struct err *e);
int undo_readonly(struct undo_job *job, struct err *e);

#endif
