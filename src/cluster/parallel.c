#include "cluster/parallel.h"

#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>

struct crew {
	pthread_mutex_t lock;
	pthread_cond_t ended; /* CLOCK_MONOTONIC */
	size_t running;
	parallel_fn *fn;
	void *arg;
};

struct task {
	struct crew *crew;
	size_t number;
	pthread_t thread;
	bool has_thread;
	int rc;
	struct err err;
};

static void *run(void *arg)
{
	struct task *t = arg;

	t->rc = t->crew->fn(t->crew->arg, t->number, &t->err);
	(void)pthread_mutex_lock(&t->crew->lock);
	t->crew->running--;
	(void)pthread_cond_signal(&t->crew->ended);
	(void)pthread_mutex_unlock(&t->crew->lock);
	return NULL;
}

static void begin(struct crew *crew, struct task *t)
{
	(void)pthread_mutex_lock(&crew->lock);
	crew->running++;
	(void)pthread_mutex_unlock(&crew->lock);
	t->has_thread = pthread_create(&t->thread, NULL, run, t) == 0;
	if (!t->has_thread)
		(void)run(t); /* no thread to be had: then one after the other */
}

static void wait_for_all(struct crew *crew, parallel_pulse_fn *pulse)
{
	struct clock clock;

	clock_start(&clock);
	(void)pthread_mutex_lock(&crew->lock);
	while (crew->running > 0) {
		struct timespec until = clock_abstime(&clock, clock_now(&clock) +
								      100 * NS_PER_MS);

		(void)pthread_cond_timedwait(&crew->ended, &crew->lock, &until);
		if (crew->running == 0 || !pulse)
			continue;
		(void)pthread_mutex_unlock(&crew->lock);
		pulse(crew->arg);
		(void)pthread_mutex_lock(&crew->lock);
	}
	(void)pthread_mutex_unlock(&crew->lock);
}

int parallel(size_t n, parallel_fn *fn, parallel_pulse_fn *pulse, void *arg,
	     struct err *e)
{
	struct crew crew = {.fn = fn, .arg = arg};
	struct task *tasks = xcalloc(n, sizeof(*tasks));
	pthread_condattr_t attr;
	int rc = 0;

	(void)pthread_mutex_init(&crew.lock, NULL); /* none of these fails on Linux */
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&crew.ended, &attr);
	for (size_t i = 0; i < n; i++) {
		tasks[i] = (struct task){.crew = &crew, .number = i};
		begin(&crew, &tasks[i]);
	}
	wait_for_all(&crew, pulse);
	for (size_t i = 0; i < n; i++) {
		if (tasks[i].has_thread)
			(void)pthread_join(tasks[i].thread, NULL);
		if (tasks[i].rc < 0 && rc == 0) {
			*e = tasks[i].err;
			rc = -1;
		}
	}
	(void)pthread_cond_destroy(&crew.ended);
	(void)pthread_condattr_destroy(&attr);
	(void)pthread_mutex_destroy(&crew.lock);
	free(tasks);
	return rc;
}
