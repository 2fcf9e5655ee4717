#include "load/sender.h"

#include "base/log.h"

static const int64_t REPLACE_AGAIN_NS = 1 * NS_PER_S;

enum outcome sender_outcome(const struct sender *s, const struct delivery *d)
{
	if (d->error && d->status == DELIVERY_NOT_WRITTEN)
		return OUTCOME_REJECTED;
	if (d->error || s->plan->acks == ACKS_NONE)
		return OUTCOME_UNKNOWN;
	return OUTCOME_ACKED;
}

static void count(struct tally *t, const struct produced *row)
{
	switch ((enum outcome)row->outcome) {
	case OUTCOME_ACKED:
		tally_bump(&t->acked);
		tally_set(&t->last_good_ns, row->done_ns);
		tally_set(&t->error, 0);
		return;
	case OUTCOME_REJECTED: tally_bump(&t->rejected); break;
	case OUTCOME_UNKNOWN: tally_bump(&t->unknown); break;
	}
	if (row->error)
		tally_set(&t->error, row->error);
}

static void settle(struct sender *s, const struct sent *sent, struct produced *row)
{
	row->due_ns = sent->due_ns;
	row->sent_ns = sent->sent_ns;
	row->warm = sent->warm;
	if (row->partition < 0)
		row->partition = sent->partition;
	stream_produced(s->rows, row);
	count(s->tally, row);
	tally_set(&s->tally->oldest_due_ns, inflight_oldest_due(&s->inflight));
	if (row->outcome == OUTCOME_ACKED)
		marks_raise(&s->control->acked[s->topic], row->partition,
			    row->offset + 1);
	if (s->on_answer)
		s->on_answer(s->arg, row);
}

static void take_answer(struct sender *s, const struct delivery *d)
{
	struct produced row = {
		.done_ns = control_now(s->control),
		.offset = d->offset,
		.seq = (uint32_t)d->tag,
		.partition = d->partition,
		.error = (int16_t)d->error,
		.outcome = (uint8_t)sender_outcome(s, d),
	};
	struct sent sent;

	if (inflight_take(&s->inflight, row.seq, &sent))
		settle(s, &sent, &row);
}

static void on_delivery(void *arg, const struct delivery *d)
{
	struct sender *s = arg;

	if (d->error == CLIENT_ERR_FATAL)
		s->is_fatal = true;
	if (s->diverted && (uint32_t)d->tag >= s->divert_from)
		s->diverted(s->diverted_arg, d);
	else
		take_answer(s, d);
}

void sender_divert(struct sender *s, uint32_t first, delivery_fn *fn, void *arg)
{
	s->divert_from = first;
	s->diverted_arg = arg;
	s->diverted = fn;
}

static void on_error(void *arg, int code, const char *text)
{
	struct sender *s = arg;

	if (code == CLIENT_ERR_FATAL)
		s->is_fatal = true;
	tally_set(&s->tally->error, code);
	log_debug(s->plan->name, "%s: %s", client_error_name(code), text);
	if (code == CLIENT_ERR_ALL_BROKERS_DOWN && !s->said_down) {
		s->said_down = true; /* it says so every second */
		control_event(s->control, s->plan->name, 0, "client: %s", text);
	}
}

static struct kproducer *new_client(struct sender *s, struct err *e)
{
	struct kproducer_params p = {
		.bootstrap = s->control->bootstrap,
		.topic = s->plan->topic,
		.acks = s->plan->acks,
		.idempotent = s->plan->idempotent,
		.config = &s->plan->config,
		.on_delivery = on_delivery,
		.on_error = on_error,
		.arg = s,
	};

	return kproducer_new(&p, e);
}

int sender_init(struct sender *s, struct control *control, size_t workload, struct err *e)
{
	const struct workload_plan *w = &control->plan->workloads[workload];

	*s = (struct sender){.control = control, .plan = w, .index = (uint16_t)workload};
	s->topic = plan_topic_index(control->plan, w->topic);
	s->tally = tally_new();
	value_maker_init(&s->values, w, control->plan->seed);
	s->rows = control_rows(control, w->name, 0, "produced", e);
	if (!s->rows)
		return -1;
	s->client = new_client(s, e);
	return s->client ? 0 : -1;
}

void sender_release(struct sender *s)
{
	kproducer_free(s->client);
	value_maker_release(&s->values);
	inflight_release(&s->inflight);
	free(s->tally);
}

