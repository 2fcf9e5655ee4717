/*
 * download.h - a body that is read piece by piece by who wants it, over a connection of its own;
 * private to docker/.
 *
 * What came and was not yet read is bounded: the engine has to wait. It may be silent for the call's
 * timeout while somebody waits for it, and take any time as a whole.
 * Owner: the caller; download_close(). Threads and failures as the engine's.
 */
#ifndef DOCKER_DOWNLOAD_H
#define DOCKER_DOWNLOAD_H

#include "docker/call.h"

struct download;

/* Asks, and waits for the first bytes. `c` has path and query; it and `en` are borrowed until the
 * close. ENGINE_GONE: a 404. `also`: another engine whose cancel flag ends this as well. */
enum engine_result download_open(struct engine *en, struct call *c,
				 const struct engine *also /* or NULL */,
				 struct download **out, struct err *e);

/* How many bytes, at most `n`; 0 at the end, -1 when it broke off. */
ssize_t download_read(struct download *d, char *buf, size_t n, struct err *e);
void download_close(struct download *d);

#endif
