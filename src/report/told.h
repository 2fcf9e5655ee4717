/*
 * told.h - a run as reports are made of it: what its directory holds and what was worked out of that.
 *
 * Owner: the caller of told_open(); const from then on. Threads: one.
 */
#ifndef REPORT_TOLD_H
#define REPORT_TOLD_H

#include "base/strbuf.h"
#include "expect/verdict.h"
#include "model/description.h"

struct told {
	char *dir; /* as it was named, without a slash at its end */
	struct run run;
	struct findings f;
	struct verdicts v;
	struct description *
		tables; /* at the phases' boundaries, in order; none: an earlier version's run */
	size_t n_tables;
};

/* Reads and judges `dir`, of which nothing is changed; `strict` as in verdicts_make(). -1: nothing is
 * left to close. */
int told_open(struct told *t, const char *dir, bool strict, struct err *e);
void told_close(struct told *t);

/* The same of several; *out is the caller's, for told_close_all(). -1: nothing is left to close. */
int told_open_all(struct told **out, const char *const *dirs, size_t n, bool strict,
		  struct err *e);
void told_close_all(struct told *runs, size_t n);

/* The name of the run: the last part of its directory. Borrowed. */
const char *told_name(const struct told *t);

enum lang { LANG_EN, LANG_RU };

/* What a report is made of, and how it is to look. */
struct telling {
	const struct told *runs; /* side by side, in the order they were named */
	size_t len;
	enum lang lang;
	bool colour; /* text on a terminal that can */
	int width;   /* columns of text; 0: 100 */
	const char *
		file; /* the file that is written, for what lies beside it; NULL: standard output */
};

/* Appends the report. -1: it could not be made (kind ERR_ENVIRONMENT: a program is missing, ...). Pure, unless it
 * says otherwise: the same runs give the same bytes. */
typedef int report_fn(const struct telling *t, struct strbuf *out, struct err *e);

#endif