/* The next record's stamp and key, turned into its value. */
static const struct strbuf *make_value(struct sender *s, int32_t partition,
				       int64_t due_ns, const char *key)
{
	struct value_facts f = {
		.stamp = {.run = s->control->run_id,
			  .producer = s->index,
			  .seq = s->inflight.next,
			  .partition = partition},
		.due_wall_ns = clock_to_wall(s->control->clock, due_ns),
		.key = key,
	};

	return value_make(&s->values, &f);
}

/* The row of a record that never left. */
static void refuse(struct sender *s, uint32_t seq, int error)
{
	struct produced row = {.done_ns = control_now(s->control),
			       .offset = -1,
			       .seq = seq,
			       .partition = -1,
			       .error = (int16_t)error,
			       .outcome = OUTCOME_REJECTED};
	struct sent sent;

	if (error == CLIENT_ERR_FATAL)
		s->is_fatal = true;
	if (inflight_take(&s->inflight, seq, &sent))
		settle(s, &sent, &row);
}

static void take_in(struct sender *s, const struct sent *sent)
{
	inflight_add(&s->inflight, sent);
	tally_bump(&s->tally->sent);
	tally_set(&s->tally->oldest_due_ns, inflight_oldest_due(&s->inflight));
	if (!sent->warm)
		tally_set(&s->tally->lag_ns, sent->sent_ns - sent->due_ns);
}

enum send_result sender_send(struct sender *s, int32_t partition, int64_t due_ns,
			     bool warm)
{
	uint32_t seq = s->inflight.next;
	bool by_key = partition < 0;
	char key_text[KEY_MAX];
	const char *key = by_key ? value_key(&s->values, s->index, seq, key_text) : NULL;
	const struct strbuf *value = make_value(s, partition, due_ns, key);
	struct krecord r = {.partition = partition,
			    .key = key,
			    .key_len = key ? strlen(key) : 0,
			    .value = value->buf,
			    .value_len = value->len,
			    .tag = seq};
	struct sent sent = {.due_ns = due_ns, .partition = partition, .warm = warm};
	enum send_result result;
	int error = 0;

	sent.sent_ns = control_now(s->control);
	result = kproducer_send(s->client, &r, &error);
	if (result == SEND_FULL)
		return result;
	take_in(s, &sent);
	if (result == SEND_ERROR)
		refuse(s, seq, error);
	return result;
}

void sender_skip(struct sender *s, int32_t partition, int64_t due_ns)
{
	struct sent sent = {.due_ns = due_ns, .partition = partition};
	uint32_t seq = s->inflight.next;

	sent.sent_ns = control_now(s->control); /* when we stopped trying */
	take_in(s, &sent);
	refuse(s, seq, CLIENT_ERR_QUEUE_FULL);
}

/* What even the purge did not account for: settled by nobody, so unknown. */
static void abandon(struct sender *s, int error)
{
	struct sent sent;
	uint32_t seq;

	while (inflight_take_oldest(&s->inflight, &seq, &sent)) {
		struct produced row = {.done_ns = control_now(s->control),
				       .offset = -1,
				       .seq = seq,
				       .partition = -1,
				       .error = (int16_t)error,
				       .outcome = OUTCOME_UNKNOWN};

		settle(s, &sent, &row);
	}
}

int64_t sender_give_up(struct sender *s)
{
	int64_t n = s->inflight.n_open;

	if (n == 0)
		return 0;
	(void)kproducer_purge(s->client,
			      SENDER_PURGE_MS); /* what it misses is abandoned below */
	abandon(s, CLIENT_ERR_PURGE_INFLIGHT);
	return n;
}

/* A useless client is replaced, and its sequence of records goes on in the new one. */
static void replace(struct sender *s)
{
	struct err e = {0};
	char why[256] = "";
	struct kproducer *fresh;

	(void)kproducer_fatal(s->client, why, sizeof(why));
	fresh = new_client(s, &e);
	if (!fresh) {
		control_event(s->control, s->plan->name, 0,
			      "fatal: %s; no new producer: %s", why, e.msg);
		s->not_before_ns = control_now(s->control) + REPLACE_AGAIN_NS;
		return;
	}
	(void)kproducer_purge(s->client, SENDER_PURGE_MS);
	abandon(s, CLIENT_ERR_FATAL);
	kproducer_free(s->client);
	s->client = fresh;
	s->is_fatal = false;
	control_event(s->control, s->plan->name, 0,
		      "fatal: %s; replaced the producer (an artefact of the client)",
		      why);
}

void sender_poll(struct sender *s, int timeout_ms)
{
	(void)kproducer_poll(s->client, timeout_ms);
	if (s->is_fatal && control_now(s->control) >= s->not_before_ns)
		replace(s);
}
