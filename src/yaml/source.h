/*
 * source.h - the text a tree was read from, kept so that a diagnostic can show the line.
 *
 * Lines end where libyaml ends them (LF, CR, CRLF, NEL, LS, PS), so that its positions hold. A
 * leading byte order mark is dropped.
 * Owner: the caller; the text is copied. Threads: const once loaded.
 * Fails: source_load() only - a file that cannot be read, or is larger than SOURCE_MAX: such a
 * file is refused after SOURCE_MAX bytes and never read whole.
 */
#ifndef YAML_SOURCE_H
#define YAML_SOURCE_H

#include "base/err.h"

enum { SOURCE_MAX = 1024 * 1024 };

struct source {
	char *path; /* as the user gave it */
	char *text; /* NUL-terminated */
	size_t len;
	size_t *lines; /* offset of the first byte of each line; at least one */
	size_t n_lines;
};

/* A stretch of one line. Columns and lengths count characters (code points), not bytes. */
struct ypos {
	const struct source *source; /* borrowed; NULL: nowhere */
	size_t line;                 /* from 1; 0: the file as a whole */
	size_t col;                  /* from 1 */
	size_t len;                  /* 0: a point between two characters */
};

int source_load(struct source *s, const char *path, struct err *e);
void source_init(struct source *s, const char *path, const char *text, size_t len);
void source_release(struct source *s);

/* The bytes of a line (from 1) without its line end; "" beyond the last line. */
const char *source_line(const struct source *s, size_t line, size_t *out_len);

/* Characters in a line (from 1) without its line end. */
size_t source_line_chars(const struct source *s, size_t line);

#endif
