#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GLANCE_MS = 5, TERM_MS = 500 };

/* Our threads block signals and ignore some: a child starts with none of that. */
static void set_attributes(posix_spawnattr_t *attr, bool own_session)
{
	sigset_t none, usual;

	(void)sigemptyset(&none); /* these cannot fail */
	(void)sigemptyset(&usual);
	for (int s = SIGHUP; s <= SIGTERM; s++)
		if (s != SIGKILL)
			(void)sigaddset(&usual, s);
	(void)posix_spawnattr_setsigmask(attr, &none);
	(void)posix_spawnattr_setsigdefault(attr, &usual);
	(void)posix_spawnattr_setpgroup(attr, 0);
	(void)posix_spawnattr_setflags(
		attr, (short)((own_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP) |
			      POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
}

#ifdef __GLIBC__
#define HAS_CLOSEFROM __GLIBC_PREREQ(2, 34)
#else
#define HAS_CLOSEFROM 0
#endif

/* Libraries open files that a child would inherit: what it leaves in the background would hold them. */
static int close_the_rest(posix_spawn_file_actions_t *files)
{
#if HAS_CLOSEFROM
	return posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#else
	(void)files;
	return 0;
#endif
}

static int set_files(posix_spawn_file_actions_t *files, const struct spawn *s)
{
	int rc;

	if (s->in < 0)
		rc = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null",
						      O_RDONLY, 0);
	else
		rc = posix_spawn_file_actions_adddup2(files, s->in, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, s->out, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, s->err, STDERR_FILENO);
	if (rc == 0)
		rc = close_the_rest(files);
	return rc;
}

int spawn_child(const struct spawn *s, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc = posix_spawn_file_actions_init(&files);

	if (rc == 0 && (rc = posix_spawnattr_init(&attr)) == 0) {
		set_attributes(&attr, s->own_session);
		rc = set_files(&files, s);
		if (rc == 0)
			rc = posix_spawnp(pid, s->program, &files, &attr, s->argv,
					  s->env);
		(void)posix_spawnattr_destroy(&attr);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return rc;
}

static bool has_ended(pid_t pid, int *status, int within_ms)
{
	const struct timespec glance = {.tv_nsec = GLANCE_MS * NS_PER_MS};

	for (int waited = 0;; waited += GLANCE_MS) {
		pid_t rc = waitpid(pid, status, WNOHANG);

		if (rc == pid || (rc < 0 && errno != EINTR))
			return true;
		if (waited >= within_ms)
			return false;
		(void)nanosleep(&glance, NULL); /* shorter is fine */
	}
}

int spawn_end(pid_t pid, int grace_ms)
{
	int status = 0;

	if (has_ended(pid, &status, grace_ms))
		return status;
	(void)kill(-pid, SIGTERM); /* gone already is fine */
	if (has_ended(pid, &status, TERM_MS))
		return status;
	(void)kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}
