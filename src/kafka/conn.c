#include "kafka/conn.h"

#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdarg.h>
#include <unistd.h>

enum { SIZE_BYTES = 4, MIN_REPLY = 4 /* the correlation id */ };

static const char *const reason_names[] = {
	[KCONN_NO_FAILURE] = "no failure",
	[KCONN_REFUSED] = "refused",
	[KCONN_NOT_SERVED] = "not served",
	[KCONN_HUNG_UP] = "hung up",
	[KCONN_RESET] = "reset",
	[KCONN_TIMED_OUT] = "timed out",
	[KCONN_UNREACHABLE] = "unreachable",
	[KCONN_GARBAGE] = "garbage",
	[KCONN_LOCAL] = "local",
};

const char *kconn_reason_name(enum kconn_reason reason)
{
	return reason_names[reason];
}

/* ---- life cycle ------------------------------------------------------------------------- */

void kconn_init(struct kconn *c, const char *host, uint16_t port, const char *client_id)
{
	*c = (struct kconn){
		.host = xstrdup(host),
		.port = port,
		.client_id = xstrdup(client_id),
		.fd = -1,
		.deadline_ns = INT64_MAX,
	};
}

static void close_socket(struct kconn *c)
{
	if (c->fd >= 0)
		(void)close(c->fd); /* nothing of ours is lost with it */
	c->fd = -1;
}

void kconn_close(struct kconn *c)
{
	close_socket(c);
	api_versions_release(&c->versions);
	strbuf_clear(&c->in);
	strbuf_clear(&c->out);
	c->sent = 0;
	c->deadline_ns = INT64_MAX;
	c->state = KCONN_IDLE;
}

void kconn_release(struct kconn *c)
{
	kconn_close(c);
	strbuf_release(&c->in);
	strbuf_release(&c->out);
	free(c->host);
	free(c->client_id);
	c->host = c->client_id = NULL;
}

PRINTF_LIKE(3, 4)
static enum kconn_event fail(struct kconn *c, enum kconn_reason reason, const char *fmt,
			     ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
	c->reason = reason;
	c->failed_in = c->state;
	kconn_close(c);
	return KCONN_FAILED;
}

static const char *errno_text(char *buf, size_t cap, int cause)
{
	return strerror_r(cause, buf, cap);
}
#define ERRNO_TEXT(cause) errno_text((char[64]){0}, 64, (cause))

static enum kconn_event fail_connect(struct kconn *c, int cause)
{
	enum kconn_reason reason = KCONN_UNREACHABLE;

	if (cause == ECONNREFUSED)
		reason = KCONN_REFUSED;
	else if (cause == ETIMEDOUT)
		reason = KCONN_TIMED_OUT;
	else if (cause == EMFILE || cause == ENFILE || cause == ENOBUFS ||
		 cause == ENOMEM || cause == EADDRNOTAVAIL)
		reason = KCONN_LOCAL;
	return fail(c, reason, "cannot connect: %s", ERRNO_TEXT(cause));
}

/* The peer ended it; cause 0: by closing, else by an error of ours to write or read. */
static enum kconn_event fail_ended(struct kconn *c, int cause)
{
	bool was_reset = cause == ECONNRESET || cause == EPIPE;

	if (cause == ETIMEDOUT)
		return fail(c, KCONN_TIMED_OUT, "connection timed out");
	if (cause && !was_reset)
		return fail(c, KCONN_UNREACHABLE, "connection lost: %s",
			    ERRNO_TEXT(cause));
	if (!c->was_answered)
		return fail(c, KCONN_NOT_SERVED,
			    "connection accepted, then %s without an answer",
			    was_reset ? "reset" : "closed");
	if (was_reset)
		return fail(c, KCONN_RESET, "connection reset by the node");
	return fail(c, KCONN_HUNG_UP, "connection closed by the node");
}

static enum kconn_event fail_late(struct kconn *c)
{
	const char *within = DURATION_TEXT(c->timeout_ns);

	if (c->state == KCONN_CONNECTING)
		return fail(c, KCONN_TIMED_OUT, "no connection within %s", within);
	if (c->state == KCONN_NEGOTIATING)
		return fail(c, KCONN_TIMED_OUT,
			    "connection accepted, but no answer within %s", within);
	return fail(c, KCONN_TIMED_OUT, "no reply to %s within %s",
		    kapi_row(c->request.api)->name, within);
}

