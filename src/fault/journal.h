/*
 * journal.h - the undo journal: what must be put right, on disk before it is done.
 *
 * One small text file per engine and project; its first line says whose it is, every other line
 * is an intent ("start node 2 again") or a mark on an earlier one, closed by a checksum. A line
 * that a crash tore at the end is dropped: an intent's line is synced before the engine is asked,
 * so a torn intent was never carried out. The file is removed when nothing is left to undo.
 *
 * journal_open() holds a lock on the file: two runs on one project exclude each other, and the
 * lock dies with the process. Entries found pending are a crashed run's: heal (heal.h).
 * Owner: the run; journal_close(). Threads: any (one mutex).
 * Fails: disk full, no permission, held by another process (ERR_ENVIRONMENT).
 */
#ifndef FAULT_JOURNAL_H
#define FAULT_JOURNAL_H

#include "base/err.h"
#include "model/ids.h"
#include "model/topology.h"

#define UNDOS(X)          \
	X(NONE, "none")   \
	X(START, "start") \
	X(UNPAUSE, "unpause")

enum undo {
#define UNDO_ENUM(id, name) UNDO_##id,
	UNDOS(UNDO_ENUM)
#undef UNDO_ENUM
};
const char *undo_name(enum undo u);

struct journal;

/*
 * $XDG_STATE_HOME/kchaos/ENGINE/PROJECT.journal (~/.local/state when unset); characters that
 * do not belong into a file name become '_'. NULL: neither is set. Caller frees.
 */
char *journal_path(const char *engine_id, const char *project, struct err *e);

/* Makes the folders and the file if need be. NULL on failure. */
struct journal *journal_open(const char *path, struct err *e);

/* Closes, and removes the file when nothing is pending. NULL is fine. */
void journal_close(struct journal *j);

/* On disk when it returns: the number for the marks, or -1. A node's pending intent of the same
 * kind is used again. */
int64_t journal_intent(struct journal *j, enum undo undo, const struct node *node,
		       struct err *e);

/* The engine has done it; for people who read the file, heal asks the engine itself. */
int journal_applied(struct journal *j, int64_t number, struct err *e);

/* Undone: every pending intent of this kind on this node. None: nothing happens. */
int journal_reverted(struct journal *j, enum undo undo, int32_t node, struct err *e);

/* Nodes with a pending intent of this kind: what `stopped` and `paused` mean. Overwrites. */
void journal_nodes(struct journal *j, enum undo undo, struct ids *out);
size_t journal_pending(struct journal *j);

#endif
