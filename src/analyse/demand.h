/*
 * demand.h - counting a workload's records by phase: due, served in time, late, never.
 * Owner: the finding that is filled in. Fails: never.
 */
#ifndef ANALYSE_DEMAND_H
#define ANALYSE_DEMAND_H

#include "analyse/findings.h"
#include "analyse/series.h"

struct demand_input {
	const struct findings *f; /* its phases and measurement are known */
	const struct workload_plan *plan;
	const struct series *series;
	const struct records *records; /* produce: to find gaps in seq; else NULL */
};

/* Fills run, phases, shares and the steady p99 of `w`; not what windows tell. */
void demand_count(struct workload_finding *w, const struct demand_input *in);

/* The phase an instant falls into, or n_phases. */
size_t phase_at(const struct findings *f, int64_t at_ns);

#endif
