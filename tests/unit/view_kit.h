/*
 * view_kit.h - a view of three combined nodes 1..3 and a broker 4, told by one call per event.
 *
 * Times are ms of the run. Owner: the fixture view_kit_begin() / view_kit_end().
 */
#ifndef TESTS_VIEW_KIT_H
#define TESTS_VIEW_KIT_H

#include "model/view.h"

extern struct view told; /* the one that is told */

void view_kit_begin(void);
void view_kit_end(void);

int64_t at_ms(int64_t n);                       /* in ns */
void ids_of(struct ids *s, const char *digits); /* "123" appends 1, 2, 3 */

void tell_reach(int64_t at, int32_t node, enum side side, bool up);
void tell_claim(int64_t at, int32_t node, int32_t epoch, int64_t high_watermark);
/* A claim that also tells the log ends of the claimer and of node 2. */
void tell_voters(int32_t node, int64_t own, int64_t other);
void tell_no_claim(int64_t at, int32_t node);
void tell_belief(int64_t at, int32_t node, int32_t leader, int32_t epoch);
void tell_metadata(int64_t at, int32_t node, int64_t offset);
/* payments, replicas 1, 2, 3 */
void tell_partition(int64_t at, int32_t node, int32_t p, int32_t leader, const char *isr);
void tell_engine(int64_t at, int32_t node, const char *word);

/* An answering broker with one partition, led by whom it says. */
void tell_broker(int32_t node, int64_t offset, int32_t leader);
int32_t controller_at(int64_t at);

#endif
