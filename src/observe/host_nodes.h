/*
 * host_nodes.h - the nodes and companions on one engine: how their containers stand, as its events and its inspect tell
 * it, and their logs.
 *
 * Owner: host_watch.c; host_nodes_release(). Nodes are borrowed. Threads: that of the watch; host_nodes_has() any,
 * once all were added.
 * Fails: an engine that does not answer.
 */
#ifndef OBSERVE_HOST_NODES_H
#define OBSERVE_HOST_NODES_H

#include "docker/streams.h"
#include "model/topology.h"
#include "observe/inspect.h"
#include "observe/node_log.h"

/* What the engine tells of a node: `word` ("die") and `detail` ("" is none) are borrowed for the call. */
typedef void host_nodes_fn(void *arg, const struct node *n, const char *word,
			   int64_t wall_ns, int exit_code, const char *detail);

struct watched;

struct host_nodes {
	host_nodes_fn *tell;
	void *arg;
	struct watched *at;
	size_t len;
};

void host_nodes_release(struct host_nodes *h);

/* `log` (copied) says where its log goes and how it is read; NULL: of a companion, which nobody reads. */
void host_nodes_add(struct host_nodes *h, const struct node *node,
		    const struct node_log *log /* or NULL */);
bool host_nodes_has(const struct host_nodes *h, int32_t node);

/* One of the engine's events: told, if it is about one of them. */
void host_nodes_event(struct host_nodes *h, const struct engine_event *ev);

/* Network events know containers by id only: to be learned before the events are opened. */
int host_nodes_learn(struct host_nodes *h, struct engine *en, struct err *e);

/* Looks at every one, and tells what events did not; `now_wall_ns` is for what has no stamp. */
int host_nodes_inspect(struct host_nodes *h, struct engine *en, int64_t now_wall_ns,
		       struct err *e);

/* Their logs: from when on (the engine's time), a turn, and the end of what is asked for just now. */
void host_nodes_logs_since(struct host_nodes *h, int64_t wall_ns);
void host_nodes_logs_turn(struct host_nodes *h, struct streams *s);
void host_nodes_logs_break(struct host_nodes *h, struct streams *s);

#endif
