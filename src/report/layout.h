/*
 * layout.h - plain text in columns: aligned tables and wrapped paragraphs.
 *
 * Widths count characters, not bytes (UTF-8), and colour escapes as nothing.
 * Owner: the caller (table_print() empties a table). Threads: one. Fails: never.
 */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "base/strbuf.h"

/* Columns `text` takes on a terminal. */
size_t layout_width(const char *text);

/*
 * Appends `text` and a line end, broken at spaces so that lines end before `width`. The writer
 * stands at column `at`; further lines, and those after a '\n' in the text, begin at `indent`.
 * A number stays with the word after it ("1.10 s"). What is wider than the room is not cut.
 */
void layout_wrap(struct strbuf *out, const char *text, size_t at, size_t indent,
		 size_t width);

/* Appends the text behind `indent` blanks, wrapped; further lines stand two farther in. */
void layout_vparagraph(struct strbuf *out, size_t indent, size_t width, const char *fmt,
		       va_list ap) PRINTF_LIKE(4, 0);

/* Appends `text` and spaces up to `width`; what is too long is cut, which an ellipsis shows. */
void layout_pad(struct strbuf *out, const char *text, size_t width);

/* What a terminal would obey, from byte `from` on, becomes '?'. Line ends and colours stay: nodes'
 * and engines' own words are in the text. */
void layout_clean(struct strbuf *text, size_t from);

/* Cells row by row. The last column is never padded; it wraps where it is aligned left. */
struct table {
	const char *align; /* a letter per column: 'l' or 'r' */
	size_t hang; /* where further lines of the last column begin; 0: under its first */
	char **cells;
	size_t len;
};

void table_add(struct table *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
void table_print(struct table *t, size_t indent, size_t width, struct strbuf *out);
void table_clear(struct table *t); /* empties it, the alignment stays */

#endif
