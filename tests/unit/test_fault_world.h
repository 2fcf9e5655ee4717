/*
 * test_fault_world.h - what the tests of actions and healing share: a fake cluster of three, a journal
 * in a folder of its own, and what was emitted.
 */
#ifndef TESTS_FAULT_WORLD_H
#define TESTS_FAULT_WORLD_H

#include "cluster/fake.h"
#include "fault/action.h"
#include "fault/heal.h"

extern struct fake_cluster *fake;
extern struct clock the_clock;
extern struct journal *journal;
extern atomic_bool cancel;
extern struct timeline world_told; /* every event, as emitted */
extern struct action_ctx ctx;
extern struct action_result result; /* of the last action */
extern struct err why;

void fault_set_up(void);
void fault_set_up_on(struct fake_cluster *f); /* instead: on this one, which it takes */
void fault_tear_down(void);
void open_journal(void);

/* Runs an action on `target`; run_with() with one more parameter. */
int run(const char *kind, const char *target);
int run_with(const char *kind, const char *target, const char *name, const char *text,
	     int64_t num);

enum process_state state(int32_t id);
size_t count_steps(enum step step);
void check_pending(enum undo undo, const char *want);

#endif
