/*
 * fields.h - reads a mapping by a table of fields (base/field.h): what may be written, what it
 * must look like, and what is meant when it is absent.
 *
 * A null is not a value: `for:` with nothing behind it is an error, except for FIELD_ANY.
 * FIELD_LIST and FIELD_MAP are checked for their kind only, FIELD_ANY for being no list; their
 * own code reads them. FIELD_SELECTOR takes a text or a list of texts. A value whose variables
 * could not be replaced is no good either, but that was said before.
 * Owner: nothing is kept. Threads: any, the tree is const.
 * Fails: errors go to the diags, all of a mapping's at once.
 */
#ifndef YAML_FIELDS_H
#define YAML_FIELDS_H

#include "base/field.h"
#include "yaml/tree.h"

/* True when `map` is a mapping without mistakes. `what` names it: "fault 'kill'". */
bool yfields_check(const struct ynode *map, const struct field *rows, const char *what,
		   struct diags *d);

/* The check of one value, for shorthands such as `- stop: minority`; NULL is "no value". */
bool yfield_check(const struct ynode *value, const struct field *row, struct diags *d);

/*
 * Called for each row that has a value, in the order of the table. `node` is NULL for a default.
 * `text` is the scalar, the default, a selector's items joined by ", ", or "" for a mapping or
 * list; it is valid during the call (a scalar's as long as the tree). `value` is what
 * field_parse() makes of it, 0 for texts.
 */
typedef void yfields_fn(void *arg, const struct field *row, const struct ynode *node,
			const char *text, int64_t value);

/* After yfields_check() said yes: unknown keys and unfit values are passed over. `map` may be
 * NULL: all defaults. */
void yfields_each(const struct ynode *map, const struct field *rows, yfields_fn *fn,
		  void *arg);

#endif
