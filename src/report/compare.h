/*
 * compare.h - runs side by side: what was set differently, what came out, and of each difference against
 * the first run whether it is larger than what one run's numbers can be off by.
 *
 * Phases and workloads are matched by name; what a run does not share with the first is named, not compared.
 * The criterion of each number: docs/measuring.md, "Two runs".
 * Owner: the caller; compare_release(). The runs are borrowed. Threads: one. Fails: never.
 */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "report/told.h"

/* A number of one run, and the interval in which what it stands for lies. */
struct value {
	bool there; /* else the run has no such number; nothing else is filled */
	double at, lo, hi;
	char *text;
	const char *doubt; /* why it cannot be compared; NULL: it can */
};

enum sense {
	SENSE_LESS,    /* is better */
	SENSE_MORE,    /* is better */
	SENSE_NEITHER, /* another number is another number */
	SENSE_CHANCE,  /* and of one run each nothing follows from it */
};

struct compared {
	const char *what;
	enum sense sense;
	struct value *of; /* as the runs */
};

enum difference {
	DIFFERENCE_NONE,   /* one of the runs has no such number */
	DIFFERENCE_DOUBT,  /* one of the numbers proves nothing */
	DIFFERENCE_SAME,   /* equal numbers */
	DIFFERENCE_WITHIN, /* not larger than the error bars */
	DIFFERENCE_CHANCE, /* it has no error bar: one run each does not tell it from chance */
	DIFFERENCE_OTHER, /* larger than the bars; neither is better */
	DIFFERENCE_BETTER,
	DIFFERENCE_WORSE,
};

/* Of a row's number in run `i` against the first run's. */
enum difference compared_difference(const struct compared *c, size_t i);

/* What belongs together: the whole run, a phase, a workload in one of these. */
struct compared_part {
	char *title;
	struct compared *rows;
	size_t len;
};

/* A setting that is not the same in all runs. */
struct compared_setting {
	char *what;
	char **of; /* as the runs; NULL: it has none */
};

struct comparison {
	const struct told *runs;
	size_t len;
	struct compared_setting *settings;
	size_t n_settings;
	char **unshared; /* what was not compared, a sentence each */
	size_t n_unshared;
	struct compared_part *parts;
	size_t n_parts;
};

/* `len` >= 2. */
void compare_make(struct comparison *c, const struct told *runs, size_t len);
void compare_release(struct comparison *c);

/* Did anything get worse beyond its error bars, in any run against the first? */
bool compare_is_worse(const struct comparison *c);

/* All of it as text, with the runs' timelines one above the other. Appends. */
void compare_text(const struct comparison *c, int columns, bool colour,
		  struct strbuf *out);

/* The same for machines, without the timelines. Appends. */
void compare_json(const struct comparison *c, struct strbuf *out);

#endif
