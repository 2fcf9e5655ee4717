#include "kafka/wire.h"

#include <assert.h>

/* ---- writing ---------------------------------------------------------------------------- */

static void put_be(struct strbuf *b, uint64_t v, size_t n)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
	strbuf_add(b, bytes, n);
}

void wire_put_bool(struct strbuf *b, bool v)
{
	put_be(b, v, 1);
}

void wire_put_i8(struct strbuf *b, int8_t v)
{
	put_be(b, (uint8_t)v, 1);
}

void wire_put_i16(struct strbuf *b, int16_t v)
{
	put_be(b, (uint16_t)v, 2);
}

void wire_put_i32(struct strbuf *b, int32_t v)
{
	put_be(b, (uint32_t)v, 4);
}

void wire_put_i64(struct strbuf *b, int64_t v)
{
	put_be(b, (uint64_t)v, 8);
}

void wire_put_uuid(struct strbuf *b, struct wire_uuid v)
{
	strbuf_add(b, v.bytes, sizeof(v.bytes));
}

void wire_put_uvarint(struct strbuf *b, uint32_t v)
{
	for (; v >= 0x80; v >>= 7)
		put_be(b, (v & 0x7f) | 0x80, 1);
	put_be(b, v, 1);
}

void wire_put_str(struct strbuf *b, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	assert(n < INT32_MAX);
	wire_put_uvarint(b, text ? (uint32_t)n + 1 : 0);
	strbuf_add(b, text, n);
}

void wire_put_str16(struct strbuf *b, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	assert(n <= INT16_MAX);
	wire_put_i16(b, (int16_t)(text ? (int)n : -1));
	strbuf_add(b, text, n);
}

void wire_put_count(struct strbuf *b, size_t n)
{
	assert(n < INT32_MAX);
	wire_put_uvarint(b, (uint32_t)n + 1);
}

void wire_put_null_array(struct strbuf *b)
{
	wire_put_uvarint(b, 0);
}

void wire_put_no_tags(struct strbuf *b)
{
	wire_put_uvarint(b, 0);
}

/* ---- reading ---------------------------------------------------------------------------- */

struct wire_reader wire_reader_of(const void *bytes, size_t len)
{
	return (struct wire_reader){.bytes = bytes, .len = len};
}

static size_t left(const struct wire_reader *r)
{
	return r->bad ? 0 : r->len - r->at;
}

/* The next `n` bytes, stepped over; NULL (and bad) when there are fewer. */
static const uint8_t *take(struct wire_reader *r, size_t n)
{
	const uint8_t *p;

	if (r->bad || n > left(r)) {
		r->bad = true;
		return NULL;
	}
	p = r->bytes + r->at;
	r->at += n;
	return p;
}

static uint64_t get_be(struct wire_reader *r, size_t n)
{
	const uint8_t *p = take(r, n);
	uint64_t v = 0;

	for (size_t i = 0; p && i < n; i++)
		v = v << 8 | p[i];
	return v;
}

bool wire_get_bool(struct wire_reader *r)
{
	return get_be(r, 1) != 0;
}

/* Unsigned to signed of the same width: defined by both compilers as two's complement. */
int8_t wire_get_i8(struct wire_reader *r)
{
	return (int8_t)(uint8_t)get_be(r, 1);
}

int16_t wire_get_i16(struct wire_reader *r)
{
	return (int16_t)(uint16_t)get_be(r, 2);
}

uint16_t wire_get_u16(struct wire_reader *r)
{
	return (uint16_t)get_be(r, 2);
}

int32_t wire_get_i32(struct wire_reader *r)
{
	return (int32_t)(uint32_t)get_be(r, 4);
}

int64_t wire_get_i64(struct wire_reader *r)
{
	return (int64_t)get_be(r, 8);
}

struct wire_uuid wire_get_uuid(struct wire_reader *r)
{
	struct wire_uuid u = {{0}};
	const uint8_t *p = take(r, sizeof(u.bytes));

	if (p)
		memcpy(u.bytes, p, sizeof(u.bytes));
	return u;
}

/* LEB128, low group first; what does not fit 32 bits cannot be meant. */
uint32_t wire_get_uvarint(struct wire_reader *r)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 35; shift += 7) {
		uint64_t byte = get_be(r, 1);

		v |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			break;
		r->bad = r->bad || shift == 28;
	}
	r->bad = r->bad || v > UINT32_MAX;
	return r->bad ? 0 : (uint32_t)v;
}

