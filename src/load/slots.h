/*
 * slots.h - the values of a bulk workload's records, made once and used again and again.
 *
 * Each slot holds a value as value.h makes it; a record takes one, gets its stamp written over the head,
 * and gives it back with its answer. The client sends from the slot: nothing is copied. How many slots
 * there are bounds what is on its way, as buffer.memory does in Kafka's own client.
 *
 * Owner: the producer; must outlive its client. Thread: the producer's. Fails: never.
 */
#ifndef LOAD_SLOTS_H
#define LOAD_SLOTS_H

#include "load/value.h"

enum {
	/* Enough that partitions of a slow node do not hold up the others at once, and that records of a
	 * thousand bytes are limited by SLOTS_MOST: a smaller window was the limit with acks=all. */
	SLOTS_BYTES = 128 * 1024 * 1024,
	SLOTS_MOST = 100000, /* as queue.buffering.max.messages unless told */
	SLOTS_LEAST = 64,
};

struct slots {
	char *bytes;
	size_t size;  /* of each */
	char **spare; /* last in, first out: still in the processor's cache */
	size_t n_spare, n;
};

/* `maker`: of a workload whose values have a size. */
void slots_init(struct slots *s, struct value_maker *maker, const struct stamp *like);
void slots_release(struct slots *s);

/* A value with this stamp; NULL: all are on their way. */
char *slots_take(struct slots *s, const struct stamp *stamp);

static inline void slots_give(struct slots *s, char *value)
{
	s->spare[s->n_spare++] = value;
}

#endif
