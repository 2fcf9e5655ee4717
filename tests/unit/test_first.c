#include "cli/first.h"
#include "unit.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What kchaos would do; what it writes to the pipe tells that it, or who outlived it, was there. */
typedef void kchaos_fn(int told);

/* A first process, as in a container: orphans come to it. */
static pid_t first_with(kchaos_fn *body, int *heard)
{
	int ends[2];
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(ends[0]);
		(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
		first_stand_by();
		body(ends[1]);
		_exit(0);
	}
	ck_assert_int_gt(pid, 0);
	(void)close(ends[1]);
	*heard = ends[0];
	return pid;
}

static int code_of(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void tell(int told, char letter)
{
	ck_assert_int_eq(write(told, &letter, 1), 1);
}

/* The next letter, or 0 when nobody is left to write one. */
static char hear(int heard)
{
	char letter = 0;
	ssize_t n;

	do
		n = read(heard, &letter, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? letter : '\0';
}

static void ends_with_four(UNUSED int told)
{
	_exit(4);
}

static void is_killed(UNUSED int told)
{
	(void)raise(SIGKILL);
}

START_TEST(it_ends_with_the_exit_code_of_kchaos)
{
	int heard;

	ck_assert_int_eq(code_of(first_with(ends_with_four, &heard)), 4);
	(void)close(heard);
	ck_assert_int_eq(code_of(first_with(is_killed, &heard)), 128 + SIGKILL);
	(void)close(heard);
}
END_TEST

/* Works on for a while after kchaos was killed, as a watchdog does. */
static void is_killed_and_survived(int told)
{
	pid_t kchaos = getpid();

	if (fork() > 0)
		(void)pause();
	(void)kill(kchaos, SIGKILL);
	(void)usleep(300 * 1000);
	tell(told, 'w');
	_exit(7);
}

START_TEST(it_waits_for_who_outlives_kchaos)
{
	int heard;
	pid_t first = first_with(is_killed_and_survived, &heard);

	ck_assert_int_eq(code_of(first), 128 + SIGKILL);
	/* Written before the first process ended, else it would have found nothing to wait for. */
	(void)fcntl(heard, F_SETFL, O_NONBLOCK);
	ck_assert_int_eq(hear(heard), 'w');
	(void)close(heard);
}
END_TEST

static void takes_one(int told)
{
	sigset_t set;
	int number;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	tell(told, 'r');
	(void)sigwait(&set, &number);
	tell(told, number == SIGINT ? 'i' : 't');
	_exit(130);
}

START_TEST(it_passes_on_what_it_is_sent)
{
	static const int numbers[] = {SIGINT, SIGTERM};
	int heard, number = numbers[_i];
	pid_t first = first_with(takes_one, &heard);

	ck_assert_int_eq(hear(heard), 'r');
	ck_assert_int_eq(kill(first, number), 0);
	ck_assert_int_eq(hear(heard), number == SIGINT ? 'i' : 't');
	ck_assert_int_eq(code_of(first), 130);
	(void)close(heard);
}
END_TEST

/* What it had been told to ignore or block is as it was. */
static void looks_at_its_mask(int told)
{
	sigset_t now;

	(void)sigprocmask(SIG_BLOCK, NULL, &now);
	tell(told, sigismember(&now, SIGTERM) || sigismember(&now, SIGCHLD) ? 'b' : 'f');
}

START_TEST(kchaos_has_the_signals_it_was_given)
{
	int heard;
	pid_t first = first_with(looks_at_its_mask, &heard);

	ck_assert_int_eq(hear(heard), 'f');
	ck_assert_int_eq(code_of(first), 0);
	(void)close(heard);
}
END_TEST

static Suite *first_suite(void)
{
	Suite *s = suite_create("first");
	TCase *tc = tcase_create("first process");

	tcase_add_test(tc, it_ends_with_the_exit_code_of_kchaos);
	tcase_add_test(tc, it_waits_for_who_outlives_kchaos);
	tcase_add_loop_test(tc, it_passes_on_what_it_is_sent, 0, 2);
	tcase_add_test(tc, kchaos_has_the_signals_it_was_given);
	suite_add_tcase(s, tc);
	return s;
}

UNIT_SUITE(first_suite)
