/*
 * net_kit.h - what the tests of faults in a node's network share: three nodes with addresses (the third
 * has none), and a plan for the first one.
 */
#ifndef TESTS_NET_KIT_H
#define TESTS_NET_KIT_H

#include "fault/net_script.h"
#include "unit.h"

extern struct topology net_nodes;
extern struct net_world net_at;
extern struct net_plan net_wanted;
extern struct strbuf net_text; /* what was written */
extern struct err net_refused;

void net_set_up(void);
void net_tear_down(void);

/* Adds a wish as the journal has it; its number is the count. */
int net_wish(const char *detail);

void check_net_text(const char *want);
void check_net_has(const char *part);
void check_net_has_not(const char *part);

#endif