char *wire_get_nullable_str(struct wire_reader *r)
{
	uint32_t n = wire_get_uvarint(r);
	const uint8_t *p = n ? take(r, n - 1) : NULL;

	return p ? xstrndup((const char *)p, n - 1) : NULL;
}

char *wire_get_str(struct wire_reader *r)
{
	char *text = wire_get_nullable_str(r);

	r->bad = r->bad || !text;
	return text;
}

void wire_skip_bytes(struct wire_reader *r)
{
	uint32_t n = wire_get_uvarint(r);

	if (n)
		(void)take(r, n - 1); /* a failure is remembered in r->bad */
}

static size_t believe(struct wire_reader *r, size_t n, size_t min_bytes)
{
	assert(min_bytes > 0);
	if (n > left(r) / min_bytes)
		r->bad = true;
	return r->bad ? 0 : n;
}

size_t wire_get_count(struct wire_reader *r, size_t min_bytes)
{
	uint32_t n = wire_get_uvarint(r);

	return believe(r, n ? n - 1 : 0, min_bytes);
}

size_t wire_get_count32(struct wire_reader *r, size_t min_bytes)
{
	int32_t n = wire_get_i32(r);

	return believe(r, n > 0 ? (size_t)n : 0, min_bytes);
}

size_t wire_get_tag_count(struct wire_reader *r)
{
	enum { TAG_AND_SIZE = 2 };

	return believe(r, wire_get_uvarint(r), TAG_AND_SIZE);
}

struct wire_reader wire_get_tag(struct wire_reader *r, uint32_t *out_tag)
{
	uint32_t tag = wire_get_uvarint(r);
	uint32_t n = wire_get_uvarint(r);
	const uint8_t *p = take(r, n);

	*out_tag = tag;
	return (struct wire_reader){.bytes = p, .len = p ? n : 0, .bad = !p};
}

void wire_skip_tags(struct wire_reader *r)
{
	uint32_t tag;

	for (size_t n = wire_get_tag_count(r); n > 0 && !r->bad; n--)
		(void)wire_get_tag(r, &tag);
}

int wire_done(const struct wire_reader *r, enum kapi api, struct err *e)
{
	const char *name = kapi_row(api)->name;

	if (r->bad)
		return err_set(e, CODE_KAFKA_GARBLED,
			       "bad %s reply: cut short or garbled at byte %zu of %zu",
			       name, r->at, r->len);
	if (left(r))
		return err_set(e, CODE_KAFKA_GARBLED, "bad %s reply: %zu bytes too many",
			       name, left(r));
	return 0;
}

void wire_get_ids(struct ids *l, struct wire_reader *r)
{
	for (size_t n = wire_get_count(r, sizeof(int32_t)); n > 0; n--)
		ids_add(l, wire_get_i32(r));
}

/* ---- frames ----------------------------------------------------------------------------- */

static bool is_flexible(enum kapi api, int version)
{
	return version >= kapi_row(api)->first_flexible;
}

void wire_put_request(struct strbuf *out, const struct wire_request *q,
		      const struct strbuf *body)
{
	struct strbuf head = STRBUF_INIT;

	wire_put_i16(&head, (int16_t)q->api);
	wire_put_i16(&head, (int16_t)q->version);
	wire_put_i32(&head, q->correlation);
	wire_put_str16(&head,
		       q->client_id); /* stays int16 in header v2 (RequestHeader.json) */
	if (is_flexible(q->api, q->version))
		wire_put_no_tags(&head);
	wire_put_i32(out, (int32_t)(head.len + body->len));
	strbuf_add(out, head.buf, head.len);
	strbuf_add(out, body->buf, body->len);
	strbuf_release(&head);
}

int32_t wire_get_response_header(struct wire_reader *r, enum kapi api, int version)
{
	int32_t correlation = wire_get_i32(r);

	/* ApiVersions always answers with header v0, so that a client which does not know the
	 * server's versions yet can read it (KIP-511). */
	if (api != KAPI_API_VERSIONS && is_flexible(api, version))
		wire_skip_tags(r);
	return correlation;
}

/* ---- ids -------------------------------------------------------------------------------- */

char *wire_uuid_text(struct wire_uuid u)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char text[23] = {0};

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		size_t bit = i * 6;
		unsigned two = (unsigned)u.bytes[bit / 8] << 8;

		if (bit / 8 + 1 < sizeof(u.bytes))
			two |= u.bytes[bit / 8 + 1];
		text[i] = digits[two >> (10 - bit % 8) & 63U];
	}
	return xstrdup(text);
}
