/*
 * torture_kit.h - every action there is (tests/torture/everything.yaml), run on a cluster in memory that
 * fails in between; and what is left of it after healing.
 *
 * Owner: the test. Threads: main.
 */
#ifndef TESTS_TORTURE_KIT_H
#define TESTS_TORTURE_KIT_H

#include "cluster/fake.h"
#include "model/plan.h"
#include "test_fault_admin.h"

struct torture {
	struct fake_cluster *fake;
	struct fake_admin kafka;
	struct plan plan;
	char *dir, *journal,
		*flag; /* the flag is made by a command, and removed by its undoing */
};

void torture_begin(struct torture *t);
void torture_end(struct torture *t);

/* All of it, and the healing at the end, on `c`: how many actions failed. `in_time`: what has a
 * duration is undone in its time, as in a run. */
size_t torture_run(struct torture *t, struct cluster *c, bool in_time);

/* What a run that ended anyhow has left in the journal is healed, twice if need be. How many things
 * were pending; -1: healing failed twice. */
int torture_heal(struct torture *t);

/* All that is not as at the start; "" when clean. Caller frees. */
char *torture_leftovers(struct torture *t);

#endif
