#include "load/bulk.h"

#include "base/mem.h"
#include "base/str.h"

enum {
	BURST = 256,     /* records handed over before answers are looked at */
	LOOK_EVERY = 16, /* answers between two looks at the clock */
};
static const int64_t FULL_WAIT_NS = 5 * NS_PER_MS;

_Static_assert(sizeof(uintptr_t) >= 8, "a tag is a sequence number and a time");

/* A tag: the sequence number, and above it the time of handing over in us, cut to 32 bits: answers come within an
 * hour (message.timeout.ms). */
static uintptr_t tag_of(uint32_t seq, int64_t now_ns)
{
	return (uintptr_t)(uint32_t)(now_ns / NS_PER_US) << 32 | seq;
}

static int64_t latency_of(uintptr_t tag, int64_t now_ns)
{
	uint32_t sent_us = (uint32_t)(tag >> 32), now_us = (uint32_t)(now_ns / NS_PER_US);

	return (int64_t)(now_us - sent_us) * NS_PER_US;
}

static struct control *control_of(const struct bulk *b)
{
	return b->sender->control;
}

static void look_at_clock(struct bulk *b)
{
	b->now_ns = control_now(control_of(b));
	b->n_answered = 0;
}

static bool must_give_up(const struct bulk *b)
{
	return atomic_load(&control_of(b)->give_up) || atomic_load(&control_of(b)->quit);
}

static bool is_stopped(const struct bulk *b)
{
	return must_give_up(b) || atomic_load(&control_of(b)->end_ns) != INT64_MAX ||
	       b->sender->is_fatal;
}

/* Answers. */

static void count(struct tally *t, enum outcome outcome, int error, int64_t now_ns)
{
	switch (outcome) {
	case OUTCOME_ACKED:
		tally_bump(&t->acked);
		tally_set(&t->last_good_ns, now_ns);
		return;
	case OUTCOME_REJECTED: tally_bump(&t->rejected); break;
	case OUTCOME_UNKNOWN: tally_bump(&t->unknown); break;
	}
	tally_set(&t->error, error);
}

static void settle(struct bulk *b, uintptr_t tag, enum outcome outcome, int error)
{
	if (!fates_settle(&b->fates, (uint32_t)tag, outcome, error))
		return;
	b->n_open--;
	pace_answer(&b->pace, outcome, latency_of(tag, b->now_ns));
	count(b->sender->tally, outcome, error, b->now_ns);
}

static void on_answer(void *arg, const struct delivery *d)
{
	struct bulk *b = arg;

	if (b->n_answered++ % LOOK_EVERY == 0)
		b->now_ns = control_now(control_of(b));
	settle(b, d->tag, sender_outcome(b->sender, d), d->error);
	if (d->value)
		slots_give(&b->slots, d->value);
}

static void poll(struct bulk *b, int timeout_ms)
{
	b->n_answered = 0; /* the first answer may come long from now */
	(void)kproducer_poll(b->sender->client, timeout_ms);
	look_at_clock(b);
}

/* Intervals. */

static void keep_pace(struct bulk *b)
{
	int phase = atomic_load_explicit(&control_of(b)->phase, memory_order_relaxed);

	if (phase == b->phase && !pace_is_over(&b->pace, b->now_ns))
		return;
	b->phase = phase;
	pace_next(&b->pace, b->now_ns);
	fates_write(&b->fates);
}

/* Handing over. */

static int32_t partition_of(const struct bulk *b, uint32_t seq)
{
	const struct workload_plan *w = b->sender->plan;

	return w->spread == SPREAD_PARTITION ? w->partition
					     : bulk_partition(seq, b->partitions);
}

/* A record the client refuses for good has its outcome at once. */
static enum send_result hand_over(struct bulk *b)
{
	uint32_t seq = b->fates.next;
	struct stamp stamp = {.run = control_of(b)->run_id,
			      .producer = b->sender->index,
			      .seq = seq,
			      .partition = partition_of(b, seq)};
	char *value = fates_has_room(&b->fates) ? slots_take(&b->slots, &stamp) : NULL;
	struct krecord r = {.partition = stamp.partition,
			    .value = value,
			    .value_len = b->slots.size,
			    .is_borrowed = true};
	enum send_result result;
	int error = 0;

	if (!value)
		return SEND_FULL;
	b->now_ns = control_now(control_of(b));
	r.tag = tag_of(seq, b->now_ns);
	result = kproducer_send(b->sender->client, &r, &error);
	if (result != SEND_OK)
		slots_give(&b->slots, value);
	if (result == SEND_FULL)
		return result;
	(void)fates_add(&b->fates);
	b->n_open++;
	b->pace.now.sent++;
	tally_bump(&b->sender->tally->sent);
	if (result == SEND_ERROR)
		settle(b, r.tag, OUTCOME_REJECTED, error);
	return result;
}

