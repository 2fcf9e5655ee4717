/*
 * scenario_kit.h - scenario files read and checked against the nodes their Compose file has, or would have.
 */
#ifndef TESTS_SCENARIO_KIT_H
#define TESTS_SCENARIO_KIT_H

#include "scenario/scenario.h"

/* Both stages. The caller releases all. */
int load_and_check(struct scenario *s, const char *path, struct diags *d);

#endif
