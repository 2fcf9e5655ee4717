/*
 * why.h - the course of one window, from which its reason is decided: analysis' own.
 *
 * A course is what stood in the way of serving, moment by moment, as the observer saw it. Cut to the
 * window and laid over who led the quorum it becomes pieces, each with a reason.
 * Owner: why.c (the moments: course.c). Threads: one. Fails: never.
 */
#ifndef ANALYSE_WHY_H
#define ANALYSE_WHY_H

#include "analyse/needs.h"
#include "analyse/records.h"

/* What stood in the way, the first that fits. */
enum state {
	STATE_UNTOLD, /* nobody told */
	STATE_NODE_DOWN,
	STATE_LEADERLESS,
	STATE_LEADER_DEAD,
	STATE_DEAD_IN_ISR,
	STATE_SMALL_ISR,
	STATE_NO_COORDINATOR, /* no member has the partition, and nobody could give it */
	STATE_UNASSIGNED,     /* no member has the partition */
	STATE_STALE, /* it could be served, but a broker told an earlier leader */
	STATE_SERVES,
};

struct moment {
	int64_t from_ns; /* it lasts until the next one begins */
	enum state state;
	int32_t node; /* who is dead, or tells the earlier leader; it serves: who leads */
	size_t in_isr; /* STATE_SMALL_ISR */
	int64_t since_ns; /* STATE_SERVES, STATE_STALE: since when the partition is as it is */
};

struct course {
	struct window *window;
	struct needs needs;
	struct needs coordinator; /* who reads as a group: of that; else no topic */
	int32_t partition;        /* of needs.topic */
	struct moment *moments;
	size_t len;
};

/* Of the window's time, with one reason, in one moment. */
struct piece {
	int64_t from_ns, to_ns;
	enum reason reason;
	const struct moment *moment; /* NULL: before the first one, or nobody looked */
};

struct pieces {
	struct piece *at;
	size_t len;
};

/* What decides besides the course itself. */
struct court {
	const struct findings *f;
	const struct alive *alive;
	const struct records *records;
	struct controller_span
		*controllers; /* as the findings', without those that were hit */
	size_t n_controllers;
};

/* The span at `at_ns`; NULL: nobody was active, or nothing is known. */
const struct controller_span *court_controller(const struct court *c, int64_t at_ns);

/* Appends the moment that the replay's view shows, if it is another than the last one (course.c). */
void course_look(const struct replay *r, struct course *c, int64_t from_ns);

/* Since when it could be served, where something stood in the way before the window's first piece, or
 * leader or ISR changed after the window's cause, but just before it began; NEVER: neither. */
int64_t course_moved_ns(const struct court *court, const struct course *c);

/* When the moment was over; NEVER: that was not seen. */
int64_t moment_end_ns(const struct course *c, const struct moment *m);

/* Decides pieces in which no state of the cluster stood in the way, or nobody told (client.c). */
void decide_open_pieces(const struct court *court, const struct course *c,
			struct pieces *pieces);

/* What the window's reasons rest on, the first one's first, into window->why (evidence.c). */
void write_evidence(const struct court *court, const struct course *c,
		    const struct pieces *pieces);

#endif
