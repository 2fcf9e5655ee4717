#include "base/log.h"

#include "base/strbuf.h"

#include <pthread.h>
#include <stdarg.h>

static struct {
	pthread_mutex_t lock;
	enum log_level level;
	void (*sink)(void *arg, enum log_level level, const char *line);
	void *sink_arg;
	FILE *file;
	struct clock clock;
} logger = {.lock = PTHREAD_MUTEX_INITIALIZER, .level = LOG_WARN};

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void log_set_level(enum log_level level)
{
	pthread_mutex_lock(&logger.lock);
	logger.level = level;
	pthread_mutex_unlock(&logger.lock);
}

void log_set_sink(void (*sink)(void *arg, enum log_level level, const char *line),
		  void *arg)
{
	pthread_mutex_lock(&logger.lock);
	logger.sink = sink;
	logger.sink_arg = arg;
	pthread_mutex_unlock(&logger.lock);
}

void log_set_file(FILE *file, const struct clock *clock)
{
	pthread_mutex_lock(&logger.lock);
	logger.file = file;
	if (clock)
		logger.clock = *clock;
	pthread_mutex_unlock(&logger.lock);
}

static void to_terminal(enum log_level level, const char *actor, const char *text)
{
	struct strbuf line = STRBUF_INIT;

	if (level <= LOG_WARN)
		strbuf_addf(&line,
			    "kchaos: %s: ", level == LOG_ERROR ? "error" : "warning");
	else
		strbuf_addf(&line, "kchaos: %s: ", actor);
	strbuf_addstr(&line, text);
	if (logger.sink)
		logger.sink(logger.sink_arg, level, strbuf_text(&line));
	else
		(void)fprintf(stderr, "%s\n", strbuf_text(&line));
	strbuf_release(&line);
}

static void write_line(enum log_level level, const char *actor, const struct strbuf *line)
{
	const char *text = strbuf_text(line);

	pthread_mutex_lock(&logger.lock);
	if (level <= logger.level)
		to_terminal(level, actor, text);
	if (logger.file) {
		(void)fprintf(logger.file, "%+.3fs %-5s %s %s\n",
			      ns_to_s(clock_now(&logger.clock)), level_names[level],
			      actor, text);
		(void)fflush(logger.file); /* a log that is lost in a crash is no log */
	}
	pthread_mutex_unlock(&logger.lock);
}

void log_at(enum log_level level, const char *actor, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	write_line(level, actor, &text);
	strbuf_release(&text);
}

void log_coded(enum log_level level, enum code code, const char *actor, const char *fmt,
	       ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (code != CODE_NONE)
		strbuf_addf(&text, " [%s]", code_text(code));
	write_line(level, actor, &text);
	strbuf_release(&text);
}
