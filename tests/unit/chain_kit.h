/*
 * chain_kit.h - actions as a scenario writes them, run on the fake cluster of test_fault_world.h; the
 * view is the one of view_kit.h.
 */
#ifndef TESTS_CHAIN_KIT_H
#define TESTS_CHAIN_KIT_H

#include "base/rng.h"
#include "test_fault_world.h"
#include "view_kit.h"

extern struct rng dice; /* of the action */

/* Within a world that is there already. */
void chain_enter(void);
void chain_leave(void);

void chain_set_up(void);
void chain_tear_down(void);

/* The only action of a scenario: "repeat: {every: 1s, ...}". */
struct action_plan *read_action(const char *text);

/* Its times may be shorter here than a file may have them. */
void shorten(struct action_plan *a, const char *name, int64_t ms);

int run_plan(const struct action_plan *a);

/* "2 3 1": whom the effects of these actions were on, in turn; and how many there were. */
void check_hits(const char *kind, const char *want);
size_t count_hits(const char *kind);

#endif
