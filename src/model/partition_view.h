/*
 * partition_view.h - the partitions as one broker's metadata shows them, by topic and number.
 *
 * A partition is never changed but replaced, and whoever copies the table shares its partitions: thirty brokers show
 * a thousand each, and the live display, conditions and selectors take a copy many times a second.
 *
 * Owner: the struct it lies in; zeroed is empty; partition_views_release(). Threads: one per table; tables that
 * share partitions may be of different threads. Fails: never.
 */
#ifndef MODEL_PARTITION_VIEW_H
#define MODEL_PARTITION_VIEW_H

#include "model/event.h"

#include <stdatomic.h>

struct partition_view {
	atomic_uint tables; /* partition_view.c's own: in how many it is */
	char *topic;
	int32_t partition;
	int32_t leader; /* -1: none */
	int32_t epoch;
	struct ids replicas, isr, elr;
	int64_t since_ns; /* when this state was first seen */
};

struct partition_views {
	struct partition_view **at;
	size_t len;
	uint64_t changes; /* so far: the same number of one table is the same content */
};

void partition_views_release(struct partition_views *v);
void partition_views_copy(struct partition_views *to /* overwritten */,
			  const struct partition_views *from);

/* A PARTITION event. One without replicas says that the partition is gone; one that says again what is known changes
 * nothing, not even `since`. */
void partition_views_apply(struct partition_views *v, const struct event *ev);

const struct partition_view *partition_views_find(const struct partition_views *v,
						  const char *topic, int32_t partition);
/* Looks at index `near` first: brokers that agree have a partition at the same one. *near: where it is, or would be. */
const struct partition_view *partition_views_near(const struct partition_views *v,
						  size_t *near, const char *topic,
						  int32_t partition);

/* Is it led by its preferred leader, the first of its replicas? */
bool partition_is_home(const struct partition_view *p);

#endif
