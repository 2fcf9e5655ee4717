/*
 * diag.h - what is wrong with a file, all of it, each with its place:
 *
 *     scenarios/a.yaml:14:7: error: unknown key 'duraton' in fault 'kill' (did you mean 'duration'?) [K209]
 *        14 |       duraton: 30s
 *           |       ^~~~~~~
 *
 * Whatever is in the text comes out harmless: control characters are escaped, long lines and
 * messages are cut with an ellipsis. The same thing said twice about one place is kept once, so
 * a shared (aliased) value may be checked at each use.
 * Owner: the caller; everything is rendered when added, nothing is borrowed, so the tree may go
 * first. Threads: one. Fails: never.
 */
#ifndef YAML_DIAG_H
#define YAML_DIAG_H

#include "base/codes.h"
#include "base/strbuf.h"
#include "yaml/source.h"

struct ynode;

enum diag_kind { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

/* So many of each kind are printed, then "and N more errors". */
enum { DIAGS_SHOWN = 20 };

struct diag {
	enum diag_kind kind;
	enum code code; /* of a note: none */
	char *path;     /* NULL: about no file in particular */
	size_t line, col;
	char *message;
	char *excerpt; /* the line and the caret, "" without a place */
	size_t file;   /* files in order of their first diagnostic */
	size_t head;   /* a note stays with the error or warning before it: its index */
};

struct diags {
	struct diag *list; /* as added */
	size_t len;
	size_t count[DIAG_NOTE + 1]; /* per kind, also those not kept */
	bool skip_notes;             /* the last error or warning was not kept */
};
#define DIAGS_INIT \
	{          \
		0  \
	}

void diags_release(struct diags *d);

/*
 * A warning if the code is one of a warning, else an error: also a code that an err brought from where a value was read.
 * `at` NULL: about no place.
 */
void diags_found(struct diags *d, enum code code, const struct ynode *at, const char *fmt,
		 ...) PRINTF_LIKE(4, 5);

/* What has no code of its own. */
void diags_error(struct diags *d, const struct ynode *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void diags_warn(struct diags *d, const struct ynode *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
/* Explains the error or warning added last, and is printed below it. */
void diags_note(struct diags *d, const struct ynode *at, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* The same for a place that is no node; `at` NULL: about no place. */
void diags_found_at(struct diags *d, enum code code, const struct ypos *at,
		    const char *fmt, ...) PRINTF_LIKE(4, 5);
void diags_add(struct diags *d, enum diag_kind kind, const struct ypos *at,
	       const char *fmt, ...) PRINTF_LIKE(4, 5);

size_t diags_count_errors(const struct diags *d);
size_t diags_count_warnings(const struct diags *d);

const char *diag_kind_name(enum diag_kind k); /* "error" */

/* Indices in `list` in order: files as they appeared, each by position, notes behind what they explain. Caller frees. */
size_t *diags_order(const struct diags *d);

/* Appends all of it in that order. */
void diags_text(const struct diags *d, struct strbuf *out);

#endif
