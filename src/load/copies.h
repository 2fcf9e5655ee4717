/*
 * copies.h - which records of bulk workloads were read back, and how often: two bits for each.
 *
 * A record found once is one bit, found again the other; how many copies beyond the first, and how many out
 * of order, are counters per producer and partition. Memory grows with the highest sequence number found.
 *
 * Owner and thread: the read-back. Fails: never; a sequence number that the workload cannot have is not taken
 * (copies_take false): its row is written as any other's.
 */
#ifndef LOAD_COPIES_H
#define LOAD_COPIES_H

#include "model/plan.h"
#include "record/writer.h"

struct copies;

struct copies *copies_new(const struct plan *plan);
void copies_free(struct copies *c); /* takes NULL */

/* A record of workload `producer` was read from `partition`. False: it is none of a bulk workload. */
bool copies_take(struct copies *c, uint16_t producer, int32_t partition, uint32_t seq);

/* Writes down what was found of all. */
void copies_write(const struct copies *c, struct stream *runs, struct stream *order);

#endif