static void set_deadline(struct kconn *c, int64_t now_ns, int64_t timeout_ns)
{
	c->timeout_ns = timeout_ns;
	c->deadline_ns = now_ns > INT64_MAX - timeout_ns ? INT64_MAX
							 : now_ns + timeout_ns;
}

/* ---- one request and its reply ---------------------------------------------------------- */

/* Sends what the socket takes; the rest when it takes more. */
static enum kconn_event flush(struct kconn *c)
{
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.buf + c->sent, c->out.len - c->sent,
				 MSG_NOSIGNAL);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return KCONN_NOTHING;
		if (n < 0)
			return fail_ended(c, errno);
		c->sent += (size_t)n;
	}
	return KCONN_NOTHING;
}

static enum kconn_event start_request(struct kconn *c, enum kapi api, int version,
				      const struct strbuf *body)
{
	c->request = (struct wire_request){
		.api = api,
		.version = version,
		.correlation = (c->request.correlation + 1) & INT32_MAX,
		.client_id = c->client_id,
	};
	strbuf_clear(&c->in);
	strbuf_clear(&c->out);
	c->sent = 0;
	wire_put_request(&c->out, &c->request, body);
	return flush(c);
}

static enum kconn_event ask_versions(struct kconn *c, int version)
{
	struct strbuf body = STRBUF_INIT;
	enum kconn_event got;

	c->state = KCONN_NEGOTIATING;
	api_versions_request(&body, version);
	got = start_request(c, KAPI_API_VERSIONS, version, &body);
	strbuf_release(&body);
	return got;
}

static int newest_negotiation(void)
{
	return kapi_row(KAPI_API_VERSIONS)->max_version;
}

static enum kconn_event negotiated(struct kconn *c)
{
	struct wire_reader r = kconn_reply(c);
	struct err e = {0};

	if (api_versions_decode(&c->versions, c->request.version, &r, &e) < 0)
		return fail(c, KCONN_GARBAGE, "%s", e.msg);
	if (c->versions.error == KERR_UNSUPPORTED_VERSION && c->request.version > 0) {
		api_versions_release(&c->versions);
		return ask_versions(c, 0);
	}
	if (c->versions.error)
		return fail(c, KCONN_GARBAGE, "ApiVersions refused: %s",
			    KERR_TEXT(c->versions.error));
	c->state = KCONN_READY;
	c->deadline_ns = INT64_MAX;
	return KCONN_CONNECTED;
}

static enum kconn_event complete(struct kconn *c)
{
	struct wire_reader r = wire_reader_of(c->in.buf + SIZE_BYTES,
					      c->in.len - SIZE_BYTES);
	int32_t correlation = wire_get_response_header(&r, c->request.api,
						       c->request.version);

	if (r.bad || correlation != c->request.correlation)
		return fail(c, KCONN_GARBAGE, "the reply is not to our request");
	if (c->state == KCONN_NEGOTIATING)
		return negotiated(c);
	c->state = KCONN_READY;
	c->deadline_ns = INT64_MAX;
	return KCONN_REPLY;
}

static int32_t promised_size(const struct kconn *c)
{
	struct wire_reader r = wire_reader_of(c->in.buf, c->in.len);

	return wire_get_i32(&r);
}

static bool size_is_absurd(const struct kconn *c)
{
	int32_t size = c->in.len >= SIZE_BYTES ? promised_size(c) : MIN_REPLY;

	return size < MIN_REPLY || size > KCONN_MAX_REPLY;
}

/* How many bytes the reply lacks, as far as is known: first its size, then the rest. */
static size_t missing(const struct kconn *c)
{
	if (c->in.len < SIZE_BYTES)
		return SIZE_BYTES - c->in.len;
	return SIZE_BYTES + (size_t)promised_size(c) - c->in.len;
}

/* Reads at most to the end of this reply. */
static enum kconn_event receive(struct kconn *c)
{
	char chunk[16 << 10];

	for (;;) {
		size_t lacks = missing(c);
		ssize_t n = recv(c->fd, chunk,
				 lacks < sizeof(chunk) ? lacks : sizeof(chunk), 0);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return KCONN_NOTHING;
		if (n <= 0)
			return fail_ended(c, n < 0 ? errno : 0);
		c->was_answered = true;
		strbuf_add(&c->in, chunk, (size_t)n);
		if (size_is_absurd(c))
			return fail(c, KCONN_GARBAGE, "a reply of %d bytes is no reply",
				    (int)promised_size(c));
		if (missing(c) == 0)
			return complete(c);
	}
}

