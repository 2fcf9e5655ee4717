/*
 * node_log.h - follows one container's log into logs/NODE.log, over its stops and starts and the
 * engine's.
 *
 * Owner: the caller's storage, plain data; it must not move while a log is followed. Threads: that
 * of the struct streams. Fails: never; a log that cannot be read is tried again.
 */
#ifndef OBSERVE_NODE_LOG_H
#define OBSERVE_NODE_LOG_H

#include "base/clock.h"
#include "docker/streams.h"
#include "record/writer.h"

struct node_log {
	const char *container; /* borrowed */
	const struct clock *clock;
	int64_t (*place)(void *arg,
			 int64_t wall_ns); /* the engine's time on the run's axis */
	void *arg;
	struct stream *to;
	int64_t last_wall_ns; /* lines up to and at it are written, or not wanted */
	int stream;           /* 0: not followed now */
	bool was_asked;
	int64_t retry_ns;
};

/* Opens the log if that is due. `runs`: the container does. */
void node_log_turn(struct node_log *l, struct streams *s, bool runs);

/* Whatever was asked is not waited for any longer. */
void node_log_break(struct node_log *l, struct streams *s);

/* The container was started: no waiting for the next try. */
void node_log_started(struct node_log *l);

#endif
