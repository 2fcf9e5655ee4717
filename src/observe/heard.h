/*
 * heard.h - the engine's events of this run, kept for whoever waits for one of them: the proof that
 * an action took effect.
 *
 * Owner: the caller's storage, heard_init() to heard_release(). Threads: heard_add() and
 * heard_wait() any; nobody may be waiting at heard_release(). Fails: never.
 */
#ifndef OBSERVE_HEARD_H
#define OBSERVE_HEARD_H

#include "base/clock.h"
#include "model/event.h"

#include <pthread.h>

struct heard {
	pthread_mutex_t lock;
	pthread_cond_t news;
	struct timeline events; /* in the order of arrival */
};

/* What a wait is for: an ENGINE event of a node with this word, not older than `since_ns`. */
struct heard_what {
	int32_t node;
	const char *word;
	int64_t since_ns;
};

void heard_init(struct heard *h);
void heard_release(struct heard *h);
void heard_add(struct heard *h, const struct event *ev); /* copied */

/* At most until run time `until_ns`. True: `out` (may be NULL) is a copy of the first such. */
bool heard_wait(struct heard *h, const struct heard_what *what, const struct clock *c,
		int64_t until_ns, struct event *out);

#endif
