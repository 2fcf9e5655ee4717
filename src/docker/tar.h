/*
 * tar.h - archives, the form in which the engine moves files (POSIX ustar): of one regular file as
 * a whole, of a folder in pieces of any size.
 *
 * Pure. Owner: the caller of the buffers. Fails: reading, on anything but an archive, kind
 * ERR_ENVIRONMENT.
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

/* A regular file begins: are its bytes wanted? `name` with its folder, at most TAR_NAME_MAX + 1 bytes of it. */
typedef bool tar_file_fn(void *arg, const char *name);
/* More of its bytes. false: nothing more of the whole archive is wanted. */
typedef bool tar_bytes_fn(void *arg, const char *bytes, size_t n);

/* A whole folder's archive, as it comes: only a header is ever kept. */
struct tar_walk {
	tar_file_fn *file;
	tar_bytes_fn *bytes;
	void *arg;
	char head[TAR_BLOCK];
	size_t have;    /* of the header */
	uint64_t left;  /* of the file's bytes */
	size_t padding; /* behind them */
	bool is_wanted, is_over, enough;
};
void tar_walk_init(struct tar_walk *w, tar_file_fn *file, tar_bytes_fn *bytes, void *arg);

/* -1: no archive. Once `enough` is set, what is fed is passed over. */
int tar_walk_feed(struct tar_walk *w, const char *bytes, size_t n, struct err *e);
/* Nothing more comes: -1 when the archive was not at its end, unless enough was had of it. */
int tar_walk_end(const struct tar_walk *w, struct err *e);

#endif
