/*
 * timed.h - faults with a duration: each is undone when its time is over, by a thread of its own.
 *
 * What is healed before needs nothing; what cannot be undone then stays in the journal for the run's
 * own healing, and the action counts as failed. Where an engine does not answer it is waited for, until the
 * end of the phases.
 * Owner: the conductor; timed_end() before anything the threads use goes away. Threads: timed_add()
 * from any, the others from the main one.
 */
#ifndef RUN_TIMED_H
#define RUN_TIMED_H

#include "base/clock.h"
#include "cluster/cluster.h"
#include "fault/action.h"

#include <pthread.h>

struct timed_task;

struct timed {
	struct cluster *cluster; /* all borrowed */
	struct journal *journal;
	const struct clock *clock;
	void (*emit)(void *arg, const struct event *ev);
	void *emit_arg;
	/* Does the engine of one of them not answer? NULL: they all do. Any thread. */
	bool (*is_silent)(void *arg, const struct ids *nodes);
	void *silent_arg;

	/* the rest is timed.c's own; `lock` guards the list */
	pthread_mutex_t lock;
	struct timed_task *first;
	atomic_bool stop;
};

void timed_begin(struct timed *t); /* the members above are set */
void timed_add(struct timed *t, const struct later *l);

/* Ends the waiting, undoes nothing more, and waits for what is being undone. Twice is fine. */
void timed_end(struct timed *t);

#endif
