/*
 * log.h - what happened, for people: "kchaos: warning: text [K509]" on the terminal, and
 * "+12.345s warn  observer text" in the run directory's kchaos.log.
 *
 * The terminal shows levels up to the chosen one; the file gets everything. Library rooms log at
 * debug level only; warnings say what happens now ("..., continuing without ...").
 * Threads: any. One process-wide log (it is the only such state), set up by cli/ and run/.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"
#include "base/clock.h"
#include "base/codes.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* What goes to the terminal (default LOG_WARN). */
void log_set_level(enum log_level level);

/* Called for each line that would go to the terminal, instead of writing it; NULL: stderr. The
 * live display uses it to draw around log lines. It runs under the log's lock: it must not log. */
void log_set_sink(void (*sink)(void *arg, enum log_level level, const char *line),
		  void *arg);

/* Copies every line to `file` (borrowed; NULL to stop) with times of `clock` (copied). */
void log_set_file(FILE *file, const struct clock *clock);

void log_at(enum log_level level, const char *actor, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* With its code behind it; CODE_NONE: none. */
void log_coded(enum log_level level, enum code code, const char *actor, const char *fmt,
	       ...) PRINTF_LIKE(4, 5);

#define log_warning(code, actor, ...) log_coded(LOG_WARN, code, actor, __VA_ARGS__)
#define log_failure(code, actor, ...) log_coded(LOG_ERROR, code, actor, __VA_ARGS__)

/* What has no code of its own. */
#define log_debug(actor, ...) log_at(LOG_DEBUG, actor, __VA_ARGS__)
#define log_info(actor, ...)  log_at(LOG_INFO, actor, __VA_ARGS__)
#define log_warn(actor, ...)  log_at(LOG_WARN, actor, __VA_ARGS__)
#define log_error(actor, ...) log_at(LOG_ERROR, actor, __VA_ARGS__)

#endif
