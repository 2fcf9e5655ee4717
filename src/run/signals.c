#include "run/signals.h"

#include <errno.h>
#include <unistd.h>

/* A blocked signal reaches sigwait() even where it was set to be ignored, which would undo
 * nohup and the shell's care for background jobs. */
static bool ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static void chosen(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM); /* always: signals_end() needs it */
	if (!ignored(SIGINT))
		(void)sigaddset(set, SIGINT);
	if (!ignored(SIGHUP))
		(void)sigaddset(set, SIGHUP);
}

static void at_once(const struct signals *s)
{
	const char *text = atomic_load(&s->leftover);

	if (!text)
		text = "";
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(130); /* nobody is listening: leave all the same */
	_exit(130);
}

static void *take(void *arg)
{
	struct signals *s = arg;
	sigset_t set;
	int number;

	chosen(&set);
	for (;;) {
		if (sigwait(&set, &number) != 0)
			continue;
		if (atomic_load(&s->ending))
			return NULL;
		atomic_store(&s->last, number);
		if (atomic_fetch_add(&s->count, 1) > 0)
			at_once(s);
		s->wake(s->arg);
	}
}

int signals_begin(struct signals *s, void (*wake)(void *arg), void *arg, struct err *e)
{
	sigset_t set;
	int rc;

	chosen(&set);
	s->wake = wake;
	s->arg = arg;
	rc = pthread_sigmask(SIG_BLOCK, &set, &s->before);
	if (rc == 0) {
		rc = pthread_create(&s->thread, NULL, take, s);
		if (rc != 0) /* nobody would take them: Ctrl-C must still end us */
			(void)pthread_sigmask(SIG_SETMASK, &s->before, NULL);
	}
	if (rc != 0) {
		errno = rc;
		return err_set_errno(e, CODE_NO_RESOURCE,
				     "cannot start the signal thread");
	}
	return 0;
}

void signals_end(struct signals *s)
{
	atomic_store(&s->ending, true);
	/* It wakes sigwait() and ends nothing; the thread is alive until joined. */
	/* NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread) */
	(void)pthread_kill(s->thread, SIGTERM);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}

bool signals_seen(const struct signals *s)
{
	return atomic_load(&s->count) > 0;
}
