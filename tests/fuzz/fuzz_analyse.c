/*
 * Analysis, verdict and reports of a run that no cluster would make: a fixed plan with every
 * expectation, and events and rows as the input has them. A byte for each picks kind and time step;
 * what they say follows. Bytes that the reader refuses are fuzz_run.c's.
 */
#include "check_findings.h"

#include "record/ledger_file.h"
#include "scenario/scenario.h"

static const char plan_text[] =
	"name: fuzz\n"
	"cluster: {compose: c.yaml}\n"
	"topics:\n"
	"  t: {partitions: 3, replication: 3, config: {min.insync.replicas: 2}}\n"
	"  u: {partitions: 1, replication: 3}\n"
	"workloads:\n"
	"  a: {produce: t, rate: 200/s, acks: all}\n"
	"  b: {produce: t, rate: 200/s, acks: 1, value: {size: 1KiB}}\n"
	"  z: {produce: u, rate: 10/s, acks: 0}\n"
	"  c: {consume: t, group: g, members: 2}\n"
	"  w: {ask: metadata, topic: t, fresh: true}\n"
	"  x: {ask: group, topic: t}\n"
	"  y: {ask: describe}\n"
	"  q: {produce: u, records: 1000, value: {size: 64B}, phase: q}\n"
	"phases:\n"
	"  - {name: p, for: 5s, expect: [available: {plane: produce, at_least: 99%},\n"
	"     latency: {plane: consume, p50: 1s, max: 5s}, isr: {topic: t, full: true},\n"
	"     available: {plane: metadata, node: kafka1, at_least: 99%}]}\n"
	"  - name: q\n"
	"    do: [kill: {node: controller, as: x}, start: stopped]\n"
	"    for: 10s\n"
	"    expect:\n"
	"      - outage: {plane: produce, at_most: 5s, at_least: 1s}\n"
	"      - outage: {plane: consume, workload: c, partition: 1, at_most: 5s}\n"
	"      - quorum: {leader: present, within: 5s}\n"
	"      - isr: {topic: t, at_least: 2, within: 3s}\n"
	"  - name: r\n"
	"    until: {isr: full, timeout: 60s}\n"
	"    expect: [quorum: {leader: absent}, throughput: {workload: a, at_least: 9/s},\n"
	"     throughput: {workload: q, at_least: 9/s}, latency: {workload: q, p99: 1s}]\n"
	"expect:\n"
	"  - lost: {workload: a, at_most: 0}\n"
	"  - duplicated: {workload: a, at_most: 1}\n"
	"  - reordered: {workload: b, at_most: 1}\n"
	"  - unaccounted: 0\n"
	"  - controller_changes: {at_least: 1, at_most: 3}\n"
	"  - available: {plane: consume, at_least: 50%}\n";

static const struct run_header *header(void)
{
	static struct run_header h;
	struct scenario_source src = {.path = "fuzz.yaml",
				      .text = plan_text,
				      .len = sizeof(plan_text) - 1,
				      .trust_files = true};
	struct diags d = DIAGS_INIT;
	struct scenario s;

	if (h.kchaos)
		return &h;
	if (scenario_parse(&s, &src, &d) < 0) {
		struct strbuf said = STRBUF_INIT;

		diags_text(&d, &said);
		kit_failed(strbuf_text(&said), __FILE__, __LINE__);
	}
	h = (struct run_header){
		.format = RUN_FORMAT, .kchaos = xstrdup("0"), .topology = kit_topology()};
	scenario_take_plan(&s, &h.plan);
	scenario_release(&s);
	diags_release(&d);
	return &h;
}

/* ---- the input's words ---- */

static int64_t step(struct bytes *in, unsigned which)
{
	static const int64_t steps[] = {0,
					1,
					NS_PER_MS,
					10 * NS_PER_MS,
					100 * NS_PER_MS,
					249 * NS_PER_MS,
					NS_PER_S,
					3 * NS_PER_S,
					-NS_PER_MS,
					-NS_PER_S,
					60 * NS_PER_S};

	which %= ARRAY_LEN(steps) + 3;
	if (which < ARRAY_LEN(steps))
		return steps[which];
	if (which == ARRAY_LEN(steps))
		return (int64_t)take_number(in, 2) * NS_PER_MS;
	/* Anything a reader lets through, halved: it is added to another. */
	return (int64_t)take_number(in, 8) % (SPAN_MOST / 2);
}

