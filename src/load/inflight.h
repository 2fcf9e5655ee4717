/*
 * inflight.h - the records a producer has sent and heard nothing of, by sequence number.
 *
 * A ring from the oldest unanswered record to the newest one: 32 bytes for each record in between,
 * grown when needed. Sequence numbers are given in the order of sending, from 0.
 *
 * Owner and thread: one producer thread. Fails: never.
 */
#ifndef LOAD_INFLIGHT_H
#define LOAD_INFLIGHT_H

#include "base/base.h"

struct sent {
	int64_t due_ns;
	int64_t sent_ns;
	int32_t partition; /* -1: by key */
	bool warm;
};

struct inflight_slot {
	struct sent sent;
	bool is_open;
};

struct inflight {
	struct inflight_slot *slots;
	size_t cap;      /* a power of two, or 0 */
	uint32_t oldest; /* unanswered; == next when there is none */
	uint32_t next;   /* sequence number of the next record */
	int64_t n_open;
};

void inflight_release(struct inflight *f);

/* Takes in a record just sent, as number f->next. */
void inflight_add(struct inflight *f, const struct sent *s);

/* Takes out record `seq`; false when it is not there (any more). */
bool inflight_take(struct inflight *f, uint32_t seq, struct sent *out);

/* Takes out the oldest; false when there is none. */
bool inflight_take_oldest(struct inflight *f, uint32_t *out_seq, struct sent *out);

/* Due time of the oldest unanswered record, NEVER when there is none. */
int64_t inflight_oldest_due(const struct inflight *f);

#endif
