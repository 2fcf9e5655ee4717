#include "observe/gate.h"

#include <time.h>

void gate_init(struct gate *g)
{
	pthread_condattr_t monotonic;

	*g = (struct gate){0};
	(void)pthread_mutex_init(&g->lock, NULL); /* none of these can fail on Linux */
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&g->decided, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
}

void gate_release(struct gate *g)
{
	(void)pthread_mutex_destroy(&g->lock);
	(void)pthread_cond_destroy(&g->decided);
}

static void decide(struct gate *g, enum gate_state state, const char *why /* or NULL */)
{
	(void)pthread_mutex_lock(&g->lock); /* fails on misuse only */
	g->state = state;
	g->trouble = (struct err){0};
	if (why)
		err_set(&g->trouble, CODE_NOT_READY, "%s", why);
	(void)pthread_cond_broadcast(&g->decided);
	(void)pthread_mutex_unlock(&g->lock);
}

void gate_open(struct gate *g)
{
	decide(g, GATE_OPEN, NULL);
}

void gate_shut(struct gate *g, const char *why)
{
	decide(g, GATE_SHUT, why);
}

void gate_trouble(struct gate *g, const char *why)
{
	(void)pthread_mutex_lock(&g->lock);
	g->trouble = (struct err){0};
	err_set(&g->trouble, CODE_NOT_READY, "%s", why);
	(void)pthread_mutex_unlock(&g->lock);
}

int gate_wait(struct gate *g, const struct clock *c, int64_t until_ns, struct err *e)
{
	struct timespec at = clock_abstime(c, until_ns);
	struct err trouble;
	bool is_open;
	int rc = 0;

	(void)pthread_mutex_lock(&g->lock);
	while (g->state == GATE_WAITED_FOR && rc == 0)
		rc = pthread_cond_timedwait(&g->decided, &g->lock, &at);
	is_open = g->state == GATE_OPEN;
	trouble = g->trouble;
	(void)pthread_mutex_unlock(&g->lock);
	if (is_open)
		return 0;
	return err_set(e, CODE_NOT_READY, "%s",
		       trouble.kind == ERR_NONE ? "not ready in time" : trouble.msg);
}
