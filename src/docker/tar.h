/*
 * tar.h - archives of one regular file, the form in which the engine moves files (POSIX ustar).
 *
 * Pure. Owner: the caller of the buffers. Fails: reading, on anything but a whole regular file.
 */
#ifndef DOCKER_TAR_H
#define DOCKER_TAR_H

#include "base/err.h"
#include "base/strbuf.h"

enum { TAR_BLOCK = 512, TAR_NAME_MAX = 99 };

/* Adds the archive to `out`; `name` is at most TAR_NAME_MAX bytes long. */
void tar_write(struct strbuf *out, const char *name, unsigned mode, const void *bytes,
	       size_t n);

/* Adds the bytes of the archive's first regular file to `out`. */
int tar_read(const char *tar, size_t n, struct strbuf *out, struct err *e);

#endif
