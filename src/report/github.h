/*
 * github.h - a run for the pages of GitHub Actions: the job's summary and annotations.
 *
 * Pure. Owner: the caller of the buffer, to which is appended. Threads: any. Fails: never.
 */
#ifndef REPORT_GITHUB_H
#define REPORT_GITHUB_H

#include "report/told.h"

/* A job that writes too much gets an error instead of its summary; others write as well. */
enum { GITHUB_SUMMARY_MOST = 60 * 1024 };

/* The run as a section of Markdown, of at most `most` bytes: what is left out is said. */
void github_summary(const struct told *t, size_t most, struct strbuf *out);

/* A line per expectation that does not hold, shown at its line of the scenario. Only some ten are shown of a step:
 * from the tenth on one line says how many there are. */
void github_annotations(const struct told *t, struct strbuf *out);

#endif
