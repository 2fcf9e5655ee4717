/*
 * report.h - findings and verdict as text to paste and as JSON to read by machine.
 *
 * Pure functions of their input: the same run directory gives the same bytes. Instants are shown
 * as seconds since the first phase began ("+10.31 s").
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/strbuf.h"
#include "expect/verdict.h"
#include "model/description.h"

struct text_style {
	bool colour;
	int width; /* columns of the timeline strip's terminal; 0: 100 */
};

/* The tables of a run's snapshots, in its order; none: an earlier version recorded it. Borrowed. */
struct run_tables {
	const struct description *at;
	size_t len;
};

/* The summary a person can paste. Appends. */
void report_text(const struct findings *f, const struct verdicts *v,
		 const struct text_style *style, struct strbuf *out);

/* A section of a document: question, answer in a paragraph of numbers, verdict, expectations. Appends. */
void report_markdown(const struct findings *f, const struct verdicts *v,
		     const struct run_tables *tables, struct strbuf *out);

/* results.json, documented in docs/run-directory.md; versioned by "format". Caller frees. */
char *report_json(const struct findings *f, const struct verdicts *v);

#endif
