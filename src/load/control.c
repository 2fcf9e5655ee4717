#include "load/control.h"

#include "base/mem.h"

#include <assert.h>

void marks_init(struct marks *m, int len)
{
	m->at = xcalloc((size_t)len, sizeof(*m->at));
	m->len = len;
}

void marks_release(struct marks *m)
{
	free(m->at);
	*m = (struct marks){0};
}

void marks_raise(struct marks *m, int32_t partition, int64_t value)
{
	atomic_int_fast64_t *mark;
	int_fast64_t seen;

	if (partition < 0 || partition >= m->len) /* more partitions than the plan says */
		return;
	mark = &m->at[partition];
	seen = atomic_load_explicit(mark, memory_order_relaxed);
	while (seen < value &&
	       !atomic_compare_exchange_weak_explicit(
		       mark, &seen, value, memory_order_relaxed, memory_order_relaxed))
		; /* `seen` is what someone else just set */
}

int64_t marks_get(const struct marks *m, int32_t partition)
{
	assert(partition >= 0 && partition < m->len);
	return atomic_load_explicit(&m->at[partition], memory_order_relaxed);
}

struct tally *tally_new(void)
{
	struct tally *t = aligned_alloc(_Alignof(struct tally), sizeof(*t));

	if (!t)
		abort(); /* out of memory, as in base/mem.h */
	memset(t, 0, sizeof(*t));
	tally_set(&t->last_good_ns, NEVER);
	tally_set(&t->oldest_due_ns, NEVER);
	return t;
}

int control_init(struct control *c, struct err *e)
{
	atomic_init(&c->begin_ns, NEVER);
	atomic_init(&c->end_ns, INT64_MAX);
	atomic_init(&c->phase, NO_PHASE);
	if (pthread_mutex_init(&c->events_lock, NULL) != 0)
		return err_set(e, CODE_NO_RESOURCE, "cannot make a lock");
	c->acked = xcalloc(c->plan->n_topics, sizeof(*c->acked));
	for (size_t i = 0; i < c->plan->n_topics; i++)
		marks_init(&c->acked[i], c->plan->topics[i].partitions);
	c->events = record_stream(c->record, "load.jsonl", e);
	return c->events ? 0 : -1;
}

void control_release(struct control *c)
{
	for (size_t i = 0; c->acked && i < c->plan->n_topics; i++)
		marks_release(&c->acked[i]);
	if (c->acked)
		(void)pthread_mutex_destroy(
			&c->events_lock); /* nobody holds it any more */
	free(c->acked);
	free(c->bootstrap);
}

void control_event(struct control *c, const char *workload, int member, const char *fmt,
		   ...)
{
	struct event ev = EVENT(WORKLOAD, control_now(c));
	struct strbuf text = STRBUF_INIT;
	char *name = xstrdup(workload);
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	ev.name = name;
	ev.member = member;
	ev.text = strbuf_detach(&text);
	(void)pthread_mutex_lock(&c->events_lock); /* a plain lock cannot fail */
	stream_event(c->events, &ev);
	(void)pthread_mutex_unlock(&c->events_lock);
	event_release(&ev);
}

struct stream *control_rows(struct control *c, const char *workload, int member,
			    const char *suffix, struct err *e)
{
	char *name = xasprintf("load/%s-%d.%s", workload, member, suffix);
	struct stream *s = record_stream(c->record, name, e);

	free(name);
	return s;
}
