/*
 * writer.h - the run directory while a run writes it. Layout and formats: docs/run-directory.md.
 *
 *   run.json               the header: plan, topology, environment (whole or absent)
 *   scenario.yaml, compose.yaml   the files as they were read
 *   events.jsonl observer.jsonl engine.jsonl instrument.jsonl   one event per line, each stream
 *                          written by one thread; engine.jsonl by one for each host
 *   snapshots.jsonl        the cluster's tables at each boundary of phases
 *   load/NAME-M.produced   rows of model/ledger.h, one file per producer or consumer
 *   load/NAME-M.consumed
 *   load/NAME-M.asked
 *   load/NAME-M.intervals .latencies .outcomes   of a bulk workload, instead of a row per record
 *   settle/found           everything read back
 *   settle/copies, order   of bulk workloads
 *   logs/NODE.log          the node's own lines, stamped with run time
 *   kchaos.log             ours
 *   results.json           written by analysis
 *
 * Streams are append-only and buffered; record_flush() (each second by the run) bounds what a
 * SIGKILL can cost. A write that fails (disk full) is remembered and told by record_failed(): the
 * run stops and heals instead of measuring into the void.
 *
 * Threads: a stream belongs to the one thread that writes it, or to several where their order does not matter:
 * each line or row is added whole, and record_flush() may be called by another at any time (each stream has
 * a lock). Owner: the run.
 */
#ifndef RECORD_WRITER_H
#define RECORD_WRITER_H

#include "base/err.h"
#include "model/bulk.h"
#include "model/description.h"
#include "model/event.h"
#include "model/header.h"
#include "model/ledger.h"

struct record;
struct stream;

/* Makes the directory (must not exist or be empty). */
struct record *record_create(const char *dir, struct err *e);
/* Flushes and closes every stream. -1: something could not be written. */
int record_close(struct record *r, struct err *e);
const char *record_dir(const struct record *r);

int record_header(struct record *r, const struct run_header *h, struct err *e);
int record_file(struct record *r, const char *name, const void *bytes, size_t n,
		struct err *e);

/* A stream in the directory, e.g. "events.jsonl", "load/checkout-0.produced", "logs/kafka1.log".
 * Owned by the record; closed by record_close(). */
struct stream *record_stream(struct record *r, const char *name, struct err *e);

void stream_event(struct stream *s, const struct event *ev);
void stream_description(struct stream *s, const struct description *d);
void stream_produced(struct stream *s, const struct produced *row); /* asked ones, too */
void stream_consumed(struct stream *s, const struct consumed *row);
void stream_found(struct stream *s, const struct found *row);
void stream_interval(struct stream *s, const struct bulk_interval *row);
void stream_latency(struct stream *s, const struct bulk_latency *row);
void stream_outcome(struct stream *s, const struct bulk_outcome *row);
void stream_copies(struct stream *s, const struct bulk_copies *row);
void stream_order(struct stream *s, const struct bulk_order *row);
void stream_log_line(struct stream *s, int64_t at_ns, bool is_stderr, const char *line);

void record_flush(struct record *r);
/* True, and e filled once, when any write failed so far. Any thread. */
bool record_failed(struct record *r, struct err *e);

/* One event as one JSON line without newline, as --json prints it. Caller frees. */
char *event_to_json(const struct event *ev);

#endif
