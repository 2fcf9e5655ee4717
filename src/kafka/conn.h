/*
 * conn.h - one connection to one listener of one node, driven from outside: never blocks (but see
 * kconn_open), so one poll() loop can watch many nodes at once.
 *
 *     kconn_open(c, now, timeout);
 *     for (;;) {
 *         poll on kconn_want() of each, until the nearest kconn_deadline();
 *         switch (kconn_ready(c, revents, now)) { ... }
 *     }
 *
 * Opening connects and negotiates versions; then one request at a time. Kafka answers in order
 * and blocks a connection while a request is parked, so give each purpose its own connection.
 * A connection that failed is closed and idle; open it again whenever it suits.
 *
 * Owner: the caller's storage, kconn_init() to kconn_release(). Threads: one at a time.
 * Fails: as an event with a reason, since what a node does not answer is a finding here, not
 * a mistake. Times are int64_t ns on whatever axis the caller uses throughout.
 */
#ifndef KAFKA_CONN_H
#define KAFKA_CONN_H

#include "kafka/api_versions.h"
#include "kafka/dial.h"

enum kconn_state {
	KCONN_IDLE,       /* no socket: never opened, closed, or failed */
	KCONN_CONNECTING, /* waiting for TCP */
	KCONN_NEGOTIATING, /* TCP stands; ApiVersions sent, which proves the port is served */
	KCONN_READY,       /* nothing under way; watched for the node hanging up */
	KCONN_WAITING,     /* a request is sent or being sent, its reply not complete */
};

enum kconn_event {
	KCONN_NOTHING,   /* go on polling */
	KCONN_CONNECTED, /* negotiated: READY */
	KCONN_REPLY,     /* kconn_reply() has it; READY again */
	KCONN_FAILED,    /* `reason`, `why` and `failed_in` say how; IDLE */
};

/*
 * How a connection failed. A published container port makes the difference subtle: the engine's
 * proxy accepts for the container, so REFUSED means the container is down, NOT_SERVED that it
 * runs but nobody listens inside (yet), and only a reply that the node is up. TIMED_OUT while
 * CONNECTING or NEGOTIATING is a paused or cut-off node; in a container's first half second the
 * proxy may also be silent like that before it starts to hang up.
 */
enum kconn_reason {
	KCONN_NO_FAILURE,
	KCONN_REFUSED,    /* nobody accepts */
	KCONN_NOT_SERVED, /* accepted, then closed or reset before a single byte came */
	KCONN_HUNG_UP, /* closed by the peer later; also how a broker refuses a request */
	KCONN_RESET,   /* reset by the peer later */
	KCONN_TIMED_OUT,   /* the deadline passed */
	KCONN_UNREACHABLE, /* no route, or the name does not resolve */
	KCONN_GARBAGE, /* what came is not the protocol, too long, or not our answer */
	KCONN_LOCAL,   /* this side has no more sockets, memory, ... */
};

/* "refused", "not served", ... */
const char *kconn_reason_name(enum kconn_reason reason);

enum { KCONN_MAX_REPLY = 16 << 20 };

struct kconn {
	char *host;
	uint16_t port;
	char *client_id;
	enum kconn_state state;

	/* The last failure; kept until the next kconn_open(). */
	enum kconn_reason reason;
	enum kconn_state failed_in;
	char why[128]; /* for people: "no reply to Metadata within 2 s" */

	/* What was learnt in negotiation; valid in READY and WAITING. */
	struct api_versions versions;

	/* The rest is conn.c's own. */
	int fd;
	bool was_answered; /* at least one byte came on this connection */
	int64_t deadline_ns;
	int64_t timeout_ns; /* how long the deadline was, for the message */
	struct dial dial;
	struct strbuf out; /* the request; `sent` bytes of it are gone */
	size_t sent;
	struct strbuf in; /* the reply with its size, as far as it came */
	struct wire_request
		request; /* the one under way; client_id is borrowed from above */
};

void kconn_init(struct kconn *c, const char *host, uint16_t port, const char *client_id);
void kconn_release(struct kconn *c);

/* Starts connecting; FAILED at once or NOTHING. Blocks only to resolve a host that is not a
 * literal IPv4 address. Must be IDLE. */
enum kconn_event kconn_open(struct kconn *c, int64_t now_ns, int64_t timeout_ns);

/* Back to IDLE, from any state. */
void kconn_close(struct kconn *c);

/* The socket (-1: none) and what to wait for. */
int kconn_want(const struct kconn *c, short *events);

/* When kconn_ready() must be called at the latest; INT64_MAX: no need. */
int64_t kconn_deadline(const struct kconn *c);

/* Goes on with what poll() reported (0: nothing, only time has passed). What has arrived counts
 * even when the deadline has passed as well. */
enum kconn_event kconn_ready(struct kconn *c, short revents, int64_t now_ns);

/* The best version of `api` both sides speak, not above wanted_max; -1: none. */
int kconn_version(const struct kconn *c, enum kapi api, int wanted_max);

/* Sends a request; FAILED at once or NOTHING. Must be READY. `body` is copied. */
enum kconn_event kconn_send(struct kconn *c, enum kapi api, int version,
			    const struct strbuf *body, int64_t now_ns,
			    int64_t timeout_ns);

/* After KCONN_REPLY: the reply behind its header. Borrowed until the next call on `c`. */
struct wire_reader kconn_reply(const struct kconn *c);

#endif
