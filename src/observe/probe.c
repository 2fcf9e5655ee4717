#include "observe/probe.h"

#include "observe/side.h"

/* Between two tries to connect: short, for the end of an outage is read off this. */
#define RETRY_NS (50 * NS_PER_MS)

void probe_init(struct probe *p, const char *host, uint16_t port)
{
	p->ops = p->side == SIDE_BROKER ? &side_broker : &side_controller;
	p->told = p->ops->made();
	p->ask = p->ops->n_asks;
	kconn_init(&p->conn, host, port, "kchaos-observer");
}

void probe_first(struct probe *p, int64_t first_ns)
{
	p->due_ns = p->retry_ns = p->opened_ns = first_ns;
}

void probe_release(struct probe *p)
{
	kconn_release(&p->conn);
	p->ops->freed(p->told);
	p->told = NULL;
}

int probe_want(const struct probe *p, short *events)
{
	return kconn_want(&p->conn, events);
}

int64_t probe_deadline(const struct probe *p)
{
	if (p->conn.state == KCONN_IDLE)
		return p->retry_ns;
	return p->conn.state == KCONN_READY ? p->due_ns : kconn_deadline(&p->conn);
}

void probe_forget(struct probe *p)
{
	p->reach = REACH_UNTOLD;
	p->ops->forget(p->told);
}

static void tell_up(struct probe *p, int64_t now_ns)
{
	struct event ev = EVENT(REACH, now_ns);

	if (p->reach == REACH_UP)
		return;
	ev.node = p->node;
	ev.side = p->side;
	ev.up = true;
	p->tell(p->arg, &ev);
	p->reach = REACH_UP;
}

/* Told when it goes down, and when the reason changes: "refused" (no container), then "not served"
 * (a container, no Kafka yet) are steps of a start. */
static void tell_down(struct probe *p, enum kconn_reason reason, const char *why,
		      int64_t now_ns)
{
	struct event ev = EVENT(REACH, now_ns);
	char text[192];

	if (p->reach == REACH_DOWN && p->reason == reason)
		return;
	(void)snprintf(text, sizeof(text), "%s: %s", kconn_reason_name(reason), why);
	ev.node = p->node;
	ev.side = p->side;
	ev.text = text;
	p->tell(p->arg, &ev);
	p->reach = REACH_DOWN;
	p->reason = reason;
	p->ops->forget(
		p->told); /* what it says after coming back is news, even the same */
}

/*
 * A connection that stood and was closed by the node may be a lone accident: that is decided by
 * the next one, tried at once. But not more often than every RETRY_NS, should the node accept us
 * only to hang up.
 */
static void on_failed(struct probe *p, int64_t now_ns)
{
	const struct kconn *c = &p->conn;
	bool stood = c->failed_in == KCONN_READY || c->failed_in == KCONN_WAITING;
	bool is_maybe = p->reach == REACH_UP && stood &&
			(c->reason == KCONN_HUNG_UP || c->reason == KCONN_RESET);

	p->ask = p->ops->n_asks;
	p->retry_ns = is_maybe ? p->opened_ns + RETRY_NS : now_ns + RETRY_NS;
	if (!is_maybe)
		tell_down(p, c->reason, c->why, now_ns);
}

static void on_garbled(struct probe *p, const char *why, int64_t now_ns)
{
	kconn_close(&p->conn);
	p->ask = p->ops->n_asks;
	p->retry_ns = now_ns + RETRY_NS;
	tell_down(p, KCONN_GARBAGE, why, now_ns);
}

static void send_ask(struct probe *p, int64_t now_ns)
{
	const struct ask *a = &p->ops->asks[p->ask];
	struct strbuf body = STRBUF_INIT;

	a->request(p, p->version, &body);
	if (kconn_send(&p->conn, a->api, p->version, &body, now_ns, p->pace.timeout_ns) ==
	    KCONN_FAILED)
		on_failed(p, now_ns);
	strbuf_release(&body);
}

/* Asks the first question from number `from` on that is wanted; none: the round is over. */
static void ask_from(struct probe *p, size_t from, int64_t now_ns)
{
	for (p->ask = from; p->ask < p->ops->n_asks; p->ask++) {
		const struct ask *a = &p->ops->asks[p->ask];

		p->version = kconn_version(&p->conn, a->api, a->max_version);
		if (p->version < a->min_version || (a->wanted && !a->wanted(p, now_ns)))
			continue;
		send_ask(p, now_ns);
		return;
	}
}

static void on_reply(struct probe *p, int64_t now_ns)
{
	struct wire_reader r = kconn_reply(&p->conn);
	struct err e = {0};

	tell_up(p, now_ns);
	switch (p->ops->asks[p->ask].reply(p, &r, now_ns, &e)) {
	case ASK_GARBLED: on_garbled(p, e.msg, now_ns); break;
	case ASK_DONE: ask_from(p, p->ask + 1, now_ns); break;
	case ASK_AGAIN: send_ask(p, now_ns); break;
	}
}

static void handle(struct probe *p, enum kconn_event news, int64_t now_ns)
{
	switch (news) {
	case KCONN_NOTHING: break;
	case KCONN_CONNECTED: tell_up(p, now_ns); break;
	case KCONN_REPLY: on_reply(p, now_ns); break;
	case KCONN_FAILED: on_failed(p, now_ns); break;
	}
}

/* Rounds that were missed are not made up for: the next one keeps to the grid. */
static void begin_round(struct probe *p, int64_t now_ns)
{
	int64_t missed = (now_ns - p->due_ns) / p->pace.every_ns;

	p->due_ns += (missed + 1) * p->pace.every_ns;
	ask_from(p, 0, now_ns);
}

void probe_run(struct probe *p, short revents, int64_t now_ns)
{
	if (p->conn.state != KCONN_IDLE)
		handle(p, kconn_ready(&p->conn, revents, now_ns), now_ns);
	if (p->conn.state == KCONN_IDLE && now_ns >= p->retry_ns) {
		p->opened_ns = now_ns;
		handle(p, kconn_open(&p->conn, now_ns, p->pace.timeout_ns), now_ns);
	}
	if (p->conn.state == KCONN_READY && now_ns >= p->due_ns)
		begin_round(p, now_ns);
}
