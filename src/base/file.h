/*
 * file.h - files that are whole or absent.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/err.h"
#include "base/strbuf.h"

/* Reads all of `path` into `out`, at most `max` bytes (more is an error, kind ERR_USAGE). */
int file_read(const char *path, size_t max, struct strbuf *out, struct err *e);

/* The file at `path` is either the old one or the whole new one, never half of it. */
int file_write_atomic(const char *path, const void *bytes, size_t n, struct err *e);

/* Like mkdir -p. */
int file_make_dirs(const char *path, struct err *e);

bool file_exists(const char *path);

/* "dir/name" of two parts, or a copy of `name` when it is absolute or dir is "". Caller frees. */
char *path_join(const char *dir, const char *name);

/* A copy without slashes at its end ("/" stays). Caller frees. */
char *path_trimmed(const char *path);

/* The last part of a path without slashes at its end. Borrowed. */
const char *path_last(const char *path);

/* The directory part ("." when there is none). Caller frees. */
char *path_dir(const char *path);

#endif
