/*
 * consumer.h - one client of a consuming workload, on its own thread.
 *
 * Members share the topic: assigned, partition p belongs to member p % members and is read from its
 * beginning; in a group, the coordinator decides, and each change is an event ("assigned
 * payments/0,1", "revoked payments/0,1"). Every record of this run that arrives is a row, also when
 * it arrives again; others are counted and told at the end.
 *
 * Owner: struct load. Threads: the consumer's own; what is declared here may be called by the
 * conductor. Fails: consumer_start() only.
 */
#ifndef LOAD_CONSUMER_H
#define LOAD_CONSUMER_H

#include "load/control.h"
#include "model/tally.h"

struct consumer;

/* `received` belongs to the workload, shared by its members: next offset after the last received. */
struct consumer *consumer_start(struct control *control, size_t workload, int member,
				struct marks *received, struct err *e);

/* Partitions it reads now. */
int consumer_assigned(const struct consumer *c);
const struct tally *consumer_tally(const struct consumer *c);

/* Waits for the thread's end (control->quit) and frees. Takes NULL. */
void consumer_join(struct consumer *c);

#endif
