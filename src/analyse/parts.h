/*
 * parts.h - the steps of findings_make(), each filling its part of the findings from the run.
 * They are called in this order; each may use what the ones before it found.
 */
#ifndef ANALYSE_PARTS_H
#define ANALYSE_PARTS_H

#include "analyse/findings.h"
#include "analyse/series.h"

/* Phases, the measurement's begin and end, actions (phases.c). */
void find_phases(struct findings *f);
void find_actions(struct findings *f);

/* Ticker, observer, CPU (instrument.c). */
void find_instrument(struct findings *f);

/* Answers that were older than what was known (stale_answers.c). */
void find_stale_answers(const struct findings *f, struct records *records);

/* Demand, windows and their spans (workload.c). `records`: one per workload, loaded. */
void find_workloads(struct findings *f, struct records *records);

/*
 * Workloads over time (rates.c). find_buckets() comes first. rates_of() counts a series, rates_new() gives
 * an empty row per bucket; both are for the finding. rates_at(): the bucket of an instant; NULL: outside.
 */
void find_buckets(struct findings *f);
struct rate *rates_new(const struct findings *f);
struct rate *rates_of(const struct findings *f, const struct series *s,
		      int64_t late_after_ns);
struct rate *rates_at(const struct findings *f, struct rate *all, int64_t at_ns);
void rate_answered(struct rate *to, const struct hist *h);

/* What consumers got again, and assignments anew (group.c). */
void find_groups(struct findings *f, const struct records *records);

/* Of bulk workloads: how fast and how late, and their demand (bulk.c). */
void find_bulks(struct findings *f);

/* An answer within this is prompt: the steady p99, at most `late_after` (workload.c). */
int64_t prompt_ns(const struct workload_finding *w, int64_t late_after_ns);

/* The last instant at which what began the window can have happened (split.c). */
int64_t begun_by_ns(const struct findings *f, const struct window *w);

/* Controllers, ISR, phase boundaries, the split of windows and their reasons: what the view tells
 * (replay.c). */
void find_cluster(struct findings *f, const struct records *records);

/* Every record settled (settle.c). */
void find_settlements(struct findings *f, struct records *records);

/*
 * One bulk workload, its outcomes held against what was read back (settle_bulk.c). `warm`: its warm-up
 * records, in rows as anybody's, whose found flags are set. `verified`: per partition of its topic.
 */
struct bulk_settling {
	const struct run *run;
	const struct workload_plan *plan;
	const struct records *warm;
	const bool *verified;
	int partitions;
};
void settle_bulk(const struct bulk_settling *in, struct settlement *to);

/* How long the read-back took, and the bytes on the nodes' disks (disks.c). */
void find_read_back(struct findings *f);
void find_disks(struct findings *f);

/* Replicas held against each other (replicas.c). */
void find_replicas(struct findings *f);

/* The nodes' logs in plain words (digest.c). */
void find_digest(struct findings *f);

/* What a reader of the numbers should know (notes.c). */
void find_notes(struct findings *f, const struct records *records);

#endif
