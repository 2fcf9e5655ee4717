#include "analyse/errors.h"

void errors_add(struct error_count *c, int code, uint64_t n)
{
	if (code == 0 || n == 0)
		return;
	for (size_t i = 0; i < c->len; i++)
		if (c->kind[i].code == code) {
			c->kind[i].count += n;
			return;
		}
	if (c->len < ERROR_KINDS)
		c->kind[c->len++] = (struct error_share){code, n};
	else
		c->rest += n;
}

void errors_merge(struct error_count *to, const struct error_count *from)
{
	for (size_t i = 0; i < from->len; i++)
		errors_add(to, from->kind[i].code, from->kind[i].count);
	to->rest += from->rest;
}

static int by_count(const void *a, const void *b)
{
	const struct error_share *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return (x->code > y->code) - (x->code < y->code);
}

uint64_t errors_top(const struct error_count *c, struct error_share top[WINDOW_ERRORS])
{
	struct error_count sorted = *c;
	uint64_t rest = c->rest;

	qsort(sorted.kind, sorted.len, sizeof(*sorted.kind), by_count);
	memset(top, 0, WINDOW_ERRORS * sizeof(*top));
	for (size_t i = 0; i < sorted.len; i++)
		if (i < WINDOW_ERRORS)
			top[i] = sorted.kind[i];
		else
			rest += sorted.kind[i].count;
	return rest;
}
