#include "writeup/gnuplot.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_NS (30 * NS_PER_S)
#define PAUSE_NS (2 * NS_PER_MS)

enum { COMPLAINT_SHOWN = 200 };

/* Standard input, output and error of the child. */
struct files {
	FILE *at[3];
};

static void close_files(struct files *f)
{
	for (int i = 0; i < 3; i++)
		if (f->at[i])
			(void)fclose(f->at[i]); /* without a name: nothing to be kept */
}

static int open_files(struct files *f, const struct strbuf *script, struct err *e)
{
	for (int i = 0; i < 3; i++) {
		f->at[i] = tmpfile();
		if (!f->at[i])
			return err_set_errno(e, CODE_FILE_WRITE,
					     "cannot make a temporary file for a chart");
	}
	if (fwrite(strbuf_text(script), 1, script->len, f->at[0]) != script->len ||
	    fflush(f->at[0]) != 0 || lseek(fileno(f->at[0]), 0, SEEK_SET) < 0)
		return err_set_errno(e, CODE_FILE_WRITE,
				     "cannot write a temporary file for a chart");
	return 0;
}

static int start(const struct files *f, pid_t *out, struct err *e)
{
	char program[] = "gnuplot", defaults[] = "-d", input[] = "-";
	char *argv[] = {program, defaults, input, NULL};
	posix_spawn_file_actions_t dup;
	int rc;

	(void)posix_spawn_file_actions_init(&dup);
	for (int i = 0; i < 3; i++)
		(void)posix_spawn_file_actions_adddup2(&dup, fileno(f->at[i]), i);
	rc = posix_spawnp(out, program, &dup, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&dup);
	if (rc == ENOENT)
		return err_set(
			e, CODE_CHART,
			"there is no gnuplot to draw with: install gnuplot-nox and "
			"fonts-dejavu-core");
	if (rc != 0) {
		errno = rc;
		return err_set_errno(e, CODE_CHART, "cannot start gnuplot");
	}
	return 0;
}

static int64_t now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Its exit status; -1: it took too long, or a signal ended it. */
static int await_exit(pid_t child)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	int64_t until = now_ns() + LIMIT_NS;
	int status;
	pid_t who;

	while ((who = waitpid(child, &status, WNOHANG)) == 0 && now_ns() < until)
		(void)nanosleep(&pause, NULL);
	if (who == 0) {
		(void)kill(child, SIGKILL);
		(void)waitpid(child, &status, 0);
		return -1;
	}
	return who == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int take(FILE *from, struct strbuf *out, struct err *e)
{
	char bytes[1 << 16];
	size_t n;

	rewind(from);
	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0)
		strbuf_add(out, bytes, n);
	return ferror(from)
		       ? err_set_errno(e, CODE_CHART, "cannot read what gnuplot drew")
		       : 0;
}

static int complain(FILE *said, int status, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	const char *line;

	if (take(said, &text, e) < 0) {
		strbuf_release(&text);
		return -1;
	}
	line = strbuf_text(&text);
	line += strspn(line, "\n ");
	if (status < 0)
		(void)err_set(e, CODE_CHART,
			      "gnuplot did not end within 30 s, or was ended: try again "
			      "when the machine is less busy");
	else
		(void)err_set(e, CODE_CHART, "gnuplot failed: %.*s",
			      (int)strnlen(line, COMPLAINT_SHOWN), line);
	strbuf_release(&text);
	return -1;
}

int gnuplot_run(const struct strbuf *script, struct strbuf *out, struct err *e)
{
	struct files f = {{NULL}};
	size_t before = out->len;
	pid_t child;
	int rc = open_files(&f, script, e);

	if (rc == 0)
		rc = start(&f, &child, e);
	if (rc == 0) {
		int status = await_exit(child);

		rc = status == 0 ? take(f.at[1], out, e) : complain(f.at[2], status, e);
		if (rc == 0 && out->len == before)
			rc = complain(f.at[2], 0, e);
	}
	close_files(&f);
	return rc;
}
