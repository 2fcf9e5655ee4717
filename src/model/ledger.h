/*
 * ledger.h - each record's fate as fixed-size binary rows of the run directory.
 *
 * Little-endian, packed by hand (no padding), so that a torn last row is recognised by size and a
 * stream can be mapped and walked. Row layouts are versioned by the header.
 */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "base/base.h"

enum outcome {
	OUTCOME_UNKNOWN =
		0, /* may be written (timed out, connection lost after sending, or no answer yet) */
	OUTCOME_ACKED = 1,
	OUTCOME_REJECTED = 2, /* definitely not written */
};
const char *outcome_name(enum outcome o);

/*
 * One record of a producer, or one question: then the outcome is acked (answered), rejected (answered
 * with an error, or not asked because the question before still hung) or unknown (no answer), the
 * offset what the answer is told by (docs/run-directory.md), and the partition of what its plane has
 * parts (model/plane.h).
 */
/* Identity of a record: written into its value and found again: run, producer, seq, partition. */
struct produced {
	int64_t due_ns;    /* when the open-loop schedule wanted it sent */
	int64_t sent_ns;   /* when it was handed to the client library */
	int64_t done_ns;   /* when the outcome was known */
	int64_t offset;    /* -1: none told */
	uint32_t seq;      /* per producer, from 0, in due order over all partitions */
	int32_t partition; /* -1: never assigned */
	int16_t error;     /* librdkafka/Kafka error code; 0: none */
	uint8_t outcome;   /* enum outcome */
	uint8_t warm; /* 1: a warm-up record, sent before the first phase: no demand */
};

struct consumed {
	int64_t received_ns;
	int64_t offset;
	uint32_t seq;
	uint16_t producer; /* index of the producing workload in the plan */
	uint16_t partition;
};

/* A record found when everything was read back. */
struct found {
	int64_t offset;
	uint32_t seq;
	uint16_t producer;
	uint16_t partition;
	uint16_t topic;
};

enum { PRODUCED_BYTES = 44, CONSUMED_BYTES = 24, FOUND_BYTES = 18 };

void produced_pack(uint8_t out[PRODUCED_BYTES], const struct produced *r);
void produced_unpack(struct produced *r, const uint8_t in[PRODUCED_BYTES]);
void consumed_pack(uint8_t out[CONSUMED_BYTES], const struct consumed *r);
void consumed_unpack(struct consumed *r, const uint8_t in[CONSUMED_BYTES]);
void found_pack(uint8_t out[FOUND_BYTES], const struct found *r);
void found_unpack(struct found *r, const uint8_t in[FOUND_BYTES]);

/*
 * The stamp at the head of each record's value, ASCII so that it is readable in any tool:
 * "kc1:RUN:producer:seq:partition;" then the payload. RUN is 8 hex digits.
 */
struct stamp {
	uint32_t run;
	uint16_t producer;
	uint32_t seq;
	int32_t partition; /* -1: chosen by key hash at send time, known on delivery */
};
enum { STAMP_MAX = 64 };
size_t stamp_write(char out[STAMP_MAX], const struct stamp *s);
/* False: not ours (foreign bytes are counted, never trusted). */
bool stamp_read(const void *value, size_t len, struct stamp *out);

#endif
