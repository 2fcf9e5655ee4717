#include "run/watchdog.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct watchdog {
	pid_t pid;
	int fd; /* to it; closed when we die, however that is */
};

/* What is told: a letter and a text, with its NUL. */
enum {
	TELL_PROJECT = 'p',
	TELL_DIR = 'd',
	TELL_BEGUN = 'b',
	TELL_KEEP = 'k',
	TELL_ADOPTED = 'a',
	TELL_END = 'e',
};

/* ---- in its own process ---- */

void watched_say(const struct watched *w, enum code code, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	struct timespec now;
	char stamp[64];
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (code != CODE_NONE)
		strbuf_addf(&text, " [%s]", code_text(code));
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)clock_format_wall(stamp, sizeof(stamp),
				now.tv_sec * NS_PER_S + now.tv_nsec);
	if (w->log) {
		(void)fprintf(w->log, "%s %s\n", stamp, strbuf_text(&text));
		(void)fflush(w->log); /* the disk may be full: the terminal has it */
	}
	(void)fprintf(stderr, "kchaos watchdog: %s\n", strbuf_text(&text));
	strbuf_release(&text);
}

/* Whoever waits for the end of one of kchaos's files must not wait for us. */
static void close_all_but(int kept)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *entry;
	int64_t fd;

	while (d && (entry = readdir(d))) /* NOLINT(concurrency-mt-unsafe): no threads */
		if (str_to_int(entry->d_name, &fd) && fd > STDERR_FILENO && fd != kept &&
		    fd != dirfd(d))
			(void)close((int)fd); /* none of them is ours to write */
	if (d)
		(void)closedir(d); /* it was only read */
}

static void stand_apart(int pipe_end)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)setsid(); /* fails only for a leader, and a forked process is none */
	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)signal(signals[i], SIG_IGN);
	(void)prctl(PR_SET_NAME, "kchaos-watchdog", 0, 0, 0);
	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
	}
	close_all_but(pipe_end);
}

/* Until kchaos is gone. */
static void listen_to(int fd, struct strbuf *out)
{
	char bytes[512];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
		if (n > 0)
			strbuf_add(out, bytes, (size_t)n);
		else if (errno != EINTR)
			break;
	}
}

/* False: it ended in order, or had nothing to lose yet. A torn last text is dropped. */
static bool understand(const struct strbuf *told, struct watched *out)
{
	const char *at = strbuf_text(told), *end = at + told->len, *nul;
	bool ended = false;

	for (; (nul = memchr(at, '\0', (size_t)(end - at))); at = nul + 1)
		switch (*at) {
		case TELL_PROJECT: out->project = at + 1; break;
		case TELL_DIR: out->dir = at + 1; break;
		case TELL_BEGUN: out->begun = true; break;
		case TELL_KEEP: out->keep = true; break;
		case TELL_ADOPTED: out->adopted = true; break;
		case TELL_END: ended = true; break;
		default: break;
		}
	return !ended && out->project && out->dir;
}

static void act(struct watched *w, watchdog_fn *fn)
{
	char *path = path_join(w->dir, "watchdog.log");

	if (w->begun)
		w->log = fopen(path, "ae");
	fn(w);
	if (w->log)
		(void)fclose(w->log); /* as above */
	free(path);
}

static NORETURN void watch(int fd, int other_end, watchdog_fn *fn)
{
	struct strbuf told = STRBUF_INIT;
	struct watched w = {0};

	(void)close(other_end); /* else the pipe would never end */
	stand_apart(fd);
	listen_to(fd, &told);
	if (understand(&told, &w))
		act(&w, fn);
	_exit(0); /* what kchaos has in its buffers is not ours to write */
}

/* ---- in kchaos ---- */

/* Started without standard input or output we would get their numbers. */
static int above_standard(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	(void)close(fd); /* nothing was written */
	return high;
}

static int make_pipe(int ends[2], struct err *e)
{
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set_errno(e, CODE_NO_RESOURCE,
				     "cannot make a pipe for the watchdog");
	ends[0] = above_standard(ends[0]);
	ends[1] = above_standard(ends[1]);
	return 0;
}

struct watchdog *watchdog_start(watchdog_fn *fn, struct err *e)
{
	struct watchdog *w;
	int ends[2];
	pid_t pid;

	if (make_pipe(ends, e) < 0)
		return NULL;
	pid = fork();
	if (pid == 0)
		watch(ends[0], ends[1], fn);
	if (pid < 0)
		err_set_errno(e, CODE_NO_RESOURCE, "cannot start the watchdog");
	(void)close(ends[0]);
	if (pid < 0) {
		(void)close(ends[1]);
		return NULL;
	}
	w = xcalloc(1, sizeof(*w));
	*w = (struct watchdog){.pid = pid, .fd = ends[1]};
	return w;
}

/* A watchdog that was killed hears nothing, which changes nothing for us; SIGPIPE is ignored (main). */
static void tell(struct watchdog *w, char what, const char *text)
{
	struct strbuf b = STRBUF_INIT;
	size_t done = 0;
	ssize_t n;

	strbuf_addch(&b, what);
	strbuf_add(&b, text, strlen(text) + 1);
	while (done < b.len) {
		n = write(w->fd, b.buf + done, b.len - done);
		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	strbuf_release(&b);
}

void watchdog_follow(struct watchdog *w, const char *project, const char *dir)
{
	if (!w)
		return;
	tell(w, TELL_PROJECT, project);
	tell(w, TELL_DIR, dir);
}

void watchdog_begin(struct watchdog *w)
{
	if (w)
		tell(w, TELL_BEGUN, "");
}

void watchdog_keep(struct watchdog *w)
{
	if (w)
		tell(w, TELL_KEEP, "");
}

void watchdog_adopted(struct watchdog *w)
{
	if (w)
		tell(w, TELL_ADOPTED, "");
}

void watchdog_end(struct watchdog *w)
{
	if (!w)
		return;
	tell(w, TELL_END, "");
	(void)close(w->fd);
	while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(w);
}
