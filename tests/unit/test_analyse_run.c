#include "test_analyse_run.h"

#include "base/mem.h"
#include "unit.h"

void fake_init(struct fake *k)
{
	*k = (struct fake){.run.dir = xstrdup("made-by-hand"), .run.ended = true};
	for (int i = 1; i <= 3; i++) {
		struct node *n = topology_add(&k->run.header.topology);

		*n = (struct node){.id = i,
				   .name = xasprintf("kafka%d", i),
				   .roles = ROLE_BROKER | ROLE_CONTROLLER};
	}
	k->run.header.plan.name = xstrdup("by-hand");
}

void fake_release(struct fake *k)
{
	if (k->analysed)
		findings_release(&k->findings);
	for (size_t i = 0; i < k->run.n_ledgers; i++)
		free((void *)(uintptr_t)k->run.ledgers[i].rows);
	free(k->run.ledgers);
	free(k->run.dir);
	free(k->next_seq);
	timeline_release(&k->run.timeline);
	topology_release(&k->run.header.topology);
	params_release(&k->run.header.environment);
	plan_release(&k->run.header.plan);
}

void fake_topic(struct fake *k, const char *name, int partitions)
{
	struct plan *p = &k->run.header.plan;
	struct topic_plan *t = GROW(p->topics, p->n_topics);

	*t = (struct topic_plan){
		.name = xstrdup(name), .partitions = partitions, .replication = 3};
	params_set(&t->config, "min.insync.replicas", "2", 0);
}

static size_t new_workload(struct fake *k, const char *name, const char *topic)
{
	struct plan *p = &k->run.header.plan;
	size_t i = p->n_workloads;

	*GROW(p->workloads, p->n_workloads) = (struct workload_plan){
		.name = xstrdup(name),
		.topic = xstrdup(topic),
		.late_after_ns = MS(LATE_AFTER_MS)};
	k->next_seq = xrealloc(k->next_seq, p->n_workloads, sizeof(*k->next_seq));
	k->next_seq[i] = 0;
	return i;
}

size_t fake_producer(struct fake *k, const char *name, const char *topic, enum acks acks)
{
	size_t i = new_workload(k, name, topic);

	k->run.header.plan.workloads[i].kind = WORKLOAD_PRODUCE;
	k->run.header.plan.workloads[i].acks = acks;
	return i;
}

size_t fake_consumer(struct fake *k, const char *name, const char *topic)
{
	size_t i = new_workload(k, name, topic);

	k->run.header.plan.workloads[i].kind = WORKLOAD_CONSUME;
	return i;
}

size_t fake_asker(struct fake *k, const char *name, enum plane ask, const char *topic)
{
	size_t i = new_workload(k, name, topic);

	k->run.header.plan.workloads[i].kind = WORKLOAD_ASK;
	k->run.header.plan.workloads[i].ask = ask;
	return i;
}

int fake_phase(struct fake *k, const char *name, int64_t begin_ms, int64_t end_ms)
{
	struct plan *p = &k->run.header.plan;
	struct event begin = EVENT(PHASE, MS(begin_ms)), end = EVENT(PHASE, MS(end_ms));
	int i = (int)p->n_phases;

	GROW(p->phases, p->n_phases)->name = xstrdup(name);
	begin.phase = end.phase = i;
	begin.up = true;
	end.text = xstrdup("time");
	fake_event(k, begin);
	fake_event(k, end);
	return i;
}

static void action_step(struct fake *k, const char *kind, int32_t node, enum step step,
			int64_t at_ms)
{
	struct event ev = EVENT(ACTION, MS(at_ms));
	const struct plan *p = &k->run.header.plan;

	ev.phase = (int)p->n_phases - 1;
	ev.action = (int)p->phases[ev.phase].n_actions - 1;
	ev.step = step;
	ev.name = xstrdup(kind);
	ev.node = step == STEP_EFFECTIVE ? node : NO_NODE;
	ids_add(&ev.ids, node);
	fake_event(k, ev);
}

