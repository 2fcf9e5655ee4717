/*
 * control.h - inside load/: what the conductor tells the workloads' threads, and what they tell
 * each other.
 *
 * Owner: struct load. Threads: instants and flags are atomics, set by the conductor and looked at
 * by every thread each LOAD_GLANCE_MS at the latest; marks are atomics that only grow, raised by
 * any thread; the rest is const once the first thread runs.
 */
#ifndef LOAD_CONTROL_H
#define LOAD_CONTROL_H

#include "base/clock.h"
#include "model/event.h"
#include "model/plan.h"
#include "model/tally.h"
#include "model/topology.h"
#include "record/writer.h"

#include <pthread.h>
#include <stdatomic.h>

/* The longest a thread waits for its client before it looks at the flags again. */
enum { LOAD_GLANCE_MS = 20 };

/* One number per partition, e.g. how far it was acknowledged. Only grows. */
struct marks {
	atomic_int_fast64_t *at;
	int len;
};

void marks_init(struct marks *m, int len);
void marks_release(struct marks *m);
void marks_raise(struct marks *m, int32_t partition, int64_t value);
int64_t marks_get(const struct marks *m, int32_t partition);

/* Live counters at their own cache line, all "none yet". Caller frees. */
struct tally *tally_new(void);

struct control {
	const struct plan *plan;
	const struct topology *topology;
	const struct clock *clock;
	struct record *record;
	char *bootstrap;
	uint32_t run_id;

	struct stream *events;
	pthread_mutex_t events_lock;

	struct marks *
		acked; /* per topic of the plan: next offset after the last acknowledged */

	atomic_int_fast64_t begin_ns; /* start of the schedules; NEVER: not yet */
	atomic_int_fast64_t
		end_ns;   /* records due from here on are not sent; INT64_MAX: no end */
	atomic_int phase; /* that has begun last; NO_PHASE: none so far */
	atomic_bool give_up; /* what is not answered never will be */
	atomic_bool quit;    /* consumers end, producers and askers give up */
	atomic_bool interrupted;
};

int control_init(struct control *c, struct err *e); /* after the members above were set */
void control_release(struct control *c);

static inline int64_t control_now(const struct control *c)
{
	return clock_now(c->clock);
}

/* Writes a WORKLOAD event. Any thread. */
void control_event(struct control *c, const char *workload, int member, const char *fmt,
		   ...) PRINTF_LIKE(4, 5);

/* The stream "load/NAME-MEMBER.SUFFIX". */
struct stream *control_rows(struct control *c, const char *workload, int member,
			    const char *suffix, struct err *e);

#endif
