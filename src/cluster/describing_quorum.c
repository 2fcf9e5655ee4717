/* describing.h: the quorum, as its leader tells it. */
#include "base/mem.h"
#include "cluster/describing_parts.h"
#include "kafka/api_quorum.h"

static void add_replicas(struct description *d, const struct quorum_replica *from,
			 size_t n, bool are_voters)
{
	for (size_t i = 0; i < n; i++)
		*GROW(d->replicas, d->n_replicas) = (struct described_replica){
			.id = from[i].id,
			.is_voter = are_voters,
			.directory = wire_uuid_text(from[i].directory),
			.log_end = from[i].log_end_offset,
			.last_fetch_wall_ms = from[i].last_fetch_wall_ms,
			.last_caught_up_wall_ms = from[i].last_caught_up_wall_ms};
}

/* Two may say that they lead: the higher epoch is the real one. */
static void believe_leader(struct description *d, const struct quorum_view *v)
{
	if (v->error != KERR_NONE || (d->leader >= 0 && v->epoch <= d->epoch))
		return;
	for (size_t i = 0; i < d->n_replicas; i++)
		free(d->replicas[i].directory);
	free(d->replicas);
	d->replicas = NULL;
	d->n_replicas = 0;
	d->leader = v->leader;
	d->epoch = v->epoch;
	d->high_watermark = v->high_watermark;
	add_replicas(d, v->voters, v->n_voters, true);
	add_replicas(d, v->observers, v->n_observers, false);
}

static void believe(struct look *l, const struct asked *n)
{
	struct wire_reader r = kconn_reply(&n->conn);
	struct quorum_view v = {0};
	struct err ignored = {0};

	if (quorum_view_decode(&v, n->conn.request.version, &r, &ignored) == 0)
		believe_leader(l->out, &v);
	quorum_view_release(&v);
}

static void ask_controllers(struct look *l)
{
	struct asking a;
	bool *asked;

	asking_init(&a, l->cluster, SIDE_CONTROLLER, NULL, l->timeout_ns);
	asking_open(&a);
	asked = look_ask_all(&a, KAPI_DESCRIBE_QUORUM, quorum_view_request);
	for (size_t i = 0; i < a.len; i++) {
		struct described_node *row = look_row(l, a.nodes[i].node->id);

		if (row)
			row->controller_answers = asked[i];
		if (asked[i])
			believe(l, &a.nodes[i]);
	}
	free(asked);
	asking_release(&a);
}

/* A broker passes the question on to the controller it holds for the active one. */
static void ask_through_broker(struct look *l, int64_t timeout_ns)
{
	struct asking a;

	asking_init(&a, l->cluster, SIDE_BROKER, NULL, timeout_ns);
	asking_open(&a);
	for (size_t i = 0; i < a.len && l->out->leader < 0; i++) {
		struct strbuf body = STRBUF_INIT;
		struct wire_reader r;

		if (a.nodes[i].conn.state != KCONN_READY)
			continue;
		quorum_view_request(&body);
		if (asking_exchange(&a, &a.nodes[i], KAPI_DESCRIBE_QUORUM, &body, &r) ==
		    0)
			believe(l, &a.nodes[i]);
	}
	asking_release(&a);
}

void look_quorum(struct look *l)
{
	const struct topology *t = cluster_topology(l->cluster);
	bool any_hidden = false;
	struct clock clock;

	clock_start(&clock);
	for (size_t i = 0; i < t->len; i++) {
		struct described_node *row = look_row(l, t->nodes[i].id);
		bool hidden = (t->nodes[i].roles & ROLE_CONTROLLER) &&
			      !t->nodes[i].controller.host;

		any_hidden = any_hidden || hidden;
		if (row)
			row->controller_hidden = hidden;
	}
	ask_controllers(l);
	/* Only then: without an active controller a broker keeps the question for a minute. */
	if (l->out->leader < 0 && any_hidden)
		ask_through_broker(l, l->timeout_ns - clock_now(&clock));
}
