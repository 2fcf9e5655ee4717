#include "load/schedule.h"

#include <assert.h>

enum { PICO = 1000000 }; /* 10^12 is too large a factor for 64 bits: taken in two steps */

/* x * 10^12 / d for x < d, rounded down; exact for d up to 9.2 * 10^12. */
static int64_t fraction(int64_t x, int64_t d)
{
	int64_t high = x * PICO / d;
	int64_t rest = x * PICO % d;

	return high * PICO + rest * PICO / d;
}

int64_t schedule_due(const struct schedule *s, int64_t n)
{
	const int64_t full = NS_PER_S * 1000; /* `rate_mps` records take this long */

	assert(s->rate_mps > 0 && n >= 0);
	return s->start_ns + n / s->rate_mps * full +
	       fraction(n % s->rate_mps, s->rate_mps);
}

int64_t schedule_count(const struct schedule *s, int64_t at_ns)
{
	int64_t low = 0, high = 1;

	if (at_ns <= s->start_ns)
		return 0;
	while (schedule_due(s, high) < at_ns) {
		low = high;
		high *= 2;
	}
	while (low + 1 < high) { /* low is due before at_ns, high is not */
		int64_t mid = low + (high - low) / 2;

		if (schedule_due(s, mid) < at_ns)
			low = mid;
		else
			high = mid;
	}
	return high;
}
