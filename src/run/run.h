/*
 * run.h - the conductor: one scenario from "start the cluster" to "nothing is left behind".
 *
 * The cluster is opened, not started, and stays the caller's.
 * run_scenario() is called by the main thread and returns when the cluster is gone (or kept) and
 * the run directory is complete; analysis comes after it, from the directory alone.
 * Whatever ends the run - the last phase, a failure, a signal, a full disk, an engine that is
 * gone - the same way out is taken: stop the load, heal, read back if that still makes sense,
 * tear down, close the record.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/err.h"
#include "model/event.h"
#include "model/plan.h"
#include "model/topology.h"
#include "model/view.h"

struct cluster;
struct watchdog;

/* A workload as the live display shows it. */
struct workload_status {
	const char *name;
	enum plane plane;
	int64_t good; /* acknowledged, received or answered so far */
	int64_t bad;  /* rejected or unknown */
	double per_s; /* good ones in the last second */
	int64_t silent_ns; /* since the last good one; what is late counts from late_after on */
	int64_t waiting_ns; /* the oldest record without an answer, since it was due; 0: none */
	bool out; /* no answer for longer than late_after while records are due */
};

struct run_status {
	const struct plan *plan;
	const struct topology *topology;
	const struct view *view;
	int64_t now_ns;
	int phase; /* NO_PHASE: before the first or after the last */
	int64_t phase_begin_ns;
	int64_t phase_end_ns; /* planned; NEVER: it waits for a condition */
	const char *stage; /* "starting kafka2", "phase", "reading everything back" ... */
	const struct workload_status *workloads; /* as the plan's */
	size_t n_workloads;
};

/* How a run tells what it is doing. Called by the main thread; any member may be NULL. */
struct run_watch {
	void *arg;
	void (*stage)(void *arg, int64_t now_ns,
		      const char *text);                     /* a line as it happens */
	void (*event)(void *arg, const struct event *ev);    /* the conductor's events */
	void (*tick)(void *arg, const struct run_status *s); /* several times a second */
};

struct run_opts {
	const char *dir; /* run directory, to be made */
	bool keep;       /* leave the cluster running */
	struct watchdog
		*watchdog; /* finishes the work if we are killed; NULL: nobody does */
	struct run_watch watch;
};

/*
 * 0: recorded from begin to end. -1: `e` says why it ended early; with ERR_INTERRUPTED after a
 * signal, and whatever was recorded can still be analysed if *out_recorded.
 */
int run_scenario(const struct plan *plan, struct cluster *cluster,
		 const struct run_opts *opts, bool *out_recorded, struct err *e);

#endif
