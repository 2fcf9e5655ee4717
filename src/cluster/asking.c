#include "cluster/asking.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/cluster_ops.h"

#include <poll.h>

enum {
	OPEN_MS = 1000,  /* a node that is up answers in 15 ms */
	TRY_MS = 4000,   /* one question to one node */
	PAUSE_MS = 100,  /* before everybody is asked again */
	CANCEL_MS = 100, /* how soon a cancelled wait ends */
};

/* ---- life cycle ---- */

static const struct address *door(const struct node *n, enum side side)
{
	return side == SIDE_BROKER ? &n->broker : &n->controller;
}

static bool has_side(const struct node *n, enum side side)
{
	return n->roles & (side == SIDE_BROKER ? ROLE_BROKER : ROLE_CONTROLLER);
}

void asking_init(struct asking *a, struct cluster *c, enum side side,
		 const struct ids *only, int64_t timeout_ns)
{
	const struct topology *t = cluster_topology(c);

	*a = (struct asking){.cluster = c, .timeout_ns = timeout_ns, .side = side};
	clock_start(&a->clock);
	for (size_t i = 0; i < t->len; i++) {
		const struct node *n = &t->nodes[i];
		const struct address *at = door(n, side);
		struct asked *asked;

		if (!has_side(n, side) || !at->host || (only && !ids_has(only, n->id)))
			continue;
		asked = GROW(a->nodes, a->len);
		asked->node = n;
		kconn_init(&asked->conn, at->host, (uint16_t)at->port, "kchaos-admin");
	}
}

void asking_release(struct asking *a)
{
	for (size_t i = 0; i < a->len; i++)
		kconn_release(&a->nodes[i].conn);
	free(a->nodes);
	*a = (struct asking){0};
}

/* ---- waiting ---- */

static int64_t least(int64_t x, int64_t y)
{
	return x < y ? x : y;
}

static int64_t time_left(const struct asking *a)
{
	return a->timeout_ns - clock_now(&a->clock);
}

static bool is_busy(const struct kconn *c)
{
	return c->state == KCONN_CONNECTING || c->state == KCONN_NEGOTIATING ||
	       c->state == KCONN_WAITING;
}

static void note(struct asked *n, enum kconn_event got)
{
	if (got == KCONN_FAILED)
		(void)snprintf(n->why, sizeof(n->why), "%s", n->conn.why);
}

/* Until the nearest deadline, and not for long: somebody may cancel. */
static int poll_ms(const struct asking *a)
{
	int64_t until = clock_now(&a->clock) + CANCEL_MS * NS_PER_MS;

	for (size_t i = 0; i < a->len; i++)
		until = least(until, kconn_deadline(&a->nodes[i].conn));
	until -= clock_now(&a->clock);
	return until > 0 ? (int)((until + NS_PER_MS - 1) / NS_PER_MS) : 0;
}

/* One turn of the loop; false: nobody is busy. */
static bool turn(struct asking *a, struct pollfd *polled)
{
	bool any = false;

	for (size_t i = 0; i < a->len; i++) {
		const struct kconn *c = &a->nodes[i].conn;

		polled[i] = (struct pollfd){.fd = -1};
		if (is_busy(c)) {
			polled[i].fd = kconn_want(c, &polled[i].events);
			any = true;
		}
	}
	if (!any)
		return false;
	if (poll(polled, a->len, poll_ms(a)) < 0)
		return true; /* a signal */
	for (size_t i = 0; i < a->len; i++)
		if (is_busy(&a->nodes[i].conn))
			note(&a->nodes[i],
			     kconn_ready(&a->nodes[i].conn, polled[i].revents,
					 clock_now(&a->clock)));
	return true;
}

void asking_wait(struct asking *a)
{
	struct pollfd *polled = xcalloc(a->len, sizeof(*polled));

	while (!cluster_is_cancelled(a->cluster) && turn(a, polled))
		;
	free(polled);
	for (size_t i = 0; i < a->len; i++)
		if (is_busy(&a->nodes[i].conn))
			kconn_close(&a->nodes[i].conn); /* cancelled */
}

/* ---- opening ---- */

/* On a broker, how far its image of the metadata has come (api_versions.h). */
static int64_t freshness(const struct asked *n)
{
	return n->conn.state == KCONN_READY ? n->conn.versions.features_epoch : INT64_MIN;
}

static int fresher_first(const void *x, const void *y)
{
	const struct asked *a = x, *b = y;
	int64_t fa = freshness(a), fb = freshness(b);

	if (fa != fb)
		return fa > fb ? -1 : 1;
	return (a->node->id > b->node->id) - (a->node->id < b->node->id);
}

