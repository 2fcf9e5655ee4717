#include "model/ids.h"

#include "base/mem.h"

void ids_release(struct ids *s)
{
	free(s->id);
	*s = (struct ids){0};
}

void ids_add(struct ids *s, int32_t id)
{
	*GROW(s->id, s->len) = id;
}

void ids_set(struct ids *to, const int32_t *id, size_t n)
{
	*to = (struct ids){0};
	for (size_t i = 0; i < n; i++)
		ids_add(to, id[i]);
}

void ids_copy(struct ids *to, const struct ids *from)
{
	ids_set(to, from->id, from->len);
}

bool ids_has(const struct ids *s, int32_t id)
{
	for (size_t i = 0; i < s->len; i++)
		if (s->id[i] == id)
			return true;
	return false;
}

bool ids_same(const struct ids *a, const struct ids *b)
{
	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		if (!ids_has(b, a->id[i]) || !ids_has(a, b->id[i]))
			return false;
	return true;
}

void ids_text(const struct ids *s, struct strbuf *out)
{
	for (size_t i = 0; i < s->len; i++)
		strbuf_addf(out, "%s%d", i ? "," : "", s->id[i]);
}
