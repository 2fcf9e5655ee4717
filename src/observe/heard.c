#include "observe/heard.h"

#include <time.h>

void heard_init(struct heard *h)
{
	pthread_condattr_t monotonic;

	*h = (struct heard){0};
	(void)pthread_mutex_init(&h->lock, NULL); /* none of these can fail on Linux */
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&h->news, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
}

void heard_release(struct heard *h)
{
	timeline_release(&h->events);
	(void)pthread_mutex_destroy(&h->lock);
	(void)pthread_cond_destroy(&h->news);
}

void heard_add(struct heard *h, const struct event *ev)
{
	(void)pthread_mutex_lock(&h->lock); /* fails on misuse only */
	event_copy(timeline_add(&h->events), ev);
	(void)pthread_cond_broadcast(&h->news);
	(void)pthread_mutex_unlock(&h->lock);
}

/* The lock is held. */
static const struct event *find(const struct heard *h, const struct heard_what *what)
{
	for (size_t i = 0; i < h->events.len; i++) {
		const struct event *ev = &h->events.at[i];

		if (ev->node == what->node && ev->at_ns >= what->since_ns &&
		    strcmp(ev->name, what->word) == 0)
			return ev;
	}
	return NULL;
}

bool heard_wait(struct heard *h, const struct heard_what *what, const struct clock *c,
		int64_t until_ns, struct event *out)
{
	struct timespec at = clock_abstime(c, until_ns);
	const struct event *ev;
	int rc = 0;

	(void)pthread_mutex_lock(&h->lock);
	ev = find(h, what);
	while (!ev && rc == 0) {
		rc = pthread_cond_timedwait(&h->news, &h->lock, &at);
		ev = find(h, what); /* it may have come just as the time was over */
	}
	if (ev && out)
		event_copy(out, ev);
	(void)pthread_mutex_unlock(&h->lock);
	return ev != NULL;
}
