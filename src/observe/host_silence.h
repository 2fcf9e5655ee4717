/*
 * host_silence.h - whether one engine is silent: its events broke off, or a question has no answer (host_pulse.h), for two
 * seconds; and that it is said once, and once that it is back.
 *
 * Owner: host_watch.c; host_silence_release(). Threads: any; what is said is said under its lock, one at a time: either of a watch's threads
 * may be the first to see it, as the other one may be waiting for an answer. Fails: never.
 */
#ifndef OBSERVE_HOST_SILENCE_H
#define OBSERVE_HOST_SILENCE_H

#include "observe/host_pulse.h"

#include <pthread.h>
#include <stdatomic.h>

struct host_silence {
	const struct clock *clock; /* borrowed, as the next ones */
	struct host_pulse *pulse;  /* before anybody asks */
	void (*tell)(void *arg, bool up, const char *why /* or NULL */);
	void *arg;

	/* Its own. */
	atomic_int_fast64_t lost_since_ns; /* NEVER: it tells its events */
	pthread_mutex_t lock;              /* over the rest */
	bool was_found;                    /* once: before, silence is a failed start */
	bool is_silent;                    /* so it was told */
	struct err why_lost;
};

/* With the members above its own set. */
void host_silence_init(struct host_silence *s);
void host_silence_release(struct host_silence *s);

/* Its events broke off; it tells them. */
void host_silence_lost(struct host_silence *s, const char *why);
void host_silence_heard(struct host_silence *s);

/* Since when something is owed; NEVER: nothing is. A question on its way is none that was not answered. */
int64_t host_silence_since(const struct host_silence *s);

/* Says that it fell silent, if it did. */
void host_silence_judge(struct host_silence *s);

/* Its nodes have just been looked at: says that it is back, if it was silent. */
void host_silence_found(struct host_silence *s);

bool host_silence_is(struct host_silence *s); /* so it was told */

#endif
