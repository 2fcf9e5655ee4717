/*
 * test_analyse_run.h - run directories made by hand, in memory, for the tests of analysis and
 * verdict. Times are whole milliseconds; nodes 1, 2, 3 are brokers and controllers.
 *
 * Owner: the test; fake_release() frees everything. Order of calls: topics, workloads, phases,
 * then rows and events in any order, then fake_analyse().
 */
#ifndef TESTS_UNIT_TEST_ANALYSE_RUN_H
#define TESTS_UNIT_TEST_ANALYSE_RUN_H

#include "analyse/findings.h"

#define MS(x) ((int64_t)(x)*NS_PER_MS)

enum { LATE_AFTER_MS = 250 };

struct fake {
	struct run run;
	uint32_t *next_seq; /* per workload */
	struct findings findings;
	bool analysed;
};

void fake_init(struct fake *k);
void fake_release(struct fake *k);

/* Topic "t" or another; min.insync.replicas 2, 3 replicas. */
void fake_topic(struct fake *k, const char *name, int partitions);
size_t fake_producer(struct fake *k, const char *name, const char *topic, enum acks acks);
size_t fake_consumer(struct fake *k, const char *name, const char *topic);

/* `topic` "": a plane that is about none. Its rows are made like a producer's. */
size_t fake_asker(struct fake *k, const char *name, enum plane ask, const char *topic);

/* A phase that took place. */
int fake_phase(struct fake *k, const char *name, int64_t begin_ms, int64_t end_ms);
/* An action of the newest phase: requested, effective on each node, done. */
void fake_action(struct fake *k, const char *kind, int32_t node, int64_t at_ms,
		 int64_t effective_ms);

/* A record acknowledged at ack_ms; returns its sequence number. */
uint32_t fake_acked(struct fake *k, size_t workload, int partition, int64_t due_ms,
		    int64_t ack_ms);
/* One that was not. */
uint32_t fake_failed(struct fake *k, size_t workload, int partition, int64_t due_ms,
		     int64_t done_ms, enum outcome outcome, int error);
/* A row of any ledger, packed. */
void fake_packed(struct fake *k, enum ledger_kind kind, size_t workload,
		 const uint8_t *bytes, size_t n);
void fake_row(struct fake *k, size_t workload, const struct produced *row);
void fake_received(struct fake *k, size_t workload, size_t producer, uint32_t seq,
		   int partition, int64_t at_ms);
void fake_found(struct fake *k, size_t producer, uint32_t seq, int partition,
		int64_t offset);
/* A steady load: records due every step_ms from from_ms on, before to_ms, acknowledged ack_ms
 * after they were due. */
void fake_load(struct fake *k, size_t workload, int partition, int64_t from_ms,
	       int64_t to_ms, int64_t step_ms, int64_t ack_ms);
/* The same, but all of them are acknowledged at `at_ms`. */
void fake_stalled(struct fake *k, size_t workload, int partition, int64_t from_ms,
		  int64_t to_ms, int64_t step_ms, int64_t at_ms);

/* Takes the event's texts and lists. */
void fake_event(struct fake *k, struct event ev);
void fake_reach(struct fake *k, int32_t node, bool up, int64_t at_ms);
void fake_claim(struct fake *k, int32_t node, int32_t epoch, int64_t hw, int64_t at_ms);
/* `isr` is e.g. "123". */
void fake_partition(struct fake *k, int32_t teller, const char *topic, int partition,
		    int32_t leader, const char *isr, int64_t at_ms);
void fake_metadata(struct fake *k, int32_t node, int64_t offset, int64_t at_ms);
void fake_settled(struct fake *k, const char *topic, int partition, bool complete);
void fake_stall(struct fake *k, int64_t late_ms, int64_t at_ms);
void fake_gap(struct fake *k, int64_t late_ms, int64_t at_ms);
/* All nodes answer, node 1 leads the quorum, partition p of "t" is led by node 1 + p % 3. */
void fake_healthy(struct fake *k, int partitions, int64_t at_ms);

/* phase -1: the whole run. */
struct params *fake_expect(struct fake *k, const char *kind, int phase);

/* Analyses; aborts the test if that fails. Call once, when everything is told. */
const struct findings *fake_analyse(struct fake *k);
/* Only puts the run in order, to call findings_make() oneself. */
void fake_finish(struct fake *k);

#endif
