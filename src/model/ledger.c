#include "model/ledger.h"

#include "model/packing.h"

const char *outcome_name(enum outcome o)
{
	switch (o) {
	case OUTCOME_UNKNOWN: return "unknown";
	case OUTCOME_ACKED: return "acked";
	case OUTCOME_REJECTED: return "rejected";
	}
	return "?"; /* a row of a damaged file */
}

void produced_pack(uint8_t out[PRODUCED_BYTES], const struct produced *r)
{
	uint8_t *at = out;

	at = pack_put(at, (uint64_t)r->due_ns, 8);
	at = pack_put(at, (uint64_t)r->sent_ns, 8);
	at = pack_put(at, (uint64_t)r->done_ns, 8);
	at = pack_put(at, (uint64_t)r->offset, 8);
	at = pack_put(at, r->seq, 4);
	at = pack_put(at, (uint32_t)r->partition, 4);
	at = pack_put(at, (uint16_t)r->error, 2);
	at = pack_put(at, r->outcome, 1);
	(void)pack_put(at, r->warm, 1);
}

void produced_unpack(struct produced *r, const uint8_t in[PRODUCED_BYTES])
{
	const uint8_t *at = in;

	r->due_ns = (int64_t)pack_get(&at, 8);
	r->sent_ns = (int64_t)pack_get(&at, 8);
	r->done_ns = (int64_t)pack_get(&at, 8);
	r->offset = (int64_t)pack_get(&at, 8);
	r->seq = (uint32_t)pack_get(&at, 4);
	r->partition = (int32_t)pack_get(&at, 4);
	r->error = (int16_t)pack_get(&at, 2);
	r->outcome = (uint8_t)pack_get(&at, 1);
	r->warm = (uint8_t)pack_get(&at, 1);
}

void consumed_pack(uint8_t out[CONSUMED_BYTES], const struct consumed *r)
{
	uint8_t *at = out;

	at = pack_put(at, (uint64_t)r->received_ns, 8);
	at = pack_put(at, (uint64_t)r->offset, 8);
	at = pack_put(at, r->seq, 4);
	at = pack_put(at, r->producer, 2);
	(void)pack_put(at, r->partition, 2);
}

void consumed_unpack(struct consumed *r, const uint8_t in[CONSUMED_BYTES])
{
	const uint8_t *at = in;

	r->received_ns = (int64_t)pack_get(&at, 8);
	r->offset = (int64_t)pack_get(&at, 8);
	r->seq = (uint32_t)pack_get(&at, 4);
	r->producer = (uint16_t)pack_get(&at, 2);
	r->partition = (uint16_t)pack_get(&at, 2);
}

void found_pack(uint8_t out[FOUND_BYTES], const struct found *r)
{
	uint8_t *at = out;

	at = pack_put(at, (uint64_t)r->offset, 8);
	at = pack_put(at, r->seq, 4);
	at = pack_put(at, r->producer, 2);
	at = pack_put(at, r->partition, 2);
	(void)pack_put(at, r->topic, 2);
}

void found_unpack(struct found *r, const uint8_t in[FOUND_BYTES])
{
	const uint8_t *at = in;

	r->offset = (int64_t)pack_get(&at, 8);
	r->seq = (uint32_t)pack_get(&at, 4);
	r->producer = (uint16_t)pack_get(&at, 2);
	r->partition = (uint16_t)pack_get(&at, 2);
	r->topic = (uint16_t)pack_get(&at, 2);
}

static const char hex_digits[] = "0123456789abcdef";

/* By hand: a bulk workload writes a million of them a second, and snprintf() takes longer than all the rest. */
static char *add_number(char *at, uint32_t v)
{
	char digits[10];
	int n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	while (n > 0)
		*at++ = digits[--n];
	return at;
}

size_t stamp_write(char out[STAMP_MAX], const struct stamp *s)
{
	char *at = out;

	memcpy(at, "kc1:", 4);
	at += 4;
	for (int shift = 28; shift >= 0; shift -= 4)
		*at++ = hex_digits[s->run >> shift & 15];
	*at++ = ':';
	at = add_number(at, s->producer);
	*at++ = ':';
	at = add_number(at, s->seq);
	*at++ = ':';
	if (s->partition < 0)
		*at++ = '-';
	at = add_number(at, s->partition < 0 ? 0 - (uint32_t)s->partition
					     : (uint32_t)s->partition);
	*at++ = ';';
	*at = '\0';
	return (size_t)(at - out);
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
	if (r->end - r->at < 8)
		return false;
	*out = 0;
	for (int i = 0; i < 8; i++) {
		char c = *r->at++;

		if (c >= '0' && c <= '9')
			*out = *out << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*out = *out << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
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
