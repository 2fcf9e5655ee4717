/*
 * producer.h - one producing workload, on its own thread.
 *
 * Open loop: record n is due at start + n / rate whatever became of the others. It is sent when
 * due; when we are behind, at once, and its row shows how late it left. Demand is never skipped:
 * while the client's queue is full, records wait with their due times ("saturated" events tell), and
 * those still waiting when the run gives up are rows too.
 *
 * A bulk workload is warmed up the same way, and then goes its own (bulk.h).
 *
 * A burst is a second schedule on top for a time (timetable.h): its records are the workload's like
 * all others.
 *
 * Before all that, each partition gets records until one is acknowledged (warm rows, no demand); the
 * sequence numbers go on from there.
 *
 * Owner: struct load. Threads: the producer's own; what is declared here may be called by the
 * conductor. Fails: producer_start() only.
 */
#ifndef LOAD_PRODUCER_H
#define LOAD_PRODUCER_H

#include "load/control.h"
#include "load/schedule.h"
#include "model/tally.h"

struct producer;

struct producer *producer_start(struct control *control, size_t workload, struct err *e);

/* So many more records are due from schedule->start_ns until `until_ns`. Give the thread 50 ms to
 * notice. Any thread. */
void producer_add(struct producer *p, const struct schedule *schedule, int64_t until_ns);
/* Nothing that was added still waits for the thread. */
bool producer_has_taken(const struct producer *p);

/* Partitions without an acknowledged record so far. */
int producer_cold(const struct producer *p);
/* Everything due was sent and has its row. */
bool producer_is_done(const struct producer *p);
/* Records that were given up without an answer; known when done. */
int64_t producer_given_up(const struct producer *p);
const struct tally *producer_tally(const struct producer *p);
const struct workload_plan *producer_plan(const struct producer *p);

/* Waits for the thread's end (control->quit or everything done) and frees. Takes NULL. */
void producer_join(struct producer *p);

#endif
