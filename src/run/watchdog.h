/*
 * watchdog.h - a small process of ours that outlives kchaos: when kchaos dies of SIGKILL or a
 * crash, it finishes the work.
 *
 * It is forked before any thread exists and holds the reading end of a pipe. What it must know comes
 * through that pipe; the pipe's end without a good-bye means that kchaos is dead. It has a session of
 * its own, ignores SIGINT, SIGTERM and SIGHUP, and keeps no file open but standard error.
 *
 *     struct watchdog *w = watchdog_start(rescue, &e);
 *     watchdog_follow(w, "kc-1", "runs/x");   there may be an undo journal
 *     watchdog_begin(w);                      there may be something on the engine
 *     watchdog_end(w);                        all in order: it goes without a word
 *
 * Owner: cli/. Threads: the main one. Fails: no process or no pipe to be had; then nobody watches, and
 * every function takes NULL for it.
 */
#ifndef RUN_WATCHDOG_H
#define RUN_WATCHDOG_H

#include "base/err.h"

/* What kchaos had told when it died. Borrowed for the call. */
struct watched {
	const char *project;
	const char *dir; /* the run directory */
	bool begun;      /* the cluster's start had begun */
	bool keep;       /* the cluster was up, and was to be left running */
	bool adopted;    /* it is not ours: it is given back as it was found */
	FILE *log;       /* DIR/watchdog.log; NULL: not begun, or it cannot be written */
};

/* In the watchdog's process, which ends when it returns. */
typedef void watchdog_fn(const struct watched *w);

/* A line on standard error and in the log, with its code behind it; CODE_NONE: a step that went well. */
void watched_say(const struct watched *w, enum code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

struct watchdog;
struct watchdog *watchdog_start(watchdog_fn *fn, struct err *e);
void watchdog_follow(struct watchdog *w, const char *project, const char *dir);
void watchdog_begin(struct watchdog *w);
void watchdog_keep(struct watchdog *w);
void watchdog_adopted(struct watchdog *w);
void watchdog_end(struct watchdog *w); /* waits until it is gone */

#endif
