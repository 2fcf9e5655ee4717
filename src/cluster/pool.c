#include "cluster/pool.h"

#include "base/mem.h"

/* Enough for an engine that is well, also a busy one; ssh has to log in first. */
enum { PROBE_MS = 2000, SOON_MS = 5000, LOGIN_MS = 5000 };

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

static struct engine *take_idle(struct engine_pool *p)
{
	struct engine *en = NULL;

	(void)pthread_mutex_lock(&p->lock);
	if (p->len > 0)
		en = p->idle[--p->len];
	(void)pthread_mutex_unlock(&p->lock);
	return en;
}

/* For calls from now on as long as any. */
static struct engine *open_within(struct engine_pool *p, int64_t ms,
				  const atomic_bool *cancel, struct err *e)
{
	struct engine *en = engine_open_within(
		&p->where, ms + (p->where.ssh_host ? LOGIN_MS : 0), cancel, e);

	if (en)
		engine_set_timeout(en, 0);
	return en;
}

/* It may be back, whatever was told of it last. */
static struct engine *take_given_up(struct engine_pool *p, const atomic_bool *cancel,
				    struct err *e)
{
	struct engine *en = open_within(p, PROBE_MS, cancel, e);

	if (en)
		atomic_store(&p->given_up, false);
	return en;
}

struct engine *pool_take(struct engine_pool *p, const atomic_bool *cancel, struct err *e)
{
	struct engine *en;

	if (atomic_load(&p->given_up)) {
		en = take_given_up(p, cancel, e);
	} else {
		en = take_idle(p);
		if (!en)
			en = engine_open(&p->where, e);
	}
	if (en) {
		engine_set_cancel(en, cancel);
		engine_set_given_up(en, &p->given_up);
	}
	return en;
}

struct engine *pool_take_soon(struct engine_pool *p, struct err *e)
{
	struct engine *en = open_within(p, SOON_MS, NULL, e);

	if (en)
		engine_set_given_up(en, &p->given_up);
	return en;
}

/* Only what is new: a question that was answered since counts for more than what was told before. */
void pool_give_up(struct engine_pool *p, bool is)
{
	if (p->was_given_up == is)
		return;
	p->was_given_up = is;
	atomic_store(&p->given_up, is);
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
