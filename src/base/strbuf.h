/*
 * strbuf.h - growing text, always NUL-terminated once anything was added.
 *
 * Life cycle: `struct strbuf b = STRBUF_INIT;` ... strbuf_release(). Zeroed memory is a valid
 * empty buffer. For text from outside give a limit (strbuf_limit): what would exceed it is not
 * added and `overflow` is set, so nothing is cut silently.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base/base.h"

#include <stdarg.h>

struct strbuf {
	char *buf; /* NULL while empty and never used; see strbuf_text() */
	size_t len;
	size_t cap;
	size_t max; /* 0: no limit */
	bool overflow;
};
#define STRBUF_INIT \
	{           \
		0   \
	}

void strbuf_limit(struct strbuf *b, size_t max);
void strbuf_release(struct strbuf *b);
void strbuf_clear(struct strbuf *b); /* empty, memory kept */
void strbuf_add(struct strbuf *b, const void *bytes, size_t n);
void strbuf_addstr(struct strbuf *b, const char *s);
void strbuf_addch(struct strbuf *b, char c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_vaddf(struct strbuf *b, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
void strbuf_drop_front(struct strbuf *b, size_t n); /* removes the first n bytes */

/* The text so far, "" when empty; valid until the next change. */
const char *strbuf_text(const struct strbuf *b);

/* Hands the text over (never NULL); the buffer is empty afterwards. Caller frees. */
char *strbuf_detach(struct strbuf *b);

#endif
