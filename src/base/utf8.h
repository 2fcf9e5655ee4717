/*
 * utf8.h - text by characters: decoding, columns on a terminal, and a harmless way to show any
 * bytes. No locale: a report must not depend on who runs it.
 * Owner: nothing. Threads: any. Fails: never; a bad byte is one character, UTF8_BAD.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/strbuf.h"

#define UTF8_BAD UINT32_C(0xFFFFFFFF)

/* Decodes one character of `n` bytes (n > 0); returns how many it takes, at least 1. */
size_t utf8_decode(const char *p, size_t n, uint32_t *out_char);

/* Characters in n bytes, and bytes of the first `chars` characters (at most n). */
size_t utf8_count(const char *p, size_t n);
size_t utf8_skip(const char *p, size_t n, size_t chars);

/* Columns on a terminal: 0 for combining marks, 2 for East Asian wide ones, else 1. */
unsigned utf8_width(uint32_t c);

/* A character that would move the cursor, reorder or hide text, or is none at all. */
bool utf8_is_harmful(uint32_t c);

/* Appends at most `max_chars` of a text, then an ellipsis; harmful ones as \n, \t, \x1b, \u202e. */
void utf8_add_escaped(struct strbuf *out, const char *text, size_t max_chars);

#endif
