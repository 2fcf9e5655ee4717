/*
 * streams.h - the engine's endless answers: events and followed logs, many at once, in one thread.
 *
 * Every stream has one callback, which is told everything: STREAM_OPENED when the engine has
 * answered (from then on nothing is missed), items, and STREAM_ENDED or STREAM_FAILED once as the
 * last. The streams do not reconnect by themselves:
 *  - events: call streams_events() again with since = the last event's time_ns; what was told before
 *    is left out here. Then inspect every node: the engine drops events for slow readers.
 *  - logs: a followed log ends when the container stops; after its start call streams_logs() again
 *    with since = the last line's wall_ns; lines up to and at that instant are left out here.
 * Owner: the thread that made it; streams_free(). Threads: that one only, but streams_wakeup().
 * Callbacks run inside streams_run_once() and may open streams and stop others or themselves.
 * Fails: opening never (the callback tells); streams_new() as engine_open().
 */
#ifndef DOCKER_STREAMS_H
#define DOCKER_STREAMS_H

#include "docker/engine.h"
#include "docker/lists.h"
#include "docker/loglines.h"

struct streams;

/* `where` NULL: from the environment. Copied. */
struct streams *streams_new(const struct engine_where *where /* or NULL */,
			    struct err *e);
void streams_free(struct streams *s);

/* An engine that does not begin to answer so long (30 s) after a stream was opened: STREAM_FAILED.
 * From then on it may be silent for any time. */
void streams_set_timeout(struct streams *s, int64_t answer_ms);

enum stream_news { STREAM_OPENED, STREAM_ITEM, STREAM_ENDED, STREAM_FAILED };

struct engine_event {
	const char *type;   /* "container", "network" */
	const char *action; /* "die", "start", "health_status: healthy" */
	const char *id;     /* of the thing: for network events the network's */
	const char *name;   /* attribute "name", "" if none */
	const char *
		container; /* id: of container events `id`, of network events the attribute */
	int64_t time_ns;    /* wall clock */
	int exit_code;      /* die; -1 otherwise */
	const char *signal; /* kill: "9" or "SIGKILL" as the engine says; "" otherwise */
	struct pair_list attributes; /* labels are among them, on container events */
};

/* Everything is borrowed for the call. */
struct events_news {
	enum stream_news news;
	const struct engine_event *event; /* STREAM_ITEM */
	const char *why;                  /* STREAM_FAILED */
};
typedef void events_fn(void *arg, const struct events_news *n);

struct logs_news {
	enum stream_news news;
	int64_t tag;                 /* the caller's own number for the container */
	const struct log_line *line; /* STREAM_ITEM */
	const char *why;             /* STREAM_FAILED */
};
typedef void logs_fn(void *arg, const struct logs_news *n);

struct events_filter {
	int64_t since_wall_ns;  /* 0: from now on */
	struct text_list types; /* "container"; empty: all */
	struct text_list
		labels; /* hides network and volume events: they carry no labels */
	struct text_list actions; /* "die"; empty: all */
};

/* Each returns a number for streams_stop(), never 0. */
int streams_events(struct streams *s, const struct events_filter *filter /* or NULL */,
		   events_fn *fn, void *arg);
int streams_logs(struct streams *s, const char *container, int64_t tag,
		 int64_t since_wall_ns, logs_fn *fn, void *arg);

/* Ends a stream at once, without a further callback. Unknown numbers are ignored. */
void streams_stop(struct streams *s, int stream);

/* Waits at most `timeout_ms` for something to happen and tells it. Returns the number of streams
 * still open; -1 when the loop itself failed. May return early without news. */
int streams_run_once(struct streams *s, int timeout_ms, struct err *e);

/* Makes the running or next streams_run_once() return at once. From any thread. */
void streams_wakeup(struct streams *s);

#endif
