/*
 * asker.h - a workload that asks, on its own thread and its own connection: one asker for each broker
 * (metadata, describe), or one for the cluster.
 *
 * Open loop: question n is due at start + n * every, whatever became of the others. Never more than one
 * is on its way: a due time that comes while the question before is unanswered cannot be met, and is
 * written down as rejected, sent when it was due, done when the question before was. So each due time
 * has one row (model/ledger.h) in "load/NAME-MEMBER.asked"; sequence numbers go over all askers of the
 * workload.
 *
 * Before all that every part (model/plane.h) is asked until it answers (warm rows, no demand).
 *
 * Owner: struct load. Threads: the asker's own; what is declared here may be called by the conductor.
 * Fails: asker_start() only.
 */
#ifndef LOAD_ASKER_H
#define LOAD_ASKER_H

#include "load/control.h"

struct asker;

/* `place` in the topology of the broker to be asked, or ASK_ANY (ask.h). `next_seq` is shared by all
 * askers of the workload. */
struct asker *asker_start(struct control *control, size_t workload, int member, int place,
			  atomic_uint_fast32_t *next_seq, struct err *e);

/* Of its parts, how many have not answered so far. */
int asker_cold(const struct asker *a);
/* Everything due has its row. */
bool asker_is_done(const struct asker *a);
/* Questions that were given up; known when done. */
int64_t asker_given_up(const struct asker *a);
const struct tally *asker_tally(const struct asker *a);

/* Waits for the thread's end (control->quit or everything done) and frees. Takes NULL. */
void asker_join(struct asker *a);

#endif
