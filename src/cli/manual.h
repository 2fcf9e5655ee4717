/*
 * manual.h - the manual pages, in mdoc(7), made of the same tables as everything else.
 * Owner: the caller of the buffer, to which is appended. Threads: one. Fails: never.
 */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/strbuf.h"

struct manual_page {
	const char *name; /* first member: str_nearest() walks these */
	int section;
	void (*write)(struct strbuf *out);
};
extern const struct manual_page manual_pages[]; /* ends with name NULL */

#endif
