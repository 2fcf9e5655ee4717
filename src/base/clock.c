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
	int64_t mono = c->mono_start_ns + at_ns;

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

static int64_t fraction(const char **p)
{
	int64_t ns = 0, unit = NS_PER_S / 10;

	if (**p != '.')
		return 0;
	for ((*p)++; **p >= '0' && **p <= '9'; (*p)++, unit /= 10)
		ns += (**p - '0') * unit; /* decimals beyond ns count zero */
	return ns;
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
	if (!digits(p, 2, &h) || !expect_char(p, ':') || !digits(p, 2, &m))
		return false;
	*out_s = sign * (h * 3600LL + m * 60LL);
	return true;
}

bool clock_parse_rfc3339(const char *p, int64_t *out_wall_ns)
{
	struct tm tm = {0};
	int64_t ns, offset_s;
	int year, month;

	if (!digits(&p, 4, &year) || !expect_char(&p, '-') || !digits(&p, 2, &month) ||
	    !expect_char(&p, '-') || !digits(&p, 2, &tm.tm_mday))
		return false;
	if (*p != 'T' && *p != ' ')
		return false;
	p++;
	if (!digits(&p, 2, &tm.tm_hour))
		return false;
	if (!expect_char(&p, ':') || !digits(&p, 2, &tm.tm_min) ||
	    !expect_char(&p, ':') || !digits(&p, 2, &tm.tm_sec))
		return false;
	ns = fraction(&p);
	if (!zone(&p, &offset_s) || *p != '\0')
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	*out_wall_ns = ((int64_t)timegm(&tm) - offset_s) * NS_PER_S + ns;
	return true;
}

char *clock_format_wall(char *buf, size_t cap, int64_t wall_ns)
{
	time_t s = (time_t)(wall_ns / NS_PER_S);
	struct tm tm;
	char day[32];

	(void)gmtime_r(&s, &tm);
	(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buf, cap, "%s.%03dZ", day, (int)(wall_ns / NS_PER_MS % 1000));
	return buf;
}
