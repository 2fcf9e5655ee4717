/* base.h - the handful of attributes every file may use. Includes libc only. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/banned.h"

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN               __attribute__((noreturn))
#define UNUSED                 __attribute__((unused))
#define ARRAY_LEN(a)           (sizeof(a) / sizeof((a)[0]))

#define NS_PER_US INT64_C(1000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S  INT64_C(1000000000)

/* An instant that never came, or is not known. All instants are int64_t ns since run start. */
#define NEVER INT64_MIN

/* Instants, lengths and offsets that are read from outside lie within +-SPAN_MOST (73 years in ns):
 * sums and differences of a few cannot overflow. */
#define SPAN_MOST (INT64_C(1) << 61)

static inline double ns_to_s(int64_t ns)
{
	return (double)ns / (double)NS_PER_S;
}

#endif
