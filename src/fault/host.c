#include "fault/host.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OUTPUT_MAX = 64 * 1024,
	CHUNK = 4096,
	GLANCE_MS = 20,
	SIGNAL_CODE = 128,
	TAIL_SHOWN = 200
};

struct texts {
	char **item;
	size_t len;
};

static void texts_release(struct texts *t)
{
	for (size_t i = 0; i < t->len; i++)
		free(t->item[i]);
	free(t->item);
}

static char *names_of(const struct topology *t, bool containers)
{
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 0; i < t->len; i++) {
		const struct node *n = &t->nodes[i];
		const char *name = containers ? n->container : n->name;

		if (name)
			strbuf_addf(&b, "%s%s", b.len ? " " : "", name);
	}
	return strbuf_detach(&b);
}

/* "NAME=value", in place of what was inherited. */
static void set_variable(struct texts *env, const char *name, char *value)
{
	char *text = xasprintf("%s=%s", name, value);
	size_t len = strlen(name) + 1;

	free(value);
	for (size_t i = 0; i < env->len; i++) {
		if (strncmp(env->item[i], text, len) != 0)
			continue;
		free(env->item[i]);
		env->item[i] = text;
		return;
	}
	*GROW(env->item, env->len) = text;
}

static void environment(const struct topology *t, struct texts *out)
{
	for (char **e = environ; *e; e++)
		*GROW(out->item, out->len) = xstrdup(*e);
	if (t) {
		set_variable(out, "KCHAOS_PROJECT",
			     xstrdup(t->project ? t->project : ""));
		set_variable(out, "KCHAOS_NODES", names_of(t, false));
		set_variable(out, "KCHAOS_CONTAINERS", names_of(t, true));
		set_variable(out, "KCHAOS_BOOTSTRAP", topology_bootstrap(t));
	}
	(void)GROW(out->item, out->len); /* the NULL at the end */
}

static int spawn(const struct host_job *job, int out, pid_t *pid)
{
	char shell[] = "/bin/sh", option[] = "-c", *script = xstrdup(job->script);
	char *argv[] = {shell, option, script, NULL};
	struct texts env = {0};
	int rc;

	environment(job->topology, &env);
	rc = spawn_child(&(struct spawn){.program = shell,
					 .argv = argv,
					 .env = env.item,
					 .in = -1,
					 .out = out,
					 .err = out},
			 pid);
	texts_release(&env);
	free(script);
	return rc;
}

/* What is there to be read now; false: nothing more will come. */
static bool take_output(int fd, struct strbuf *out)
{
	char chunk[CHUNK];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0) {
		size_t room = out->len < OUTPUT_MAX ? OUTPUT_MAX - out->len : 0;

		strbuf_add(out, chunk, (size_t)n < room ? (size_t)n : room);
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static bool has_ended(pid_t pid, int *status)
{
	pid_t rc;

	do
		rc = waitpid(pid, status, WNOHANG);
	while (rc < 0 && errno == EINTR);
	return rc != 0;
}

static void kill_group(pid_t pid)
{
	int status;

	(void)kill(-pid, SIGKILL); /* gone already is fine */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

static int give_up(const struct host_job *job, pid_t pid, struct err *e)
{
	kill_group(pid);
	if (job->cancel && atomic_load(job->cancel))
		return err_set(e, CODE_INTERRUPTED, "interrupted");
	return err_set(e, CODE_COMMAND_FAILED,
		       "the command was still running after %s and was killed",
		       DURATION_TEXT(job->timeout_ns));
}

static int watch(const struct host_job *job, pid_t pid, int fd, int *status,
		 struct strbuf *out, struct err *e)
{
	struct clock clock;
	bool is_open = true;

	clock_start(&clock);
	while (!has_ended(pid, status)) {
		struct pollfd p = {.fd = is_open ? fd : -1, .events = POLLIN};

		if ((job->cancel && atomic_load(job->cancel)) ||
		    clock_now(&clock) >= job->timeout_ns)
			return give_up(job, pid, e);
		(void)poll(&p, 1, GLANCE_MS); /* a signal wakes it, too */
		if (is_open)
			is_open = take_output(fd, out);
	}
	if (is_open)
		(void)take_output(fd, out);
	return 0;
}

static int exit_code_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_CODE + WTERMSIG(status);
}

int host_run(const struct host_job *job, int *out_exit_code, struct strbuf *out,
	     struct err *e)
{
	int ends[2], status = 0, rc;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return err_set_errno(e, CODE_NO_RESOURCE,
				     "cannot make a pipe for a command's output");
	rc = spawn(job, ends[1], &pid);
	(void)close(ends[1]); /* the command's end */
	if (rc != 0) {
		errno = rc;
		rc = err_set_errno(e, CODE_NO_RESOURCE, "cannot run /bin/sh");
	} else {
		rc = watch(job, pid, ends[0], &status, out, e);
	}
	(void)close(ends[0]); /* was read only */
	if (rc == 0)
		*out_exit_code = exit_code_of(status);
	return rc;
}

void host_tail(struct strbuf *to, const char *text)
{
	size_t len = strlen(text), from;

	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	from = len > TAIL_SHOWN ? len - TAIL_SHOWN : 0;
	if (from)
		strbuf_addstr(to, "...");
	for (size_t i = from; i < len; i++) {
		char c = text[i];

		if (c == '\n')
			c = '|';
		else if (iscntrl((unsigned char)c))
			c = ' ';
		strbuf_addch(to, c);
	}
}
