#include "cluster/pool.h"

#include "base/mem.h"

int pool_init(struct engine_pool *p, const char *host, struct err *e)
{
	*p = (struct engine_pool){0};
	(void)pthread_mutex_init(&p->lock, NULL); /* cannot fail on Linux */
	return engine_where_find(host, &p->where, e);
}

int pool_init_at(struct engine_pool *p, const char *endpoint, const char *tls,
		 struct err *e)
{
	*p = (struct engine_pool){0};
	(void)pthread_mutex_init(&p->lock, NULL); /* cannot fail on Linux */
	return engine_where_of(endpoint, tls, NULL, &p->where, e);
}

void pool_release(struct engine_pool *p)
{
	for (size_t i = 0; i < p->len; i++)
		engine_close(p->idle[i]);
	free(p->idle);
	engine_where_release(&p->where);
	(void)pthread_mutex_destroy(&p->lock); /* nobody holds it */
}

struct engine *pool_take(struct engine_pool *p, const atomic_bool *cancel, struct err *e)
{
	struct engine *en = NULL;

	(void)pthread_mutex_lock(&p->lock);
	if (p->len > 0)
		en = p->idle[--p->len];
	(void)pthread_mutex_unlock(&p->lock);
	if (!en)
		en = engine_open(&p->where, e);
	if (en)
		engine_set_cancel(en, cancel);
	return en;
}

void pool_put(struct engine_pool *p, struct engine *en)
{
	if (!en)
		return;
	engine_set_cancel(en, NULL);
	(void)pthread_mutex_lock(&p->lock);
	/* Not GROW: len also shrinks, and its capacity is implied by the length. */
	p->idle = xrealloc(p->idle, p->len + 1, sizeof(struct engine *));
	p->idle[p->len++] = en;
	(void)pthread_mutex_unlock(&p->lock);
}
