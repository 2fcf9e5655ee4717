/*
 * inbox.h - events from helper threads to the main thread, in order; rare, so a mutex will do.
 * Owner: the conductor. inbox_put(): any thread; inbox_take(): the main thread.
 */
#ifndef RUN_INBOX_H
#define RUN_INBOX_H

#include "model/event.h"

#include <pthread.h>

struct inbox {
	pthread_mutex_t lock;
	struct timeline waiting;
};

void inbox_init(struct inbox *b);
void inbox_release(struct inbox *b);
void inbox_put(struct inbox *b, const struct event *ev); /* copies */
struct timeline inbox_take(struct inbox *b);             /* caller releases */

#endif
