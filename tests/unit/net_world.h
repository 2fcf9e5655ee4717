/*
 * net_world.h - what the tests of faults in nodes' networks share: the world of test_fault_world.h, with
 * nodes that have a kernel (fake_kernel.h).
 */
#ifndef TESTS_NET_WORLD_H
#define TESTS_NET_WORLD_H

#include "test_fault_world.h"

/* What every helper says and ends with, instead of what the kernel does. NULL: nothing of that. */
extern const char *net_helper_says;
extern int net_helper_code;

extern char
	net_told[1000]; /* by the last healing, a line each; failures begin with "! " */

void net_world_set_up(void);
void net_world_tear_down(void);

/* Runs net_act("partition", "target=node 1;from=node 2"); and asks whether it could be done. */
int net_act(const char *kind, const char *params);
int net_can(const char *kind, const char *params);
void check_net_acts(const char *kind, const char *params);
void check_net_fails(const char *kind, const char *params, const char *text);

/* The pending wishes, "1: drop from=2,3\n" for each node and wish, oldest first. */
void check_net_wishes(const char *want);

/* What fake_cluster_faults() says. */
void check_net_faults(const char *want);

int net_heal_now(void);
int net_take_back(size_t i); /* the i-th intent that is pending, from 0 */

/* How often a call such as "help 1 " was made. */
size_t net_count_calls(const char *call);

#endif
