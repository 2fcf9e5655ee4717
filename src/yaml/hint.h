/*
 * hint.h - what was probably meant by a value that does not fit; the inside of fields.c.
 * Owner: the caller frees what comes back. Threads: any. Fails: never, NULL is "no idea".
 */
#ifndef YAML_HINT_H
#define YAML_HINT_H

#include "base/field.h"

/* "10s" for a duration of "10"; only when nothing but the unit is missing. */
char *hint_unit(const struct field *row, const char *text);

/* Another spelling that fits: "10s" for "10 sec", "true" for "yes", "all" for "al". */
char *hint_spelling(const struct field *row, const char *text);

#endif
