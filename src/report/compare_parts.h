/* compare_parts.h - inside this room: what the files of a comparison share. */
#ifndef REPORT_COMPARE_PARTS_H
#define REPORT_COMPARE_PARTS_H

#include "report/compare.h"

enum { WHOLE_RUN = -1, NO_WORKLOAD = -1, NOT_THERE = -2 };

/* What a number is of. */
struct scope {
	const struct told *run;
	int phase; /* in this run's plan; WHOLE_RUN; NOT_THERE: this run has no such thing */
	int workload; /* in this run's plan; NO_WORKLOAD; NOT_THERE */
};

static inline const struct findings *findings_of(const struct scope *s)
{
	return &s->run->f;
}

struct metric {
	const char *what;
	enum sense sense;
	struct value (*measure)(
		const struct scope *s); /* the text is the caller's to free */
};

/* compare_value.c */
struct span scope_span(const struct scope *s);
/* Why nothing that was measured there counts; NULL: it does. */
const char *scope_doubt(const struct scope *s);

extern const struct value value_none;
/* The texts are taken. */
struct value value_exactly(double at, char *text, const char *doubt);
struct value value_of_count(uint64_t n, const char *doubt);
/* It may be off by `bar`. */
struct value value_of_length(int64_t ns, int64_t bar, const char *doubt);

/* compare_cluster.c, compare_workload.c; each ends with a NULL `what`. */
extern const struct metric run_metrics[];      /* of the whole run alone */
extern const struct metric phase_metrics[];    /* of a phase, or the whole run */
extern const struct metric workload_metrics[]; /* of a workload in one of these */
extern const struct metric
	settled_metrics[]; /* of a producing workload in the whole run */

/* compare_settings.c: fills settings. */
void compare_settings(struct comparison *c);

/* compare_strip.c: the timelines, aligned at each run's first action. Appends. */
void compare_strips(const struct comparison *c, size_t width, struct strbuf *out);

/* "A", "B", ... "Z", then "27" */
const char *compare_letter(char *buf, size_t cap, size_t run);
#define LETTER(run) compare_letter((char[24]){0}, 24, run)

/* The phase or workload of that name in a plan, or NOT_THERE. */
int find_phase(const struct plan *p, const char *name);
int find_workload(const struct plan *p, const struct workload_plan *like);

#endif
