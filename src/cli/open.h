/*
 * open.h - from names on the command line to things that are checked and ready: a scenario with
 * its cluster, a Compose file's cluster.
 *
 * Diagnostics with positions are printed to stderr here; the error then only counts them.
 * Owner: the caller; opened_release() in any case. Threads: main.
 */
#ifndef CLI_OPEN_H
#define CLI_OPEN_H

#include "base/err.h"
#include "model/plan.h"

struct cluster;
struct compose;

struct opened {
	struct plan plan; /* of a scenario */
	struct compose *compose;
	struct cluster *cluster; /* opened, not started */
};

/* Both stages of checking, then the cluster; nothing is started. `project` NULL: a fresh name. */
int open_scenario(struct opened *o, const char *name, const char *project, struct err *e);

/* The same on the cluster of a project that is there: it is attached to, nothing is changed. */
int open_adopted(struct opened *o, const char *name, const char *project, struct err *e);

/* A cluster without a scenario; it may be up already. `project` NULL: the file's name. */
int open_compose(struct opened *o, const char *path, const char *project, struct err *e);
void opened_release(struct opened *o);

/* Both stages of checking, without an engine. */
int check_scenario(const char *name, struct err *e);

#endif
