/*
 * inspect.h - how a node's container stands, as the engine's inspect tells it: what engine_watch.c
 * adds when events may have been missed.
 *
 * Owner: the caller; inspected_release(). Threads: any. Fails: kind ERR_ENVIRONMENT.
 */
#ifndef OBSERVE_INSPECT_H
#define OBSERVE_INSPECT_H

#include "docker/engine.h"

enum standing { STANDS_UNKNOWN, STANDS_RUNNING, STANDS_PAUSED, STANDS_EXITED };

struct inspected {
	enum standing
		standing; /* STANDS_UNKNOWN: there is no such container, or it never ran */
	char *id;         /* NULL: there is none */
	int64_t started_wall_ns;  /* NEVER: it was not */
	int64_t finished_wall_ns; /* likewise */
	int exit_code;
	bool oom_killed;
};

int inspect_container(struct engine *en, const char *name, struct inspected *out,
		      struct err *e);
void inspected_release(struct inspected *i);

#endif