static int64_t offset(struct bytes *in)
{
	uint8_t b = take_byte(in);

	return b < 255 ? (int64_t)b - 1 : (int64_t)take_number(in, 8) % SPAN_MOST;
}

static int32_t small(struct bytes *in, int n)
{
	uint8_t b = take_byte(in);

	return b < 255 ? b % n - 1 : (int32_t)(uint32_t)take_number(in, 4);
}

static char *text(struct bytes *in)
{
	static const char *const texts[] = {
		NULL,  "start", "ready",   "end", "time", "fatal: x", "stop",
		"die", "kill",  "unpause", "t",   "u",    "nobody's"};
	const char *t = texts[take_byte(in) % ARRAY_LEN(texts)];

	return t ? xstrdup(t) : NULL;
}

/* A text the reader insists on. */
static char *word(struct bytes *in)
{
	char *t = text(in);

	return t ? t : xstrdup("t");
}

static struct ids ids(struct bytes *in)
{
	struct ids l = {0};
	uint8_t bits = take_byte(in);

	for (int i = 0; i < 8; i++)
		if (bits & 1 << i)
			ids_add(&l, i);
	return l;
}

/* ---- events ---- */

static void claim(struct event *ev, struct bytes *in)
{
	ev->epoch = small(in, 8);
	ev->offset = offset(in);
	ev->n_voters = take_byte(in) % 4U;
	ev->voters = xcalloc(ev->n_voters, sizeof(*ev->voters));
	for (size_t i = 0; i < ev->n_voters; i++) {
		ev->voters[i].id = small(in, 5);
		ev->voters[i].log_end_offset = offset(in);
	}
}

static void partition(struct event *ev, struct bytes *in)
{
	ev->topic = word(in);
	ev->partition = small(in, 5);
	ev->leader = small(in, 5);
	ev->epoch = small(in, 8);
	ev->replicas = ids(in);
	ev->isr = ids(in);
	ev->elr = ids(in);
}

static void settled(struct event *ev, struct bytes *in)
{
	ev->topic = word(in);
	ev->partition = small(in, 5);
	ev->begin_offset = offset(in);
	ev->end_offset = offset(in);
	ev->high_watermark = offset(in);
	ev->read = offset(in);
	ev->foreign = offset(in);
	ev->complete = take_byte(in) % 2;
}

/* Phase and action as check_indices() of the reader lets them through. */
static void place(struct event *ev, struct bytes *in)
{
	size_t phases = header()->plan.n_phases;

	ev->phase = (int)(take_byte(in) % (phases + 1)) - 1;
	ev->action = small(in, 5);
}

static void action(struct event *ev, struct bytes *in)
{
	place(ev, in);
	ev->step = (enum step)(take_byte(in) % (STEP_UNDONE + 1));
	ev->name = word(in);
	ev->ids = ids(in);
	ev->text = text(in);
}

static void fill(struct event *ev, struct bytes *in)
{
	ev->node = small(in, 5);
	switch (ev->kind) {
	case EVENT_PHASE:
		place(ev, in);
		ev->up = take_byte(in) % 2;
		break;
	case EVENT_ACTION: action(ev, in); return;
	case EVENT_INSTRUMENT:
		ev->late_ns = step(in, take_byte(in));
		ev->cpu_ns = step(in, take_byte(in));
		ev->rss_kib = offset(in);
		break;
	case EVENT_SETTLED: settled(ev, in); return;
	case EVENT_REPLICA:
		settled(ev, in);
		ev->up = take_byte(in) % 2;
		ev->leader = small(in, 5);
		ev->offset = offset(in);
		break;
	case EVENT_REACH:
		ev->side = (enum side)(take_byte(in) % 2);
		ev->up = take_byte(in) % 2;
		break;
	case EVENT_CLAIM:
		ev->up = take_byte(in) % 4;
		claim(ev, in);
		break;
	case EVENT_BELIEF:
		ev->leader = small(in, 5);
		ev->epoch = small(in, 8);
		break;
	case EVENT_PARTITION: partition(ev, in); return;
	case EVENT_REGISTERED:
		ev->ids = ids(in);
		ev->fenced = ids(in);
		break;
	case EVENT_METADATA: ev->offset = offset(in); break;
	case EVENT_GAP: ev->late_ns = step(in, take_byte(in)); break;
	case EVENT_WORKLOAD:
	case EVENT_ENGINE: ev->name = word(in); break;
	case EVENT_HOST:
		ev->name = word(in);
		ev->up = take_byte(in) % 2;
		ev->ids = ids(in);
		break;
	case EVENT_CLOCK:
		ev->name = word(in);
		ev->offset = step(in, take_byte(in));
		ev->unsure_ns = step(in, take_byte(in));
		break;
	case EVENT_RUN:
	case EVENT_NOTE:
	case EVENT_COUNT: break;
	}
	ev->text = text(in);
}

