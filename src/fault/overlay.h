/*
 * overlay.h - effects of one kind that lie on top of each other on a thing of the cluster, such as a
 * topic's config: what it is to be when one of them goes.
 *
 * An intent's detail names the thing, how it was before the first of them all, and how this one makes
 * it. When one goes, the youngest of the others counts, and with the last one what was before: so
 * they may overlap and end in any order. Whoever reads and then changes must keep others from doing
 * the same meanwhile (a lock per kind).
 * Owner: the caller of what is returned. Threads: any. Fails: never.
 */
#ifndef FAULT_OVERLAY_H
#define FAULT_OVERLAY_H

#include "base/strbuf.h"
#include "fault/journal.h"

struct overlay {
	char *thing;  /* "payments/min.insync.replicas": one line */
	char *before; /* NULL: it was not set */
	char *mine;
};
void overlay_release(struct overlay *o);

/* As an intent's detail, and back; false: it is none (a damaged journal). */
char *overlay_detail(const struct overlay *o); /* caller frees */
bool overlay_parse(const char *detail, struct overlay *out);

/* How the thing was before the first pending effect on it; false: there is none. */
bool overlay_find_before(struct journal *j, enum undo undo, const char *thing,
			 char **out_before /* NULL: not set */);

/* What `o` of intent `number` leaves behind when it goes. NULL: not set. Caller frees. */
char *overlay_without(struct journal *j, enum undo undo, int64_t number,
		      const struct overlay *o);

#endif
