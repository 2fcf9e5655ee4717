/*
 * table.h - the expectations a scenario can state: one row per family.
 *
 * Rows only: what may be written and where. scenario/ reads files by it; the judging is
 * elsewhere in this room. Values arrive in expect_plan.params under the fields' names, as their
 * canonical numbers (ns, ppm, thousandths per second).
 * Threads: const. Fails: never.
 */
#ifndef EXPECT_TABLE_H
#define EXPECT_TABLE_H

#include "base/field.h"

enum { EXPECT_IN_PHASE = 1 << 0, EXPECT_IN_RUN = 1 << 1 };

struct expect_row {
	const char *name; /* first member: str_nearest() walks these */
	const char *help;
	unsigned scope;
	const struct field *fields;
	const char *shorthand; /* the field that `- lost: 0` fills; NULL: takes none */
	const char *one_of;    /* exactly one of these must be there; NULL: free */
	const char *some_of;   /* at least one of these; NULL: free */
	const char *example;   /* one that is valid, for the reference */
};
extern const struct expect_row expect_rows[]; /* ends with name NULL */
size_t expect_row_count(void);
const struct expect_row *expect_row_find(const char *name); /* or NULL */

#endif
