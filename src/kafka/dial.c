#include "kafka/dial.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <arpa/inet.h>

static int resolve_name(struct dial *d, const char *host, uint16_t port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *all = NULL;
	char service[8];
	int rc;

	(void)snprintf(service, sizeof(service), "%u", (unsigned)port);
	rc = getaddrinfo(host, service, &hints, &all);
	if (rc != 0)
		return rc;
	for (struct addrinfo *a = all; a && d->len < DIAL_MAX_ADDRESSES; a = a->ai_next)
		memcpy(&d->addresses[d->len++], a->ai_addr, a->ai_addrlen);
	freeaddrinfo(all);
	return 0;
}

int dial_resolve(struct dial *d, const char *host, uint16_t port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};

	d->len = d->next = 0;
	if (inet_pton(AF_INET, host, &v4.sin_addr) != 1)
		return resolve_name(d, host, port);
	memcpy(&d->addresses[d->len++], &v4, sizeof(v4));
	return 0;
}

/*
 * Connecting to a free port of this machine out of the ephemeral range can, by chance, pick
 * that same port as its own and so connect to itself. A watcher that tries often enough will
 * see it happen: it is nobody listening.
 */
static bool is_connected_to_itself(int fd)
{
	struct sockaddr_storage us = {0}, them = {0};
	socklen_t us_len = sizeof(us), them_len = sizeof(them);

	return getsockname(fd, (struct sockaddr *)&us, &us_len) == 0 &&
	       getpeername(fd, (struct sockaddr *)&them, &them_len) == 0 &&
	       us_len == them_len && memcmp(&us, &them, us_len) == 0;
}

static int start(int fd, const struct sockaddr_storage *address)
{
	socklen_t len = address->ss_family == AF_INET ? sizeof(struct sockaddr_in)
						      : sizeof(struct sockaddr_in6);
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* only speed */
	if (connect(fd, (const struct sockaddr *)address, len) < 0)
		return errno;
	return is_connected_to_itself(fd) ? ECONNREFUSED : 0;
}

int dial_next(struct dial *d, int *out_fd)
{
	const struct sockaddr_storage *address = &d->addresses[d->next];
	int fd, why;

	assert(d->next < d->len);
	*out_fd = -1;
	d->next++;
	fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	why = start(fd, address);
	if (why != 0 && why != EINPROGRESS)
		(void)close(fd); /* never connected: nothing to lose */
	else
		*out_fd = fd;
	return why;
}

int dial_result(int fd)
{
	int why = 0;
	socklen_t len = sizeof(why);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) < 0)
		return errno;
	return why == 0 && is_connected_to_itself(fd) ? ECONNREFUSED : why;
}
