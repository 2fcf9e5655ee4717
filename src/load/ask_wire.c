#include "load/ask.h"

#include <poll.h>

/* librdkafka's codes for what only a client can tell. */
enum {
	BAD_MSG = -199,
	TRANSPORT = -195,
	NO_RESOURCE = -194,
	TIMED_OUT = -185,
	UNSUPPORTED = -165,
};

static int code_of(enum kconn_reason reason)
{
	switch (reason) {
	case KCONN_TIMED_OUT: return TIMED_OUT;
	case KCONN_GARBAGE: return BAD_MSG;
	case KCONN_LOCAL: return NO_RESOURCE;
	case KCONN_NO_FAILURE:
	case KCONN_REFUSED:
	case KCONN_NOT_SERVED:
	case KCONN_HUNG_UP:
	case KCONN_RESET:
	case KCONN_UNREACHABLE: break;
	}
	return TRANSPORT;
}

/* poll() takes whole ms: rounded up, at most a glance. */
static int wait_ms(const struct kconn *c, int64_t now_ns)
{
	int64_t ms = (kconn_deadline(c) - now_ns) / NS_PER_MS + 1;

	if (kconn_deadline(c) <= now_ns)
		return 0;
	return ms > LOAD_GLANCE_MS ? LOAD_GLANCE_MS : (int)ms;
}

/* Waits for the end of what began as `got`. */
static bool finish(struct ask *a, struct kconn *c, enum kconn_event got,
		   struct answer *out)
{
	while (got == KCONN_NOTHING) {
		struct pollfd p = {0};

		if (ask_must_end(a)) {
			kconn_close(c);
			return false;
		}
		p.fd = kconn_want(c, &p.events);
		if (poll(&p, 1, wait_ms(c, control_now(a->control))) < 0)
			p.revents = 0; /* a signal: only time has passed */
		got = kconn_ready(c, p.revents, control_now(a->control));
	}
	if (got == KCONN_FAILED)
		out->error = code_of(c->reason);
	return got != KCONN_FAILED;
}

/* What is left, and never nothing: then the first look decides. */
static int64_t left_ns(const struct ask *a, int64_t until_ns)
{
	int64_t left = until_ns - control_now(a->control);

	return left > 0 ? left : 1;
}

bool ask_connect(struct ask *a, struct kconn *c, int64_t until_ns, struct answer *out)
{
	int64_t now = control_now(a->control);

	/* Whoever hung up meanwhile is seen now, not by the question. */
	if (c->state == KCONN_READY)
		(void)kconn_ready(c, POLLIN, now);
	if (c->state == KCONN_READY)
		return true;
	return finish(a, c, kconn_open(c, now, left_ns(a, until_ns)), out);
}

bool ask_wire(struct ask *a, struct kconn *c, enum kapi api, struct strbuf *body,
	      int64_t until_ns, struct wire_reader *r, struct answer *out)
{
	int version = kconn_version(c, api, kapi_row(api)->max_version);
	bool ok = false;

	if (version < 0) {
		out->outcome = OUTCOME_REJECTED;
		out->error = UNSUPPORTED;
	} else {
		ok = finish(a, c,
			    kconn_send(c, api, version, body, control_now(a->control),
				       left_ns(a, until_ns)),
			    out);
	}
	strbuf_release(body);
	if (ok)
		*r = kconn_reply(c);
	return ok;
}

void ask_garbled(struct kconn *c, struct answer *out)
{
	kconn_close(c);
	out->outcome = OUTCOME_UNKNOWN;
	out->error = BAD_MSG;
}

void ask_next_broker(struct ask *a)
{
	a->at = (a->at + 1) % a->n_conns;
}

struct kconn *ask_reach(struct ask *a, int64_t until_ns, struct answer *out)
{
	for (size_t i = 0; i < a->n_conns && !ask_must_end(a); i++) {
		if (ask_connect(a, &a->conns[a->at], until_ns, out)) {
			out->error = 0; /* of those that could not be reached */
			return &a->conns[a->at];
		}
		ask_next_broker(a);
	}
	return NULL;
}
