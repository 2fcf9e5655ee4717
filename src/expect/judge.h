/*
 * judge.h - inside this room: what the files of the families of expectations share.
 *
 * A family takes readings (a number, its error bar, the limit it is held against); of all readings
 * of an expectation the worst decides and is the one shown. Doubts are reasons why a reading proves
 * nothing (docs/measuring.md "Judging").
 * Owner: the caller of judge_*(); texts of a reading are taken. Threads: one. Fails: never.
 */
#ifndef EXPECT_JUDGE_H
#define EXPECT_JUDGE_H

#include "base/codes.h"
#include "base/strbuf.h"
#include "expect/verdict.h"

/* One expectation being judged. */
struct judge {
	const struct findings *f;
	const struct plan *plan;
	const struct expect_plan *x;
	bool strict;
	int64_t from_ns, to_ns; /* the phase, or the measurement */

	/* the worst reading so far */
	bool any;
	enum verdict verdict;
	bool close;
	double excess;
	char *observed;
	struct doubt *doubt; /* inconclusive: why; else NULL */
};

/* Why a reading proves nothing, with the code of its family. Owner: who it is given to. */
struct doubt {
	enum code code;
	char *text;
};
struct doubt *doubt_make(enum code code, const char *fmt, ...) PRINTF_LIKE(2, 3);
void doubt_free(struct doubt *d); /* takes NULL */

struct reading {
	double value, bar, limit;
	bool at_most;        /* the limit's direction */
	char *observed;      /* taken */
	struct doubt *doubt; /* taken; NULL: none */
};
void judge_add(struct judge *j, const struct reading *r);

/* Nothing can be said: takes the doubt. */
void judge_doubt(struct judge *j, struct doubt *d);

/* A parameter of the expectation. */
bool judge_has(const struct judge *j, const char *name);
int64_t judge_num(const struct judge *j, const char *name);

/* Why nothing that was measured in this scope counts, or NULL: the phase did not begin, was cut
 * off, an action in it failed. Caller frees. */
struct doubt *judge_scope_doubt(const struct judge *j);

/* One workload that an expectation is about. */
struct target {
	size_t workload;
	const struct workload_plan *plan;
	const struct workload_finding *finding;
	const struct demand *demand; /* within the scope */
};

/* The workloads meant by "plane" and "workload": how many; the first `cap` go to `out`. Those that
 * are not measurable are left out, unless named. */
size_t judge_targets(const struct judge *j, struct target *out, size_t cap);
enum { TARGETS = 256 };

/* The plane that is meant. */
enum plane judge_plane(const struct judge *j);

/* The partition that is meant, or ANY_PARTITION. */
int32_t judge_partition(const struct judge *j);

/* What was due and served within the scope, of one partition or all of them. */
struct share judge_share(const struct judge *j, const struct target *t);

/* Mean time between two records due in one partition; INT64_MAX: there was none. */
int64_t judge_spacing_ns(const struct judge *j, const struct target *t);

/* Why a workload's numbers do not count: not measurable, nothing due, a generator that lagged.
 * Caller frees. */
struct doubt *judge_target_doubt(const struct judge *j, const struct target *t);

/* Unavailability needs enough demand to be seen: a doubt, or NULL. `most_ns`: the widest spacing
 * of records that will do. */
struct doubt *judge_thin_demand(const struct judge *j, const struct target *t,
				int64_t most_ns);
/* Demand at least this dense is dense enough for any claim. */
#define DENSE_NS NS_PER_S

/* "+10.31 s", from the first phase's begin. Caller frees. */
char *judge_when(const struct judge *j, int64_t at_ns);

/* " (produce)", " (checkout)", " (checkout, payments/3)": what the expectation names. */
char *judge_subject(const struct judge *j);

/* Something that should be so from `within` after the last action on to the phase's end, or, where
 * there is no `within`, at its end. */
struct deadline {
	bool given;        /* there is a `within` */
	int64_t base_ns;   /* last action's effect, or the phase's begin */
	int64_t unsure_ns; /* the base, where an engine's clock stamped it */
	char *doubt;       /* why it proves nothing; NULL: it does */
	int64_t within_ns;
};
struct deadline judge_deadline(const struct judge *j); /* caller: deadline_release() */
void deadline_release(struct deadline *d);
/*
 * Adds the reading: `since_ns` is from when it has been so up to the end, NEVER: it is not so at
 * the end. Of `seen` its texts (taken) and its bar count: how late it may have been seen, in ns.
 */
void judge_since(struct judge *j, int64_t since_ns, const struct reading *seen);

/* A state of a topic that is wanted, and how the one that was seen is told (caller frees). */
struct steps_rule {
	bool (*so)(const struct judge *j, const struct isr_step *s);
	char *(*words)(const struct isr_step *s);
};
/* Judges the topic named in the expectation; returns what was expected: `wanted`, completed. */
char *judge_steps(struct judge *j, const struct steps_rule *rule, struct strbuf *wanted);

/* An observer's gap that could hide what is judged here, as a doubt, or NULL. */
struct doubt *judge_gap_doubt(const struct judge *j);

/* The families: each sets `expected` (caller frees) and adds its readings. */
typedef void family_fn(struct judge *j, char **expected);
family_fn judge_available, judge_outage, judge_latency, judge_throughput, judge_quorum,
	judge_controller_changes, judge_stale_controller, judge_isr, judge_leaders,
	judge_settlement, judge_replicas, judge_group;

#endif
