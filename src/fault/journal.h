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

/* How effects are taken back (undo.h), in the order of healing. */
#define UNDOS(X)                \
	X(NONE, "none")         \
	X(ENGINE, "engine")     \
	X(UNPAUSE, "unpause")   \
	X(NET, "net")           \
	X(PLUG, "plug")         \
	X(CPU, "cpu")           \
	X(MEMORY, "memory")     \
	X(BALLAST, "ballast")   \
	X(READONLY, "readonly") \
	X(START, "start")       \
	X(CONFIG, "config")     \
	X(REPLICAS, "replicas") \
	X(COMMAND, "command")   \
	X(FOUND, "found")       \
	X(GROUP, "group")       \
	X(TOPIC, "topic")

enum undo {
#define UNDO_ENUM(id, name) UNDO_##id,
	UNDOS(UNDO_ENUM)
#undef UNDO_ENUM
		UNDO_COUNT
};
const char *undo_name(enum undo u);

/* From here on: what lasts as long as a run on an adopted cluster. Only heal_found() (heal.h) takes it
 * back; it hurts no node, and so has none: the detail names it. */
#define UNDO_LASTING UNDO_FOUND

/* One thing to be undone. */
struct intent {
	int64_t number;
	enum undo undo;
	int32_t node;  /* NO_NODE: about the whole cluster, or this machine */
	char *detail;  /* what undoing needs to know; "" */
	bool in_doubt; /* of a process that died before it saw the effect */
};
struct intents {
	struct intent *item;
	size_t len;
};
void intents_release(struct intents *l);

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

/*
 * On disk when it returns: the number for the marks, or -1. Starting and unpausing a node is needed
 * once: a pending intent of the same kind is used again. `node` NULL: none; `detail` NULL: "".
 */
int64_t journal_intent(struct journal *j, enum undo undo, const struct node *node,
		       const char *detail, struct err *e);

/* The engine has done it; for people who read the file, heal asks the engine itself. */
int journal_applied(struct journal *j, int64_t number, struct err *e);

/* Undone: every pending intent of this kind on this node. None: nothing happens. A full disk keeps
 * nothing pending: then it is not noted, and a warning says so. */
int journal_reverted(struct journal *j, enum undo undo, int32_t node, struct err *e);

/* Undone: this one. No longer pending: nothing happens. */
int journal_done(struct journal *j, int64_t number, struct err *e);

/* Nothing of it can be left: the project is removed. */
int journal_clear(struct journal *j, struct err *e);

/* When the process before us wrote last, ns since 1970. */
int64_t journal_found_ns(const struct journal *j);

/* Copies of what is pending, oldest first; UNDO_NONE: of every kind; ANY_INTENT: of every node. */
enum { ANY_INTENT = -2 };
void journal_list(struct journal *j, enum undo undo, int32_t node, struct intents *out);
bool journal_is_pending(struct journal *j, int64_t number);

/* Nodes with anything pending. Overwrites. */
void journal_hurt(struct journal *j, struct ids *out);

/* Nodes with a pending intent of this kind: what `stopped` and `paused` mean. Overwrites. */
void journal_nodes(struct journal *j, enum undo undo, struct ids *out);
size_t journal_pending(struct journal *j);

#endif
