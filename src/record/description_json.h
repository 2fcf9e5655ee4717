/*
 * description_json.h - the tables of one moment (model/description.h) as JSON, and back. Both walk
 * one table.
 *
 * Owner: the caller of what is made or filled; release it also on failure. Threads: pure.
 * Fails: reading, with kind ERR_USAGE; the text names the member.
 */
#ifndef RECORD_DESCRIPTION_JSON_H
#define RECORD_DESCRIPTION_JSON_H

#include "base/err.h"
#include "model/description.h"
#include "record/shape.h"

/* On one line, or indented for people. Caller frees. */
char *description_to_json(const struct description *d, bool indented);

/* `n` bytes; `d` is overwritten. */
int description_from_json(struct description *d, const char *text, size_t n,
			  struct err *e);

/* The table that both walk. */
const struct shape *description_shape(void);

#endif
