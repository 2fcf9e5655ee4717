#include "cli/first.h"

#include "base/base.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A shell's exit code of a process that a signal ended is this and its number. */
enum { SIGNALLED = 128 };

static int code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNALLED + WTERMSIG(status);
}

/* Those a terminal sends reach its whole foreground group, and so kchaos, by themselves. */
static bool was_sent_by_someone(const siginfo_t *info)
{
	return info->si_signo != SIGCHLD && info->si_code <= 0;
}

/* Buries who is dead. False: nobody is left. `child` becomes 0 when it was among them. */
static bool bury(pid_t *child, int *code)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == *child) {
			*child = 0;
			*code = code_of(status);
		}
	return pid == 0;
}

static NORETURN void stand_by(pid_t child, const sigset_t *taken)
{
	int code = SIGNALLED;
	siginfo_t info;

	while (bury(&child, &code))
		if (sigwaitinfo(taken, &info) > 0 && was_sent_by_someone(&info) && child)
			(void)kill(child, info.si_signo); /* not buried: it is there */
	_exit(code);
}

void first_stand_by(void)
{
	static const int taken[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t set, before;
	pid_t child;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		(void)sigaddset(&set, taken[i]);
	/* Before the child is there, so that none of its signals is missed. */
	(void)pthread_sigmask(SIG_BLOCK, &set, &before);
	child = fork();
	if (child > 0)
		stand_by(child, &set);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void first_process(void)
{
	if (getpid() == 1)
		first_stand_by();
}
