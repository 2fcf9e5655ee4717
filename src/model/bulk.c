#include "model/bulk.h"

#include "model/packing.h"

void bulk_interval_pack(uint8_t out[BULK_INTERVAL_BYTES], const struct bulk_interval *r)
{
	uint8_t *at = out;

	at = pack_put(at, (uint64_t)r->from_ns, 8);
	at = pack_put(at, (uint64_t)r->to_ns, 8);
	at = pack_put(at, (uint64_t)r->full_ns, 8);
	at = pack_put(at, (uint64_t)r->latency_sum_us, 8);
	at = pack_put(at, (uint64_t)r->latency_max_ns, 8);
	at = pack_put(at, r->sent, 4);
	at = pack_put(at, r->acked, 4);
	at = pack_put(at, r->rejected, 4);
	(void)pack_put(at, r->unknown, 4);
}

void bulk_interval_unpack(struct bulk_interval *r, const uint8_t in[BULK_INTERVAL_BYTES])
{
	const uint8_t *at = in;

	r->from_ns = (int64_t)pack_get(&at, 8);
	r->to_ns = (int64_t)pack_get(&at, 8);
	r->full_ns = (int64_t)pack_get(&at, 8);
	r->latency_sum_us = (int64_t)pack_get(&at, 8);
	r->latency_max_ns = (int64_t)pack_get(&at, 8);
	r->sent = (uint32_t)pack_get(&at, 4);
	r->acked = (uint32_t)pack_get(&at, 4);
	r->rejected = (uint32_t)pack_get(&at, 4);
	r->unknown = (uint32_t)pack_get(&at, 4);
}

void bulk_latency_pack(uint8_t out[BULK_LATENCY_BYTES], const struct bulk_latency *r)
{
	uint8_t *at = out;

	at = pack_put(at, r->interval, 4);
	at = pack_put(at, r->bucket, 4);
	(void)pack_put(at, r->count, 4);
}

void bulk_latency_unpack(struct bulk_latency *r, const uint8_t in[BULK_LATENCY_BYTES])
{
	const uint8_t *at = in;

	r->interval = (uint32_t)pack_get(&at, 4);
	r->bucket = (uint32_t)pack_get(&at, 4);
	r->count = (uint32_t)pack_get(&at, 4);
}

void bulk_outcome_pack(uint8_t out[BULK_OUTCOME_BYTES], const struct bulk_outcome *r)
{
	uint8_t *at = out;

	at = pack_put(at, r->from, 4);
	at = pack_put(at, r->count, 4);
	at = pack_put(at, (uint16_t)r->error, 2);
	(void)pack_put(at, r->outcome, 1);
}

void bulk_outcome_unpack(struct bulk_outcome *r, const uint8_t in[BULK_OUTCOME_BYTES])
{
	const uint8_t *at = in;

	r->from = (uint32_t)pack_get(&at, 4);
	r->count = (uint32_t)pack_get(&at, 4);
	r->error = (int16_t)pack_get(&at, 2);
	r->outcome = (uint8_t)pack_get(&at, 1);
}

void bulk_copies_pack(uint8_t out[BULK_COPIES_BYTES], const struct bulk_copies *r)
{
	uint8_t *at = out;

	at = pack_put(at, r->from, 4);
	at = pack_put(at, r->count, 4);
	at = pack_put(at, r->producer, 2);
	(void)pack_put(at, r->again, 1);
}

void bulk_copies_unpack(struct bulk_copies *r, const uint8_t in[BULK_COPIES_BYTES])
{
	const uint8_t *at = in;

	r->from = (uint32_t)pack_get(&at, 4);
	r->count = (uint32_t)pack_get(&at, 4);
	r->producer = (uint16_t)pack_get(&at, 2);
	r->again = (uint8_t)pack_get(&at, 1);
}

void bulk_order_pack(uint8_t out[BULK_ORDER_BYTES], const struct bulk_order *r)
{
	uint8_t *at = out;

	at = pack_put(at, r->producer, 2);
	at = pack_put(at, r->partition, 2);
	at = pack_put(at, r->read, 8);
	at = pack_put(at, r->duplicated, 8);
	(void)pack_put(at, r->reordered, 8);
}

void bulk_order_unpack(struct bulk_order *r, const uint8_t in[BULK_ORDER_BYTES])
{
	const uint8_t *at = in;

	r->producer = (uint16_t)pack_get(&at, 2);
	r->partition = (uint16_t)pack_get(&at, 2);
	r->read = pack_get(&at, 8);
	r->duplicated = pack_get(&at, 8);
	r->reordered = pack_get(&at, 8);
}
