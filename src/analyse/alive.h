/*
 * alive.h - who lived, as far as analysis is concerned, and since when somebody did not.
 *
 * A node lives when it answers and its process runs. What an action takes away (kill, stop, a cut
 * network, ...) is "hit" from the moment it was asked for: it counts as dead, even while it still
 * answers (an orderly stop moves its partitions away first; a cut network does not silence a node),
 * until it was seen down and up again, or another action asked for it back.
 * Owner: find_cluster(). Threads: one. Fails: never.
 */
#ifndef ANALYSE_ALIVE_H
#define ANALYSE_ALIVE_H

#include "analyse/findings.h"

struct replay;

/* A stretch in which a node did not live. */
struct absence {
	int32_t node;
	int64_t from_ns;
	int64_t to_ns; /* NEVER: to the timeline's end */
	const char *
		by; /* the action that took it away (the timeline's text); NULL: seen only */
};

struct liveness {
	int32_t node;
	bool hit;       /* an action has it */
	bool seen_down; /* since then */
	size_t absence; /* index + 1 of the one that lasts; 0: it lives */
};

struct alive {
	struct liveness *nodes; /* as the view's */
	struct absence *absences;
	size_t len; /* of absences, by their begin */
};

void alive_init(struct alive *a, const struct view *v);
void alive_release(struct alive *a);

/* After an instant's events were applied to the view. */
void alive_after(struct alive *a, const struct replay *r);

bool alive_has(const struct alive *a, const struct view *v, int32_t node);

/* The absence of `node` at `at_ns`; NULL: it lived, as far as is known. */
const struct absence *alive_absence(const struct alive *a, int32_t node, int64_t at_ns);

#endif
