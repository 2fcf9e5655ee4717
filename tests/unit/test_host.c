/* Commands on this machine: output, exit code, time limit, and that nothing of them is left. */
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "fault/host.h"
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static struct strbuf out;
static struct err why;
static int code;
static atomic_bool cancel;
static struct clock the_time;

static void setup(void)
{
	out = (struct strbuf)STRBUF_INIT;
	why = (struct err){0};
	code = -1;
	atomic_store(&cancel, false);
	clock_start(&the_time);
}

static void teardown(void)
{
	strbuf_release(&out);
}

static int run_for(const char *script, int64_t timeout_ns)
{
	const struct host_job job = {
		.script = script, .timeout_ns = timeout_ns, .cancel = &cancel};

	return host_run(&job, &code, &out, &why);
}

static int run_it(const char *script)
{
	return run_for(script, 10 * NS_PER_S);
}

START_TEST(what_it_says_is_kept_in_order_whichever_way_it_says_it)
{
	ck_assert_int_eq(run_it("echo one; echo two >&2; echo three"), 0);
	ck_assert_int_eq(code, 0);
	ck_assert_str_eq(strbuf_text(&out), "one\ntwo\nthree\n");
}
END_TEST

START_TEST(how_it_ends_is_told)
{
	ck_assert_int_eq(run_it("exit 7"), 0);
	ck_assert_int_eq(code, 7);
	ck_assert_int_eq(run_it("kill -TERM $$"), 0);
	ck_assert_int_eq(code, 128 + SIGTERM);
	ck_assert_int_eq(run_it("no-such-program-here"), 0);
	ck_assert_int_eq(code, 127);
}
END_TEST

START_TEST(its_input_is_empty)
{
	ck_assert_int_eq(run_it("cat; echo end"), 0);
	ck_assert_str_eq(strbuf_text(&out), "end\n");
}
END_TEST

START_TEST(it_is_told_about_the_cluster)
{
	struct topology t = {.project = (char[]){"p"}};
	struct host_job job = {.script = "echo $KCHAOS_PROJECT/$KCHAOS_NODES/"
					 "$KCHAOS_CONTAINERS/$KCHAOS_BOOTSTRAP",
			       .timeout_ns = 10 * NS_PER_S,
			       .topology = &t};

	for (int i = 1; i <= 2; i++)
		*topology_add(&t) = (struct node){.id = i,
						  .name = xasprintf("k%d", i),
						  .container = xasprintf("p-k%d-1", i),
						  .roles = ROLE_BROKER,
						  .broker = {xstrdup("h"), 90 + i}};
	ck_assert_int_eq(host_run(&job, &code, &out, &why), 0);
	ck_assert_str_eq(strbuf_text(&out), "p/k1 k2/p-k1-1 p-k2-1/h:91,h:92\n");
	t.project = NULL;
	topology_release(&t);
}
END_TEST

/* Reading goes on after that, or it would wait for ever. */
START_TEST(of_much_output_the_beginning_is_kept)
{
	ck_assert_int_eq(
		run_it("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done; exit 3"),
		0);
	ck_assert_int_eq(code, 3);
	ck_assert_uint_eq(out.len, 64 * 1024);
}
END_TEST

static bool is_alive(pid_t pid)
{
	for (int i = 0; i < 100; i++) { /* init may take a moment to bury it */
		char path[64], *state;
		struct strbuf text = STRBUF_INIT;
		struct err ignored = {0};
		bool gone;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
		gone = file_read(path, 4096, &text, &ignored) < 0;
		state = strrchr(strbuf_text(&text), ')');
		gone = gone || !state || strncmp(state, ") Z", 3) == 0;
		strbuf_release(&text);
		if (gone)
			return false;
		(void)usleep(10000);
	}
	return true;
}

START_TEST(what_takes_too_long_is_killed_with_all_its_children)
{
	int64_t before = clock_now(&the_time), pid;

	ck_assert_int_eq(run_for("sleep 61 & echo $!; sleep 62", 300 * NS_PER_MS), -1);
	ck_assert_str_eq(why.msg,
			 "the command was still running after 300 ms and was killed");
	ck_assert_int_lt(clock_now(&the_time) - before, 2 * NS_PER_S);
	pid = strtol(strbuf_text(&out), NULL, 10);
	ck_assert_int_gt(pid, 0);
	ck_assert(!is_alive((pid_t)pid));
}
END_TEST

static void *cancel_soon(void *arg UNUSED)
{
	(void)usleep(200000);
	atomic_store(&cancel, true);
	return NULL;
}

START_TEST(an_interrupted_run_kills_it_at_once)
{
	int64_t before = clock_now(&the_time);
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
	ck_assert_int_eq(run_it("sleep 60"), -1);
	(void)pthread_join(thread, NULL);
	ck_assert_int_eq(why.kind, ERR_INTERRUPTED);
	ck_assert_int_lt(clock_now(&the_time) - before, 2 * NS_PER_S);
}
END_TEST

/* It holds the output open, and is nobody to wait for. */
START_TEST(what_is_left_in_the_background_goes_on)
{
	int64_t before = clock_now(&the_time);
	pid_t pid;

	ck_assert_int_eq(run_it("sleep 63 & echo $!"), 0);
	ck_assert_int_lt(clock_now(&the_time) - before, 2 * NS_PER_S);
	pid = (pid_t)strtol(strbuf_text(&out), NULL, 10);
	ck_assert_int_eq(kill(pid, 0), 0);
	(void)kill(pid, SIGKILL);
}
END_TEST

/* Ours block all signals and ignore SIGPIPE. (32 and 33 are libc's own.) */
START_TEST(signals_work_as_usual_in_it)
{
	const char *ignored;
	sigset_t all;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigfillset(&all);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, &all, NULL), 0);
	ck_assert_int_eq(run_it("grep -E '^Sig(Blk|Ign)' /proc/self/status"), 0);
	ck_assert_ptr_nonnull(strstr(strbuf_text(&out), "SigBlk:\t0000000000000000"));
	ignored = strstr(strbuf_text(&out), "SigIgn:\t");
	ck_assert_ptr_nonnull(ignored);
	ck_assert_uint_eq(strtoull(ignored + 8, NULL, 16) & 0x7fffffff, 0);
}
END_TEST

START_TEST(no_file_of_ours_is_open_in_it)
{
	int fd = dup(STDOUT_FILENO);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(run_it("ls /proc/self/fd | tr '\\n' ' '"), 0);
	ck_assert_str_eq(strbuf_text(&out), "0 1 2 3 "); /* 3: ls's own */
	(void)close(fd);
}
END_TEST

static Suite *host_suite(void)
{
	Suite *s = suite_create("commands on this machine");
	TCase *tc = tcase_create("host");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_it_says_is_kept_in_order_whichever_way_it_says_it);
	tcase_add_test(tc, how_it_ends_is_told);
	tcase_add_test(tc, its_input_is_empty);
	tcase_add_test(tc, it_is_told_about_the_cluster);
	tcase_add_test(tc, of_much_output_the_beginning_is_kept);
	tcase_add_test(tc, what_takes_too_long_is_killed_with_all_its_children);
	tcase_add_test(tc, an_interrupted_run_kills_it_at_once);
	tcase_add_test(tc, what_is_left_in_the_background_goes_on);
	tcase_add_test(tc, signals_work_as_usual_in_it);
	tcase_add_test(tc, no_file_of_ours_is_open_in_it);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(host_suite)
