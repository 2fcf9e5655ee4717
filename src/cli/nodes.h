/*
 * nodes.h - a node in a word or two, the same in every table of the command line.
 * Threads: main.
 */
#ifndef CLI_NODES_H
#define CLI_NODES_H

#include "cluster/cluster.h"

#include <stdio.h>

const char *node_roles(const struct node *n); /* "broker,controller" */

/* Its process_word() as the engine has it now; "unknown": it did not tell. */
const char *node_process(struct cluster *c, const struct node *n);

/* "a (rack r1): kafka1, kafka2" for each host; nothing without hosts. */
void print_hosts(FILE *to, const struct topology *t);

/* Of its host, "-" without. */
const char *node_host(const struct topology *t, const struct node *n);
const char *node_rack(const struct topology *t, const struct node *n);

#endif
