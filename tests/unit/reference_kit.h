/*
 * reference_kit.h - the pages of docs/ that are written from the program's tables: rows of fields, and
 * blocks between marks that a test compares, or writes anew when KCHAOS_ACCEPT is set.
 */
#ifndef TESTS_REFERENCE_KIT_H
#define TESTS_REFERENCE_KIT_H

#include "base/field.h"
#include "base/strbuf.h"

/* "| `rate` | rate | `100/s` | records due ... |" */
void reference_field(const struct field *f, struct strbuf *out);

/* The table of a mapping's keys. */
void reference_fields(const struct field *rows, struct strbuf *out);

/* Between "<!-- NAME: written ... -->" and "<!-- end of NAME -->" the page has this text. */
void reference_block(const char *path, const char *name, const char *text);

#endif
