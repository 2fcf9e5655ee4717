/*
 * clock.h - one clock for a run: int64_t nanoseconds since the run's start.
 *
 * Monotonic time decides; wall-clock time is kept as a pair taken at the start, so that foreign
 * wall-clock stamps (engine events, node logs) can be placed on the same axis. The pair is taken
 * again at the end (clock_wall_drift) and the difference is recorded as uncertainty.
 * Threads: const after clock_start(); a fake clock (tests) belongs to one thread.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"

struct clock {
	int64_t mono_start_ns;      /* CLOCK_MONOTONIC at run start */
	int64_t wall_start_ns;      /* CLOCK_REALTIME at run start, ns since 1970 */
	const int64_t *fake_now_ns; /* tests: the time instead, or NULL */
};

void clock_start(struct clock *c);
int64_t clock_now(const struct clock *c);

/* Places a wall-clock stamp (ns since 1970) on the run's axis, and back. */
int64_t clock_from_wall(const struct clock *c, int64_t wall_ns);
int64_t clock_to_wall(const struct clock *c, int64_t run_ns);

/* How far wall-clock time has moved against monotonic time since the start. */
int64_t clock_wall_drift(const struct clock *c);

/* Sleeps until run time `at_ns`; may return early on a signal: look at the clock again. */
void clock_sleep_until(const struct clock *c, int64_t at_ns);

/* Makes a pthread_cond_t that waits on CLOCK_MONOTONIC, and an absolute time for it. */
struct timespec clock_abstime(const struct clock *c, int64_t at_ns);

/* "2026-11-22T04:10:00.123456789Z" (RFC 3339, any number of decimals, Z or +hh:mm) to ns since
 * 1970; false when it is anything else, no date of the calendar, or outside 1678 to 2261. */
bool clock_parse_rfc3339(const char *text, int64_t *out_wall_ns);

/* Writes ns since 1970 as "2026-11-22T04:10:00.123Z". Returns buf. */
char *clock_format_wall(char *buf, size_t cap, int64_t wall_ns);

#endif
