/*
 * host_pulse.h - asks one engine now and then whether it is still there, and what time it has: over a connection
 * of its own, so that neither waits for what else is asked of it, nor delays it.
 *
 * A stream that brings nothing may mean that nothing happens, or that its engine is frozen or cut off: only
 * a question tells. Its clock is measured (docker/engineclock.h) before host_pulse_start() returns, about every
 * ten seconds, and once more at the end where that was asked for. Offsets are against the run's axis: what
 * our own wall clock does meanwhile is in them.
 * Owner: whoever made it; host_pulse_free(). Threads: one of its own; the functions here may be called
 * from any. Callbacks come from its thread, the first clock from the one that starts it.
 * Fails: only to start (no thread). An engine that is silent is what it is there to tell.
 */
#ifndef OBSERVE_HOST_PULSE_H
#define OBSERVE_HOST_PULSE_H

#include "base/clock.h"
#include "docker/engine.h"

struct host_pulse;

struct pulse_opts {
	const struct clock *clock; /* borrowed, as all of these */
	const struct engine_where *where;
	bool measures_at_end;
	bool is_ours; /* its clock is taken for ours as long as that may be so: nothing is unsure then */
	void (*on_beat)(void *arg); /* after each question, answered or not */
	/* Its clock is so far ahead of the run's, sure to within `unsure_ns`. */
	void (*on_clock)(void *arg, int64_t offset_ns, int64_t unsure_ns);
	void *arg;
};

struct host_pulse *host_pulse_new(const struct pulse_opts *opts);
int host_pulse_start(struct host_pulse *p, struct err *e);
void host_pulse_free(struct host_pulse *p); /* ends it; takes NULL */

/* Since when it owes an answer (run time); NEVER: it does not. A question on its way counts. */
int64_t host_pulse_unanswered_since(const struct host_pulse *p);

/* What the engine stamped, on the run's axis. *out_unsure_ns (may be NULL): at most so far off; NEVER: its
 * clock could not be measured, and is taken for ours. */
int64_t host_pulse_place(struct host_pulse *p, int64_t wall_ns, int64_t *out_unsure_ns);

/* What its clock says at a time of the run. */
int64_t host_pulse_stamp(struct host_pulse *p, int64_t run_ns);

/* Why the last question that had no answer had none. */
void host_pulse_why(struct host_pulse *p, struct err *out);

/*
 * The offset to correct by, and what stays unsure then: an offset that may as well be none is taken for
 * none, for times must not be shifted by noise. Pure; for tests.
 */
void host_pulse_settle(int64_t *offset_ns, int64_t *unsure_ns);

#endif