void asking_open(struct asking *a)
{
	int64_t now = clock_now(&a->clock);
	/* Silent ones must leave time to ask the others. */
	int64_t timeout = least(OPEN_MS * NS_PER_MS, time_left(a) / 2);

	for (size_t i = 0; i < a->len; i++) {
		struct kconn *c = &a->nodes[i].conn;

		/* Nodes hang up on idle connections: look before it is relied on. */
		if (c->state == KCONN_READY)
			(void)kconn_ready(c, POLLIN, now);
		if (c->state == KCONN_IDLE && timeout > 0)
			note(&a->nodes[i], kconn_open(c, now, timeout));
	}
	asking_wait(a);
	if (a->len)
		qsort(a->nodes, a->len, sizeof(*a->nodes), fresher_first);
}

/* ---- asking ---- */

int32_t asking_node_timeout_ms(const struct asking *a)
{
	int64_t ms = least(TRY_MS, time_left(a) / NS_PER_MS);

	return ms > 10 ? (int32_t)(ms - ms / 10) : 10;
}

int asking_send(struct asking *a, struct asked *n, enum kapi api, struct strbuf *body)
{
	const struct kapi_row *row = kapi_row(api);
	int version = kconn_version(&n->conn, api, row->max_version);
	int64_t timeout = least(TRY_MS * NS_PER_MS, time_left(a));

	if (version < 0)
		(void)snprintf(n->why, sizeof(n->why),
			       "answers no version of %s that we speak (%d to %d)",
			       row->name, row->min_version, row->max_version);
	else if (timeout > 0)
		note(n, kconn_send(&n->conn, api, version, body, clock_now(&a->clock),
				   timeout));
	strbuf_release(body);
	return is_busy(&n->conn) ? 0 : -1;
}

int asking_exchange(struct asking *a, struct asked *n, enum kapi api, struct strbuf *body,
		    struct wire_reader *out_reply)
{
	if (asking_send(a, n, api, body) < 0)
		return -1;
	asking_wait(a);
	if (n->conn.state != KCONN_READY)
		return -1;
	*out_reply = kconn_reply(&n->conn);
	return 0;
}

bool asking_is_passing(int16_t error)
{
	switch (error) {
	case KERR_LEADER_NOT_AVAILABLE:
	case KERR_REQUEST_TIMED_OUT:
	case KERR_BROKER_NOT_AVAILABLE:
	case KERR_COORDINATOR_LOAD_IN_PROGRESS:
	case KERR_COORDINATOR_NOT_AVAILABLE:
	case KERR_NOT_CONTROLLER: return true;
	default: return false;
	}
}

static enum answer ask_all(struct asking *a, question_fn *question, void *arg,
			   struct err *e)
{
	enum answer got = ANSWER_NEXT;

	asking_open(a);
	for (size_t i = 0; i < a->len && got == ANSWER_NEXT; i++)
		if (a->nodes[i].conn.state == KCONN_READY && time_left(a) > 0 &&
		    !cluster_is_cancelled(a->cluster))
			got = question(a, &a->nodes[i], arg, e);
	return got;
}

static int nobody(const struct asking *a, struct err *e)
{
	const char *who = a->side == SIDE_BROKER ? "broker" : "controller";
	struct strbuf said = STRBUF_INIT;

	if (!a->len)
		return err_set(e, CODE_KAFKA_UNREACHABLE,
			       "no %s's port can be reached from here; publish it in the "
			       "Compose file",
			       who);
	for (size_t i = 0; i < a->len; i++)
		strbuf_addf(&said, "%snode %d: %s", i ? "; " : "", a->nodes[i].node->id,
			    *a->nodes[i].why ? a->nodes[i].why : "not asked");
	(void)err_set(e, CODE_KAFKA_NO_ANSWER, "no %s did it within %s (%s)",
		      a->side == SIDE_BROKER ? "broker" : "active controller",
		      DURATION_TEXT(a->timeout_ns), strbuf_text(&said));
	strbuf_release(&said);
	return -1;
}

int asking_in_turn(struct asking *a, question_fn *question, void *arg, struct err *e)
{
	for (;;) {
		enum answer got = ask_all(a, question, arg, e);

		if (got != ANSWER_NEXT)
			return got == ANSWERED ? 0 : -1;
		if (cluster_is_cancelled(a->cluster))
			return err_set(e, CODE_INTERRUPTED, "interrupted");
		if (!a->len || time_left(a) <= PAUSE_MS * NS_PER_MS)
			return nobody(a, e);
		clock_sleep_until(&a->clock, clock_now(&a->clock) + PAUSE_MS * NS_PER_MS);
	}
}
