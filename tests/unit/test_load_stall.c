/* A client that stands still for a while: due times show it, and the run says whose fault it was. */
#include "analyse/findings.h"
#include "base/mem.h"
#include "expect/verdict.h"
#include "test_load_bench.h"
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PER_S = 200, STALL_MS = 1000, FROM_MS = 300 };

static struct bench bench;

static void setup(void)
{
	bench_open(&bench);
}

static void teardown(void)
{
	bench_close(&bench);
}

static void sleep_ms(int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	while (nanosleep(&t, &t) != 0)
		;
}

/* A process that stops this one, all of its threads, and lets it go on. */
static pid_t stall_me(void)
{
	pid_t me = getpid(), pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	sleep_ms(FROM_MS);
	(void)kill(me, SIGSTOP);
	sleep_ms(STALL_MS);
	(void)kill(me, SIGCONT);
	_exit(0);
}

static void phase(struct stream *events, int64_t at_ns, bool begin)
{
	struct event ev = EVENT(PHASE, at_ns);

	ev.phase = 0;
	ev.up = begin;
	ev.text = xstrdup(begin ? "steady" : "time");
	stream_event(events, &ev);
	event_release(&ev);
}

/* The run directory of a load that was stalled. */
static void run_stalled(void)
{
	struct run_header h = {.format = RUN_FORMAT, .kchaos = (char[]){"test"}};
	struct stream *events;
	struct err e = {0};
	pid_t staller;

	bench_producer(&bench, "p", PER_S)->late_after_ns = 250 * NS_PER_MS;
	GROW(bench.plan.phases, bench.plan.n_phases)->name = xstrdup("steady");
	bench.plan.name = xstrdup("stall");
	for (size_t i = 0; i < bench.topology.len; i++)
		bench.topology.nodes[i].name = xasprintf("broker%zu", i);
	h.plan = bench.plan; /* borrowed */
	h.topology = bench.topology;
	ck_assert_int_eq(record_header(bench.record, &h, &e), 0);
	events = record_stream(bench.record, "events.jsonl", &e);
	bench_start(&bench);
	bench_begin(&bench);
	staller = stall_me();
	bench_sleep(&bench, FROM_MS + STALL_MS + 700);
	ck_assert_int_eq(waitpid(staller, NULL, 0), staller);
	phase(events, bench.begin_ns, true);
	phase(events, clock_now(&bench.clock), false);
	(void)bench_end(&bench, 5000);
}

static void expect_prompt(struct run *run)
{
	struct plan *p = &run->header.plan;
	struct expect_plan *x = GROW(p->expects, p->n_expects);

	x->kind = xstrdup("latency");
	params_set(&x->params, "p50", "10s", 10 * NS_PER_S);
	x->phase = 0;
}

START_TEST(a_stalled_client_hides_nothing_and_is_named)
{
	const struct demand *d;
	struct verdicts v;
	struct findings f;
	struct err e = {0};
	struct run run;

	run_stalled();
	ck_assert_msg(run_open(&run, bench.dir, &e) == 0, "%s", e.msg);
	expect_prompt(&run);
	ck_assert_msg(findings_make(&f, &run, &e) == 0, "%s", e.msg);
	d = &f.workloads[0].run;
	/* Every record was due all the same, one each 5 ms, and late from when it was due. */
	ck_assert_uint_ge(d->due, PER_S * (FROM_MS + STALL_MS) / 1000);
	ck_assert_uint_eq(d->missing, 0);
	ck_assert_uint_ge(d->late, PER_S * (STALL_MS - 300) / 1000);
	ck_assert_int_ge(hist_percentile(d->latency, 10000), (STALL_MS - 50) * NS_PER_MS);
	ck_assert_int_ge(hist_percentile(d->latency, 9900), (STALL_MS - 250) * NS_PER_MS);
	/* It was ours, and nothing is concluded from it. */
	ck_assert_int_ge(d->worst_lag_ns, (STALL_MS - 50) * NS_PER_MS);
	verdicts_make(&v, &f, false);
	ck_assert_int_eq(v.judged[0].verdict, VERDICT_INCONCLUSIVE);
	ck_assert_ptr_nonnull(strstr(v.judged[0].why, "the generator lagged"));
	verdicts_release(&v);
	findings_release(&f);
	run_close(&run);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("load stall");
	TCase *tc = tcase_create("stall");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_stalled_client_hides_nothing_and_is_named);
	suite_add_tcase(s, tc);
	return s;
}
UNIT_SUITE(suite)