void fake_action(struct fake *k, const char *kind, int32_t node, int64_t at_ms,
		 int64_t effective_ms)
{
	struct plan *p = &k->run.header.plan;
	struct phase_plan *ph = &p->phases[p->n_phases - 1];

	GROW(ph->actions, ph->n_actions)->kind = xstrdup(kind);
	action_step(k, kind, node, STEP_REQUESTED, at_ms);
	action_step(k, kind, node, STEP_EFFECTIVE, effective_ms);
	action_step(k, kind, node, STEP_DONE, effective_ms);
}

static struct ledger *ledger_of(struct fake *k, enum ledger_kind kind, size_t workload,
				size_t row_bytes)
{
	struct run *r = &k->run;

	for (size_t i = 0; i < r->n_ledgers; i++)
		if (r->ledgers[i].kind == kind && r->ledgers[i].workload == workload)
			return &r->ledgers[i];
	*GROW(r->ledgers, r->n_ledgers) = (struct ledger){
		.kind = kind, .workload = workload, .row_bytes = row_bytes};
	return &r->ledgers[r->n_ledgers - 1];
}

static void append(struct ledger *l, const uint8_t *bytes)
{
	uint8_t *rows = (uint8_t *)(uintptr_t)l->rows;

	if ((l->len & (l->len - 1)) == 0) /* full at powers of two, and at 0 */
		rows = xrealloc(rows, l->len ? 2 * l->len : 1, l->row_bytes);
	memcpy(rows + l->len++ * l->row_bytes, bytes, l->row_bytes);
	l->rows = rows;
}

void fake_packed(struct fake *k, enum ledger_kind kind, size_t workload,
		 const uint8_t *bytes, size_t n)
{
	append(ledger_of(k, kind, workload, n), bytes);
}

void fake_row(struct fake *k, size_t workload, const struct produced *row)
{
	uint8_t bytes[PRODUCED_BYTES];

	bool asks = k->run.header.plan.workloads[workload].kind == WORKLOAD_ASK;

	produced_pack(bytes, row);
	append(ledger_of(k, asks ? LEDGER_ASKED : LEDGER_PRODUCED, workload,
			 PRODUCED_BYTES),
	       bytes);
}

uint32_t fake_acked(struct fake *k, size_t workload, int partition, int64_t due_ms,
		    int64_t ack_ms)
{
	struct produced row = {.due_ns = MS(due_ms),
			       .sent_ns = MS(due_ms),
			       .done_ns = MS(ack_ms),
			       .seq = k->next_seq[workload]++,
			       .partition = partition,
			       .outcome = OUTCOME_ACKED};

	row.offset = row.seq;
	fake_row(k, workload, &row);
	return row.seq;
}

uint32_t fake_failed(struct fake *k, size_t workload, int partition, int64_t due_ms,
		     int64_t done_ms, enum outcome outcome, int error)
{
	struct produced row = {.due_ns = MS(due_ms),
			       .sent_ns = MS(due_ms),
			       .done_ns = MS(done_ms),
			       .offset = -1,
			       .seq = k->next_seq[workload]++,
			       .partition = partition,
			       .error = (int16_t)error,
			       .outcome = (uint8_t)outcome};

	fake_row(k, workload, &row);
	return row.seq;
}

void fake_received(struct fake *k, size_t workload, size_t producer, uint32_t seq,
		   int partition, int64_t at_ms)
{
	struct consumed row = {.received_ns = MS(at_ms),
			       .offset = seq,
			       .seq = seq,
			       .producer = (uint16_t)producer,
			       .partition = (uint16_t)partition};
	uint8_t bytes[CONSUMED_BYTES];

	consumed_pack(bytes, &row);
	append(ledger_of(k, LEDGER_CONSUMED, workload, CONSUMED_BYTES), bytes);
}

void fake_found(struct fake *k, size_t producer, uint32_t seq, int partition,
		int64_t offset)
{
	const struct plan *p = &k->run.header.plan;
	struct found row = {.offset = offset,
			    .seq = seq,
			    .producer = (uint16_t)producer,
			    .partition = (uint16_t)partition};
	uint8_t bytes[FOUND_BYTES];

	if (producer < p->n_workloads)
		row.topic = (uint16_t)plan_topic_index(p, p->workloads[producer].topic);
	found_pack(bytes, &row);
	append(ledger_of(k, LEDGER_FOUND, 0, FOUND_BYTES), bytes);
}

