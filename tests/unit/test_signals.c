#include "run/signals.h"
#include "unit.h"

#include <sys/wait.h>
#include <unistd.h>

struct bell {
	pthread_mutex_t lock;
	pthread_cond_t rung;
	int count;
};

static void ring(void *arg)
{
	struct bell *bell = arg;

	pthread_mutex_lock(&bell->lock);
	bell->count++;
	pthread_cond_signal(&bell->rung);
	pthread_mutex_unlock(&bell->lock);
}

/* The test case's own time limit is what a bell that never rings runs into. */
static void wait_for(struct bell *bell)
{
	pthread_mutex_lock(&bell->lock);
	while (bell->count == 0)
		(void)pthread_cond_wait(&bell->rung, &bell->lock);
	pthread_mutex_unlock(&bell->lock);
}

static struct bell bell;
static struct signals s;

/* Whoever started the tests may have had some ignored: a background job, nohup. */
static void begin(void)
{
	struct err e = {0};

	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	bell = (struct bell){PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
	s = (struct signals){.leftover = "left behind\n"};
	ck_assert_int_eq(signals_begin(&s, ring, &bell, &e), 0);
}

static void end(void)
{
	signals_end(&s);
}

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

START_TEST(the_first_signal_is_a_request_and_wakes_who_waits)
{
	ck_assert_int_eq(kill(getpid(), numbers[_i]), 0);
	wait_for(&bell);
	ck_assert(signals_seen(&s));
	ck_assert_int_eq(atomic_load(&s.last), numbers[_i]);
}
END_TEST

START_TEST(before_any_signal_none_is_seen)
{
	ck_assert(!signals_seen(&s));
}
END_TEST

START_TEST(ending_is_not_taken_for_a_signal)
{
	signals_end(&s);
	ck_assert(!signals_seen(&s));
	ck_assert_int_eq(bell.count, 0);
	begin(); /* for end() */
}
END_TEST

START_TEST(afterwards_signals_are_delivered_as_before)
{
	sigset_t before, now;

	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
	ck_assert(sigismember(&before, SIGINT));
	signals_end(&s);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &now), 0);
	ck_assert(!sigismember(&now, SIGINT) && !sigismember(&now, SIGTERM));
	begin();
}
END_TEST

/* In a child: what it wrote to standard error, and how it ended. */
static int child_ends_with(void (*body)(void), char *text, size_t cap)
{
	int pipe_ends[2], status;
	ssize_t n, have = 0;
	pid_t pid;

	ck_assert_int_eq(pipe(pipe_ends), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(pipe_ends[1], STDERR_FILENO);
		body();
		_exit(7); /* body() was to end it */
	}
	(void)close(pipe_ends[1]);
	while ((n = read(pipe_ends[0], text + have, cap - 1 - (size_t)have)) > 0)
		have += n;
	text[have] = '\0';
	(void)close(pipe_ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void two_signals(void)
{
	begin();
	(void)kill(getpid(), SIGINT);
	wait_for(&bell);
	(void)kill(getpid(), SIGINT);
	for (;;)
		(void)pause();
}

START_TEST(the_second_signal_ends_the_process_at_once_and_says_what_is_left)
{
	char text[200];

	ck_assert_int_eq(child_ends_with(two_signals, text, sizeof(text)), 130);
	ck_assert_str_eq(text, "left behind\n");
}
END_TEST

static void ignored_then_asked(void)
{
	struct err e = {0};

	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	bell = (struct bell){PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
	s = (struct signals){0};
	if (signals_begin(&s, ring, &bell, &e) < 0)
		_exit(8);
	(void)kill(getpid(), SIGHUP);
	(void)kill(getpid(), SIGINT);
	(void)kill(getpid(), SIGTERM);
	wait_for(&bell); /* were the others taken too, this would be the third: at once */
	_exit(atomic_load(&s.count) == 1 && atomic_load(&s.last) == SIGTERM ? 0 : 9);
}

START_TEST(what_was_ignored_stays_ignored)
{
	char text[200];

	ck_assert_int_eq(child_ends_with(ignored_then_asked, text, sizeof(text)), 0);
}
END_TEST

static void ends_while_ignored(void)
{
	struct err e = {0};

	(void)signal(SIGTERM, SIG_IGN);
	s = (struct signals){0};
	if (signals_begin(&s, ring, &bell, &e) < 0)
		_exit(8);
	signals_end(&s);
	_exit(0);
}

START_TEST(ending_does_not_hang_where_sigterm_is_ignored)
{
	char text[200];

	ck_assert_int_eq(child_ends_with(ends_while_ignored, text, sizeof(text)), 0);
}
END_TEST

static Suite *signals_suite(void)
{
	Suite *suite = suite_create("signals");
	TCase *tc = tcase_create("core"), *forks = tcase_create("forks");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, the_first_signal_is_a_request_and_wakes_who_waits, 0,
			    (int)(sizeof(numbers) / sizeof(numbers[0])));
	tcase_add_test(tc, before_any_signal_none_is_seen);
	tcase_add_test(tc, ending_is_not_taken_for_a_signal);
	tcase_add_test(tc, afterwards_signals_are_delivered_as_before);
	suite_add_tcase(suite, tc);
	tcase_add_test(forks,
		       the_second_signal_ends_the_process_at_once_and_says_what_is_left);
	tcase_add_test(forks, what_was_ignored_stays_ignored);
	tcase_add_test(forks, ending_does_not_hang_where_sigterm_is_ignored);
	suite_add_tcase(suite, forks);
	return suite;
}

UNIT_SUITE(signals_suite)
