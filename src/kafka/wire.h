/*
 * wire.h - Kafka's binary protocol, the part below the messages: numbers, texts, arrays, tagged
 * fields, frames and headers (kafka.apache.org/protocol; KIP-482 for the flexible forms).
 *
 * Writing appends to a strbuf and cannot fail. Reading never goes past the end: the first value
 * that does not fit, or cannot be meant, makes the reader bad; from then on every get returns 0,
 * NULL or "no items", so a decoder checks once, at its end (wire_done). Array counts are believed
 * only as far as the bytes that follow could hold them, so no reply makes us allocate much more
 * than it weighs.
 *
 * Owner: a reader borrows its bytes; texts it returns are copies, the caller frees them.
 * Threads: none of its own; each object belongs to one thread at a time.
 */
#ifndef KAFKA_WIRE_H
#define KAFKA_WIRE_H

#include "base/err.h"
#include "base/mem.h" /* for WIRE_GET_ARRAY */
#include "base/strbuf.h"

#include "model/ids.h"

#include "kafka/api_key.h"

struct wire_uuid {
	uint8_t bytes[16];
};

/* As Kafka's own tools write it, in base64 as in URLs: "uqC0Q0bPQ2-3Y0a7kIbmqg". Caller frees. */
char *wire_uuid_text(struct wire_uuid u);

/* Writing. All integers are big-endian two's complement. */
void wire_put_bool(struct strbuf *b, bool v);
void wire_put_i8(struct strbuf *b, int8_t v);
void wire_put_i16(struct strbuf *b, int16_t v);
void wire_put_i32(struct strbuf *b, int32_t v);
void wire_put_i64(struct strbuf *b, int64_t v);
void wire_put_uuid(struct strbuf *b, struct wire_uuid v);
void wire_put_uvarint(struct strbuf *b, uint32_t v);

/* A text; NULL is null. _str: flexible versions; _str16: older ones (at most 32767 bytes). */
void wire_put_str(struct strbuf *b, const char *text);
void wire_put_str16(struct strbuf *b, const char *text);

/* How many items follow, in a flexible version; null is not the same as none. */
void wire_put_count(struct strbuf *b, size_t n);
void wire_put_null_array(struct strbuf *b);

/* Ends a struct (and each struct in an array) of a flexible version: no tagged fields. */
void wire_put_no_tags(struct strbuf *b);

struct wire_reader {
	const uint8_t *bytes;
	size_t len;
	size_t at; /* never more than len */
	bool bad;  /* sticky */
};

struct wire_reader wire_reader_of(const void *bytes, size_t len);

bool wire_get_bool(struct wire_reader *r);
int8_t wire_get_i8(struct wire_reader *r);
int16_t wire_get_i16(struct wire_reader *r);
uint16_t wire_get_u16(struct wire_reader *r);
int32_t wire_get_i32(struct wire_reader *r);
int64_t wire_get_i64(struct wire_reader *r);
struct wire_uuid wire_get_uuid(struct wire_reader *r);
uint32_t wire_get_uvarint(struct wire_reader *r);

/* A text of a flexible version, cut at a NUL should it contain one. _str: null makes the reader
 * bad; _nullable_str: NULL for null. Caller frees. */
char *wire_get_str(struct wire_reader *r);
char *wire_get_nullable_str(struct wire_reader *r);

/* Steps over a text or byte string of a flexible version. */
void wire_skip_bytes(struct wire_reader *r);

/* How many items follow; null counts as none. `min_bytes` (at least 1) is the least one item
 * weighs: a count that the remaining bytes cannot hold makes the reader bad. _count32: before
 * flexible versions. */
size_t wire_get_count(struct wire_reader *r, size_t min_bytes);
size_t wire_get_count32(struct wire_reader *r, size_t min_bytes);

/* Reads a count, allocates that many zeroed items; gives array and length to the caller. */
#define WIRE_GET_ARRAY(r, array, n, min_bytes) \
	((n) = wire_get_count((r), (min_bytes)), (array) = xcalloc((n), sizeof(*(array))))

/* Tagged fields: skip them all, or get the count and then one by one, as a reader of its own. */
void wire_skip_tags(struct wire_reader *r);
size_t wire_get_tag_count(struct wire_reader *r);
struct wire_reader wire_get_tag(struct wire_reader *r, uint32_t *out_tag);

/* The end of a reply: 0 when all of it was read and made sense, else -1 and the reason. */
int wire_done(const struct wire_reader *r, enum kapi api, struct err *e);

/* A list of node ids into an empty `l`. They are the sender's: any number, in any order, more
 * than once. The caller releases it. */
void wire_get_ids(struct ids *l, struct wire_reader *r);

/* One whole request: size, header (v2 when that version of the api is flexible, else v1), body. */
struct wire_request {
	enum kapi api;
	int version;
	int32_t correlation;
	const char *client_id;
};

void wire_put_request(struct strbuf *out, const struct wire_request *q,
		      const struct strbuf *body);

/* Reads a reply's header (without the size) and returns its correlation id. */
int32_t wire_get_response_header(struct wire_reader *r, enum kapi api, int version);

#endif