/* Waking up for each batch, and waking the client's threads with a few records at a time, is what would cost;
 * what is on its way lasts much longer than that. */
static void wait_for_room(struct bulk *b)
{
	int64_t since = b->now_ns;

	clock_sleep_until(control_of(b)->clock, since + FULL_WAIT_NS);
	poll(b, 0);
	b->pace.now.full_ns += b->now_ns - since;
}

/* Up to `most` of them; false: there is no room for more now. */
static bool burst(struct bulk *b, int64_t most)
{
	for (int64_t i = 0; i < most; i++)
		if (hand_over(b) == SEND_FULL)
			return false;
	return true;
}

static void hand_over_all(struct bulk *b)
{
	int64_t left = b->sender->plan->records;

	while (left > 0 && !is_stopped(b)) {
		uint32_t before = b->fates.next;
		bool has_room = burst(b, left < BURST ? left : BURST);

		left -= (int64_t)(b->fates.next - before);
		poll(b, 0);
		if (!has_room && b->fates.next == before)
			wait_for_room(b);
		keep_pace(b);
	}
}

static void wait_for_answers(struct bulk *b)
{
	while (b->n_open > 0 && !must_give_up(b) && !b->sender->is_fatal) {
		poll(b, LOAD_GLANCE_MS);
		keep_pace(b);
	}
}

static int64_t give_up(struct bulk *b)
{
	int64_t n = b->n_open;

	if (n > 0)
		(void)kproducer_purge(b->sender->client, SENDER_PURGE_MS);
	look_at_clock(b);
	b->pace.now.unknown += fates_abandon(&b->fates, CLIENT_ERR_PURGE_INFLIGHT);
	b->n_open = 0;
	return n;
}

static bool wait_for_phase(struct bulk *b)
{
	const struct workload_plan *w = b->sender->plan;

	while (!is_stopped(b)) {
		if (atomic_load(&control_of(b)->phase) >= w->begin_phase)
			return true;
		sender_poll(b->sender, LOAD_GLANCE_MS);
	}
	return false;
}

/* The fatal error is told by whoever sees it last. */
static void tell_end(struct bulk *b, uint32_t handed_over, int64_t began_ns)
{
	const struct workload_plan *w = b->sender->plan;
	char why[256] = "";

	if (b->sender->is_fatal) {
		(void)kproducer_fatal(b->sender->client, why, sizeof(why));
		control_event(control_of(b), w->name, 0, "fatal: %s", why);
	}
	control_event(control_of(b), w->name, 0, "%s: %u of %lld records in %s",
		      handed_over == w->records ? "written" : "stopped", handed_over,
		      (long long)w->records, DURATION_TEXT(b->now_ns - began_ns));
}

int64_t bulk_run(struct bulk *b)
{
	uint32_t first = b->sender->inflight.next;
	int64_t began_ns, n;

	if (!wait_for_phase(b))
		return 0;
	sender_divert(b->sender, first, on_answer, b);
	fates_init(&b->fates, b->outcomes, first);
	look_at_clock(b);
	began_ns = b->now_ns;
	b->phase = atomic_load(&control_of(b)->phase);
	pace_begin(&b->pace, b->intervals, b->latencies, b->now_ns);
	hand_over_all(b);
	wait_for_answers(b);
	n = give_up(b);
	pace_end(&b->pace, b->now_ns);
	fates_write(&b->fates);
	tell_end(b, b->fates.next - first, began_ns);
	return n;
}

/* Life. */

int bulk_init(struct bulk *b, struct sender *sender, int partitions, struct err *e)
{
	struct stamp like = {.run = sender->control->run_id,
			     .producer = sender->index,
			     .partition = partitions};
	const char *name = sender->plan->name;

	*b = (struct bulk){.sender = sender, .partitions = partitions};
	b->outcomes = control_rows(sender->control, name, 0, "outcomes", e);
	b->intervals = control_rows(sender->control, name, 0, "intervals", e);
	b->latencies = control_rows(sender->control, name, 0, "latencies", e);
	if (!b->outcomes || !b->intervals || !b->latencies)
		return -1;
	slots_init(&b->slots, &sender->values, &like);
	return 0;
}

void bulk_release(struct bulk *b)
{
	slots_release(&b->slots);
	fates_release(&b->fates);
	pace_release(&b->pace);
}
