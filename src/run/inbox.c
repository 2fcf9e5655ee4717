#include "run/inbox.h"

void inbox_init(struct inbox *b)
{
	*b = (struct inbox){0};
	(void)pthread_mutex_init(&b->lock, NULL);
}

void inbox_release(struct inbox *b)
{
	timeline_release(&b->waiting);
	(void)pthread_mutex_destroy(&b->lock);
}

void inbox_put(struct inbox *b, const struct event *ev)
{
	pthread_mutex_lock(&b->lock);
	event_copy(timeline_add(&b->waiting), ev);
	pthread_mutex_unlock(&b->lock);
}

struct timeline inbox_take(struct inbox *b)
{
	struct timeline taken;

	pthread_mutex_lock(&b->lock);
	taken = b->waiting;
	b->waiting = (struct timeline){0};
	pthread_mutex_unlock(&b->lock);
	return taken;
}
