/*
 * host_watch.h - what one engine says of its nodes and companions: engine_watch.c has one for each host, so
 * that an engine that is slow or silent holds up nobody else's.
 *
 * Whether it is there at all is asked beside that (host_pulse.h). When it has not answered for two seconds, a
 * HOST event says so and what its nodes do is unknown; when it answers again its nodes are looked at, what
 * events did not tell is added, and a HOST event says that they are known again.
 *
 * Owner: engine_watch.c; host_watch_free(). The struct watching is borrowed.
 * Threads: two of its own, this one and the pulse's; each event is written whole by one of them. The functions here
 * may be called from any, those below the line once host_watch_wait() was fine.
 * Fails: to start (no engine); later it is tried again for as long as the watch lives.
 */
#ifndef OBSERVE_HOST_WATCH_H
#define OBSERVE_HOST_WATCH_H

#include "observe/heard.h"
#include "observe/observer.h"

/* What the watches of all hosts share; const but for `heard`, which has its own lock. */
struct watching {
	const struct topology *topology;
	const struct clock *clock;
	struct record *record;
	struct observer *observer; /* or NULL */
	struct stream
		*stream; /* engine.jsonl: several threads write, each a line at a time */
	struct heard heard;
};

/* For an engine whose clock could not be measured, or is taken for ours. */
#define ENGINE_CLOCK_SLACK_NS (20 * NS_PER_MS)

struct host_watch;

/* Begins; `host` an index into the topology's hosts, `engine` as DOCKER_HOST where there are none. */
struct host_watch *host_watch_new(struct watching *all, int32_t host,
				  const char *engine /* or NULL */, int64_t logs_since_ns,
				  struct err *e);
/* Until the engine tells its events: nothing done from then on is missed. */
int host_watch_wait(struct host_watch *w, struct err *e);
void host_watch_ask_to_end(struct host_watch *w); /* returns at once; takes NULL */
void host_watch_free(struct host_watch *w);       /* waits for its end; takes NULL */

/* ---- */

bool host_watch_has(const struct host_watch *w, int32_t node);
/* What its engine stamped, on the run's axis. */
int64_t host_watch_place(const struct host_watch *w, int64_t wall_ns);
/* How far the engine's clock may be off when times are compared. */
int64_t host_watch_slack_ns(const struct host_watch *w);
bool host_watch_is_silent(struct host_watch *w); /* so it was told */
/* For how long the engine has not been reachable; 0: it is. */
int64_t host_watch_lost_ns(const struct host_watch *w);

#endif
