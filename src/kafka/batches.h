/*
 * batches.h - the record batches of a log segment (magic 2, Kafka 0.11 and later), told one by one
 * from bytes that come in pieces of any size.
 *
 *     0 base offset | 8 length (of what follows it) | 12 leader epoch | 16 magic | 17 CRC-32C |
 *     21 attributes | 23 last offset delta | 27 ... | 57 number of records | 61 records
 *
 * The checksum is over everything from the attributes on. The leader epoch is outside, as the broker
 * that appends sets it. Only a batch's head is kept, whatever length it claims; records are
 * not looked into, so compression does not matter.
 * Owner: the caller's storage; nothing to release. Threads: one. Fails: kind ERR_ENVIRONMENT, at the
 * first bytes that cannot be a batch; everything before them was told.
 */
#ifndef KAFKA_BATCHES_H
#define KAFKA_BATCHES_H

#include "base/err.h"

enum { BATCH_HEAD = 61 };

struct batch {
	int64_t at;    /* byte in the segment */
	int64_t bytes; /* of the whole batch */
	int64_t base_offset, last_offset;
	int32_t leader_epoch;
	int32_t records;   /* as it says */
	uint32_t said_crc; /* in its head */
	uint32_t crc;      /* of its bytes */
};

/* false: nothing more is wanted; batches_feed() then stops in the middle, which is no failure. */
typedef bool batch_fn(void *arg, const struct batch *b);

struct batches {
	batch_fn *tell;
	void *arg;
	int64_t at; /* bytes of the segment so far */
	uint8_t head[BATCH_HEAD];
	size_t have;  /* of the head of the one under way */
	int64_t left; /* of its records */
	struct batch now;
	bool is_padding; /* zeros behind the last batch: a segment made in advance */
	bool enough;
};

void batches_init(struct batches *b, batch_fn *tell, void *arg);

/* -1: not a batch, or one that cannot be meant. */
int batches_feed(struct batches *b, const void *bytes, size_t n, struct err *e);

/* The segment is over: -1 when that is within a batch. */
int batches_end(const struct batches *b, struct err *e);

#endif