void fake_load(struct fake *k, size_t workload, int partition, int64_t from_ms,
	       int64_t to_ms, int64_t step_ms, int64_t ack_ms)
{
	for (int64_t t = from_ms; t < to_ms; t += step_ms)
		(void)fake_acked(k, workload, partition, t, t + ack_ms);
}

void fake_stalled(struct fake *k, size_t workload, int partition, int64_t from_ms,
		  int64_t to_ms, int64_t step_ms, int64_t at_ms)
{
	for (int64_t t = from_ms; t < to_ms; t += step_ms)
		(void)fake_acked(k, workload, partition, t, at_ms);
}

void fake_event(struct fake *k, struct event ev)
{
	*timeline_add(&k->run.timeline) = ev;
}

void fake_reach(struct fake *k, int32_t node, bool up, int64_t at_ms)
{
	for (int side = 0; side < 2; side++) {
		struct event ev = EVENT(REACH, MS(at_ms));

		ev.node = node;
		ev.side = side ? SIDE_CONTROLLER : SIDE_BROKER;
		ev.up = up;
		fake_event(k, ev);
	}
}

void fake_claim(struct fake *k, int32_t node, int32_t epoch, int64_t hw, int64_t at_ms)
{
	struct event ev = EVENT(CLAIM, MS(at_ms));

	ev.node = node;
	ev.up = true;
	ev.epoch = epoch;
	ev.offset = hw;
	*GROW(ev.voters, ev.n_voters) = (struct voter_lag){node, hw};
	fake_event(k, ev);
}

void fake_partition(struct fake *k, int32_t teller, const char *topic, int partition,
		    int32_t leader, const char *isr, int64_t at_ms)
{
	struct event ev = EVENT(PARTITION, MS(at_ms));

	ev.node = teller;
	ev.topic = xstrdup(topic);
	ev.partition = partition;
	ev.leader = leader;
	for (int32_t i = 0; i < 3; i++) /* as Kafka spreads them */
		ids_add(&ev.replicas, 1 + (partition + i) % 3);
	for (; *isr; isr++)
		ids_add(&ev.isr, *isr - '0');
	fake_event(k, ev);
}

void fake_metadata(struct fake *k, int32_t node, int64_t offset, int64_t at_ms)
{
	struct event ev = EVENT(METADATA, MS(at_ms));

	ev.node = node;
	ev.offset = offset;
	fake_event(k, ev);
}

void fake_settled(struct fake *k, const char *topic, int partition, bool complete)
{
	struct event ev = EVENT(SETTLED, MS(1000000));

	ev.topic = xstrdup(topic);
	ev.partition = partition;
	ev.complete = complete;
	fake_event(k, ev);
}

void fake_stall(struct fake *k, int64_t late_ms, int64_t at_ms)
{
	struct event ev = EVENT(INSTRUMENT, MS(at_ms));

	ev.late_ns = MS(late_ms);
	fake_event(k, ev);
}

void fake_gap(struct fake *k, int64_t late_ms, int64_t at_ms)
{
	struct event ev = EVENT(GAP, MS(at_ms));

	ev.late_ns = MS(late_ms);
	fake_event(k, ev);
}

void fake_healthy(struct fake *k, int partitions, int64_t at_ms)
{
	for (int32_t node = 1; node <= 3; node++) {
		fake_reach(k, node, true, at_ms);
		fake_metadata(k, node, 100, at_ms);
		for (int p = 0; p < partitions; p++)
			fake_partition(k, node, "t", p, 1 + p % 3, "123", at_ms);
	}
	fake_claim(k, 1, 1, 1, at_ms);
}

struct params *fake_expect(struct fake *k, const char *kind, int phase)
{
	struct plan *p = &k->run.header.plan;
	struct expect_plan *x = GROW(p->expects, p->n_expects);

	*x = (struct expect_plan){
		.kind = xstrdup(kind), .text = xstrdup(kind), .phase = phase};
	return &x->params;
}

void fake_finish(struct fake *k)
{
	timeline_sort(&k->run.timeline);
}

const struct findings *fake_analyse(struct fake *k)
{
	struct err e = {0};

	fake_finish(k);
	ck_assert_msg(findings_make(&k->findings, &k->run, &e) == 0, "%s", e.msg);
	k->analysed = true;
	return &k->findings;
}
