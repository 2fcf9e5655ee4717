/*
 * bench_scale.c - what kchaos costs at a size that no machine here could run: its observer, its recorder and its
 * workloads, each told apart, against nodes that only speak the protocol.
 *
 *     bench_scale NODES PARTITIONS WORKLOADS SECONDS DIR
 *
 * The nodes (tests/unit/fake_node.c) and the brokers that the workloads write to (librdkafka's mock cluster) are
 * processes of their own, so none of what they cost is counted. Metadata moves twice a second as in an idle
 * cluster; each second one leader moves and one ISR shrinks or fills. First the observer and the recorder run alone, with
 * a phase's boundary in the middle, then the workloads with them. Prints one row: see tell().
 */
#include "analyse/findings.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "fake_node.h"
#include "load/load.h"
#include "observe/observer.h"
#include "page/page.h"
#include "report/report.h"
#include "test_client_mock.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS = 6, MOST_NODES = 100, RATE_PER_WORKLOAD = 20, DISPLAYED_PER_S = 5 };

struct size {
	int nodes, partitions, workloads, seconds;
};

struct bench {
	struct size size;
	struct plan plan;
	struct topology nodes;   /* what the observer asks */
	struct topology brokers; /* what the workloads write to */
	struct clock clock;
	struct record *record;
	struct observer *observer;
	pid_t fakes, mock;
	pid_t observer_thread;
	struct stream *events;
	struct view view;             /* as the live display has it */
	double recorder_s, display_s; /* CPU of this thread so far */
	struct run_header header;
};

/* CPU seconds so far. */
struct cost {
	double observer, recorder, display, all;
};

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_scale: %s\n", what);
	exit(1);
}

static int number(const char *text, int most)
{
	int64_t n;

	if (str_to_int(text, &n) && n > 0 && n <= most)
		return (int)n;
	(void)fprintf(stderr, "bench_scale: '%s' is not a number from 1 to %d\n", text,
		      most);
	exit(2);
}

/* ---- the other processes ---- */

static pid_t other_process(void (*run)(const struct size *, int), const struct size *size,
			   int *from)
{
	int ends[2];
	pid_t pid;

	must(pipe(ends) == 0, "no pipe");
	pid = fork();
	must(pid >= 0, "no process");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)close(ends[0]);
		run(size, ends[1]);
		_exit(0);
	}
	(void)close(ends[1]);
	*from = ends[0];
	return pid;
}

static char *topic_name(int t)
{
	return xasprintf("topic-%02d", t);
}

/* Each workload has a topic of its own. */
static int partitions_of(const struct size *s, int topic)
{
	return (s->partitions * (topic + 1)) / s->workloads -
	       (s->partitions * topic) / s->workloads;
}

static struct fake_words *first_words(const struct size *s)
{
	struct fake_words *w = xcalloc(1, sizeof(*w));

	*w = (struct fake_words){
		.epoch = 1, .leader = 1, .n_nodes = s->nodes, .image = 100};
	for (int t = 0; t < s->workloads; t++) {
		char *name = topic_name(t); /* as long as the process */

		for (int i = 0; i < partitions_of(s, t); i++) {
			int32_t n = (int32_t)w->n_partitions;

			w->partition[w->n_partitions++] = (struct fake_partition){
				name, i, n % s->nodes + 1, 1, 3, 0, n % s->nodes};
		}
	}
	return w;
}

/* Half a second on: the metadata log moved; each second two partitions changed. */
static void move_on(struct fake_words *w, int step)
{
	struct fake_partition *a = &w->partition[(size_t)step * 7 % w->n_partitions];
	struct fake_partition *b = &w->partition[(size_t)step * 13 % w->n_partitions];

	w->image++;
	w->high_watermark++;
	if (step % 2)
		return;
	a->leader = (a->behind + (a->leader - a->behind) % 3) % w->n_nodes + 1;
	a->epoch++;
	b->n_isr = 5 - b->n_isr; /* 2 or 3 */
	b->epoch++;
}

static void run_fakes(const struct size *s, int to)
{
	struct fake_node *nodes[MOST_NODES];
	struct fake_words *w = first_words(s);

	for (int i = 0; i < s->nodes; i++) {
		uint16_t port;

		w->leads = i == 0;
		nodes[i] = fake_node_new(w);
		port = fake_node_port(nodes[i]);
		must(write(to, &port, sizeof(port)) == sizeof(port), "nobody listens");
	}
	for (int step = 0;; step++) {
		(void)usleep(500000);
		move_on(w, step);
		for (int i = 0; i < s->nodes; i++) {
			w->leads = i == 0;
			fake_node_say(nodes[i], w);
		}
	}
}

