/*
 * pack.h - numbers and texts in a row, for the two sides of fake_remote.h, which agree on what comes
 * when. Fails: aborts.
 */
#ifndef TESTS_PACK_H
#define TESTS_PACK_H

#include "base/base.h"
#include "model/ids.h"

enum { PACK_MAX = 100 * 1024 };

struct pack {
	size_t len, at;
	char bytes[PACK_MAX];
};

void pack_put(struct pack *p, const void *bytes, size_t n);
void pack_num(struct pack *p, int64_t n);
void pack_text(struct pack *p, const char *text /* or NULL */);
void pack_ids(struct pack *p, const struct ids *ids /* or NULL */);

void unpack(struct pack *p, void *to, size_t n);
int64_t unpack_num(struct pack *p);
const char *unpack_text(struct pack *p);          /* borrowed; or NULL */
char *unpack_copy(struct pack *p);                /* or NULL */
bool unpack_ids(struct pack *p, struct ids *out); /* false: it was NULL */

/* Over a socket that keeps messages apart; false: nobody is at the other end. */
bool pack_send(int fd, const struct pack *p);
bool pack_receive(int fd, struct pack *p);

/* What is asked for. */
enum call {
	CALL_STOP,
	CALL_KILL,
	CALL_START,
	CALL_PAUSE,
	CALL_UNPAUSE,
	CALL_INSPECT,
	CALL_HELP,
	CALL_EXEC,
	CALL_ADDRESSES,
	CALL_PLUGS,
	CALL_UNPLUG,
	CALL_PLUG,
	CALL_PLUGGED,
	CALL_ENGINE,
	CALL_LIMITS,
	CALL_LIMIT_CPU,
	CALL_LIMIT_MEMORY,
	CALL_DISK,
	CALL_CONFIG,
	CALL_SET_CONFIG,
	CALL_ELECT,
	CALL_REPLICAS,
	CALL_MOVE,
	CALL_MOVING,
};

#endif