/* ---- rows ---- */

/* One ledger per workload and kind; producers of the plan are a, b and z, its consumer is c,
 * its askers are w, x and y, and q is bulk. */
static const struct {
	enum ledger_kind kind;
	size_t workload;
} places[] = {
	{LEDGER_PRODUCED, 0},  {LEDGER_PRODUCED, 1}, {LEDGER_PRODUCED, 2},
	{LEDGER_CONSUMED, 3},  {LEDGER_FOUND, 0},    {LEDGER_ASKED, 4},
	{LEDGER_ASKED, 5},     {LEDGER_ASKED, 6},    {LEDGER_INTERVALS, 7},
	{LEDGER_LATENCIES, 7}, {LEDGER_OUTCOMES, 7}, {LEDGER_COPIES, 0},
	{LEDGER_ORDER, 0},
};
enum { BULK = 7 };

struct making {
	struct bytes in;
	int64_t now_ns;
	uint32_t seq[ARRAY_LEN(places)];
	int64_t bulk_ns; /* end of the last interval */
	uint64_t run_end[ARRAY_LEN(places)];
	struct strbuf rows[ARRAY_LEN(places)];
	struct timeline timeline;
};

static uint32_t next_seq(struct making *m, size_t which)
{
	uint8_t b = take_byte(&m->in);

	if (b < 200)
		return m->seq[which]++;
	if (b < 254)
		return m->seq[which] += b - 227U;
	return (uint32_t)take_number(&m->in, 4);
}

