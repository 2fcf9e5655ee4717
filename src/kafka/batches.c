#include "kafka/batches.h"

#include "base/crc32c.h"

#include <inttypes.h>

enum {
	AT_LENGTH = 8,
	AT_EPOCH = 12,
	AT_MAGIC = 16,
	AT_CRC = 17,
	AT_ATTRIBUTES = 21,
	AT_DELTA = 23,
	AT_RECORDS = 57,
	MAGIC = 2,
};

void batches_init(struct batches *b, batch_fn *tell, void *arg)
{
	*b = (struct batches){.tell = tell, .arg = arg};
}

static uint64_t big_endian(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static int32_t number32(const uint8_t *p)
{
	return (int32_t)(uint32_t)big_endian(p, 4);
}

static int no_batch(const struct batches *b, struct err *e, const char *what,
		    int64_t value)
{
	return err_set(e, CODE_KAFKA_GARBLED,
		       "byte %" PRId64 " is not the begin of a batch: its %s would be "
		       "%" PRId64,
		       b->now.at, what, value);
}

static int read_head(struct batches *b, struct err *e)
{
	int32_t length = number32(b->head + AT_LENGTH);
	int32_t delta = number32(b->head + AT_DELTA);
	struct batch *now = &b->now;

	now->base_offset = (int64_t)big_endian(b->head, 8);
	now->leader_epoch = number32(b->head + AT_EPOCH);
	now->records = number32(b->head + AT_RECORDS);
	now->said_crc = (uint32_t)big_endian(b->head + AT_CRC, 4);
	if (now->base_offset < 0 || now->base_offset > SPAN_MOST)
		return no_batch(b, e, "base offset", now->base_offset);
	if (length < BATCH_HEAD - AT_EPOCH)
		return no_batch(b, e, "length", length);
	if (b->head[AT_MAGIC] != MAGIC)
		return no_batch(b, e, "magic", b->head[AT_MAGIC]);
	if (delta < 0)
		return no_batch(b, e, "last offset delta", delta);
	now->last_offset = now->base_offset + delta;
	now->bytes = (int64_t)length + AT_EPOCH;
	now->crc = crc32c(0, b->head + AT_ATTRIBUTES, BATCH_HEAD - AT_ATTRIBUTES);
	b->left = now->bytes - BATCH_HEAD;
	return 0;
}

static bool is_zero(const struct batches *b)
{
	for (size_t i = 0; i < BATCH_HEAD; i++)
		if (b->head[i])
			return false;
	return true;
}

static void tell(struct batches *b)
{
	b->have = 0;
	b->enough = !b->tell(b->arg, &b->now);
}

/* Takes bytes of a head; how many, or -1. */
static int64_t take_head(struct batches *b, const uint8_t *p, size_t n, struct err *e)
{
	size_t take = BATCH_HEAD - b->have;

	if (b->have == 0)
		b->now = (struct batch){.at = b->at};
	if (take > n)
		take = n;
	memcpy(b->head + b->have, p, take);
	b->have += take;
	if (b->have < BATCH_HEAD)
		return (int64_t)take;
	b->is_padding = is_zero(b);
	if (!b->is_padding && read_head(b, e) < 0)
		return -1;
	if (!b->is_padding && b->left == 0)
		tell(b);
	return (int64_t)take;
}

static int64_t take_records(struct batches *b, const uint8_t *p, size_t n)
{
	int64_t take = (int64_t)n < b->left ? (int64_t)n : b->left;

	b->now.crc = crc32c(b->now.crc, p, (size_t)take);
	b->left -= take;
	if (b->left == 0)
		tell(b);
	return take;
}

int batches_feed(struct batches *b, const void *bytes, size_t n, struct err *e)
{
	const uint8_t *p = bytes;

	while (n > 0 && !b->enough && !b->is_padding) {
		int64_t took = b->have < BATCH_HEAD ? take_head(b, p, n, e)
						    : take_records(b, p, n);

		if (took < 0)
			return -1;
		b->at += took;
		p += took;
		n -= (size_t)took;
	}
	return 0;
}

int batches_end(const struct batches *b, struct err *e)
{
	if (b->have == 0 || b->is_padding || b->enough)
		return 0;
	return err_set(e, CODE_KAFKA_GARBLED,
		       "the segment ends at byte %" PRId64
		       ", within the batch that begins at byte %" PRId64,
		       b->at, b->now.at);
}
