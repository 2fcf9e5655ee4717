/*
 * instrument.h - kchaos watching itself: a ticker that wakes every 10 ms and each second writes how
 * late it came at worst, our CPU time and memory, and how long programs
 * of this machine had to wait for a processor (instrument.jsonl). A stall of this machine shows
 * here before anybody blames the cluster for it.
 *
 * Owner: the run; instrument_stop() frees. Clock and record are borrowed.
 * Threads: one of its own. Fails: only to start.
 */
#ifndef OBSERVE_INSTRUMENT_H
#define OBSERVE_INSTRUMENT_H

#include "base/clock.h"
#include "base/err.h"
#include "record/writer.h"

struct instrument;

struct instrument *instrument_start(const struct clock *c, struct record *r,
				    struct err *e);
void instrument_stop(
	struct instrument *i); /* takes NULL; writes the last, unfinished second */

#endif
