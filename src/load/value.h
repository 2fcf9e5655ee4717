/*
 * value.h - what is in a record: the stamp first, then a payload that looks like something.
 *
 * The same seed, producer and sequence number give the same payload. Built-in kinds are rows of a
 * table; the last one is the user's template, a text with ${name} in it ($$ is a dollar):
 * seq, partition, run, producer, now (wall-clock ms when due), key, random (32 bits, hex).
 *
 * Owner: a producer thread has one maker; what value_make() returns is borrowed until the next
 * call. Fails: never after value_check().
 */
#ifndef LOAD_VALUE_H
#define LOAD_VALUE_H

#include "base/err.h"
#include "base/rng.h"
#include "base/strbuf.h"
#include "model/ledger.h"
#include "model/plan.h"

struct value_kind_row {
	const char *name; /* as in the scenario */
	enum value_kind kind;
	const char *help;
};
const struct value_kind_row *value_kinds(size_t *out_len);

/* Is the workload's template (if it has one) fit to be used? Kind ERR_USAGE. */
int value_check(const struct workload_plan *w, struct err *e);

struct value_maker {
	const struct workload_plan *plan;
	uint64_t seed;
	struct rng rng; /* of the record at hand */
	struct strbuf text;
};

void value_maker_init(struct value_maker *m, const struct workload_plan *w,
		      uint64_t seed);
void value_maker_release(struct value_maker *m);

/* The key of record `seq`: one of the workload's `keys`. */
enum { KEY_MAX = 32 };
const char *value_key(const struct value_maker *m, uint16_t producer, uint32_t seq,
		      char out[KEY_MAX]);

/* What a payload may speak of. */
struct value_facts {
	struct stamp stamp;
	int64_t due_wall_ns;
	const char *key; /* or NULL */
};

const struct strbuf *value_make(struct value_maker *m, const struct value_facts *f);

#endif