/* Each SIGUSR1 takes the first broker away, or brings it back. */
static void run_mock(const struct size *s, int to)
{
	sigset_t orders;
	struct mock m;
	int got;

	(void)sigemptyset(&orders);
	(void)sigaddset(&orders, SIGUSR1);
	must(sigprocmask(SIG_BLOCK, &orders, NULL) == 0, "no signals");
	mock_start(&m, s->nodes);
	for (int t = 0; t < s->workloads; t++) {
		char *name = topic_name(t);

		mock_topic(&m, name, partitions_of(s, t));
		free(name);
	}
	must(write(to, m.bootstrap, strlen(m.bootstrap) + 1) > 0, "nobody listens");
	for (bool down = true;; down = !down) {
		must(sigwait(&orders, &got) == 0, "no signal");
		if (down)
			(void)rd_kafka_mock_broker_set_down(m.cluster, 1);
		else
			(void)rd_kafka_mock_broker_set_up(m.cluster, 1);
	}
}

static void end(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

/* ---- what is measured ---- */

static void add_node(struct topology *t, const char *host, int port)
{
	struct node *n = topology_add(t);

	n->id = (int32_t)t->len;
	n->name = xasprintf("kafka%d", n->id);
	n->roles = ROLE_BROKER | (n->id <= 3 ? (unsigned)ROLE_CONTROLLER : 0U);
	n->broker = (struct address){xstrdup(host), port};
	if (n->roles & ROLE_CONTROLLER)
		n->controller = (struct address){xstrdup(host), port};
}

static void add_nodes(struct bench *b, int from)
{
	for (int i = 0; i < b->size.nodes; i++) {
		uint16_t port;

		must(read(from, &port, sizeof(port)) == sizeof(port),
		     "a fake node did not start");
		add_node(&b->nodes, "127.0.0.1", port);
	}
}

static void add_brokers(struct bench *b, int from)
{
	char list[8192];
	ssize_t n = read(from, list, sizeof(list));

	must(n > 0 && list[n - 1] == '\0', "the mock cluster did not start");
	for (char *save = NULL, *one = strtok_r(list, ",", &save); one;
	     one = strtok_r(NULL, ",", &save)) {
		char *colon = strrchr(one, ':');

		must(colon != NULL, "the mock cluster has no ports");
		*colon = '\0';
		add_node(&b->brokers, one, number(colon + 1, 65535));
	}
}

static void make_plan(struct bench *b)
{
	struct plan *p = &b->plan;

	p->name = xstrdup("scale");
	for (int i = 0; i < b->size.workloads; i++) {
		struct topic_plan *t = GROW(p->topics, p->n_topics);
		struct workload_plan *w = GROW(p->workloads, p->n_workloads);

		*t = (struct topic_plan){.name = topic_name(i),
					 .partitions = partitions_of(&b->size, i),
					 .replication = 3};
		*w = (struct workload_plan){.name = xasprintf("writer-%02d", i),
					    .topic = topic_name(i),
					    .rate_mps = RATE_PER_WORKLOAD * INT64_C(1000),
					    .value = VALUE_SIZE,
					    .value_bytes = 256,
					    .acks = ACKS_ALL,
					    .members = 1,
					    .late_after_ns = 250 * NS_PER_MS};
		params_set(&w->config, "linger.ms", "50", 0);
	}
	GROW(p->phases, p->n_phases)->name = xstrdup("load");
}

static double seconds_of(clockid_t c)
{
	struct timespec t;

	must(clock_gettime(c, &t) == 0, "no clock of a thread");
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double thread_s(pid_t thread)
{
	char *path = xasprintf("/proc/self/task/%d/schedstat", (int)thread);
	struct err e = {0};
	struct strbuf text = STRBUF_INIT;
	double s;

	must(file_read(path, 4096, &text, &e) == 0, e.msg);
	s = strtod(strbuf_text(&text), NULL) / 1e9;
	strbuf_release(&text);
	free(path);
	return s;
}

/* The one thread that is not this one: asked when there are two. */
static pid_t other_thread(void)
{
	DIR *tasks = opendir("/proc/self/task");
	pid_t found = 0;

	must(tasks != NULL, "no /proc");
	for (const struct dirent *d; (d = readdir(tasks)) != NULL;) {
		long tid = strtol(d->d_name, NULL, 10);

		if (tid > 0 && tid != getpid())
			found = (pid_t)tid;
	}
	(void)closedir(tasks);
	must(found > 0, "the observer has no thread");
	return found;
}

static struct cost cost_now(const struct bench *b)
{
	return (struct cost){thread_s(b->observer_thread), b->recorder_s, b->display_s,
			     seconds_of(CLOCK_PROCESS_CPUTIME_ID)};
}

/* What a run does while it waits: shows the cluster, and flushes once a second. */
static void spend(struct bench *b, double seconds)
{
	int64_t until = clock_now(&b->clock) + (int64_t)(seconds * (double)NS_PER_S);
	double before;

	for (int i = 1; clock_now(&b->clock) < until; i++) {
		clock_sleep_until(&b->clock,
				  clock_now(&b->clock) + NS_PER_S / DISPLAYED_PER_S);
		before = seconds_of(CLOCK_THREAD_CPUTIME_ID);
		view_release(&b->view);
		observer_view(b->observer, &b->view);
		b->display_s += seconds_of(CLOCK_THREAD_CPUTIME_ID) - before;
		if (i % DISPLAYED_PER_S)
			continue;
		before = seconds_of(CLOCK_THREAD_CPUTIME_ID);
		record_flush(b->record);
		b->recorder_s += seconds_of(CLOCK_THREAD_CPUTIME_ID) - before;
	}
}

static double bytes_of(const struct bench *b, const char *name)
{
	char *path = path_join(record_dir(b->record), name);
	struct stat st = {0};

	record_flush(b->record);
	(void)stat(path, &st);
	free(path);
	return (double)st.st_size;
}

static double ledger_bytes(const struct bench *b)
{
	double sum = 0;

	for (size_t i = 0; i < b->plan.n_workloads; i++) {
		char *name = xasprintf("load/%s-0.produced", b->plan.workloads[i].name);

		sum += bytes_of(b, name);
		free(name);
	}
	return sum;
}

static double now_s(const struct bench *b)
{
	return (double)clock_now(&b->clock) / (double)NS_PER_S;
}

static double rss_mib(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss / 1024;
}

static void share(const char *what, double from, double to, double seconds)
{
	(void)printf("%s %.2f %%", what, 100 * (to - from) / seconds);
}

/* ---- the parts of it ---- */

static void idle(struct bench *b)
{
	double began, bytes, seconds;
	struct cost from, to;

	spend(b, 3); /* everything is told once */
	bytes = bytes_of(b, "observer.jsonl");
	from = cost_now(b);
	began = now_s(b);
	spend(b, b->size.seconds);
	to = cost_now(b);
	seconds = now_s(b) - began;
	(void)printf("%d nodes, %d partitions, %d workloads of %d/s\n", b->size.nodes,
		     b->size.partitions, b->size.workloads, RATE_PER_WORKLOAD);
	share("  watching: observer", from.observer, to.observer, seconds);
	share(", recorder", from.recorder, to.recorder, seconds);
	share(", display", from.display, to.display, seconds);
	(void)printf(", %.0f bytes/s; at most %.1f MiB\n",
		     (bytes_of(b, "observer.jsonl") - bytes) / seconds, rss_mib());
}

static void boundary(struct bench *b)
{
	double bytes = bytes_of(b, "observer.jsonl");
	struct cost from = cost_now(b), to;

	observer_snapshot(b->observer);
	spend(b, 2);
	to = cost_now(b);
	(void)printf(
		"  a phase's boundary: observer and recorder %.0f ms in 2 s, %.0f KiB\n",
		1000 * (to.observer - from.observer + to.recorder - from.recorder),
		(bytes_of(b, "observer.jsonl") - bytes) / 1024);
}

static void phase(struct bench *b, bool begin)
{
	struct event ev = EVENT(PHASE, clock_now(&b->clock));

	ev.phase = 0;
	ev.up = begin;
	ev.text = xstrdup(begin ? "load" : "until");
	stream_event(b->events, &ev);
	event_release(&ev);
}

static void loaded(struct bench *b)
{
	struct err e = {0};
	struct load *load = load_start(&b->plan, &b->brokers, &b->clock, b->record,
				       b->header.run_id, &e);
	double began, seconds, bytes;
	struct cost from, to;

	must(load != NULL, e.msg);
	must(load_warm(load, clock_now(&b->clock) + 120 * NS_PER_S, &e) == 0, e.msg);
	load_begin(load, clock_now(&b->clock) + 50 * NS_PER_MS);
	phase(b, true);
	load_enter_phase(load, 0);
	spend(b, 1);
	bytes = ledger_bytes(b);
	from = cost_now(b);
	began = now_s(b);
	spend(b, b->size.seconds);
	to = cost_now(b);
	seconds = now_s(b) - began;
	share("  loaded: observer", from.observer, to.observer, seconds);
	share(", recorder", from.recorder, to.recorder, seconds);
	share(", all of kchaos", from.all, to.all, seconds);
	(void)printf(", %.0f bytes/s of ledgers; at most %.1f MiB\n",
		     (ledger_bytes(b) - bytes) / seconds, rss_mib());
	(void)kill(b->mock, SIGUSR1);
	spend(b, 2);
	(void)kill(b->mock, SIGUSR1);
	spend(b, 4);
	phase(b, false);
	load_stop_producing(load);
	(void)load_drain(load, clock_now(&b->clock) + 10 * NS_PER_S);
	load_stop(load);
}

static int text(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	report_text(&t->runs->f, &t->runs->v, &(struct text_style){.width = 100}, out);
	return 0;
}

static int json(const struct telling *t, struct strbuf *out, UNUSED struct err *e)
{
	char *all = report_json(&t->runs->f, &t->runs->v);

	strbuf_addstr(out, all);
	free(all);
	return 0;
}

static void told(const struct told *what, const char *name, report_fn *report)
{
	struct telling t = {.runs = what, .len = 1};
	struct strbuf out = STRBUF_INIT;
	double began = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	struct err e = {0};

	must(report(&t, &out, &e) == 0, e.msg);
	(void)printf(", %s %.2f s and %zu KiB", name,
		     seconds_of(CLOCK_PROCESS_CPUTIME_ID) - began, out.len / 1024);
	strbuf_release(&out);
}

static void worked_out(const char *dir)
{
	double began = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	struct told t = {0};
	size_t windows = 0, gaps = 0;
	struct err e = {0};

	must(told_open(&t, dir, false, &e) == 0, e.msg);
	for (size_t i = 0; i < t.run.header.plan.n_workloads; i++)
		windows += t.f.workloads[i].n_windows;
	gaps = t.f.n_gaps;
	(void)printf(
		"  afterwards: %zu events, %zu windows, %zu gaps, analysed in %.2f s",
		t.run.timeline.len, windows, gaps,
		seconds_of(CLOCK_PROCESS_CPUTIME_ID) - began);
	told(&t, "text", text);
	told(&t, "results.json", json);
	told(&t, "page", page_html);
	(void)printf("; at most %.1f MiB\n", rss_mib());
	told_close(&t);
}

static void begin(struct bench *b, char **argv)
{
	struct err e = {0};
	int from;

	b->fakes = other_process(run_fakes, &b->size, &from);
	add_nodes(b, from);
	b->mock = other_process(run_mock, &b->size, &from);
	add_brokers(b, from);
	make_plan(b);
	clock_start(&b->clock);
	b->header = (struct run_header){.format = RUN_FORMAT,
					.kchaos = (char[]){KCHAOS_VERSION},
					.run_id = 1,
					.wall_start_ns = b->clock.wall_start_ns,
					.plan = b->plan,
					.topology = b->nodes};
	b->record = record_create(argv[5], &e);
	must(b->record && record_header(b->record, &b->header, &e) == 0, e.msg);
	b->events = record_stream(b->record, "events.jsonl", &e);
	must(b->events != NULL, e.msg);
	b->observer = observer_start(&b->nodes, &b->clock, b->record, NULL, &e);
	must(b->observer != NULL, e.msg);
	b->observer_thread = other_thread();
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	struct err e = {0};

	if (argc != ARGUMENTS) {
		(void)fprintf(
			stderr,
			"usage: bench_scale NODES PARTITIONS WORKLOADS SECONDS DIR\n");
		return 2;
	}
	b.size = (struct size){number(argv[1], MOST_NODES),
			       number(argv[2], FAKE_MAX_PARTITIONS),
			       number(argv[3], 1000), number(argv[4], 3600)};
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	begin(&b, argv);
	idle(&b);
	boundary(&b);
	loaded(&b);
	observer_stop(b.observer);
	end(b.fakes);
	end(b.mock);
	stream_event(b.events, &(struct event){.kind = EVENT_RUN,
					       .at_ns = clock_now(&b.clock),
					       .text = (char[]){"end"}});
	must(record_close(b.record, &e) == 0, e.msg);
	worked_out(argv[5]);
	view_release(&b.view);
	plan_release(&b.plan);
	topology_release(&b.nodes);
	topology_release(&b.brokers);
	return 0;
}
