#include "node.h"

#include "kafka/wire.h"
#include "unit.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static void send_all(int fd, const void *bytes, size_t n)
{
	(void)send(fd, bytes, n,
		   MSG_NOSIGNAL); /* small, or the peer is gone and that is meant */
}

/* Reads one whole request; false at the end of the connection. */
static bool read_request(int fd, struct wire_request *q, size_t *out_size)
{
	uint8_t head[12] = {0};
	struct wire_reader r = wire_reader_of(head, sizeof(head));
	size_t size, have = sizeof(head) - 4;
	char rest[4096];

	if (recv(fd, head, sizeof(head), MSG_WAITALL) != (ssize_t)sizeof(head))
		return false;
	size = (size_t)wire_get_i32(&r);
	q->api = (enum kapi)wire_get_i16(&r);
	q->version = wire_get_i16(&r);
	q->correlation = wire_get_i32(&r);
	while (have < size) {
		size_t want = size - have < sizeof(rest) ? size - have : sizeof(rest);
		ssize_t n = recv(fd, rest, want, 0);

		if (n <= 0)
			return false;
		have += (size_t)n;
	}
	*out_size = size;
	return true;
}

/* A reply's frame around `body`, which is released. */
static struct strbuf frame_of(int32_t correlation, bool with_tags, struct strbuf *body)
{
	struct strbuf f = STRBUF_INIT;

	wire_put_i32(&f, (int32_t)(4 + with_tags + body->len));
	wire_put_i32(&f, correlation);
	if (with_tags)
		wire_put_no_tags(&f);
	strbuf_add(&f, body->buf, body->len);
	strbuf_release(body);
	return f;
}

static struct strbuf versions_reply(const struct wire_request *q)
{
	struct strbuf b = STRBUF_INIT;

	wire_put_i16(&b, 0);
	if (q->version >= 3)
		wire_put_count(&b, 1);
	else
		wire_put_i32(&b, 1);
	wire_put_i16(&b, KAPI_METADATA);
	wire_put_i16(&b, 0);
	wire_put_i16(&b, 13);
	if (q->version >= 3) {
		wire_put_no_tags(&b);
		wire_put_i32(&b, 0);
		wire_put_no_tags(&b);
	}
	return frame_of(q->correlation, false, &b);
}

static struct strbuf old_versions_reply(const struct wire_request *q)
{
	struct strbuf b = STRBUF_INIT;

	wire_put_i16(&b, KERR_UNSUPPORTED_VERSION);
	wire_put_i32(&b, 1);
	wire_put_i16(&b, KAPI_API_VERSIONS);
	wire_put_i16(&b, 0);
	wire_put_i16(&b, 2);
	return frame_of(q->correlation, false, &b);
}

/* To anything else: how long the request was. */
static struct strbuf size_reply(const struct wire_request *q, size_t size)
{
	struct strbuf b = STRBUF_INIT;

	wire_put_i32(&b, (int32_t)size);
	return frame_of(q->correlation, true, &b);
}

void node_answer_all(int fd)
{
	struct wire_request q;
	size_t size;

	while (read_request(fd, &q, &size)) {
		struct strbuf f = q.api == KAPI_API_VERSIONS ? versions_reply(&q)
							     : size_reply(&q, size);

		send_all(fd, f.buf, f.len);
		strbuf_release(&f);
	}
}

void node_answer_byte_by_byte(int fd)
{
	struct wire_request q;
	size_t size;

	while (read_request(fd, &q, &size)) {
		struct strbuf f = q.api == KAPI_API_VERSIONS ? versions_reply(&q)
							     : size_reply(&q, size);

		for (size_t i = 0; i < f.len; i++) {
			send_all(fd, f.buf + i, 1);
			(void)usleep(500); /* so that the bytes travel alone */
		}
		strbuf_release(&f);
	}
}

void node_answer_like_an_old_node(int fd)
{
	struct wire_request q;
	size_t size;

	while (read_request(fd, &q, &size)) {
		struct strbuf f = q.version ? old_versions_reply(&q) : versions_reply(&q);

		send_all(fd, f.buf, f.len);
		strbuf_release(&f);
	}
}

void node_answer_once(int fd)
{
	struct wire_request q;
	size_t size;
	struct strbuf f;

	if (!read_request(fd, &q, &size))
		return;
	f = versions_reply(&q);
	send_all(fd, f.buf, f.len);
	strbuf_release(&f);
}

void node_answer_once_then_hang_up_on_the_next(int fd)
{
	struct wire_request q;
	size_t size;

	node_answer_once(fd);
	(void)read_request(fd, &q, &size);
}

void node_answer_once_then_speak(int fd)
{
	node_answer_once(fd);
	send_all(fd, "hello", 5);
	(void)usleep(200000); /* the hang-up must not overtake it */
}

void node_hang_up(int fd)
{
	struct wire_request q;
	size_t size;

	(void)read_request(fd, &q,
			   &size); /* unread bytes would turn the end into a reset */
}

void node_reset(int fd)
{
	struct linger hard = {.l_onoff = 1};

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
}

void node_say_nothing(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, 0) > 0)
		;
}

void node_promise_too_much(int fd)
{
	struct wire_request q;
	size_t size;

	(void)read_request(fd, &q, &size);
	send_all(fd, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
	node_say_nothing(fd);
}

void node_promise_less_than_nothing(int fd)
{
	struct wire_request q;
	size_t size;

	(void)read_request(fd, &q, &size);
	send_all(fd, "\xff\xff\xff\xff", 4);
	node_say_nothing(fd);
}

void node_answer_someone_else(int fd)
{
	struct wire_request q;
	size_t size;
	struct strbuf f;

	if (!read_request(fd, &q, &size))
		return;
	q.correlation += 1000;
	f = versions_reply(&q);
	send_all(fd, f.buf, f.len);
	strbuf_release(&f);
	node_say_nothing(fd);
}

static void *serve(void *arg)
{
	const struct node *n = arg;
	int fd;

	while ((fd = accept(n->fd, NULL, NULL)) >= 0) {
		int on = 1;

		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		n->behave(fd);
		(void)close(fd);
	}
	return NULL;
}

struct node node_listen(void)
{
	struct node n = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t len = sizeof(a);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(n.fd, (const struct sockaddr *)&a, len), 0);
	ck_assert_int_eq(listen(n.fd, 8), 0);
	ck_assert_int_eq(getsockname(n.fd, (struct sockaddr *)&a, &len), 0);
	n.port = ntohs(a.sin_port);
	return n;
}

void node_start(struct node *n, behave_fn *behave)
{
	*n = node_listen();
	n->behave = behave;
	ck_assert_int_eq(pthread_create(&n->thread, NULL, serve, n), 0);
}

void node_stop(struct node *n)
{
	(void)shutdown(n->fd, SHUT_RDWR); /* wakes accept() */
	(void)pthread_join(n->thread, NULL);
	(void)close(n->fd);
}
