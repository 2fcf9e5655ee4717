/*
 * engine_watch.h - what the container engine says of the nodes and companions, or the engines of all hosts:
 * their starts and ends, whether it answers, what time it has (engine.jsonl), and the nodes' own logs
 * (logs/NODE.log).
 *
 * Engine events carry the engine's own wall-clock time, placed on the run's axis by what is known of its
 * clock (docs/measuring.md). Lost streams are
 * opened again where they broke off; after that, and at the start, every node is inspected and what
 * events did not tell is added, with text "inspected". The log of a node that starts again is
 * followed again.
 *
 * Owner: the run; engine_watch_stop() frees. Topology, clock, record and observer are borrowed.
 * Threads: its own watch, for each host (host_watch.h); every function here may be called from any thread.
 * Fails: to start (no engine); later a lost engine is retried for as long as the watch lives.
 */
#ifndef OBSERVE_ENGINE_WATCH_H
#define OBSERVE_ENGINE_WATCH_H

#include "observe/observer.h"

struct engine_watch;

struct engine_watch_opts {
	const char *engine;    /* as DOCKER_HOST; NULL: from the environment */
	int64_t logs_since_ns; /* run time; older lines of the nodes' logs are left out */
};

/* Returns when the engine tells its events: nothing done from then on is missed. */
struct engine_watch *engine_watch_start(
	const struct topology *t, const struct clock *c, struct record *r,
	struct observer *o /* or NULL */,
	const struct engine_watch_opts *opts /* or NULL */, struct err *e);
void engine_watch_stop(struct engine_watch *w); /* takes NULL */

/*
 * Waits until the engine has told `word` ("die", "start", "pause", "unpause", "disconnect", ...) of
 * a node, at or after `since_ns`, at most until run time `until_ns`. Proof that an action took
 * effect. True: `out` (may be NULL) is the first such event, the caller calls event_release().
 * An event is not taken for an earlier one as long as the engine's clock is known: it may be before `since_ns`
 * by what that is unsure by.
 */
bool engine_watch_wait(struct engine_watch *w, int32_t node, const char *word,
		       int64_t since_ns, int64_t until_ns, struct event *out);

/* What the engine of a node stamped, on the run's axis. */
int64_t engine_watch_place(struct engine_watch *w, int32_t node, int64_t wall_ns);

/* The hosts whose engines do not answer, as was told of them: "host b, host c", without hosts "the engine".
 * NULL: all do. Caller frees. */
char *engine_watch_silent(struct engine_watch *w);

/* Is the engine of a node one of them? */
bool engine_watch_is_silent(struct engine_watch *w, int32_t node);

/* For how long the engine of a host (as the topology's) has not been reachable; 0: it is. */
int64_t engine_watch_host_lost_ns(const struct engine_watch *w, size_t host);

/* For how long no engine has been reachable, but for those of `without`, which do not count; 0: one is, or
 * none is left that counts. */
int64_t engine_watch_lost_ns(const struct engine_watch *w,
			     const struct ids *without /* or NULL */);

#endif
