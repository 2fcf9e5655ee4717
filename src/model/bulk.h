/*
 * bulk.h - what is kept of a bulk workload instead of a row for each record.
 *
 * Its records are told apart by their sequence numbers alone: outcomes and copies are runs of them,
 * times and rates are sums over short intervals. Rows are packed as those of ledger.h.
 *
 * Plain data, pure functions. Fails: never.
 */
#ifndef MODEL_BULK_H
#define MODEL_BULK_H

#include "base/base.h"

/* Sequence numbers have 32 bits, and warm-up records come before. */
#define BULK_MOST INT64_C(4000000000)

/* Of partitions that take turns, so many records each in succession: about a batch. Whoever knows the
 * sequence number knows the partition. */
enum { BULK_TURN = 16 };

static inline int32_t bulk_partition(uint32_t seq, int partitions)
{
	return (int32_t)(seq / BULK_TURN % (uint32_t)partitions);
}

/* What was handed over and answered from one instant to the next. */
struct bulk_interval {
	int64_t from_ns, to_ns;
	int64_t full_ns; /* of it, the thread waited for room in the client's queue */
	int64_t latency_sum_us; /* of the acknowledged: from handing over to the answer */
	int64_t latency_max_ns;
	uint32_t sent, acked, rejected, unknown;
};

/* So many acknowledged records of the interval (its number in its file) were that late: a bucket of
 * model/hist.h. */
struct bulk_latency {
	uint32_t interval;
	uint32_t bucket;
	uint32_t count;
};

/* Records from `from` on, `count` of them, all with this outcome. */
struct bulk_outcome {
	uint32_t from, count;
	int16_t error;
	uint8_t outcome; /* enum outcome */
};

/* Records of a producer that were read back: once, or again. */
struct bulk_copies {
	uint32_t from, count;
	uint16_t producer;
	uint8_t again; /* 0: their first copies; 1: they have more than one */
};

/* What was read back of a producer in one partition. */
struct bulk_order {
	uint16_t producer, partition;
	uint64_t read;       /* copies, all of them */
	uint64_t duplicated; /* of them, beyond the first */
	uint64_t reordered;  /* first copies behind a higher sequence number */
};

enum {
	BULK_INTERVAL_BYTES = 56,
	BULK_LATENCY_BYTES = 12,
	BULK_OUTCOME_BYTES = 11,
	BULK_COPIES_BYTES = 11,
	BULK_ORDER_BYTES = 28,
};

void bulk_interval_pack(uint8_t out[BULK_INTERVAL_BYTES], const struct bulk_interval *r);
void bulk_interval_unpack(struct bulk_interval *r, const uint8_t in[BULK_INTERVAL_BYTES]);
void bulk_latency_pack(uint8_t out[BULK_LATENCY_BYTES], const struct bulk_latency *r);
void bulk_latency_unpack(struct bulk_latency *r, const uint8_t in[BULK_LATENCY_BYTES]);
void bulk_outcome_pack(uint8_t out[BULK_OUTCOME_BYTES], const struct bulk_outcome *r);
void bulk_outcome_unpack(struct bulk_outcome *r, const uint8_t in[BULK_OUTCOME_BYTES]);
void bulk_copies_pack(uint8_t out[BULK_COPIES_BYTES], const struct bulk_copies *r);
void bulk_copies_unpack(struct bulk_copies *r, const uint8_t in[BULK_COPIES_BYTES]);
void bulk_order_pack(uint8_t out[BULK_ORDER_BYTES], const struct bulk_order *r);
void bulk_order_unpack(struct bulk_order *r, const uint8_t in[BULK_ORDER_BYTES]);

#endif
