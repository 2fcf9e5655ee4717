/*
 * errors.h - how often each error code was seen. Zeroed memory is an empty count; it has room for
 * as many different codes as an outage is likely to show, further ones are counted together.
 */
#ifndef ANALYSE_ERRORS_H
#define ANALYSE_ERRORS_H

#include "analyse/findings.h"

enum { ERROR_KINDS = 24 };

struct error_count {
	struct error_share kind[ERROR_KINDS];
	size_t len;
	uint64_t rest; /* of codes beyond those */
};

void errors_add(struct error_count *c, int code, uint64_t n); /* code 0 is none */
void errors_merge(struct error_count *to, const struct error_count *from);

/* The most frequent ones into `top` (equal counts: smaller code first); returns how many errors
 * are not among them. */
uint64_t errors_top(const struct error_count *c, struct error_share top[WINDOW_ERRORS]);

#endif
