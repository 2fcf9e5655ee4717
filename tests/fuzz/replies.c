#include "replies.h"

#include <pthread.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST_ANSWERS = 12 };

/* The low bits of an answer's first byte: its status. 0 stands for bytes sent as they are. */
static const int statuses[] = {200, 0, 204, 304, 404, 409, 500, 201};

/* The bits above: how the body's end is told. */
enum framing { WITH_LENGTH, CHUNKED, UNTIL_CLOSE, TOO_LONG };

static struct {
	pthread_mutex_t lock; /* held while an answer is sent */
	int listener;
	char host[160];
	struct bytes in;
	bool owns_version;
	int answers;
} server = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const char version[] = "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\","
			      "\"MinAPIVersion\":\"1.12\",\"Os\":\"linux\"}";

static void send_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return; /* the client has given up */
		at += sent;
		n -= (size_t)sent;
	}
}

static void send_body(int fd, enum framing how, struct bytes body)
{
	struct bytes first = take_bytes(&body, body.left / 3);
	char head[64];

	if (how == CHUNKED) {
		(void)snprintf(head, sizeof(head), "%zx\r\n", first.left);
		if (first.left) {
			send_all(fd, head, strlen(head));
			send_all(fd, first.at, first.left);
			send_all(fd, "\r\n", 2);
		}
		(void)snprintf(head, sizeof(head), "%zx\r\n", body.left);
		send_all(fd, head, strlen(head));
		send_all(fd, body.at, body.left);
		send_all(fd, body.left ? "\r\n0\r\n\r\n" : "\r\n", body.left ? 7 : 2);
		return;
	}
	send_all(fd, first.at, first.left);
	send_all(fd, body.at, body.left);
}

static void answer(int fd, int status, enum framing how, struct bytes body)
{
	char head[128];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %d Canned\r\n", status);
	size_t room = sizeof(head) - (size_t)n;

	if (status == 0) { /* headers and all */
		send_all(fd, body.at, body.left);
		return;
	}
	if (how == CHUNKED)
		(void)snprintf(head + n, room, "Transfer-Encoding: chunked\r\n\r\n");
	else if (how == UNTIL_CLOSE)
		(void)snprintf(head + n, room, "Connection: close\r\n\r\n");
	else
		(void)snprintf(head + n, room, "Content-Length: %zu\r\n\r\n",
			       body.left + (how == TOO_LONG ? 5 : 0));
	send_all(fd, head, strlen(head));
	send_body(fd, how, body);
}

static struct bytes take_answer(struct bytes *in)
{
	const uint8_t *end = in->left ? memmem(in->at, in->left, "\n\xff", 2) : NULL;
	struct bytes body = take_bytes(in, end ? (size_t)(end - in->at) : in->left);

	(void)take_bytes(in, 2);
	return body;
}

/* Under the lock. */
static void serve(int fd, const char *request)
{
	struct bytes canned = {(const uint8_t *)version, sizeof(version) - 1};
	uint8_t form;

	if (!server.owns_version && strncmp(request, "GET /version ", 13) == 0) {
		answer(fd, 200, WITH_LENGTH, canned);
		return;
	}
	if (server.in.left == 0 || ++server.answers > MOST_ANSWERS)
		return;
	form = take_byte(&server.in);
	(void)take_byte(&server.in);
	answer(fd, statuses[form % ARRAY_LEN(statuses)], (enum framing)(form / 8 % 4),
	       take_answer(&server.in));
}

/* Reads a whole request, so that closing does not reset what was answered. */
static bool read_request(int fd, struct strbuf *in)
{
	char bytes[4096];
	ssize_t n;

	for (;;) {
		const char *end = in->len ? strstr(in->buf, "\r\n\r\n") : NULL;
		const char *length = end ? strcasestr(in->buf, "\r\nContent-Length:")
					 : NULL;
		size_t body = length && length < end ? strtoul(length + 17, NULL, 10) : 0;

		if (end && in->len >= (size_t)(end - in->buf) + 4 + body)
			return true;
		n = recv(fd, bytes, sizeof(bytes), 0);
		if (n <= 0)
			return false;
		strbuf_add(in, bytes, (size_t)n);
	}
}

static void *serve_all(UNUSED void *arg)
{
	struct strbuf in = STRBUF_INIT;

	for (;;) {
		int fd = accept(server.listener, NULL, NULL);

		MUST(fd >= 0);
		strbuf_clear(&in);
		if (read_request(fd, &in)) {
			MUST(pthread_mutex_lock(&server.lock) == 0);
			serve(fd, strbuf_text(&in));
			MUST(pthread_mutex_unlock(&server.lock) == 0);
		}
		(void)close(fd);
	}
	return NULL;
}

const char *replies_host(void)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	pthread_t thread;

	if (server.host[0])
		return server.host;
	(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s/docker.sock", kit_dir());
	(void)snprintf(server.host, sizeof(server.host), "unix://%s", un.sun_path);
	server.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	MUST(server.listener >= 0);
	MUST(bind(server.listener, (const struct sockaddr *)&un, sizeof(un)) == 0);
	MUST(listen(server.listener, 64) == 0);
	MUST(pthread_create(&thread, NULL, serve_all, NULL) == 0);
	MUST(pthread_detach(thread) == 0);
	return server.host;
}

void replies_set(struct bytes in, bool owns_version)
{
	(void)replies_host();
	MUST(pthread_mutex_lock(&server.lock) == 0);
	server.in = in;
	server.owns_version = owns_version;
	server.answers = 0;
	MUST(pthread_mutex_unlock(&server.lock) == 0);
}
