/*
 * series.h - a workload as windows are found in it: what was due and when it was served, by
 * partition. The same for both planes.
 *
 * produce: due is the schedule's time, served is the acknowledgement.
 * consume: due is the moment the record was acknowledged to a measurable producer of the topic,
 * served is its first receipt by any member. Good instants are all receipts.
 *
 * Owner: the caller of series_of_*(); the items of a producing series are the records' own, whose
 * demand flags are set. Fails: never.
 */
#ifndef ANALYSE_SERIES_H
#define ANALYSE_SERIES_H

#include "analyse/records.h"

/* A moment at which a partition is known to have worked. */
struct instant {
	int64_t at_ns;
	bool prompt; /* what was served was not late */
};

struct series {
	struct item *items; /* partition p: [first[p], first[p + 1]), by due time */
	const size_t *first;
	size_t n_partitions;
	struct instant
		*goods; /* partition p: [first_good[p], first_good[p + 1]), by time */
	size_t *first_good;
	struct item *own_items; /* what series_release() frees */
	size_t *own_first;
};

struct measurement {
	int64_t begin_ns, end_ns;
	bool cut_off; /* the run did not end by itself: the last seconds may be missing */
};

void series_of_producer(struct series *s, struct records *r, const struct measurement *m,
			int64_t late_after_ns);

/* `records`: of every workload of the plan; empty for consuming ones. */
void series_of_consumer(struct series *s, const struct run *run, size_t workload,
			const struct records *records, const struct measurement *m);

void series_release(struct series *s);

/* acks=0 proves nothing. */
bool workload_measurable(const struct workload_plan *w);

/* Answered in time, as late_after says. */
bool item_served(const struct item *it, int64_t late_after_ns);

#endif
