/*
 * running.h - the workloads of a plan while they run: what load.c starts, steers and ends, and warm.c
 * looks at. Private to load/.
 *
 * Owner: load_start() to load_stop(). Threads: that of the callers of load.h; what the workloads' threads
 * tell is read by flags, marks and tallies.
 */
#ifndef LOAD_RUNNING_H
#define LOAD_RUNNING_H

#include "load/askers.h"
#include "load/control.h"

struct consumer;
struct producer;

/* A workload of the plan, running. */
struct running {
	const struct workload_plan *plan;
	size_t topic;
	struct producer *producer; /* or consumers, or askers */
	struct consumer **consumers;
	size_t n_consumers;
	struct marks received; /* by any of the consumers */
	struct askers askers;
};

struct load {
	struct control control;
	struct running *running; /* as the plan's workloads */
	size_t len;
};

/* Did the consumers receive what was acknowledged; or, of each partition that has anything, one? */
bool load_has_everything(const struct load *l, const struct running *r, bool only_first);

bool load_is_interrupted(const struct load *l);
void load_look_again(const struct load *l); /* waits a moment */

#endif
