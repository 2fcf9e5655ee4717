/*
 * test_load_bench.h - a whole load/ against a mock cluster: plan, clock, run directory; and the rows
 * it wrote, read back.
 */
#ifndef TESTS_LOAD_BENCH_H
#define TESTS_LOAD_BENCH_H

#include "base/clock.h"
#include "load/load.h"
#include "load/settle.h"
#include "model/ledger.h"
#include "test_client_mock.h"

enum { BENCH_RUN = 0xabc };

struct bench {
	struct mock mock;
	struct plan plan;
	struct topology topology;
	struct clock clock;
	struct record *record;
	struct load *load;
	char *dir;
	int64_t begin_ns;
};

/* One topic "t", two partitions, two brokers; the plan has no workloads yet. */
void bench_open(struct bench *b);
void bench_close(struct bench *b);

/* A workload with sensible settings; valid until the next one is added. */
struct workload_plan *bench_producer(struct bench *b, const char *name,
				     int64_t per_second);
struct workload_plan *bench_asker(struct bench *b, const char *name, enum plane ask);
struct workload_plan *bench_consumer(struct bench *b, const char *name);

void bench_start(struct bench *b);
/* Warms up and begins the schedules 50 ms later. */
void bench_begin(struct bench *b);
void bench_sleep(struct bench *b, int ms);
/* Stops, drains and ends the load, and closes the record: the rows can be read now. */
int64_t bench_end(struct bench *b, int drain_ms);
/* load_stop() and closing the record only. */
void bench_finish(struct bench *b);

struct bench_rows {
	struct produced *at; /* sorted by seq */
	size_t len;
};
struct bench_rows bench_rows(const struct bench *b, const char *name);
/* The same of an asker. */
struct bench_rows bench_asked(const struct bench *b, const char *name, int member);
/* Of these, how many with this outcome, warm ones left out. */
size_t bench_count(const struct bench_rows *r, enum outcome o);

/* Sequence numbers 0, 1, 2 ... without a gap, and due times as the schedule says. */
void bench_check_rows(const struct bench *b, const struct bench_rows *r,
		      int64_t per_second);

struct consumed *bench_consumed(const struct bench *b, const char *name, size_t *out_len);
struct found *bench_found(const struct bench *b, size_t *out_len);

/* The text of a file of the run directory; caller frees. */
char *bench_text(const struct bench *b, const char *name);

#endif
