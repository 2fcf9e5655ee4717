/*
 * partitions.h - one broker's answer about all its partitions against the one before: what changed.
 *
 * Owner: the caller's storage, zeroed is empty; partitions_release(). Threads: one at a time.
 * Fails: never. A partition told twice counts once, as it was told first.
 */
#ifndef OBSERVE_PARTITIONS_H
#define OBSERVE_PARTITIONS_H

#include "kafka/api_topics.h"

struct partition_ref {
	const struct topic_row *topic;
	const struct partition_row *partition;
};

struct partitions {
	struct topic_list list;
	struct partition_ref *sorted; /* into `list`, by topic and number */
	size_t len;
};

/* Takes what `list` holds and leaves it empty. */
void partitions_take(struct partitions *p, struct topic_list *list);
void partitions_release(struct partitions *p);

/* `now` NULL: the partition is gone. Borrowed for the call. */
typedef void partition_change_fn(void *arg, const char *topic, int32_t partition,
				 const struct partition_row *now);

/* Tells every partition of `now` that `before` does not show the same (or every one), then those
 * that are gone. */
void partitions_compare(const struct partitions *before, const struct partitions *now,
			bool everything, partition_change_fn *fn, void *arg);

#endif
