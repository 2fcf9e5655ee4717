/*
 * clocks.h - how far the engines' clocks were off, as measured again and again, and how unsure a time is that
 * one of them stamped.
 *
 * What an engine stamped was moved by the offset measured last before it. By the next measurement the clock may
 * have drifted or jumped: in between the truth lies anywhere from the one offset to the other, so a time is unsure by
 * how far they lie apart and by their own error.
 * Pure functions of the run; owner of a list: the findings. Threads: any.
 */
#ifndef ANALYSE_CLOCKS_H
#define ANALYSE_CLOCKS_H

#include "base/base.h"

struct findings;

/* A time that is unsure by more proves nothing to the tenth of a second: what rests on it is no verdict. */
#define CLOCK_BEARS_NS (50 * NS_PER_MS)

struct clock_finding {
	const char *host;          /* borrowed; "": the one engine */
	size_t measured;           /* so often */
	int64_t first_ns, last_ns; /* its offsets: ahead of the run's clock */
	/* Between two measurements that follow each other it moved so far at most, and when. */
	int64_t moved_ns, moved_from_ns, moved_to_ns;
	int64_t unsure_ns; /* a time of it is at most so far off */
};

/* Without hosts a local clock is no news: only one that is off, or moves, is listed. */
void find_clocks(struct findings *f);

/* How unsure a time is that the engine of a node stamped; 0: no more than our own. NEVER: its clock was not
 * measured. */
int64_t clock_unsure_ns(const struct findings *f, int32_t node, int64_t at_ns);

/* Why times of a node's engine around `at_ns` prove nothing; NULL: they do. Caller frees. */
char *clock_doubt(const struct findings *f, int32_t node, int64_t at_ns);

#endif
