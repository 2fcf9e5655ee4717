/*
 * host.h - a command of the user's on this machine: /bin/sh -c, in a process group of its own.
 *
 * Its input is empty, its output (both streams, mixed) is kept up to 64 KiB; what comes after that is
 * read and dropped. When its time is over, or `cancel` became true, the whole group is killed. What
 * it leaves running in the background when it ends by itself is left alone.
 * Owner: the caller. Threads: any, several at once. Fails: it could not be started, took too long, or
 * was interrupted; how it ended otherwise is no failure here.
 */
#ifndef FAULT_HOST_H
#define FAULT_HOST_H

#include "base/err.h"
#include "base/strbuf.h"
#include "model/topology.h"

#include <stdatomic.h>

struct host_job {
	const char *script;
	int64_t timeout_ns;
	const atomic_bool *cancel; /* NULL: never */
	/* Told to the command: KCHAOS_PROJECT, KCHAOS_NODES, KCHAOS_CONTAINERS (names, with blanks
	 * between), KCHAOS_BOOTSTRAP. NULL: there is no cluster (any more). */
	const struct topology *topology;
};

/* 0 with its exit code (128 + signal when one ended it) and its output, appended. */
int host_run(const struct host_job *job, int *out_exit_code, struct strbuf *out,
	     struct err *e);

/* The end of what a command said, on one line. */
void host_tail(struct strbuf *to, const char *text);

#endif
