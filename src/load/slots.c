#include "load/slots.h"

#include "base/mem.h"

enum {
	AHEAD = 4
}; /* slots that are fetched into the processor's cache before they are taken */

static size_t how_many(size_t size)
{
	size_t n = SLOTS_BYTES / size;

	return n > SLOTS_MOST ? SLOTS_MOST : n < SLOTS_LEAST ? SLOTS_LEAST : n;
}

void slots_init(struct slots *s, struct value_maker *maker, const struct stamp *like)
{
	size_t size = (size_t)maker->plan->value_bytes;

	*s = (struct slots){.size = size, .n = how_many(size)};
	s->bytes = xcalloc(s->n, size);
	s->spare = xcalloc(s->n, sizeof(*s->spare));
	for (size_t i = s->n; i-- > 0;) {
		struct value_facts f = {.stamp = *like};
		const struct strbuf *value;

		f.stamp.seq = (uint32_t)i;
		value = value_make(maker, &f);
		memcpy(s->bytes + i * size, value->buf, size);
		slots_give(s, s->bytes + i * size);
	}
}

void slots_release(struct slots *s)
{
	free(s->bytes);
	free(s->spare);
	*s = (struct slots){0};
}

char *slots_take(struct slots *s, const struct stamp *stamp)
{
	char head[STAMP_MAX];
	char *value;
	size_t n;

	if (s->n_spare == 0)
		return NULL;
	value = s->spare[--s->n_spare];
	if (s->n_spare >=
	    AHEAD) /* it was sent long ago: waiting for memory would take longest of all */
		__builtin_prefetch(s->spare[s->n_spare - AHEAD], 1);
	n = stamp_write(head, stamp);
	memcpy(value, head, n); /* without the end of text */
	return value;
}
