#include "base/clock.h"

#include <errno.h>

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts); /* cannot fail for these two ids */
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

void clock_start(struct clock *c)
{
	*c = (struct clock){.mono_start_ns = read_clock(CLOCK_MONOTONIC),
			    .wall_start_ns = read_clock(CLOCK_REALTIME)};
}

int64_t clock_now(const struct clock *c)
{
	return c->fake_now_ns ? *c->fake_now_ns
			      : read_clock(CLOCK_MONOTONIC) - c->mono_start_ns;
}

int64_t clock_from_wall(const struct clock *c, int64_t wall_ns)
{
	return wall_ns - c->wall_start_ns;
}

int64_t clock_to_wall(const struct clock *c, int64_t run_ns)
{
	return c->wall_start_ns + run_ns;
}

int64_t clock_wall_drift(const struct clock *c)
{
	int64_t mono = read_clock(CLOCK_MONOTONIC) - c->mono_start_ns;

	return read_clock(CLOCK_REALTIME) - c->wall_start_ns - mono;
}

struct timespec clock_abstime(const struct clock *c, int64_t at_ns)
{
	int64_t mono;

	if (__builtin_add_overflow(c->mono_start_ns, at_ns, &mono))
		mono = INT64_MAX; /* "for ever": the start is never negative */
	if (mono < 0)
		mono = 0;
	return (struct timespec){.tv_sec = mono / NS_PER_S, .tv_nsec = mono % NS_PER_S};
}

void clock_sleep_until(const struct clock *c, int64_t at_ns)
{
	struct timespec ts = clock_abstime(c, at_ns);

	(void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static bool digits(const char **p, int n, int *out)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		v = v * 10 + (**p - '0');
	}
	*out = v;
	return true;
}

static bool expect_char(const char **p, char c)
{
	return *(*p)++ == c;
}

static bool fraction(const char **p, int64_t *out_ns)
{
	int64_t unit = NS_PER_S / 10;
	const char *first;

	*out_ns = 0;
	if (**p != '.')
		return true;
	first = ++(*p);
	for (; **p >= '0' && **p <= '9'; (*p)++, unit /= 10)
		*out_ns += (**p - '0') * unit; /* decimals beyond ns count zero */
	return *p > first;
}

static bool zone(const char **p, int64_t *out_s)
{
	int h, m, sign = **p == '-' ? -1 : 1;

	if (**p == 'Z') {
		(*p)++;
		*out_s = 0;
		return true;
	}
	if (**p != '+' && **p != '-')
		return false;
	(*p)++;
	if (!digits(p, 2, &h) || !expect_char(p, ':') || !digits(p, 2, &m) || h > 23 ||
	    m > 59)
		return false;
	*out_s = sign * (h * 3600LL + m * 60LL);
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static bool date(const char **p, struct tm *tm)
{
	int year, month;

	if (!digits(p, 4, &year) || !expect_char(p, '-') || !digits(p, 2, &month) ||
	    !expect_char(p, '-') || !digits(p, 2, &tm->tm_mday))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	return month >= 1 && month <= 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days_in(year, month);
}

static bool time_of_day(const char **p, struct tm *tm)
{
	return digits(p, 2, &tm->tm_hour) && expect_char(p, ':') &&
	       digits(p, 2, &tm->tm_min) && expect_char(p, ':') &&
	       digits(p, 2, &tm->tm_sec) && tm->tm_hour <= 23 && tm->tm_min <= 59 &&
	       tm->tm_sec <= 60; /* 60: a leap second */
}

bool clock_parse_rfc3339(const char *p, int64_t *out_wall_ns)
{
	struct tm tm = {0};
	int64_t ns, offset_s, wall;

	if (!date(&p, &tm) || (*p != 'T' && *p != ' '))
		return false;
	p++;
	if (!time_of_day(&p, &tm) || !fraction(&p, &ns) || !zone(&p, &offset_s) ||
	    *p != '\0')
		return false;
	/* Docker's "never" is the year 1, which is not to be had in int64 ns. */
	if (__builtin_mul_overflow((int64_t)timegm(&tm) - offset_s, NS_PER_S, &wall) ||
	    __builtin_add_overflow(wall, ns, &wall))
		return false;
	*out_wall_ns = wall;
	return true;
}

char *clock_format_wall(char *buf, size_t cap, int64_t wall_ns)
{
	int64_t ms = (wall_ns % NS_PER_S + NS_PER_S) % NS_PER_S / NS_PER_MS;
	time_t s = (time_t)(wall_ns / NS_PER_S - (wall_ns % NS_PER_S < 0));
	struct tm tm;
	char day[32];

	(void)gmtime_r(&s, &tm);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buf, cap, "%s.%03dZ", day, (int)ms);
	return buf;
}
