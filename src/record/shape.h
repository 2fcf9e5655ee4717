/*
 * shape.h - a struct's members as rows: writing it as JSON and reading it back walk the same table,
 * so the two cannot drift apart.
 *
 * Every row is written, in the table's order, and must be there when read; only a text may be
 * absent (NULL), and what was added after the first version. Members a reader does not know are ignored: a later version may add some.
 * Owner: what shape_read() fills belongs to the struct, also when it fails half-way: release it.
 * Threads: const tables, pure functions. Fails: shape_read() with kind ERR_USAGE, the text leads to
 * the member ("plan: phases[2]: name: a text expected").
 */
#ifndef RECORD_SHAPE_H
#define RECORD_SHAPE_H

#include "base/err.h"
#include "base/strbuf.h"

#include <jansson.h>

enum cell {
	CELL_BOOL,
	CELL_INT32,  /* int and int32_t */
	CELL_INT64,  /* within +-SPAN_MOST: analysis adds and subtracts them */
	CELL_SOME64, /* the same; 0 is left out, and what is absent is 0 */
	CELL_WALL,   /* int64_t ns since 1970; until the year 2116 */
	CELL_UINT32,
	CELL_UINT64, /* as a text: JSON readers keep 53 bits of a number */
	CELL_TEXT,   /* char *, NULL: left out */
	CELL_WORD,   /* an enum, by `words` */
	CELL_FLAGS,  /* unsigned, a list of `words`, bit 0 first */
	CELL_IDS,    /* struct ids */
	CELL_PARAMS, /* struct params, an object in their order */
	CELL_PART,   /* a struct inside, of shape `part` */
	CELL_LIST,   /* a pointer to `part`s, their number at `len_at` (size_t) */
};

struct cell_row {
	const char *name; /* NULL ends the table */
	enum cell type;
	bool later; /* may be absent when read: its default stays */
	size_t at;  /* of the member in its struct */
	size_t len_at;
	const struct shape *part;
	const char *const *words; /* NULL ends them */
};

struct shape {
	size_t bytes; /* of the struct */
	const struct cell_row *rows;
};

#define CELL(kind, type, member) CELL_AS(#member, kind, type, member)
#define CELL_AS(name, kind, type, member)                                       \
	{                                                                       \
		name, CELL_##kind, false, offsetof(type, member), 0, NULL, NULL \
	}
/* A member that runs of earlier versions do not have. */
#define CELL_LATER(kind, type, member)                                            \
	{                                                                         \
#member, CELL_##kind, true, offsetof(type, member), 0, NULL, NULL \
	}
#define CELL_OF(name, kind, type, member, words)                                 \
	{                                                                        \
		name, CELL_##kind, false, offsetof(type, member), 0, NULL, words \
	}
#define WORD_LATER(name, type, member, words)                                 \
	{                                                                     \
		name, CELL_WORD, true, offsetof(type, member), 0, NULL, words \
	}
#define PART_OF(name, type, member, shape)                                     \
	{                                                                      \
		name, CELL_PART, false, offsetof(type, member), 0, shape, NULL \
	}
#define LIST_OF(name, type, member, len, shape)                                      \
	{                                                                            \
		name, CELL_LIST, false, offsetof(type, member), offsetof(type, len), \
			shape, NULL                                                  \
	}
#define LIST_LATER(name, type, member, len, shape)                                  \
	{                                                                           \
		name, CELL_LIST, true, offsetof(type, member), offsetof(type, len), \
			shape, NULL                                                 \
	}
#define CELL_END                                         \
	{                                                \
		NULL, CELL_BOOL, false, 0, 0, NULL, NULL \
	}

/* Adds the members of the struct at `from` to `object`. */
void shape_write(const struct shape *s, const void *from, json_t *object);
/* One of them; NULL: it is a text that is absent. */
json_t *shape_cell(const struct cell_row *row, const void *from);

/* Appends the same as text, a comma before each: "," "\"node\":1" ... Without a tree, for what is written by the
 * thousand: at a phase's boundary every broker tells every partition anew (shape_line.c). */
void shape_line(const struct shape *s, const void *from, struct strbuf *out);

/* `to` has its defaults; members are set from `object`. */
int shape_read(const struct shape *s, json_t *object, void *to, struct err *e);

/* A number that a reader takes: a node or an engine may have told any, and a run must not become
 * unreadable by it. */
json_t *json_of_far(int64_t n);

/* A JSON string of any bytes: text that is no UTF-8 gets '?' for what is not ASCII. */
json_t *json_of_text(const char *text);

#endif
