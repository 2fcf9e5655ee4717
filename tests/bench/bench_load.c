/*
 * bench_load.c - what a bulk workload makes of a cluster that is there already: as in a run, with every
 * record accounted for, and without the rest of one.
 *
 *     bench_load HOST:PORT[,HOST:PORT...] TOPIC PARTITIONS RECORDS BYTES ACKS DIR
 *
 * Sends, drains, reads everything back, settles it, and works it out of the run directory DIR. Prints: records a
 * second acknowledged, records a second read back and settled (the second of silence at the end included),
 * and CPU seconds of sending and of reading back. Fails when a record is lost, doubled or unaccounted for.
 * BATCH in the environment is batch.size; 16384 when it is not there.
 */
#include "analyse/findings.h"
#include "base/mem.h"
#include "base/str.h"
#include "load/load.h"
#include "load/settle.h"

enum { ARGUMENTS = 8 };

struct bench {
	struct plan plan;
	struct topology topology;
	struct clock clock;
	struct record *record;
	struct run_header header;
	double sent_cpu_s, read_cpu_s, read_s;
};

static double cpu_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t number(const char *text)
{
	int64_t n;

	if (str_to_int(text, &n) && n > 0 && n <= BULK_MOST)
		return n;
	(void)fprintf(stderr, "bench_load: '%s' is no number of anything\n", text);
	exit(2);
}

static void add_nodes(struct bench *b, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");
		char *one = xstrndup(list, len), *colon = strrchr(one, ':');
		struct node *n = GROW(b->topology.nodes, b->topology.len);

		if (!colon) {
			(void)fprintf(stderr, "bench_load: '%s' has no port\n", one);
			exit(2);
		}
		*colon = '\0';
		n->id = (int32_t)b->topology.len;
		n->name = xasprintf("broker%d", n->id);
		n->roles = ROLE_BROKER;
		n->broker = (struct address){xstrdup(one), (int)number(colon + 1)};
		free(one);
		list += len + (list[len] == ',');
	}
}

static void make_plan(struct plan *p, char **argv)
{
	struct topic_plan *t = GROW(p->topics, p->n_topics);
	struct workload_plan *w = GROW(p->workloads, p->n_workloads);
	struct phase_plan *ph = GROW(p->phases, p->n_phases);
	const char *batch = getenv("BATCH");

	p->name = xstrdup("bench");
	t->name = xstrdup(argv[2]);
	t->partitions = (int)number(argv[3]);
	t->replication = 3;
	w->name = xstrdup("perf");
	w->topic = xstrdup(argv[2]);
	w->records = number(argv[4]);
	w->value = VALUE_SIZE;
	w->value_bytes = number(argv[5]);
	w->acks = strcmp(argv[6], "all") == 0 ? ACKS_ALL : ACKS_LEADER;
	w->members = 1;
	w->late_after_ns = NS_PER_S;
	params_set(&w->config, "linger.ms", "50", 0);
	params_set(&w->config, "batch.size", batch ? batch : "16384", 0);
	ph->name = xstrdup("load");
}

static void phase(struct bench *b, struct stream *events, bool begin)
{
	struct event ev = EVENT(PHASE, clock_now(&b->clock));

	ev.phase = 0;
	ev.up = begin;
	ev.text = xstrdup(begin ? "load" : "until");
	stream_event(events, &ev);
	event_release(&ev);
}

static int send_all(struct bench *b, struct stream *events, struct err *e)
{
	struct load *load = load_start(&b->plan, &b->topology, &b->clock, b->record,
				       b->header.run_id, e);
	double before;
	int rc;

	if (!load)
		return -1;
	rc = load_warm(load, clock_now(&b->clock) + 60 * NS_PER_S, e);
	before = cpu_s();
	load_begin(load, clock_now(&b->clock));
	phase(b, events, true);
	load_enter_phase(load, 0);
	while (rc == 0 && !load_written(load, "perf", NULL))
		clock_sleep_until(&b->clock, clock_now(&b->clock) + 20 * NS_PER_MS);
	phase(b, events, false);
	b->sent_cpu_s = cpu_s() - before;
	load_stop(load);
	return rc;
}

