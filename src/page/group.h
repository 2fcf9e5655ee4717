/*
 * group.h - many lanes of a kind told together: one lane that says how many of them are not well, which opens to
 * them. Folding is the browser's own (details), so it needs no script.
 *
 * The lane has LANE_BARS cells; the lanes in it are exact. Where few are told they are not grouped, and `g` is NULL.
 * Owner: the caller's storage, group_begin() to group_end(). Threads: one. Fails: never.
 */
#ifndef PAGE_GROUP_H
#define PAGE_GROUP_H

#include "page/lane.h"

enum {
	LANES_APART =
		12 /* nodes, topics, workloads, partitions: up to so many have a lane each */
};

struct group_cell {
	size_t members;    /* that were not well in it, */
	size_t last;       /* the last one of them, from 1 */
	int rank;          /* how bad the worst was, */
	const char *class; /* and how it is shown */
	char *text;
};

struct group {
	struct page page; /* where its lanes are written, aside */
	struct strbuf lanes;
	size_t members;
	struct group_cell cells[LANE_BARS];
};

void group_begin(struct group *g, const struct page *p);
/* Writes the next lane, into the group unless it is NULL, and counts what of it is not "ok"; empties it. */
void group_lane(struct group *g, const struct page *p, struct lane *l, const char *kind,
		const char *name, const char *sub);
/* Where lanes of other kinds that belong to it are written. */
const struct page *group_page(const struct group *g, const struct page *p);
/* Writes it all; `fine`: what is said where all are well. */
void group_end(struct group *g, const struct page *p, const char *kind, const char *name,
	       const char *sub, const char *fine);

#endif
