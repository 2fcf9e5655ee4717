/*
 * verdict.h - findings held against expectations: pass, fail or inconclusive, with the numbers.
 *
 * Pure. No data is never a pass: an action without effect, no demand, a saturated generator, an
 * incomplete read-back, or an observer gap longer than the window judged make it inconclusive.
 */
#ifndef EXPECT_VERDICT_H
#define EXPECT_VERDICT_H

#include "analyse/findings.h"
#include "base/codes.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_INCONCLUSIVE };
const char *verdict_name(enum verdict v);

struct judged {
	const struct expect_plan *expect; /* borrowed from the plan */
	enum verdict verdict;
	bool close;     /* within its error bar of the limit */
	char *expected; /* "longest outage at most 5.00 s (produce)" */
	char *observed; /* "0.41 s ±0.02 (checkout, payments/3, at +10.31 s)" */
	char *why;      /* inconclusive: the reason; else NULL */
	enum code code; /* of that reason; else CODE_NONE */
};

struct verdicts {
	enum verdict
		overall; /* fail beats inconclusive beats pass; nothing judged: inconclusive */
	char *sentence;        /* one sentence of what happened and why this verdict */
	struct judged *judged; /* as the plan's expectations */
	size_t len;
};

/* `strict`: a number within its bar of the limit is inconclusive instead of close. */
void verdicts_make(struct verdicts *v, const struct findings *f, bool strict);
void verdicts_release(struct verdicts *v);

/* Of an expectation about one way of using the cluster: is this workload meant, and which of its parts
 * (ANY_PARTITION: each). */
bool expectation_is_about(const struct findings *f, const struct expect_plan *x,
			  size_t workload);
int32_t expectation_part(const struct findings *f, const struct expect_plan *x);

/* 0 pass, 1 fail, 4 inconclusive. */
int verdict_exit_code(enum verdict v);

#endif
