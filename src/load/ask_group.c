/*
 * ask_group.c - the coordinator of a group: found; joined; told an offset, and asked for it.
 *
 * The group has one member at a time. One that could not leave is waited for by the next join, for
 * REBALANCE_MS at most, and forgotten after SESSION_MS.
 */
#include "kafka/api_commits.h"
#include "kafka/api_group.h"
#include "kafka/api_members.h"
#include "load/ask.h"

enum { OUTDATED = -167 }; /* librdkafka's word for an answer of an earlier state */
enum { SESSION_MS = 6000, REBALANCE_MS = 500 }; /* the least brokers allow; short */
enum { PARTITION = 0 }; /* of the topic asked about; any would do */

/* A question on its way, once the coordinator is known. */
struct member {
	struct ask *ask;
	struct kconn *conn;
	int64_t until_ns;
	struct joined joined;
	struct answer *out;
};

/* Which node; -1: `out` says why it is not known. */
static int32_t find(struct ask *a, int64_t until_ns, struct answer *out)
{
	struct kconn *c = ask_reach(a, until_ns, out);
	struct strbuf body = STRBUF_INIT;
	struct coordinator_view v;
	struct wire_reader r;
	struct err e = {0};
	int32_t node;

	if (!c)
		return -1;
	coordinator_view_request(&body, a->own);
	if (!ask_wire(a, c, KAPI_FIND_COORDINATOR, &body, until_ns, &r, out)) {
		ask_next_broker(a);
		return -1;
	}
	if (coordinator_view_decode(&v, &r, &e) < 0) {
		ask_garbled(c, out);
		return -1;
	}
	if (v.error)
		ask_answered(out, v.error, -1);
	node = v.node;
	coordinator_view_release(&v);
	return node;
}

/* Our connection to that node, by its address; NULL: it has none that we know. */
static struct kconn *conn_to(const struct ask *a, int32_t id)
{
	const struct node *n = topology_by_id(a->control->topology, id);

	for (size_t i = 0; n && n->broker.host && i < a->n_conns; i++)
		if (a->conns[i].port == n->broker.port &&
		    strcmp(a->conns[i].host, n->broker.host) == 0)
			return &a->conns[i];
	return NULL;
}

/* Asks the coordinator; releases `body`. */
static bool tell(struct member *m, enum kapi api, struct strbuf *body,
		 struct wire_reader *r)
{
	return ask_wire(m->ask, m->conn, api, body, m->until_ns, r, m->out);
}

/* What was read, and said `error`: may the next step be taken? */
static bool goes_on(struct member *m, int rc, int16_t error)
{
	if (rc < 0)
		ask_garbled(m->conn, m->out);
	else if (error)
		ask_answered(m->out, error, -1);
	return rc == 0 && !error;
}

static bool join_as(struct member *m, const char *name)
{
	struct join j = {.group = m->ask->own,
			 .member = name,
			 .session_timeout_ms = SESSION_MS,
			 .rebalance_timeout_ms = REBALANCE_MS};
	struct strbuf body = STRBUF_INIT;
	struct joined got;
	struct wire_reader r;
	struct err e = {0};

	join_request(&body, &j);
	if (!tell(m, KAPI_JOIN_GROUP, &body, &r))
		return false;
	if (joined_decode(&got, &r, &e) < 0) {
		ask_garbled(m->conn, m->out);
		return false;
	}
	joined_release(&m->joined); /* `name` was its own */
	m->joined = got;
	return true;
}

static bool join(struct member *m)
{
	if (!join_as(m, ""))
		return false;
	if (m->joined.error == KERR_MEMBER_ID_REQUIRED && !join_as(m, m->joined.member))
		return false;
	return goes_on(m, 0, m->joined.error);
}

static bool sync(struct member *m)
{
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};
	int16_t error = 0;
	int rc;

	sync_request(&body, m->ask->own, m->joined.generation, m->joined.member);
	if (!tell(m, KAPI_SYNC_GROUP, &body, &r))
		return false;
	rc = sync_decode(&error, &r, &e);
	return goes_on(m, rc, error);
}

static bool commit(struct member *m, int64_t offset)
{
	struct commit what = {.group = m->ask->own,
			      .generation = m->joined.generation,
			      .member = m->joined.member,
			      .topic = m->ask->plan->topic,
			      .partition = PARTITION,
			      .offset = offset};
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};
	int16_t error = 0;
	int rc;

	commit_request(&body, &what);
	if (!tell(m, KAPI_OFFSET_COMMIT, &body, &r))
		return false;
	rc = commit_decode(&error, &r, &e);
	return goes_on(m, rc, error);
}

static void fetch(struct member *m, int64_t offset)
{
	struct strbuf body = STRBUF_INIT;
	struct committed got = {0};
	struct wire_reader r;
	struct err e = {0};
	int rc;

	committed_request(&body, m->ask->own, m->ask->plan->topic, PARTITION);
	if (!tell(m, KAPI_OFFSET_FETCH, &body, &r))
		return;
	rc = committed_decode(&got, &r, &e);
	if (goes_on(m, rc, got.error))
		ask_answered(m->out, got.offset == offset ? 0 : OUTDATED, got.offset);
}

/* Whatever comes of it is no part of the answer. */
static void leave(struct member *m)
{
	struct answer none = {.offset = -1};
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;

	m->out->done_ns = control_now(m->ask->control);
	if (!m->joined.member || !m->joined.member[0] || m->conn->state != KCONN_READY)
		return;
	leave_request(&body, m->ask->own, m->joined.member);
	(void)ask_wire(m->ask, m->conn, KAPI_LEAVE_GROUP, &body,
		       m->out->done_ns + ASK_CLEAN_NS, &r, &none);
}

void ask_group(struct ask *a, int64_t until_ns, struct answer *out)
{
	int32_t node = find(a, until_ns, out);
	struct member m = {
		.ask = a, .conn = conn_to(a, node), .until_ns = until_ns, .out = out};
	int64_t offset = a->count++;

	if (node < 0)
		return;
	if (!m.conn) {
		ask_answered(out, KERR_COORDINATOR_NOT_AVAILABLE, -1);
		return;
	}
	if (!ask_connect(a, m.conn, until_ns, out))
		return;
	if (join(&m) && sync(&m) && commit(&m, offset))
		fetch(&m, offset);
	leave(&m);
	joined_release(&m.joined);
}
