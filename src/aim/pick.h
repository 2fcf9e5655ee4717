/*
 * pick.h - picking by role and by effect; private to aim/.
 *
 * Each pick_... appends to an empty `out` and to `note` what it saw, and fails with what it found.
 * Owner: the caller. Threads: none.
 */
#ifndef AIM_PICK_H
#define AIM_PICK_H

#include "aim/selector.h"

bool pick_is_stopped(const struct selector_world *w, int32_t id);
bool pick_is_down(const struct selector_world *w, int32_t id); /* or paused */

void pick_add_once(struct ids *s, int32_t id);
void pick_remove(struct ids *s, const struct ids *gone);
void pick_keep(struct ids *s, const struct ids *these); /* no others */
void pick_sort(struct ids *s);                          /* by number */
void pick_shuffle(struct ids *s, struct rng *rng);
void pick_to_front(struct ids *s, int32_t id);
void pick_to_back(struct ids *s, int32_t id);

/* The nodes with these roles; 0: all. */
void pick_role(const struct selector_world *w, unsigned roles, struct ids *out);

/* Its own item, by pick_item(), and how the record calls what was picked. */
int pick_item(const struct selector_world *w, const struct selector_term *t,
	      struct ids *out, struct strbuf *note, struct err *e);
void pick_describe(const struct selector_world *w, const struct selector_term *t,
		   const struct ids *picked, const struct strbuf *note,
		   struct strbuf *out);

/* place.c: by host and rack. Those of a named one; those around `from`. */
bool pick_is_place(enum selector_kind kind); /* about hosts or racks? */
void place_named(const struct selector_term *t, const struct topology *topo,
		 struct ids *out);
void place_around(const struct selector_term *t, const struct topology *topo,
		  const struct ids *from, struct ids *out);
int place_check(const struct selector_term *t, const struct topology *topo,
		struct err *e);
int pick_place(const struct selector_world *w, const struct selector_term *t,
	       struct ids *out, struct strbuf *note, struct err *e);
int pick_places(const struct selector_world *w, const struct selector_term *t,
		struct ids *out, struct strbuf *note, struct err *e);

/* quorum.c */
int pick_controller(const struct selector_world *w, struct ids *out, struct strbuf *note,
		    struct err *e);
int pick_former(const struct selector_world *w, struct ids *out, struct strbuf *note,
		struct err *e);
int pick_voters(const struct selector_world *w, const struct selector_term *t,
		struct ids *out, struct strbuf *note, struct err *e);

/* partition.c: of one partition */
int pick_partition(const struct selector_world *w, const struct selector_term *t,
		   struct ids *out, struct strbuf *note, struct err *e);
int pick_laggard(const struct selector_world *w, const struct selector_term *t,
		 struct ids *out, struct strbuf *note, struct err *e);

/* topic.c: of all partitions of a topic */
int pick_leader_of_most(const struct selector_world *w, const struct selector_term *t,
			struct ids *out, struct strbuf *note, struct err *e);
int pick_isr_below_min(const struct selector_world *w, const struct selector_term *t,
		       struct ids *out, struct strbuf *note, struct err *e);
int pick_leaderless(const struct selector_world *w, const struct selector_term *t,
		    struct ids *out, struct strbuf *note, struct err *e);

#endif
