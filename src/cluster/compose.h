/*
 * compose.h - an ordinary Compose file, read for one cluster: what to start, and which of it is
 * Kafka.
 *
 * Variables come from the caller, then the environment, then .env beside the file. One that is set in neither
 * and stands for the host port of a published port gets a free port, so that two clusters from one
 * file can run side by side: its default when that is free, else another. A chosen port belongs to
 * this process until compose_free(), also while its node is down.
 * Ports are bound to 127.0.0.1 only. What this program does not support is an error where leaving
 * it out would change the cluster, else a note.
 *
 * Owner: the caller; compose_free(). Threads: one, then const. Fails: NULL, with errors in the
 * diags; notes and warnings may be there in either case.
 */
#ifndef CLUSTER_COMPOSE_H
#define CLUSTER_COMPOSE_H

#include "model/params.h"
#include "model/topology.h"
#include "yaml/diag.h"

struct compose;

struct compose_opts {
	const char *project;            /* instead of the file's name; NULL */
	const struct params *variables; /* beat the environment's; NULL: none */
	const struct hosts *hosts; /* to place the nodes on; NULL or empty: one engine */
	bool choose_ports; /* false: a variable's default stands, nothing is looked at or held */
};

struct compose *compose_load(const char *path, const struct compose_opts *opts,
			     struct diags *d);
/* The same from a text that is called `path` (NULL text: read the file). */
struct compose *compose_parse(const char *path, const char *text, size_t len,
			      const struct compose_opts *opts, struct diags *d);
void compose_free(struct compose *c); /* NULL is fine */

const char *compose_project(const struct compose *c);
const char *compose_path(const struct compose *c);

/* The nodes, with the ports as chosen. */
const struct topology *compose_topology(const struct compose *c);

#endif
