#include "observe/side.h"

#include "base/mem.h"
#include "kafka/api_quorum.h"

/* What was told of one controller last. */
struct told {
	bool knows_claim, claims;
	int32_t claim_epoch;
	int64_t high_watermark;
	int64_t claim_told_ns;
	bool knows_belief;
	int32_t leader, epoch;
};

static void *made(void)
{
	return xcalloc(1, sizeof(struct told));
}

static void forget(void *arg)
{
	*(struct told *)arg = (struct told){0};
}

/* A changed claim is news at once; that its log moves is told now and then. */
static bool is_news(const struct told *t, const struct quorum_view *q, int64_t now_ns)
{
	bool claims = q->error == KERR_NONE;

	if (!t->knows_claim || t->claims != claims)
		return true;
	if (!claims)
		return false;
	if (t->claim_epoch != q->epoch)
		return true;
	return t->high_watermark != q->high_watermark &&
	       now_ns - t->claim_told_ns >= TELL_EVERY_NS;
}

static void tell_claim(const struct probe *p, const struct quorum_view *q, int64_t now_ns)
{
	struct event ev = EVENT(CLAIM, now_ns);

	ev.node = p->node;
	ev.up = q->error == KERR_NONE;
	ev.epoch = q->epoch;
	ev.offset = q->high_watermark;
	ev.voters = xcalloc(q->n_voters, sizeof(*ev.voters));
	ev.n_voters = q->n_voters;
	for (size_t i = 0; i < q->n_voters; i++)
		ev.voters[i] = (struct voter_lag){q->voters[i].id,
						  q->voters[i].log_end_offset};
	p->tell(p->arg, &ev);
	free(ev.voters);
}

static void quorum_request(UNUSED const struct probe *p, UNUSED int version,
			   struct strbuf *body)
{
	quorum_view_request(body);
}

static enum answer quorum_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
				struct err *e)
{
	struct told *t = p->told;
	struct quorum_view q;

	if (quorum_view_decode(&q, p->version, r, e) < 0)
		return ASK_GARBLED;
	if (is_news(t, &q, now_ns)) {
		tell_claim(p, &q, now_ns);
		t->knows_claim = true;
		t->claims = q.error == KERR_NONE;
		t->claim_epoch = q.epoch;
		t->high_watermark = q.high_watermark;
		t->claim_told_ns = now_ns;
	}
	quorum_view_release(&q);
	return ASK_DONE;
}

static void opinion_request(UNUSED const struct probe *p, UNUSED int version,
			    struct strbuf *body)
{
	quorum_opinion_request(body);
}

static enum answer opinion_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
				 struct err *e)
{
	struct event ev = EVENT(BELIEF, now_ns);
	struct told *t = p->told;
	struct quorum_opinion o;

	if (quorum_opinion_decode(&o, r, e) < 0)
		return ASK_GARBLED;
	if (o.epoch < 0 ||
	    (t->knows_belief && t->leader == o.leader && t->epoch == o.epoch))
		return ASK_DONE;
	ev.node = p->node;
	ev.leader = o.leader;
	ev.epoch = o.epoch;
	p->tell(p->arg, &ev);
	t->knows_belief = true;
	t->leader = o.leader;
	t->epoch = o.epoch;
	return ASK_DONE;
}

static const struct ask asks[] = {
	{KAPI_DESCRIBE_QUORUM, 0, 2, NULL, quorum_request, quorum_reply},
	/* From 13 on the topic is named by id, as the metadata topic must be. */
	{KAPI_FETCH, 13, 13, NULL, opinion_request, opinion_reply},
};

const struct side_ops side_controller = {
	.asks = asks,
	.n_asks = ARRAY_LEN(asks),
	.made = made,
	.freed = free,
	.forget = forget,
};
