/*
 * formats.h - the shapes a run can be told in, as rows: what --format takes, and what `run` writes into the run
 * directory by itself.
 */
#ifndef CLI_FORMATS_H
#define CLI_FORMATS_H

#include "report/told.h"

struct format {
	const char *name; /* first member: str_nearest() walks these */
	report_fn *write;
	const char *
		file; /* written into the run directory after a run; NULL: only when asked for */
	const char *about; /* one line */
};

extern const struct format formats[]; /* ends with a NULL name */

/* NULL with an error that names those there are. */
const struct format *format_find(const char *name, struct err *e);

/* Writes the report to t->file, whole or not at all; without one to standard output. */
int format_tell(const struct format *format, const struct telling *t, struct err *e);

/* Writes the files of a run directory; `out` gets their names ("report.md, junit.xml"). */
int format_files(const struct told *run, struct strbuf *out, struct err *e);

/* "en" or "ru"; NULL is English. */
int format_lang(const char *name, enum lang *out, struct err *e);

#endif
