/*
 * compose_values.h - Compose's own ways of writing values; private to cluster/.
 *
 * Pure readings of text return false and leave the output as it was when the text is anything
 * else. The read_ ones take a node and report what is wrong with it, naming `what`.
 * Owner: texts returned are the caller's. Threads: any.
 */
#ifndef CLUSTER_COMPOSE_VALUES_H
#define CLUSTER_COMPOSE_VALUES_H

#include "cluster/docker.h"
#include "yaml/tree.h"

/* "512m", "1.5gb", "64KiB", "1024": a k is 1024, any case. */
bool value_bytes(const char *text, int64_t *out);

/* "1m30s", "500ms", "1.5h", "1d", "1w": a unit is required. */
bool value_duration(const char *text, int64_t *out_ns);

/* "1.5" CPUs into billionths. */
bool value_cpus(const char *text, int64_t *out_nano);

/* true/false, and what YAML 1.1 also calls so. */
bool value_bool(const char *text, bool *out);

/* A whole number within the limits. */
bool value_int(const char *text, int64_t min, int64_t max, int64_t *out);

/* A command line into words as a shell splits it: quotes, backslashes, nothing is expanded.
 * false: a quote is open. */
bool value_words(const char *text, struct text_list *out);

/* A scalar as Compose prints it into an environment: an unquoted TRUE is "true", 0x10 is "16",
 * 1.50 is "1.5", null is "". Caller frees. */
char *value_print(const struct ynode *n);

/* Each reports and returns false when the node is something else. */
bool read_scalar(const struct ynode *n, const char *what, struct diags *d);
bool read_bool(const struct ynode *n, const char *what, bool *out, struct diags *d);

/* A text or a list of texts. */
bool read_texts(const struct ynode *n, const char *what, struct text_list *out,
		struct diags *d);

/* "k: v" as a mapping or "k=v" in a list; a missing value is "". */
bool read_pairs(const struct ynode *n, const char *what, struct pair_list *out,
		struct diags *d);

#endif
