/*
 * replies.h - a Docker engine that answers whatever bytes it is told to, on a socket in this
 * process. One connection for each request: every answer is ended by closing.
 *
 * Owner: this process, once. Threads: it has one of its own. Fails: aborts.
 */
#ifndef FUZZ_REPLIES_H
#define FUZZ_REPLIES_H

#include "kit.h"

/* Listens on a socket in kit_dir(); its address as in DOCKER_HOST. */
const char *replies_host(void);

/*
 * From now on requests are answered from these bytes, in turn. An answer is a byte for its status
 * and framing, a newline, the body, and as its end a newline and the byte 0xff (so that JSON stands
 * on a line of its own, as mutate_json() wants it). When there are none left, the connection is
 * closed without a word. /version is answered as a 20.10 engine would, unless `owns_version`.
 * Returns when no earlier answer is under way any more; the bytes must stay.
 */
void replies_set(struct bytes in, bool owns_version);

#endif
