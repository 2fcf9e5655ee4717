/*
 * test_verdict_kit.h - what the tests of expectations share: a run of two phases with a producer,
 * and the verdicts on it.
 */
#ifndef TESTS_UNIT_TEST_VERDICT_KIT_H
#define TESTS_UNIT_TEST_VERDICT_KIT_H

#include "base/mem.h"
#include "expect/verdict.h"
#include "test_analyse_run.h"
#include "unit.h"

extern struct fake judged_told; /* topic "t" with 2 partitions */
extern struct verdicts said;    /* after verdict_judge() */
extern size_t checkout;         /* the producer "checkout", of partition 0 */

enum { STEADY, FAULT, RUN = -1 }; /* phases: 0 to 10 s, 10 to 30 s; the whole run */

/* A test case in which all this is made anew for each test. */
TCase *verdict_case(Suite *s, const char *name);

/* 20 records a second; those due from out_ms on are answered at in_ms. */
void verdict_load(int64_t out_ms, int64_t in_ms);
/* A controller's claim, every 500 ms. */
void verdict_claims(int32_t node, int32_t epoch, int64_t from_ms, int64_t to_ms);

/* Parameters of an expectation. */
void verdict_duration(struct params *p, const char *name, int64_t ms);
void verdict_number(struct params *p, const char *name, int64_t n);

/* Judges; returns the first expectation's. */
const struct judged *verdict_judge(bool strict);
/* The same, and it must be `want`, with a reason if inconclusive. */
void verdict_expect(enum verdict want);

#endif
