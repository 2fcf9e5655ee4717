#include "report/interval.h"

#include <math.h>
#include <stdlib.h>

#define Z_95 1.96

/* How many times as much the buckets' shares spread as those of independent records would; at least 1. */
static double bunching(double p, double n, const struct bucket_count *b, size_t len)
{
	double sum = 0, used = 0;

	for (size_t i = 0; i < len; i++) {
		double off = (double)b[i].served - p * (double)b[i].due;

		sum += off * off;
		used += b[i].due > 0;
	}
	if (used < 2 || p <= 0 || p >= 1)
		return 1;
	sum *= used / (used - 1) / (n * p * (1 - p));
	return sum > 1 ? sum : 1;
}

static struct interval wilson(double p, double n)
{
	double z2 = Z_95 * Z_95, spread = 1 + z2 / n,
	       middle = (p + z2 / (2 * n)) / spread;
	double half = Z_95 / spread * sqrt(p * (1 - p) / n + z2 / (4 * n * n));

	/* At the ends the formula is exact but for rounding. */
	return (struct interval){p <= 0 ? 0 : middle - half, p >= 1 ? 1 : middle + half};
}

struct interval interval_share(uint64_t k, uint64_t n, const struct bucket_count *buckets,
			       size_t n_buckets)
{
	double p;

	if (n == 0)
		return (struct interval){0, 1};
	p = (double)k / (double)n;
	return wilson(p, (double)n / bunching(p, (double)n, buckets, n_buckets));
}

/* Buckets' upper ends are reported: the exact value is at most so much below (hist.h). */
static double least(int64_t reported_ns)
{
	double least = (double)reported_ns * 32 / 33 - (double)NS_PER_US;

	return least > 0 ? least : 0;
}

static int by_length(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void widen(struct interval *i, int64_t *over_time, size_t n)
{
	size_t cut = n / 10;

	if (n == 0)
		return;
	qsort(over_time, n, sizeof(*over_time), by_length);
	i->lo = fmin(i->lo, (double)over_time[cut]);
	i->hi = fmax(i->hi, (double)over_time[n - 1 - cut]);
}

struct interval interval_percentile(const struct hist *h, unsigned permyriad,
				    int64_t *over_time, size_t n_over_time)
{
	double n = (double)h->count, p = (double)permyriad / 10000;
	double spread = Z_95 * sqrt(n * p * (1 - p));
	double lower = floor(n * p - spread), upper = ceil(n * p + spread) + 1;
	struct interval i = {0, (double)INFINITY};

	if (h->count && lower >= 1)
		i.lo = least(hist_percentile(h, (unsigned)floor(lower / n * 10000)));
	if (h->count && upper <= n)
		i.hi = (double)hist_percentile(h, (unsigned)ceil(upper / n * 10000));
	widen(&i, over_time, n_over_time);
	return i;
}
