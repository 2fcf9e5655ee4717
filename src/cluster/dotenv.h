/*
 * dotenv.h - files of variables: .env and what env_file names; private to cluster/.
 *
 * One `[export ]NAME=value` or `NAME: value` per line. 'literal', "with \n and $VARIABLES" (also
 * over several lines), or unquoted up to " #". A NAME alone takes its value from outside, or is
 * left out when that is unset.
 * Owner: the list is the caller's. Threads: any. Fails: with the line.
 */
#ifndef CLUSTER_DOTENV_H
#define CLUSTER_DOTENV_H

#include "base/err.h"
#include "docker/lists.h"
#include "yaml/interpolate.h"

int dotenv_parse(const char *path, const char *text, yaml_lookup_fn *lookup, void *arg,
		 struct pair_list *out, struct err *e);

/* The same for a file; a missing one is an error only when it `must` be there. */
int dotenv_load(const char *path, bool must, yaml_lookup_fn *lookup, void *arg,
		struct pair_list *out, struct err *e);

#endif
