/*
 * json_value.h - the report's own: findings' plain values as JSON.
 *
 * Every constructor gives a new reference; value_put() and value_push() take it.
 * Owner: the caller. Threads: one. Fails: only without memory.
 */
#ifndef REPORT_JSON_VALUE_H
#define REPORT_JSON_VALUE_H

#include "analyse/findings.h"
#include "base/strbuf.h"

#include <jansson.h>

json_t *value_ns(int64_t value); /* an instant or a length; null when it never came */
json_t *value_count(uint64_t value);
json_t *value_real(double value);
json_t *value_share(double share); /* null below 0 (unknown), and when it is not finite */
json_t *value_ids(const struct ids *s);
json_t *value_spans(const struct span *spans, size_t n); /* [[from_ns, to_ns], ...] */

/* null for NULL. Bytes that are not UTF-8 (proofs and logs come from outside) become U+FFFD. */
json_t *value_text(const char *s);

void value_put(json_t *object, const char *key, json_t *value);
void value_push(json_t *array, json_t *value);

/* Appends it as a command prints it: indented, with a line end. Takes it. */
void value_dump(json_t *value, struct strbuf *out);

/* json_timeline.c: a workload's rates as columns; every node with its states. */
json_t *value_rates(const struct findings *f, const struct workload_finding *w);
json_t *value_nodes(const struct findings *f);

/* json_served.c: one workload with its windows. */
json_t *value_workload(const struct findings *f, size_t i);

#endif
