/*
 * fates.h - what became of the records of a bulk workload, from the oldest unanswered one on.
 *
 * Two bytes for each record between the oldest without an answer and the newest; what lies before is in
 * the file, as runs of equal outcomes. So memory depends on how many are on their way, not on how many
 * there are. A record has exactly one outcome: the first that is told.
 *
 * Owner and thread: one producer thread. Fails: never; fates_has_room() false means that the oldest record is so
 * far behind that the newest must wait.
 */
#ifndef LOAD_FATES_H
#define LOAD_FATES_H

#include "model/bulk.h"
#include "model/ledger.h"
#include "record/writer.h"

enum {
	FATES_ROOM = 1 << 20,  /* records between the oldest unanswered and the newest */
	FATES_KINDS = 1 << 12, /* pairs of outcome and error */
};

struct fate {
	int16_t error;
	uint8_t outcome;
};

struct fates {
	struct stream *rows;
	uint16_t *
		at; /* by seq % FATES_ROOM: 0 no outcome yet, else the number of its kind + 1 */
	struct fate *kinds; /* as they came */
	size_t n_kinds;
	uint32_t low, next;      /* oldest without an outcome; the next to be sent */
	struct bulk_outcome run; /* the last one begun; count 0: none */
};

void fates_init(struct fates *f, struct stream *rows, uint32_t first);
void fates_release(struct fates *f);

static inline bool fates_has_room(const struct fates *f)
{
	return f->next - f->low < FATES_ROOM;
}

static inline uint32_t fates_add(struct fates *f)
{
	f->at[f->next % FATES_ROOM] = 0;
	return f->next++;
}

/* False: nobody waits for this record's outcome. */
bool fates_settle(struct fates *f, uint32_t seq, enum outcome outcome, int error);

/* How many have no outcome; and all of them get this one. */
uint32_t fates_abandon(struct fates *f, int error);

/* Writes down what is settled up to the oldest unanswered record. */
void fates_write(struct fates *f);

#endif
