#include "model/ledger.h"

#include <inttypes.h>

const char *outcome_name(enum outcome o)
{
	switch (o) {
	case OUTCOME_UNKNOWN: return "unknown";
	case OUTCOME_ACKED: return "acked";
	case OUTCOME_REJECTED: return "rejected";
	}
	return "?"; /* a row of a damaged file */
}

static uint8_t *put(uint8_t *at, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*at++ = (uint8_t)(v >> (8 * i));
	return at;
}

static uint64_t get(const uint8_t **at, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v |= (uint64_t) * (*at)++ << (8 * i);
	return v;
}

void produced_pack(uint8_t out[PRODUCED_BYTES], const struct produced *r)
{
	uint8_t *at = out;

	at = put(at, (uint64_t)r->due_ns, 8);
	at = put(at, (uint64_t)r->sent_ns, 8);
	at = put(at, (uint64_t)r->done_ns, 8);
	at = put(at, (uint64_t)r->offset, 8);
	at = put(at, r->seq, 4);
	at = put(at, (uint32_t)r->partition, 4);
	at = put(at, (uint16_t)r->error, 2);
	at = put(at, r->outcome, 1);
	(void)put(at, r->warm, 1);
}

void produced_unpack(struct produced *r, const uint8_t in[PRODUCED_BYTES])
{
	const uint8_t *at = in;

	r->due_ns = (int64_t)get(&at, 8);
	r->sent_ns = (int64_t)get(&at, 8);
	r->done_ns = (int64_t)get(&at, 8);
	r->offset = (int64_t)get(&at, 8);
	r->seq = (uint32_t)get(&at, 4);
	r->partition = (int32_t)get(&at, 4);
	r->error = (int16_t)get(&at, 2);
	r->outcome = (uint8_t)get(&at, 1);
	r->warm = (uint8_t)get(&at, 1);
}

void consumed_pack(uint8_t out[CONSUMED_BYTES], const struct consumed *r)
{
	uint8_t *at = out;

	at = put(at, (uint64_t)r->received_ns, 8);
	at = put(at, (uint64_t)r->offset, 8);
	at = put(at, r->seq, 4);
	at = put(at, r->producer, 2);
	(void)put(at, r->partition, 2);
}

void consumed_unpack(struct consumed *r, const uint8_t in[CONSUMED_BYTES])
{
	const uint8_t *at = in;

	r->received_ns = (int64_t)get(&at, 8);
	r->offset = (int64_t)get(&at, 8);
	r->seq = (uint32_t)get(&at, 4);
	r->producer = (uint16_t)get(&at, 2);
	r->partition = (uint16_t)get(&at, 2);
}

void found_pack(uint8_t out[FOUND_BYTES], const struct found *r)
{
	uint8_t *at = out;

	at = put(at, (uint64_t)r->offset, 8);
	at = put(at, r->seq, 4);
	at = put(at, r->producer, 2);
	at = put(at, r->partition, 2);
	(void)put(at, r->topic, 2);
}

void found_unpack(struct found *r, const uint8_t in[FOUND_BYTES])
{
	const uint8_t *at = in;

	r->offset = (int64_t)get(&at, 8);
	r->seq = (uint32_t)get(&at, 4);
	r->producer = (uint16_t)get(&at, 2);
	r->partition = (uint16_t)get(&at, 2);
	r->topic = (uint16_t)get(&at, 2);
}

size_t stamp_write(char out[STAMP_MAX], const struct stamp *s)
{
	return (size_t)snprintf(out, STAMP_MAX,
				"kc1:%08" PRIx32 ":%u:%" PRIu32 ":%" PRId32 ";", s->run,
				(unsigned)s->producer, s->seq, s->partition);
}

/* What is left to read of a value. */
struct rest {
	const char *at, *end;
};

static bool take(struct rest *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* Exactly 8 lower-case hex digits. */
static bool take_run(struct rest *r, uint32_t *out)
{
	static const char digits[] = "0123456789abcdef";

	*out = 0;
	for (int i = 0; i < 8; i++, r->at++) {
		const char *d = r->at < r->end
					? memchr(digits, *r->at, sizeof(digits) - 1)
					: NULL;

		if (!d)
			return false;
		*out = *out << 4 | (uint32_t)(d - digits);
	}
	return true;
}

/* Digits as stamp_write() makes them: no sign, no leading zero, at most `max`. */
static bool take_number(struct rest *r, uint32_t max, uint32_t *out)
{
	const char *start = r->at;
	uint64_t v = 0;

	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		v = v * 10 + (uint64_t)(*r->at - '0');
		if (v > max)
			return false;
	}
	if (r->at == start || (*start == '0' && r->at != start + 1))
		return false;
	*out = (uint32_t)v;
	return true;
}

static bool take_partition(struct rest *r, int32_t *out)
{
	uint32_t v;

	if (take(r, '-')) {
		*out = -1;
		return take(r, '1');
	}
	if (!take_number(r, INT32_MAX, &v))
		return false;
	*out = (int32_t)v;
	return true;
}

bool stamp_read(const void *value, size_t len, struct stamp *out)
{
	struct rest r = {.at = value};
	uint32_t producer;
	struct stamp s;

	if (!value || len < 4 || memcmp(value, "kc1:", 4) != 0)
		return false;
	r.end = r.at + len;
	r.at += 4;
	if (!take_run(&r, &s.run) || !take(&r, ':') ||
	    !take_number(&r, UINT16_MAX, &producer) || !take(&r, ':') ||
	    !take_number(&r, UINT32_MAX, &s.seq) || !take(&r, ':') ||
	    !take_partition(&r, &s.partition) || !take(&r, ';'))
		return false;
	s.producer = (uint16_t)producer;
	*out = s;
	return true;
}
