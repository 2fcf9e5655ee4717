/*
 * header_json.h - run.json: the header of a run as JSON text and back.
 *
 * Owner: the caller, of what comes back (run_header_release(), free()). Threads: pure.
 * Fails: header_from_json() on a newer format and on anything garbled, kind ERR_USAGE.
 */
#ifndef RECORD_HEADER_JSON_H
#define RECORD_HEADER_JSON_H

#include "base/err.h"
#include "model/header.h"

/* For people, too: indented, in a fixed order, with a newline at the end. Caller frees. */
char *header_to_json(const struct run_header *h);

/* `h` is overwritten; on failure it is empty. */
int header_from_json(struct run_header *h, const char *text, size_t n, struct err *e);

#endif
