/*
 * conductor.h - the parts of a run that its files share; nobody outside run/ includes it.
 *
 * One conductor, owned by run_scenario(), used by the main thread. Other threads touch only what
 * is said below.
 */
#ifndef RUN_CONDUCTOR_H
#define RUN_CONDUCTOR_H

#include "base/clock.h"
#include "base/rng.h"
#include "cluster/cluster.h"
#include "fault/action.h"
#include "load/load.h"
#include "model/header.h"
#include "observe/engine_watch.h"
#include "observe/instrument.h"
#include "observe/observer.h"
#include "record/writer.h"
#include "run/inbox.h"
#include "run/run.h"
#include "run/signals.h"
#include "run/snapshots.h"
#include "run/timed.h"
#include "run/watchdog.h"

struct conductor {
	const struct plan *plan;
	const struct run_opts *opts;
	struct cluster *cluster;
	const struct topology *topology;
	struct clock clock;
	struct run_header header;
	struct signals signals;
	struct record *record;
	struct stream *events; /* written by the main thread only */
	FILE *log;             /* kchaos.log */
	struct inbox inbox;    /* events of action threads, taken by the main thread */
	struct journal *journal;
	struct observer *observer;
	struct engine_watch *engine;
	struct instrument *instrument;
	struct snapshots *snapshots;
	struct load *load;
	pthread_mutex_t interruptible_lock;
	struct load *
		interruptible; /* the load, while the signal thread may interrupt it; locked */
	struct err stop;       /* why a progress function ended what called it */
	struct picks picks;
	struct timed timed; /* faults that end by themselves */
	bool has_timed;
	atomic_int next_action; /* for actions within actions */
	bool has_begun;         /* see conductor_begun() */
	bool was_started;       /* the cluster: there is something to take down */
	bool was_adopted;       /* the journal says how it was found */
	atomic_bool
		cancel; /* ends the waiting inside an action; set by the signal thread too */

	/* where we are, for the live display */
	const char *stage;
	int phase;
	int64_t phase_begin_ns, phase_end_ns;
	struct workload_status *workloads;
	int64_t *good_before; /* a second ago, per workload */
	int64_t counted_ns;
	struct view view; /* as of the last pulse */
	struct ids ended; /* hosts whose engines actions have ended */
	int64_t ticked_ns, flushed_ns;
	/* What the second Ctrl-C says: before the cluster was begun, once it was, and once it is up and to be kept. */
	char *leftover_early, *leftover, *leftover_kept;
};

/* run.c: from now on something of ours may be on the engine; and now the cluster is up. */
void conductor_begun(struct conductor *c);
void conductor_up(struct conductor *c);

/* pulse.c: the main thread's heartbeat while it waits for anything. */

/* Display, flush, inbox; -1 when the run must stop now: a signal, a full disk, a lost engine. */
int conductor_pulse(struct conductor *c, struct err *e);
/* The same inside a progress function: false, and why is kept in c->stop. */
bool conductor_goes_on(struct conductor *c);
/* After a call that a progress function may have ended: puts the true reason into `e`. */
int conductor_reason(struct conductor *c, int rc, struct err *e);
/* Pulses until run time `at_ns`. */
int conductor_wait_until(struct conductor *c, int64_t at_ns, struct err *e);
void conductor_stage(struct conductor *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
void conductor_event(struct conductor *c, const struct event *ev);
void conductor_run_event(struct conductor *c, const char *text);
void conductor_note(struct conductor *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* phases.c */
int conductor_phases(struct conductor *c, struct err *e);

/* Can every action of the plan be done here? Asks nothing of a plan without special needs. */
int conductor_possible(struct conductor *c, struct err *e);

/* setup.c: everything up to the first phase. */
int conductor_setup(struct conductor *c, struct err *e);

/* adopt.c: instead of starting a cluster, and of taking it down. */
int conductor_adopt(struct conductor *c, struct err *e);
int conductor_make_topics(struct conductor *c, int64_t timeout_ns, struct err *e);
int conductor_give_back(struct conductor *c, struct err *e);

/* silence.c: hosts whose engines do not answer. */

/* Several times a second: nobody is to wait for one that has been silent for long. */
void conductor_look_at_hosts(struct conductor *c);
/* For how long none has answered, but for those that actions ended; 0: one does. */
int64_t conductor_lost_ns(const struct conductor *c);
/* Does the engine of one of these nodes not answer? Any thread; `arg` is the conductor. */
bool conductor_is_silent(void *arg, const struct ids *nodes);
/* What was done there can be undone once they answer: a minute at most. With all of them gone, or after a
 * failed start, which has no watch, nobody is waited for. */
void conductor_await_hosts(struct conductor *c);

/* Each thing undone, as a line of the live display. */
void conductor_tell_heal(void *arg, int32_t node, bool is_error, const char *text);

/* integrity.c: every replica against the others; -1 only when the run must stop now. */
int conductor_compare(struct conductor *c, struct err *e);

/* wayout.c: everything after the last phase, whatever happened (`failed`: e is set). */
int conductor_way_out(struct conductor *c, bool failed, bool *out_recorded,
		      struct err *e);

#endif
