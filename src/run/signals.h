/*
 * signals.h - Ctrl-C and SIGTERM as an orderly request, and the second one as an order.
 *
 * All three (INT, TERM, HUP) are blocked in every thread and taken by one thread with sigwait();
 * INT and HUP are left alone where whoever started us had them ignored (nohup, background jobs).
 * The first sets the flag and calls `wake`; the second prints what is left behind and ends the
 * process at once with 130.
 * Owner: the run; signals_begin() before any other thread is made, signals_end() last.
 */
#ifndef RUN_SIGNALS_H
#define RUN_SIGNALS_H

#include "base/err.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

struct signals {
	atomic_int count; /* signals taken so far */
	atomic_int last;  /* number of the last one */
	/* Printed when a second one ends the process; borrowed, may change while it is the run's. */
	_Atomic(const char *) leftover;
	void (*wake)(void *arg);
	void *arg;
	pthread_t thread;
	sigset_t before;
	atomic_bool ending;
};

int signals_begin(struct signals *s, void (*wake)(void *arg), void *arg, struct err *e);
void signals_end(struct signals *s);
bool signals_seen(const struct signals *s);

#endif
