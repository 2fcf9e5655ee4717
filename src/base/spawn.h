/*
 * spawn.h - another program as a child process, which starts with nothing of ours: no blocked or ignored
 * signals, no open files but its three, a process group of its own (Ctrl-C is for us to pass on).
 *
 * Owner: the caller, who waits for the child. Threads: any. Fails: returns the errno, 0 when it runs.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include "base/base.h"

#include <sys/types.h>

struct spawn {
	const char *program; /* looked up in PATH when it has no slash */
	char *const *argv;   /* ends with NULL */
	char *const *env;    /* likewise */
	int in;              /* its stdin, -1: /dev/null */
	int out;
	int err;
	bool own_session; /* without our terminal: it cannot ask there */
};
int spawn_child(const struct spawn *s, pid_t *pid);

/* Ends a child and its group, waits for it: `grace_ms` for it to end by itself, then half a second after SIGTERM,
 * then SIGKILL. Returns its status as waitpid() tells it. */
int spawn_end(pid_t pid, int grace_ms);

#endif
