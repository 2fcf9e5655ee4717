/* verdict.h - a finished run directory -> results.json, the summary, the exit code. */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "base/err.h"

struct verdict_opts {
	bool strict;
	bool json;   /* print results.json instead of the summary */
	bool stream; /* the same on one line, the last one of a stream of events */
	bool quiet;  /* print the verdict's line only */
};

/* Analyses `dir`, writes its results.json, prints to stdout. Returns the verdict's exit code, or
 * -1 with an error. */
int verdict_of_run(const char *dir, const struct verdict_opts *opts, struct err *e);

#endif
