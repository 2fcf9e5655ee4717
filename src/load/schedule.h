/*
 * schedule.h - when record n of an open-loop workload is due: start + n / rate, exactly.
 *
 * Computed from n each time, never by adding up steps, so it does not drift however long the run.
 * Pure.
 */
#ifndef LOAD_SCHEDULE_H
#define LOAD_SCHEDULE_H

#include "base/base.h"

struct schedule {
	int64_t start_ns;
	int64_t rate_mps; /* thousandths of a record per second; > 0 */
};

/* Rounded down to a whole ns. n >= 0. */
int64_t schedule_due(const struct schedule *s, int64_t n);

/* How many records are due before `at_ns`. */
int64_t schedule_count(const struct schedule *s, int64_t at_ns);

#endif
