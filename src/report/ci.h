/*
 * ci.h - a run for build servers and spreadsheets: JUnit XML, TAP 14, CSV.
 *
 * What each holds: docs/reports.md. Names from users' files cannot become markup, commands or formulas.
 */
#ifndef REPORT_CI_H
#define REPORT_CI_H

#include "report/told.h"

/* A suite per phase and one for the whole run, a case per expectation; inconclusive is an error. */
report_fn report_junit;

/* A test point per expectation; what is not a pass is "not ok" and says what it is. */
report_fn report_tap;

/* A row per workload and bucket of time. */
report_fn report_csv;

#endif