static void add_produced(struct making *m, size_t which)
{
	static const int16_t errors[] = {0, 0, 0, -184, -192, 7, 19, INT16_MIN};
	struct produced r = {.due_ns = m->now_ns};
	uint8_t bits, row[PRODUCED_BYTES];

	r.seq = next_seq(m, which);
	r.offset = offset(&m->in);
	bits = take_byte(&m->in);
	r.sent_ns = r.due_ns + step(&m->in, bits % 16);
	r.done_ns = r.due_ns + step(&m->in, bits / 16);
	bits = take_byte(&m->in);
	r.outcome = bits % 4;
	r.warm = bits / 4 % 8 == 1;
	r.error = errors[bits / 32];
	r.partition = small(&m->in, 5);
	if (r.outcome != OUTCOME_ACKED && bits % 8 == 4)
		r.done_ns = NEVER;
	produced_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_consumed(struct making *m, size_t which)
{
	struct consumed r = {.received_ns = m->now_ns};
	uint8_t row[CONSUMED_BYTES];

	r.seq = next_seq(m, which);
	r.offset = offset(&m->in);
	r.producer = take_byte(&m->in) % 5;
	r.partition = (uint16_t)small(&m->in, 5);
	consumed_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_found(struct making *m, size_t which)
{
	struct found r = {.offset = -1};
	uint8_t row[FOUND_BYTES];

	r.seq = next_seq(m, which);
	r.offset = offset(&m->in);
	r.producer = take_byte(&m->in) % 5;
	r.partition = (uint16_t)small(&m->in, 5);
	r.topic = take_byte(&m->in) % 3;
	found_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_interval(struct making *m, size_t which)
{
	struct bulk_interval r = {.from_ns = m->bulk_ns};
	uint8_t row[BULK_INTERVAL_BYTES];

	r.to_ns = r.from_ns + (int64_t)take_number(&m->in, 2) * NS_PER_MS;
	m->bulk_ns = r.to_ns + (int64_t)(take_byte(&m->in) % 3) * NS_PER_S;
	r.full_ns = (r.to_ns - r.from_ns) / (1 + take_byte(&m->in) % 4);
	r.latency_sum_us = (int64_t)take_number(&m->in, 4);
	r.latency_max_ns = (int64_t)take_number(&m->in, 5);
	r.sent = (uint32_t)take_number(&m->in, 2);
	r.acked = (uint32_t)take_number(&m->in, 4);
	r.rejected = take_byte(&m->in);
	r.unknown = take_byte(&m->in);
	bulk_interval_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_latency(struct making *m, size_t which)
{
	struct bulk_latency r = {.interval = next_seq(m, which) / 8};
	uint8_t row[BULK_LATENCY_BYTES];

	r.bucket = (uint32_t)take_number(&m->in, 2);
	r.count = (uint32_t)take_number(&m->in, 4);
	bulk_latency_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

/* The next run of sequence numbers; false: there are no more. */
static bool next_run(struct making *m, size_t which, uint32_t *from, uint32_t *count)
{
	uint64_t begin = m->run_end[which] + take_byte(&m->in) % 3;
	uint64_t n = 1 + take_number(&m->in, take_byte(&m->in) % 8 ? 1 : 4);

	if (begin + n > UINT64_C(1) << 32)
		return false;
	m->run_end[which] = begin + n;
	*from = (uint32_t)begin;
	*count = (uint32_t)n;
	return true;
}

static void add_outcome(struct making *m, size_t which)
{
	struct bulk_outcome r = {.outcome = take_byte(&m->in) % 4};
	uint8_t row[BULK_OUTCOME_BYTES];

	if (!next_run(m, which, &r.from, &r.count))
		return;
	bulk_outcome_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_copies(struct making *m, size_t which)
{
	struct bulk_copies r = {.producer = BULK};
	uint8_t row[BULK_COPIES_BYTES];

	if (!next_run(m, which, &r.from, &r.count))
		return;
	bulk_copies_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_order(struct making *m, size_t which)
{
	struct bulk_order r = {.producer = take_byte(&m->in) % 9};
	uint8_t row[BULK_ORDER_BYTES];

	r.partition = take_byte(&m->in);
	r.duplicated = take_number(&m->in, 4);
	r.reordered = take_number(&m->in, 4);
	bulk_order_pack(row, &r);
	strbuf_add(&m->rows[which], row, sizeof(row));
}

static void add_row(struct making *m)
{
	size_t which = take_byte(&m->in) % ARRAY_LEN(places);

	switch (places[which].kind) {
	case LEDGER_ASKED:
	case LEDGER_PRODUCED: add_produced(m, which); break;
	case LEDGER_CONSUMED: add_consumed(m, which); break;
	case LEDGER_FOUND: add_found(m, which); break;
	case LEDGER_INTERVALS: add_interval(m, which); break;
	case LEDGER_LATENCIES: add_latency(m, which); break;
	case LEDGER_OUTCOMES: add_outcome(m, which); break;
	case LEDGER_COPIES: add_copies(m, which); break;
	case LEDGER_ORDER: add_order(m, which); break;
	}
}

static void add_event(struct making *m, enum event_kind kind)
{
	struct event *ev = timeline_add(&m->timeline);

	*ev = (struct event)EVENT(NOTE, m->now_ns);
	ev->kind = kind;
	fill(ev, &m->in);
}

/* A byte for an event's kind, or a row; one for how far time moves on. */
static void make_one(struct making *m)
{
	unsigned what = take_byte(&m->in) % (EVENT_COUNT + 1U);

	m->now_ns += step(&m->in, take_byte(&m->in));
	m->now_ns %= SPAN_MOST / 2;
	if (what < EVENT_COUNT)
		add_event(m, (enum event_kind)what);
	else
		add_row(m);
}

static void work_out(struct making *m, unsigned way)
{
	struct ledger ledgers[ARRAY_LEN(places)];
	struct run run = {.header = *header(),
			  .timeline = m->timeline,
			  .ledgers = ledgers,
			  .n_ledgers = ARRAY_LEN(ledgers),
			  .ended = way & 8};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		size_t row_bytes = ledger_row_bytes(places[i].kind);

		ledgers[i] = (struct ledger){.kind = places[i].kind,
					     .workload = places[i].workload,
					     .rows = (const uint8_t *)m->rows[i].buf,
					     .row_bytes = row_bytes,
					     .len = m->rows[i].len / row_bytes};
	}
	check_findings(&run, way);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct making m = {.in = {data, size}};
	uint8_t way = take_byte(&m.in);

	while (m.in.left)
		make_one(&m);
	timeline_sort(&m.timeline);
	work_out(&m, way);
	timeline_release(&m.timeline);
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		strbuf_release(&m.rows[i]);
	return 0;
}
