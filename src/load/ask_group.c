/* ask_group.c - the coordinator of a group: found, told an offset, and asked for it. */
#include "kafka/api_commits.h"
#include "kafka/api_group.h"
#include "load/ask.h"

enum { OUTDATED = -167 }; /* librdkafka's word for an answer of an earlier state */

/* Of the topic asked about; any would do. */
enum { PARTITION = 0 };

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

static bool commit(struct ask *a, struct kconn *c, int64_t offset, int64_t until_ns,
		   struct answer *out)
{
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};
	int16_t error;

	commit_request(&body, a->own, a->plan->topic, PARTITION, offset);
	if (!ask_wire(a, c, KAPI_OFFSET_COMMIT, &body, until_ns, &r, out))
		return false;
	if (commit_decode(&error, &r, &e) < 0) {
		ask_garbled(c, out);
		return false;
	}
	if (error)
		ask_answered(out, error, -1);
	return error == 0;
}

static void fetch(struct ask *a, struct kconn *c, int64_t offset, int64_t until_ns,
		  struct answer *out)
{
	struct strbuf body = STRBUF_INIT;
	struct committed got;
	struct wire_reader r;
	struct err e = {0};

	committed_request(&body, a->own, a->plan->topic, PARTITION);
	if (!ask_wire(a, c, KAPI_OFFSET_FETCH, &body, until_ns, &r, out))
		return;
	if (committed_decode(&got, &r, &e) < 0)
		ask_garbled(c, out);
	else if (!got.error && got.offset != offset)
		ask_answered(out, OUTDATED, -1);
	else
		ask_answered(out, got.error, got.offset);
}

void ask_group(struct ask *a, int64_t until_ns, struct answer *out)
{
	int32_t node = find(a, until_ns, out);
	struct kconn *c = conn_to(a, node);
	int64_t offset = a->count++;

	if (node < 0)
		return;
	if (!c) {
		ask_answered(out, KERR_COORDINATOR_NOT_AVAILABLE, -1);
		return;
	}
	if (ask_connect(a, c, until_ns, out) && commit(a, c, offset, until_ns, out))
		fetch(a, c, offset, until_ns, out);
}
