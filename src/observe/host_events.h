/*
 * host_events.h - the events of one engine, followed for as long as its watch lives: when they break off they are asked
 * for again, from the last one on. The engine says once more what it said in the same instant.
 *
 * Owner: host_watch.c; nothing to release. Threads: that of the watch. Fails: never; what breaks off is told.
 */
#ifndef OBSERVE_HOST_EVENTS_H
#define OBSERVE_HOST_EVENTS_H

#include "base/clock.h"
#include "docker/streams.h"

struct host_events {
	const struct clock *clock; /* borrowed, as the next ones */
	struct streams *streams;
	void (*on_opened)(void *arg); /* from now on nothing is missed */
	void (*on_event)(void *arg, const struct engine_event *ev);
	void (*on_lost)(void *arg, const char *why);
	void *arg;
	int64_t last_wall_ns; /* asked for from then on, in the engine's time */

	/* Its own. */
	int stream;   /* 0: not subscribed */
	bool is_lost; /* they broke off, and were not opened since */
	int64_t asked_ns, retry_ns;
};

/* A turn: opens them if that is due. */
void host_events_turn(struct host_events *h);

/* Nothing more is expected of those that are open. */
void host_events_break(struct host_events *h, const char *why);

#endif
