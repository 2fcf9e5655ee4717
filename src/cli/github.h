/*
 * github.h - what a run tells GitHub Actions, where it runs in it (docs/reports.md).
 *
 * Threads: one. Fails: never; what cannot be written is a warning, for the verdict is what counts.
 */
#ifndef CLI_GITHUB_H
#define CLI_GITHUB_H

#include "report/told.h"

/* Appends the run to the file `summary` (NULL: there is none), and writes annotations to `annotations` (NULL: none). */
void github_tell(const struct told *run, const char *summary, FILE *annotations);

/* The same, as GITHUB_STEP_SUMMARY and GITHUB_ACTIONS say. */
void github_tell_if_there(const struct told *run);

#endif
