/*
 * mapped.h - a file's bytes in memory, read only, without reading them in.
 *
 * Owner: the caller; mapped_release(). Threads: const data. Fails: kind ERR_USAGE; a file that is
 * not there is an empty one, since a run cut off early has not made it.
 */
#ifndef RECORD_MAPPED_H
#define RECORD_MAPPED_H

#include "base/err.h"

struct mapped {
	const uint8_t *bytes; /* NULL: empty */
	size_t len;
	void *map; /* the same address, for munmap() */
};

int mapped_open(struct mapped *m, const char *path, struct err *e);
void mapped_release(struct mapped *m);

/* The next line from *at on, without its newline, and *at moved behind it. False: no whole line is
 * left; what remains is torn. */
bool mapped_line(const struct mapped *m, size_t *at, const char **out, size_t *out_len);

#endif
