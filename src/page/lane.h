/*
 * lane.h - one row of the timeline: bars on the time axis, and a cell for the value at an instant.
 *
 * Bars are placed by the style sheet from --a and --b (seconds) and the timeline's --from and --span, so that
 * zooming moves nothing but those two.
 * Owner: the caller; lane_write() empties it. Threads: one. Fails: never.
 */
#ifndef PAGE_LANE_H
#define PAGE_LANE_H

#include "page/html.h"

enum {
	LANE_BARS =
		400 /* where there are more, neighbours are joined and the worst of them is shown */
};

struct bar {
	int64_t from_ns, to_ns;
	int rank;          /* the greater the worse */
	const char *class; /* of the style sheet */
	char *text;        /* in it, and at an instant */
	char *anchor;      /* what it leads to; NULL: nothing */
};

struct lane {
	struct bar *bars;
	size_t len;
};

/* Nothing where it is empty or outside the measurement. Returns the bar, valid until the next one; NULL. */
struct bar *lane_add(const struct page *p, struct lane *l, int64_t from_ns, int64_t to_ns,
		     int rank, const char *class, const char *fmt, ...) PRINTF_LIKE(7, 8);

/* `kind`: class of the row; `sub`: what the name is of, NULL: nothing. */
void lane_write(const struct page *p, struct lane *l, const char *kind, const char *name,
		const char *sub);

/* The parts of it, for rows that hold something else than bars. */
void lane_begin(const struct page *p, const char *kind, const char *name,
		const char *sub);
void lane_end(const struct page *p);

#endif
