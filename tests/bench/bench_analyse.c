/*
 * bench_analyse.c - how long findings take for a long run, made up in memory, and its page; how large that is.
 *
 * An hour at 1000 records a second over 24 partitions, rows in the order of their answers, every
 * record received by a consumer and read back, an outage of 10 s each minute. Prints ms.
 */
#include "analyse/findings.h"
#include "base/mem.h"
#include "base/rng.h"
#include "page/page.h"

enum { PARTITIONS = 24, RATE = 1000 };

static double now_ms(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static int by_done(const void *a, const void *b)
{
	const struct produced *x = a, *y = b;

	return (x->done_ns > y->done_ns) - (x->done_ns < y->done_ns);
}

/* Ten seconds of each minute answer at its end. */
static int64_t answer(int64_t due, struct rng *r)
{
	int64_t in_minute = due % (60 * NS_PER_S);
	int64_t took = 2 * NS_PER_MS + (int64_t)rng_below(r, 8 * (uint64_t)NS_PER_MS);

	return in_minute >= 50 * NS_PER_S ? due - in_minute + 60 * NS_PER_S + took
					  : due + took;
}

static struct produced *make_rows(size_t n)
{
	struct produced *rows = xcalloc(n, sizeof(*rows));
	struct rng r;

	rng_init(&r, 1, "bench");
	for (size_t i = 0; i < n; i++) {
		rows[i].due_ns = (int64_t)i * (NS_PER_S / RATE);
		rows[i].sent_ns = rows[i].due_ns + 50 * NS_PER_US;
		rows[i].done_ns = answer(rows[i].due_ns, &r);
		rows[i].seq = (uint32_t)i;
		rows[i].partition = (int32_t)(i % PARTITIONS);
		rows[i].outcome = OUTCOME_ACKED;
	}
	qsort(rows, n, sizeof(*rows), by_done);
	return rows;
}

static void pack(const struct produced *rows, size_t n, struct ledger l[3])
{
	uint8_t *p = xcalloc(n, PRODUCED_BYTES), *c = xcalloc(n, CONSUMED_BYTES);
	uint8_t *f = xcalloc(n, FOUND_BYTES);

	for (size_t i = 0; i < n; i++) {
		struct consumed got = {.received_ns = rows[i].done_ns + NS_PER_MS,
				       .seq = rows[i].seq,
				       .partition = (uint16_t)rows[i].partition};
		struct found there = {.seq = rows[i].seq,
				      .partition = (uint16_t)rows[i].partition};

		produced_pack(p + i * PRODUCED_BYTES, &rows[i]);
		consumed_pack(c + i * CONSUMED_BYTES, &got);
		found_pack(f + i * FOUND_BYTES, &there);
	}
	l[0] = (struct ledger){.kind = LEDGER_PRODUCED,
			       .rows = p,
			       .row_bytes = PRODUCED_BYTES,
			       .len = n};
	l[1] = (struct ledger){.kind = LEDGER_CONSUMED,
			       .workload = 1,
			       .rows = c,
			       .row_bytes = CONSUMED_BYTES,
			       .len = n};
	l[2] = (struct ledger){
		.kind = LEDGER_FOUND, .rows = f, .row_bytes = FOUND_BYTES, .len = n};
}

static void tell_partitions(struct timeline *t, int64_t at_ns, int32_t leader)
{
	for (int p = 0; p < PARTITIONS; p++) {
		struct event *ev = timeline_add(t);

		*ev = (struct event)EVENT(PARTITION, at_ns);
		ev->node = 1;
		ev->topic = xstrdup("t");
		ev->partition = p;
		ev->leader = leader;
		ids_add(&ev->isr, 1);
		ids_add(&ev->replicas, 1);
	}
}

static void add(struct timeline *t, struct event ev)
{
	*timeline_add(t) = ev;
}

/* An observer's record: claims four times a second, leaders that move each minute. */
static void make_timeline(struct run *run, int64_t end_ns)
{
	struct event begin = EVENT(PHASE, 0), end = EVENT(PHASE, end_ns);

	begin.phase = end.phase = 0;
	begin.up = true;
	add(&run->timeline, begin);
	add(&run->timeline, end);
	for (int64_t at = 0; at < end_ns; at += NS_PER_S / 4) {
		struct event ev = EVENT(CLAIM, at), up = EVENT(REACH, at);

		ev.node = up.node = 1;
		ev.up = up.up = true;
		ev.offset = at;
		up.side = at ? SIDE_CONTROLLER : SIDE_BROKER;
		add(&run->timeline, up);
		add(&run->timeline, ev);
		if (at % (60 * NS_PER_S) == 0)
			tell_partitions(&run->timeline, at,
					(int32_t)(at / (60 * NS_PER_S) % 2));
	}
	timeline_sort(&run->timeline);
}

static char node_name[] = "n";
static char topic_name[] = "t", producer_name[] = "p", consumer_name[] = "c";
static char phase_name[] = "all";

static void tell(const struct run *run, const struct findings *f)
{
	struct told told = {.run = *run, .f = *f};
	struct telling t = {.runs = &told, .len = 1};
	struct strbuf out = STRBUF_INIT;
	double start = now_ms(CLOCK_MONOTONIC);
	struct err e = {0};

	verdicts_make(&told.v, f, false);
	(void)page_html(&t, &out, &e);
	(void)printf("its page: %.0f ms, %zu KiB\n", now_ms(CLOCK_MONOTONIC) - start,
		     out.len / 1024);
	verdicts_release(&told.v);
	strbuf_release(&out);
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 3600 * RATE;
	struct workload_plan w[2] = {
		{.name = producer_name, .topic = topic_name, .acks = ACKS_ALL},
		{.name = consumer_name, .kind = WORKLOAD_CONSUME, .topic = topic_name}};
	struct topic_plan topic = {
		.name = topic_name, .partitions = PARTITIONS, .replication = 3};
	struct phase_plan phase = {.name = phase_name};
	struct node node = {
		.id = 1, .name = node_name, .roles = ROLE_BROKER | ROLE_CONTROLLER};
	struct ledger ledgers[3];
	struct produced *rows = make_rows(n);
	struct run run = {.ledgers = ledgers, .n_ledgers = 3, .ended = true};
	struct findings f;
	struct err e = {0};
	double start, cpu;

	w[0].late_after_ns = w[1].late_after_ns = 250 * NS_PER_MS;
	run.header.plan = (struct plan){.name = phase_name,
					.topics = &topic,
					.n_topics = 1,
					.workloads = w,
					.n_workloads = 2,
					.phases = &phase,
					.n_phases = 1};
	run.header.topology = (struct topology){.nodes = &node, .len = 1};
	pack(rows, n, ledgers);
	make_timeline(&run, (int64_t)n * (NS_PER_S / RATE));
	free(rows);
	start = now_ms(CLOCK_MONOTONIC);
	cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
	if (findings_make(&f, &run, &e) < 0) {
		(void)fprintf(stderr, "bench_analyse: %s\n", e.msg);
		return 1;
	}
	start = now_ms(CLOCK_MONOTONIC) - start;
	cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	(void)printf(
		"findings of %zu records, each produced, consumed and read back, and %zu "
		"events: %.0f ms (%.0f ms of CPU; %zu windows)\n",
		n, run.timeline.len, start, cpu, f.workloads[0].n_windows);
	tell(&run, &f);
	findings_release(&f);
	for (size_t i = 0; i < 3; i++)
		free((void *)(uintptr_t)ledgers[i].rows);
	timeline_release(&run.timeline);
	return 0;
}
