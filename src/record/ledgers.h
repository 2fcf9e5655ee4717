/*
 * ledgers.h - the files of ledger rows of a run directory, mapped; reader.c's other half.
 *
 * Owner: the run. Threads: none of its own. Fails: kind ERR_USAGE, the text names the file.
 */
#ifndef RECORD_LEDGERS_H
#define RECORD_LEDGERS_H

#include "record/reader.h"

/* Needs the run's header. In the order of workload, member, kind. */
int ledgers_open(struct run *run, struct err *e);
void ledgers_close(struct run *run);

#endif
