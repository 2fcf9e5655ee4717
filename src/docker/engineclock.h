/*
 * engineclock.h - how far an engine's clock is from ours, and how sure that is.
 *
 * What an engine stamps - its events, the lines of its logs, when a container ended - is its own
 * host's time. Nothing in the API asks for the time as such; two answers carry it:
 *  - GET /info has SystemTime in nanoseconds, stamped somewhere within some milliseconds of work
 *    (5 to 8 ms on an idle Engine 20.10.24, and more the busier it is);
 *  - every answer has the HTTP header Date, stamped when the answer is written, in whole seconds. Its
 *    last digit turns at the engine's full second: pings around that moment tell it to within about
 *    two round trips, 0.13 ms there, so the offset was known to 0.2 ms.
 * Each answer says only that the engine's time was T at some moment between asking and having the
 * answer; those statements hold together or the clock was set meanwhile (then the last one counts). Between
 * /info and the turn lies up to a second, in which the clock goes on drifting.
 * No assumption is made about where in between, so the error is a bound, not an estimate.
 * Threads and failures as engine.h.
 */
#ifndef DOCKER_ENGINECLOCK_H
#define DOCKER_ENGINECLOCK_H

#include "docker/engine.h"

struct engine_clock {
	int64_t offset_ns;  /* the engine's clock minus ours */
	int64_t error_ns;   /* the true offset is at most so far from that */
	int64_t at_wall_ns; /* ours, when it was measured: clocks drift apart */
};

/* Takes up to about 1.2 s, of which it sleeps most: until the engine's next full second. */
int engine_clock(struct engine *en, struct engine_clock *out, struct err *e);

/*
 * What is known of an offset: it lies in [low, high]. Pure; for tests.
 * clock_bounds_stamp(): the engine said a time of which `unit_ns` is the smallest step, written
 * after `sent` and before `received` by our clock.
 */
struct clock_bounds {
	int64_t low_ns;
	int64_t high_ns;
	bool is_known;
};
void clock_bounds_stamp(struct clock_bounds *b, int64_t stamp_ns, int64_t unit_ns,
			int64_t sent_ns, int64_t received_ns);

/*
 * What two measurements of a clock tell together, `passed_ns` apart, in the later one: an engine or a machine that is
 * busy answers late and tells little, and a clock does not run away by more than CLOCK_DRIFT_PPM. Bounds
 * that have nothing in common are a clock that jumped, or drifts by more: then the later one counts. Pure.
 */
enum { CLOCK_DRIFT_PPM = 500 }; /* what time daemons correct by at most */
void clock_bounds_join(struct clock_bounds *now, const struct clock_bounds *before,
		       int64_t passed_ns);

#endif