static enum kconn_event exchange(struct kconn *c)
{
	enum kconn_event got = flush(c);

	return got == KCONN_NOTHING ? receive(c) : got;
}

/* ---- connecting ------------------------------------------------------------------------- */

/* Tries the addresses that are left; `why`: how the one before failed. */
static enum kconn_event connect_next(struct kconn *c, int why)
{
	while (c->dial.next < c->dial.len) {
		close_socket(c);
		why = dial_next(&c->dial, &c->fd);
		if (why == EINPROGRESS)
			return KCONN_NOTHING;
		if (why == 0)
			return ask_versions(c, newest_negotiation());
	}
	return fail_connect(c, why);
}

static enum kconn_event finish_connect(struct kconn *c)
{
	int why = dial_result(c->fd);

	if (why == ECONNRESET) { /* TCP stood, and fell before we could look */
		c->state = KCONN_NEGOTIATING;
		return fail_ended(c, why);
	}
	return why ? connect_next(c, why) : ask_versions(c, newest_negotiation());
}

enum kconn_event kconn_open(struct kconn *c, int64_t now_ns, int64_t timeout_ns)
{
	int rc;

	assert(c->state == KCONN_IDLE);
	c->reason = KCONN_NO_FAILURE;
	c->why[0] = '\0';
	c->was_answered = false;
	c->state = KCONN_CONNECTING;
	set_deadline(c, now_ns, timeout_ns);
	rc = dial_resolve(&c->dial, c->host, c->port);
	if (rc != 0)
		return fail(c, KCONN_UNREACHABLE, "cannot resolve '%.64s': %s", c->host,
			    gai_strerror(rc));
	return connect_next(c, EADDRNOTAVAIL);
}

/* ---- from outside ----------------------------------------------------------------------- */

int kconn_want(const struct kconn *c, short *events)
{
	bool wants_to_write = c->state == KCONN_CONNECTING || c->sent < c->out.len;

	*events = wants_to_write ? POLLOUT : POLLIN;
	return c->fd;
}

int64_t kconn_deadline(const struct kconn *c)
{
	return c->deadline_ns;
}

/* READY: nothing is due, so anything that comes is the end or nonsense. */
static enum kconn_event watch(struct kconn *c)
{
	char byte;
	ssize_t n = recv(c->fd, &byte, 1, 0);

	if (n > 0)
		return fail(c, KCONN_GARBAGE, "the node spoke without being asked");
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return KCONN_NOTHING;
	return fail_ended(c, n < 0 ? errno : 0);
}

static enum kconn_event go_on(struct kconn *c)
{
	switch (c->state) {
	case KCONN_IDLE: return KCONN_NOTHING;
	case KCONN_CONNECTING: return finish_connect(c);
	case KCONN_READY: return watch(c);
	case KCONN_NEGOTIATING:
	case KCONN_WAITING: return exchange(c);
	}
	abort(); /* no such state */
}

enum kconn_event kconn_ready(struct kconn *c, short revents, int64_t now_ns)
{
	enum kconn_event got = revents ? go_on(c) : KCONN_NOTHING;

	if (got == KCONN_NOTHING && now_ns >= c->deadline_ns)
		return fail_late(c);
	return got;
}

int kconn_version(const struct kconn *c, enum kapi api, int wanted_max)
{
	return api_versions_best(&c->versions, api, wanted_max);
}

enum kconn_event kconn_send(struct kconn *c, enum kapi api, int version,
			    const struct strbuf *body, int64_t now_ns, int64_t timeout_ns)
{
	assert(c->state == KCONN_READY);
	c->state = KCONN_WAITING;
	set_deadline(c, now_ns, timeout_ns);
	return start_request(c, api, version, body);
}

struct wire_reader kconn_reply(const struct kconn *c)
{
	struct wire_reader r = wire_reader_of(c->in.buf + SIZE_BYTES,
					      c->in.len - SIZE_BYTES);

	(void)wire_get_response_header(&r, c->request.api, c->request.version);
	return r;
}