/* With acks=1 the followers come after; a run waits for them as well (conductor: the ISR is full). */
static void wait_for_followers(const struct bench *b)
{
	int64_t until = clock_now(&b->clock) + 5 * NS_PER_S;

	while (clock_now(&b->clock) < until)
		clock_sleep_until(&b->clock, until);
}

static int read_back(struct bench *b, struct stream *events, struct err *e)
{
	char *bootstrap = topology_bootstrap(&b->topology);
	struct settle s = {.plan = &b->plan,
			   .bootstrap = bootstrap,
			   .clock = &b->clock,
			   .record = b->record,
			   .events = events,
			   .run_id = b->header.run_id,
			   .until_ns = clock_now(&b->clock) + 300 * NS_PER_S};
	int64_t began = clock_now(&b->clock);
	double before = cpu_s();
	bool complete = false;
	int rc = settle_run(&s, &complete, e);

	free(bootstrap);
	b->read_s = ns_to_s(clock_now(&b->clock) - began);
	b->read_cpu_s = cpu_s() - before;
	return rc;
}

static int record_all(struct bench *b, const char *dir, struct err *e)
{
	struct stream *events;

	b->record = record_create(dir, e);
	if (!b->record || record_header(b->record, &b->header, e) < 0)
		return -1;
	events = record_stream(b->record, "events.jsonl", e);
	if (!events || send_all(b, events, e) < 0)
		return -1;
	wait_for_followers(b);
	if (read_back(b, events, e) < 0)
		return -1;
	stream_event(events, &(struct event){.kind = EVENT_RUN,
					     .at_ns = clock_now(&b->clock),
					     .text = (char[]){"end"}});
	return record_close(b->record, e);
}

static int tell(const struct bench *b, const struct findings *f, struct err *e)
{
	const struct settlement *s = &f->settlements[0];

	(void)printf("%.1f %.1f %.2f %.2f\n", f->workloads[0].bulk->per_s,
		     (double)s->acked_found / b->read_s, b->sent_cpu_s, b->read_cpu_s);
	if (f->settled && s->lost == 0 && s->duplicated == 0 && s->unaccounted == 0 &&
	    s->acked == s->produced)
		return 0;
	return err_set(e, ERR_ENVIRONMENT,
		       "of %llu records %llu were acknowledged, %llu lost, %llu doubled, "
		       "%llu unaccounted for",
		       (unsigned long long)s->produced, (unsigned long long)s->acked,
		       (unsigned long long)s->lost, (unsigned long long)s->duplicated,
		       (unsigned long long)s->unaccounted);
}

static int work_out(const struct bench *b, const char *dir, struct err *e)
{
	struct findings f;
	struct run run;
	int rc;

	if (run_open(&run, dir, e) < 0)
		return -1;
	rc = findings_make(&f, &run, e);
	if (rc == 0) {
		rc = tell(b, &f, e);
		findings_release(&f);
	}
	run_close(&run);
	return rc;
}

int main(int argc, char **argv)
{
	struct bench b = {
		.header = {.format = RUN_FORMAT, .kchaos = (char[]){KCHAOS_VERSION}}};
	struct err e = {0};
	int rc;

	if (argc != ARGUMENTS) {
		(void)fprintf(stderr,
			      "usage: bench_load HOST:PORT[,...] TOPIC PARTITIONS "
			      "RECORDS BYTES ACKS DIR\n");
		return 2;
	}
	clock_start(&b.clock);
	add_nodes(&b, argv[1]);
	make_plan(&b.plan, argv);
	b.header.run_id = (uint32_t)clock_to_wall(&b.clock, 0);
	b.header.wall_start_ns = b.clock.wall_start_ns;
	b.header.plan = b.plan; /* both are released by the end of the process */
	b.header.topology = b.topology;
	rc = record_all(&b, argv[7], &e);
	if (rc == 0)
		rc = work_out(&b, argv[7], &e);
	if (rc < 0)
		(void)fprintf(stderr, "bench_load: %s\n", e.msg);
	plan_release(&b.plan);
	topology_release(&b.topology);
	return rc < 0 ? 1 : 0;
}
