/*
 * askers.h - all askers of one workload: one for each broker, or one for the cluster.
 *
 * Owner: struct load; zeroed is empty; askers_join(). Threads: the conductor's. Fails: askers_start().
 */
#ifndef LOAD_ASKERS_H
#define LOAD_ASKERS_H

#include "load/asker.h"

struct askers {
	struct asker **at;
	size_t len;
	atomic_uint_fast32_t next_seq;
};

/* `s` must not move from here on. */
int askers_start(struct askers *s, struct control *control, size_t workload,
		 struct err *e);

/* Questions that were not answered once so far; *out: who waits for one, when there is one. */
int askers_cold(const struct askers *s, const struct asker **out);
bool askers_are_done(const struct askers *s);
int64_t askers_given_up(const struct askers *s);
size_t askers_tallies(const struct askers *s, const struct tally **out, size_t cap);
void askers_join(struct askers *s);

#endif
