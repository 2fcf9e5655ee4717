/*
 * load.h - what users do to the cluster during a run: all workloads of a plan, running.
 *
 *   load_check        before anything is started: are the properties and templates right?
 *   load_start        consumers first, then producers; each on its own thread
 *   load_warm         until each partition of each workload has proved to work once
 *   load_begin        the common start of all open-loop schedules
 *   load_add           more records on top, for a time: a burst
 *   load_stop_producing, load_drain, load_stop
 *
 * Every record has exactly one row in "load/NAME-0.produced", whatever happens (of bulk workloads its place in a run: bulk.h); what consumers
 * receive is in "load/NAME-MEMBER.consumed", each question in "load/NAME-MEMBER.asked" (asker.h). What a workload has to say besides (started, warm,
 * fatal errors, group assignments) are WORKLOAD events in the stream "load.jsonl".
 *
 * Owner: the conductor; all calls from its thread, except load_interrupt (any), and load_tallies
 * and load_add (any, between start and stop). Rows and events are written by the workloads' threads.
 * Fails: before and while starting with struct err; afterwards outages are data, not errors. A full
 * disk is told by record_failed().
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "base/clock.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "model/plan.h"
#include "model/tally.h"
#include "model/topology.h"
#include "record/writer.h"

struct load;

/* Would load_start() accept the plan's workloads? Contacts nobody. Kind ERR_USAGE. */
int load_check(const struct plan *plan, struct err *e);

/* What to write into run.json: `environment` gets "librdkafka" (its version) and a row
 * "librdkafka artefact N" per known defect of it; `defaults` one row per property that we set, the
 * text being "VALUE: REASON". */
void load_describe(struct params *environment, struct params *defaults);

/* Creates the plan's topics that are missing and waits for their leaders. With `out_foreign` all must be
 * missing: one that is there is a failure, and *out_foreign its name. */
int load_create_topics(const struct plan *plan, const struct topology *topology,
		       int64_t timeout_ns, const char **out_foreign /* or NULL */,
		       struct err *e);

/* Everything borrowed must outlive load_stop(). Topics must exist. NULL on failure. */
struct load *load_start(const struct plan *plan, const struct topology *topology,
			const struct clock *clock, struct record *record, uint32_t run_id,
			struct err *e);

/* Waits until every partition of every producing workload has acknowledged a record and every
 * consuming workload has received one from each such partition, and each question was answered once. -1: not by `until_ns` (the error
 * names what is missing), or interrupted. */
int load_warm(struct load *load, int64_t until_ns, struct err *e);

/* Record n of a workload is due at at_ns + n / rate. Give the threads 50 ms to notice. */
void load_begin(struct load *load, int64_t at_ns);

/* Phase `phase` has begun: bulk workloads may wait for it. */
void load_enter_phase(struct load *load, int phase);

/* Has the bulk workload nothing more to do? Appends to `seen` (or NULL) how far it is. */
bool load_written(const struct load *load, const char *workload, struct strbuf *seen);

/* `rate_mps` thousandths of a record per second more are due of a workload (NULL: of each that
 * produces) from one instant (50 ms ahead or more) to the other; the end of all production ends
 * that, too. Returns when the threads know. -1: there is no such workload, or it produces no more. */
int load_add(struct load *load, const char *workload /* or NULL */, int64_t rate_mps,
	     int64_t from_ns, int64_t until_ns, struct err *e);

/* No record is due from now on; those due before are still sent. Does not wait. */
void load_stop_producing(struct load *load);

/* Waits until every record has its outcome, and the consumers have what was acknowledged (for
 * that, LOAD_CATCH_UP_NS at most). What is not answered by `until_ns` is given up: outcome unknown.
 * Returns how many that were. Calls load_stop_producing() if nobody did. */
#define LOAD_CATCH_UP_NS (5 * NS_PER_S)
int64_t load_drain(struct load *load, int64_t until_ns);

/* Ends all threads (giving up what is not answered) and frees everything. Takes NULL. */
void load_stop(struct load *load);

/* Makes a load_warm() or load_drain() return soon. Any thread; async-signal-safe. */
void load_interrupt(struct load *load);

/* The live counters of workload `index` of the plan, one per client: up to `cap` pointers into
 * `out`; returns how many there are. Valid until load_stop(). */
size_t load_tallies(const struct load *load, size_t index, const struct tally **out,
		    size_t cap);

#endif
