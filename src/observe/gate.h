/*
 * gate.h - a thread that has been started tells whoever waits that it is ready, or why it is not.
 *
 * Owner: the caller's storage, gate_init() to gate_release(). Threads: gate_open(), gate_shut() and
 * gate_trouble() the one that starts; gate_wait() the one that waits.
 * Fails: gate_wait(), kind ERR_ENVIRONMENT, with the last trouble as the reason.
 */
#ifndef OBSERVE_GATE_H
#define OBSERVE_GATE_H

#include "base/clock.h"
#include "base/err.h"

#include <pthread.h>

enum gate_state { GATE_WAITED_FOR, GATE_OPEN, GATE_SHUT };

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t decided;
	enum gate_state state;
	struct err trouble;
};

void gate_init(struct gate *g);
void gate_release(struct gate *g);

void gate_open(struct gate *g);
void gate_shut(struct gate *g, const char *why);    /* for good */
void gate_trouble(struct gate *g, const char *why); /* going on trying */

/* Until it is open or shut, at most until run time `until_ns`. */
int gate_wait(struct gate *g, const struct clock *c, int64_t until_ns, struct err *e);

#endif
