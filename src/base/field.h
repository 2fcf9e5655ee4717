/*
 * field.h - a nameable parameter as a row: parsing, defaults, "did you mean", help, schema and
 * reference all come from it. Pure description; yaml/ reads values by it.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/base.h"

enum field_type {
	FIELD_TEXT,     /* any text */
	FIELD_INT,      /* whole number, no unit */
	FIELD_BOOL,     /* true / false */
	FIELD_DURATION, /* "250ms"; stored as ns */
	FIELD_SIZE,     /* "1KiB"; stored as bytes */
	FIELD_RATE,     /* "200/s"; stored as thousandths per second */
	FIELD_PERCENT,  /* "99.9%"; stored as parts per million */
	FIELD_CPUS,     /* "0.2"; stored as billionths of a CPU */
	FIELD_CHOICE,   /* one of `choices`, separated by '|' */
	FIELD_SELECTOR, /* words that pick nodes; a text or a list of texts (joined by ", ") */
	FIELD_LIST, /* a list read by its own code */
	FIELD_MAP,  /* a mapping read by its own code */
	FIELD_ANY,  /* text or mapping, read by its own code */
};

enum { FIELD_REQUIRED = 1 << 0 };

struct field {
	const char *name; /* first member: str_nearest() walks these */
	enum field_type type;
	unsigned flags;
	const char *fallback; /* default as the user would write it, or NULL: none */
	/* FIELD_CHOICE: "all|1|0"; FIELD_SELECTOR: words it takes that are none */
	const char *choices;
	const char *help; /* one line */
};
#define FIELD_END \
	{         \
		0 \
	} /* ends a table: name is NULL */

/* "a duration such as 500ms, 30s or 2m": what a value of this type looks like. */
const char *field_wants(enum field_type type);

/* The row called `name`, or NULL. */
const struct field *field_find(const struct field *rows, const char *name);

/* How many rows before FIELD_END. */
size_t field_count(const struct field *rows);

/* Checks a scalar's text against its row and gives its canonical number (0 for texts). */
bool field_parse(const struct field *f, const char *text, int64_t *out);

/* Of a FIELD_SELECTOR: is it one of the words it takes besides (`from: clients`, `on: host`)? */
bool field_has_word(const struct field *f, const char *text);

#endif
