/*
 * str.h - small readings and writings of text: no locale, no surprises.
 *
 * Readers return false, and leave the output as it was, when the text is anything else or the
 * value does not fit. A unit is required wherever one is meant: a bare number is where minutes
 * turn into milliseconds.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

/* "250ms", "1.5s", "30s", "2m", "1h", "100us" into ns. Up to 9 decimals. */
bool str_to_duration(const char *text, int64_t *out_ns);

/* "512B", "1KiB", "64MiB", "1kB" (1000), "2GB" into bytes. */
bool str_to_size(const char *text, int64_t *out_bytes);

/* "200/s", "0.5/s", "600/m", "1000000/h" into thousandths per second; at least 1. */
bool str_to_rate(const char *text, int64_t *out_millis_per_s);

/* "99.9%" into parts per million; 0% to 100%. */
bool str_to_percent(const char *text, int64_t *out_ppm);

/* "0.2", "1.5", "2" CPUs into billionths; 0.01 to 1024. */
bool str_to_cpus(const char *text, int64_t *out_nanos);

/* A whole decimal number with optional sign. */
bool str_to_int(const char *text, int64_t *out);

bool str_starts(const char *text, const char *prefix);

/* Levenshtein distance, for "did you mean"; stops counting at `limit`. */
unsigned str_distance(const char *a, const char *b, unsigned limit);

/*
 * The nearest of `n` names (a stride of `stride` bytes apart, each a `const char *` first
 * member of a table row) to `text`, or NULL when none is near enough to suggest.
 */
const char *str_nearest(const char *text, const void *rows, size_t n, size_t stride);

/* Writes ns as people say it: "0.8 ms", "250 ms", "1.25 s", "2 min 5 s". Returns buf. */
char *str_duration(char *buf, size_t cap, int64_t ns);
#define DURATION_TEXT(ns) str_duration((char[32]){0}, 32, (ns))

/* Writes bytes as people say them: "512 B", "1.5 KiB", "300 MiB". Returns buf. */
char *str_bytes(char *buf, size_t cap, int64_t bytes);
#define BYTES_TEXT(bytes) str_bytes((char[32]){0}, 32, (bytes))

#endif
