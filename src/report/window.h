/*
 * window.h - parts of a window in words, the same in every report.
 *
 * Each appends. Pure. Threads: any. Fails: never.
 */
#ifndef REPORT_WINDOW_H
#define REPORT_WINDOW_H

#include "analyse/findings.h"
#include "base/strbuf.h"

/* Half the difference between the longest and the shortest length that fit. */
int64_t window_bar_ns(const struct window *w);

/* "3.81 s ± 120 ms", between the middles of the two bars. */
void window_length(const struct window *w, struct strbuf *out);

/* "_MSG_TIMED_OUT x12, others x3"; nothing where there are none. */
void window_errors(const struct error_share errors[WINDOW_ERRORS], uint64_t others,
		   struct strbuf *out);

#endif
