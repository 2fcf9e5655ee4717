/*
 * timetable.h - what a producing workload owes, and when: its own schedule, and bursts on top of it
 * for a time.
 *
 * Records are taken in the order of their due times over all schedules (its own first, then the
 * older burst, where two are due at once), and each is due exactly as its own schedule says: a
 * burst shifts nothing. What is due and cannot be sent stays owed, also when its burst is over.
 * Owner and thread: one producer. Fails: never.
 */
#ifndef LOAD_TIMETABLE_H
#define LOAD_TIMETABLE_H

#include "load/schedule.h"

/* A schedule that ends. */
struct burst {
	struct schedule schedule;
	int64_t len;  /* so many records */
	int64_t next; /* of them, the next one to be taken */
};

struct timetable {
	struct schedule own;  /* never ends */
	int64_t next;         /* of its own records */
	struct burst *bursts; /* those with records left */
	size_t n_bursts;
	int64_t taken; /* of all schedules together */
};

void timetable_release(struct timetable *t);

/* From schedule->start_ns on, until `until_ns`: the record due then is not among them. */
void timetable_add(struct timetable *t, const struct schedule *schedule,
		   int64_t until_ns);

/* When the next record is due. */
int64_t timetable_due(const struct timetable *t);

/* That one is taken. */
void timetable_take(struct timetable *t);

/* Of all schedules that still have records, together; thousandths of a record per second. */
int64_t timetable_rate(const struct timetable *t);

#endif
