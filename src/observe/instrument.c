#include "observe/instrument.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

#define TICK_NS  (10 * NS_PER_MS)
#define WRITE_NS NS_PER_S

struct instrument {
	const struct clock *clock;
	struct stream *stream;
	pthread_t thread;
	atomic_bool stop;
	int64_t worst_ns; /* lateness since the last line */
};

static int64_t cpu_ns(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) != 0)
		return 0; /* cannot happen with RUSAGE_SELF */
	return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * NS_PER_S +
	       (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * NS_PER_US;
}

/* The second number of /proc/self/statm: resident pages. 0: not told. */
static int64_t rss_kib(void)
{
	char text[128] = {0};
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	const char *second;

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd); /* read only */
	second = strchr(text, ' ');
	return second ? strtoll(second, NULL, 10) * (sysconf(_SC_PAGESIZE) / 1024) : 0;
}

/* "some ... total=" of /proc/pressure/cpu, in µs since the machine's start (kernel: accounting/psi). 0: not told. */
static int64_t contended_ns(void)
{
	char text[256] = {0};
	int fd = open("/proc/pressure/cpu", O_RDONLY | O_CLOEXEC);
	const char *total;

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd); /* read only */
	total = strstr(text, "total=");
	return total ? strtoll(total + strlen("total="), NULL, 10) * NS_PER_US : 0;
}

static void write_line(struct instrument *i, int64_t now_ns)
{
	struct event ev = EVENT(INSTRUMENT, now_ns);

	ev.late_ns = i->worst_ns;
	ev.cpu_ns = cpu_ns();
	ev.rss_kib = rss_kib();
	ev.contended_ns = contended_ns();
	stream_event(i->stream, &ev);
	i->worst_ns = 0;
}

/* A tick that comes late moves the next one: what was missed is not made up for. */
static void *tick(void *arg)
{
	struct instrument *i = arg;
	int64_t now = clock_now(i->clock), next_line = now + WRITE_NS;

	while (!atomic_load(&i->stop)) {
		int64_t due = now + TICK_NS;

		clock_sleep_until(i->clock, due);
		now = clock_now(i->clock);
		if (now - due > i->worst_ns)
			i->worst_ns = now - due;
		if (now < next_line)
			continue;
		write_line(i, now);
		next_line += ((now - next_line) / WRITE_NS + 1) * WRITE_NS;
	}
	write_line(i, now);
	return NULL;
}

struct instrument *instrument_start(const struct clock *c, struct record *r,
				    struct err *e)
{
	struct instrument *i = xcalloc(1, sizeof(*i));

	i->clock = c;
	i->stream = record_stream(r, "instrument.jsonl", e);
	if (!i->stream)
		goto fail;
	errno = pthread_create(&i->thread, NULL, tick, i);
	if (errno == 0)
		return i;
	err_set_errno(e, CODE_NO_RESOURCE, "cannot start the ticker");
fail:
	free(i);
	return NULL;
}

void instrument_stop(struct instrument *i)
{
	if (!i)
		return;
	atomic_store(&i->stop, true);
	(void)pthread_join(i->thread, NULL); /* it looks every TICK_NS */
	free(i);
}
