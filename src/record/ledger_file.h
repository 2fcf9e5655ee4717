/*
 * ledger_file.h - the 16 bytes at the head of a file of ledger rows, and what a file's name tells.
 *
 *     0  7  "kchaosL"
 *     7  1  kind: 'p' produced, 'c' consumed, 'f' found, 'a' asked; of bulk workloads 'i' intervals,
 *           'l' latencies, 'o' outcomes, 'r' copies, 's' order
 *     8  1  version of the row's layout (LEDGER_VERSION)
 *     9  1  bytes of one row
 *    10  6  zero; readers ignore them
 *
 * Plain data, pure functions. Fails: ledger_header_read(), kind ERR_USAGE.
 */
#ifndef RECORD_LEDGER_FILE_H
#define RECORD_LEDGER_FILE_H

#include "base/err.h"
#include "record/reader.h"

enum { LEDGER_HEADER_BYTES = 16, LEDGER_VERSION = 1 };

void ledger_header_write(uint8_t out[LEDGER_HEADER_BYTES], enum ledger_kind kind);

/* Also checks that it is of `kind`; the row size is ledger_row_bytes(kind) then. */
int ledger_header_read(const uint8_t in[LEDGER_HEADER_BYTES], enum ledger_kind kind,
		       struct err *e);

size_t ledger_row_bytes(enum ledger_kind kind);

/* It lies in settle/, as what was read back of all workloads together. */
bool ledger_is_settled(enum ledger_kind kind);

/* The kind by a file's name ("checkout-0.produced", "settle/found"); false: no ledger. */
bool ledger_kind_of(const char *file, enum ledger_kind *out);

/* "checkout-0.produced" into "checkout" (caller frees) and 0; NULL: not such a name. */
char *ledger_workload_of(const char *file, int *out_member);

#endif
