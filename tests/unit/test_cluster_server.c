#include "test_cluster_server.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "scratch.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 64 };

struct server {
	server_fn *fn;
	void *arg;
	pthread_t acceptor;
	pthread_t threads[MAX_CONNECTIONS];
	int fds[MAX_CONNECTIONS];
	size_t len;
	int listener;
	char *host;
};

struct connection {
	struct server *server;
	int fd;
};

static void unescape(char *text)
{
	char *out = text;

	for (; *text; text++) {
		unsigned byte;

		if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) {
			*out++ = (char)byte;
			text += 2;
		} else {
			*out++ = *text;
		}
	}
	*out = '\0';
}

/* One request from the socket, whole; false: the end. */
static bool receive(int fd, struct strbuf *in)
{
	char chunk[4096];

	for (;;) {
		const char *end = in->len ? strstr(strbuf_text(in), "\r\n\r\n") : NULL;
		const char *length = end ? strcasestr(strbuf_text(in), "content-length:")
					 : NULL;
		ssize_t n;

		if (end && in->len >= (size_t)(end + 4 - strbuf_text(in)) +
					      (length && length < end
						       ? strtoul(length + 15, NULL, 10)
						       : 0))
			return true;
		n = read(fd, chunk, sizeof(chunk));
		if (n <= 0)
			return false;
		strbuf_add(in, chunk, (size_t)n);
	}
}

/* "GET /v1.41/info?x=y HTTP/1.1" into its parts, the version left out. */
static void take_apart(const char *text, char *target, struct server_request *out)
{
	char *query;

	(void)sscanf(text, "%7s %4095s", out->method, target);
	query = strchr(target, '?');
	if (query)
		*query++ = '\0';
	else
		query = target + strlen(target);
	unescape(query);
	unescape(target);
	out->path = strncmp(target, "/v1.", 4) == 0 ? strchr(target + 1, '/') : target;
	out->query = query;
	out->body = strstr(text, "\r\n\r\n") + 4;
}

static bool serve_one(struct server *s, int fd, const char *text)
{
	char target[4096] = "";
	struct server_request q = {0};
	struct strbuf out = STRBUF_INIT;
	struct server_reply r;
	bool ok;

	take_apart(text, target, &q);
	r = s->fn(s->arg, &q);
	strbuf_addf(&out, "HTTP/1.1 %d X\r\n", r.status);
	if (r.status != 204)
		strbuf_addf(&out,
			    "Content-Type: application/json\r\nContent-Length: %zu\r\n",
			    strlen(r.body));
	strbuf_addf(&out, "\r\n%s", r.body);
	ok = !r.hangs_up;
	if (ok)
		ok = send(fd, out.buf, out.len, MSG_NOSIGNAL) == (ssize_t)out.len;
	strbuf_release(&out);
	free(r.body);
	return ok;
}

static void *serve(void *arg)
{
	struct connection *c = arg;
	struct strbuf in = STRBUF_INIT;

	while (receive(c->fd, &in) && serve_one(c->server, c->fd, strbuf_text(&in)))
		strbuf_clear(&in);
	(void)shutdown(c->fd, SHUT_RDWR); /* closed by server_free() */
	strbuf_release(&in);
	free(c);
	return NULL;
}

static void *accept_all(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
		struct connection *c = xcalloc(1, sizeof(*c));
		int rc;

		*c = (struct connection){s, fd};
		assert(s->len < MAX_CONNECTIONS);
		s->fds[s->len] = fd;
		rc = pthread_create(&s->threads[s->len], NULL, serve, c);
		assert(rc == 0);
		s->len++;
	}
	return NULL;
}

struct server *server_new(server_fn *fn, void *arg)
{
	struct server *s = xcalloc(1, sizeof(*s));
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	char *dir = scratch_dir();
	int rc;

	s->fn = fn;
	s->arg = arg;
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s/docker.sock", dir);
	free(dir);
	s->host = xasprintf("unix://%s", at.sun_path);
	s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	rc = bind(s->listener, (struct sockaddr *)&at, sizeof(at));
	assert(rc == 0);
	rc = listen(s->listener, 16);
	assert(rc == 0);
	rc = pthread_create(&s->acceptor, NULL, accept_all, s);
	assert(rc == 0);
	return s;
}

void server_free(struct server *s)
{
	(void)shutdown(s->listener, SHUT_RDWR);
	(void)pthread_join(s->acceptor, NULL);
	(void)close(s->listener);
	for (size_t i = 0; i < s->len; i++) {
		(void)shutdown(s->fds[i], SHUT_RDWR);
		(void)pthread_join(s->threads[i], NULL);
		(void)close(s->fds[i]);
	}
	free(s->host);
	free(s);
}

const char *server_host(const struct server *s)
{
	return s->host;
}
