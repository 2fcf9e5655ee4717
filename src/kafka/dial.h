/*
 * dial.h - from a host and port to a connected socket, one address after the other, without
 * blocking (but to resolve a name). The part of conn.c that knows about addresses.
 *
 * Owner: the caller closes the sockets it got. Threads: none. Fails: with errno values.
 */
#ifndef KAFKA_DIAL_H
#define KAFKA_DIAL_H

#include "base/base.h"

#include <sys/socket.h>

enum { DIAL_MAX_ADDRESSES = 4 };

struct dial {
	struct sockaddr_storage addresses[DIAL_MAX_ADDRESSES];
	size_t len;
	size_t next; /* the first one not tried yet */
};

/* 0 or an EAI_ code. A literal IPv4 address asks nobody; anything else may block. */
int dial_resolve(struct dial *d, const char *host, uint16_t port);

/* Tries the next address: 0 (connected) or EINPROGRESS with *out_fd set, else why not and
 * *out_fd -1. Must not be called when all were tried (next == len). */
int dial_next(struct dial *d, int *out_fd);

/* After EINPROGRESS and the socket became writable: 0 (connected) or why not. */
int dial_result(int fd);

#endif
