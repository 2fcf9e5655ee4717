/*
 * open.h - from names on the command line to things that are checked and ready: a scenario with
 * its cluster, a Compose file's cluster.
 *
 * Diagnostics with positions are printed to stderr here, but by diagnose_scenario(); the error then only counts them.
 * Owner: the caller; opened_release() in any case. Threads: main.
 */
#ifndef CLI_OPEN_H
#define CLI_OPEN_H

#include "base/err.h"
#include "model/plan.h"

struct cli;
struct cluster;
struct compose;
struct diags;

struct opened {
	struct plan plan; /* of a scenario */
	struct compose *compose;
	struct cluster *cluster; /* opened, not started */
};

/* Both stages of checking, then the cluster; nothing is started. The scenario is the
 * first argument; --project (else a fresh name) and --hosts count. */
int open_scenario(struct opened *o, const struct cli *cli, struct err *e);

/* The same on the cluster of the project of --adopt: it is attached to, nothing is changed. */
int open_adopted(struct opened *o, const struct cli *cli, struct err *e);

/* A cluster without a scenario; it may be up already. --project (else the file's
 * name) and --hosts count. */
int open_compose(struct opened *o, const struct cli *cli, struct err *e);
void opened_release(struct opened *o);

/* Both stages of checking, without an engine. */
int check_scenario(const struct cli *cli, const char *name, struct err *e);

/* The same, with all that is wrong in `out` and nothing printed: also what is about no place. */
int diagnose_scenario(const struct cli *cli, const char *name, struct diags *out,
		      struct err *e);

#endif
