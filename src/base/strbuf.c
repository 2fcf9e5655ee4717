#include "base/strbuf.h"

#include "base/mem.h"

void strbuf_limit(struct strbuf *b, size_t max)
{
	b->max = max;
}

void strbuf_release(struct strbuf *b)
{
	if (!b)
		return;
	free(b->buf);
	*b = (struct strbuf){.max = b->max};
}

void strbuf_clear(struct strbuf *b)
{
	b->len = 0;
	b->overflow = false;
	if (b->buf)
		b->buf[0] = '\0';
}

static bool make_room(struct strbuf *b, size_t n)
{
	size_t need = b->len + n + 1;

	if (n >= SIZE_MAX - b->len - 1 || (b->max && b->len + n > b->max)) {
		b->overflow = true;
		return false;
	}
	if (need > b->cap) {
		b->cap = need > b->cap * 2 ? need : b->cap * 2;
		b->buf = xrealloc(b->buf, b->cap, 1);
	}
	return true;
}

void strbuf_add(struct strbuf *b, const void *bytes, size_t n)
{
	if (!make_room(b, n))
		return;
	if (n)
		memcpy(b->buf + b->len, bytes, n);
	b->len += n;
	b->buf[b->len] = '\0';
}

void strbuf_addstr(struct strbuf *b, const char *s)
{
	strbuf_add(b, s, strlen(s));
}

void strbuf_addch(struct strbuf *b, char c)
{
	strbuf_add(b, &c, 1);
}

void strbuf_vaddf(struct strbuf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || !make_room(b, (size_t)n))
		return;
	(void)vsnprintf(b->buf + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(b, fmt, ap);
	va_end(ap);
}

void strbuf_drop_front(struct strbuf *b, size_t n)
{
	if (n > b->len)
		n = b->len;
	if (n == 0)
		return;
	memmove(b->buf, b->buf + n, b->len - n + 1);
	b->len -= n;
}

const char *strbuf_text(const struct strbuf *b)
{
	return b->buf ? b->buf : "";
}

char *strbuf_detach(struct strbuf *b)
{
	char *text = b->buf ? b->buf : xstrdup("");

	*b = (struct strbuf){.max = b->max};
	return text;
}
