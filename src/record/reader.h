/*
 * reader.h - a run directory as data: the only input of analysis, verdict and reports.
 *
 * Tolerates what a SIGKILL leaves: a torn last line or row is dropped (and counted), a missing
 * stream is an empty one. Refuses what it does not understand: a newer format, a garbled header, a
 * garbled whole line (named as file:line); all with kind ERR_USAGE.
 * Owner: the caller of run_open(); everything in it is const from then on.
 */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include "base/err.h"
#include "model/bulk.h"
#include "model/description.h"
#include "model/event.h"
#include "model/header.h"
#include "model/ledger.h"

enum ledger_kind {
	LEDGER_PRODUCED,
	LEDGER_CONSUMED,
	LEDGER_FOUND,
	LEDGER_ASKED,
	/* of bulk workloads (model/bulk.h) */
	LEDGER_INTERVALS,
	LEDGER_LATENCIES,
	LEDGER_OUTCOMES,
	LEDGER_COPIES,
	LEDGER_ORDER,
};

struct ledger {
	enum ledger_kind kind;
	size_t workload; /* index in the plan; of what was read back: unused */
	int member;
	const uint8_t *rows; /* mapped; row i at rows + i * row_bytes */
	size_t row_bytes;
	size_t len;
	size_t torn_bytes;
	void *map; /* the reader's own */
	size_t map_bytes;
};

struct log_line {
	int64_t at_ns;
	int32_t node;
	bool is_stderr;
	char *text;
};

struct run {
	char *dir;
	struct run_header header;
	struct timeline timeline; /* all streams merged by time */
	struct ledger *ledgers;
	size_t n_ledgers;
	size_t torn_lines; /* dropped last lines of event streams */
	size_t new_lines;  /* events of kinds a later version added: skipped */
	bool ended;        /* the run's last event was seen: it was not cut off */
};

/* What was fixed before the run, alone: run.json. The caller releases it. */
int run_read_header(struct run_header *h, const char *dir, struct err *e);

int run_open(struct run *run, const char *dir, struct err *e);
void run_close(struct run *run);

/* Lines of the nodes' logs from from_ns to to_ns, both included, in time order; equal times keep
 * the order of their log, then of the topology. The caller releases them with
 * run_log_lines_free(). A missing log is no error. */
int run_log_lines(const struct run *run, int64_t from_ns, int64_t to_ns,
		  struct log_line **out, size_t *out_len, struct err *e);
void run_log_lines_free(struct log_line *lines, size_t len);

/* The tables recorded at the phases' boundaries, in the order they were taken; a run of an earlier
 * version has none. The caller releases them with run_descriptions_free(). */
int run_descriptions(const struct run *run, struct description **out, size_t *out_len,
		     struct err *e);
void run_descriptions_free(struct description *d, size_t len);

#endif
