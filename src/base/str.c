#include "base/str.h"

#include <errno.h>
#include <inttypes.h>

struct unit {
	const char *name;
	int64_t factor;
};

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Reads digits[.digits] and returns the number times `factor`, exactly or not at all. */
static bool scaled(const char *text, size_t len, int64_t factor, int64_t *out)
{
	int64_t whole = 0, part = 0, part_unit = 1, common, grain;
	size_t i = 0;

	for (; i < len && text[i] >= '0' && text[i] <= '9'; i++)
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, text[i] - '0', &whole))
			return false;
	if (i == 0)
		return false;
	if (i < len && text[i] == '.') {
		size_t first = ++i;

		for (; i < len && text[i] >= '0' && text[i] <= '9' && i - first < 9;
		     i++) {
			part = part * 10 + (text[i] - '0');
			part_unit *= 10;
		}
		if (i == first)
			return false;
	}
	if (i != len || __builtin_mul_overflow(whole, factor, &whole))
		return false;
	common = common_divisor(factor, part_unit); /* factor * part might not fit */
	grain = part_unit / common;
	if (part % grain != 0)
		return false; /* finer than the unit we count in */
	return !__builtin_add_overflow(whole, part / grain * (factor / common), out);
}

static bool with_unit(const char *text, const struct unit *units, size_t n, int64_t *out)
{
	size_t digits = strspn(text, "0123456789.");

	for (size_t i = 0; i < n; i++)
		if (strcmp(text + digits, units[i].name) == 0) {
			int64_t value;

			if (!scaled(text, digits, units[i].factor, &value))
				return false;
			*out = value;
			return true;
		}
	return false;
}

bool str_to_duration(const char *text, int64_t *out_ns)
{
	static const struct unit units[] = {
		{"us", NS_PER_US},    {"ms", NS_PER_MS},      {"s", NS_PER_S},
		{"m", 60 * NS_PER_S}, {"min", 60 * NS_PER_S}, {"h", 3600 * NS_PER_S},
	};

	return with_unit(text, units, ARRAY_LEN(units), out_ns);
}

bool str_to_size(const char *text, int64_t *out_bytes)
{
	static const struct unit units[] = {
		{"B", 1},
		{"kB", 1000},
		{"MB", 1000000},
		{"GB", 1000000000},
		{"KiB", 1024},
		{"MiB", 1024LL * 1024},
		{"GiB", 1024LL * 1024 * 1024},
	};

	return with_unit(text, units, ARRAY_LEN(units), out_bytes);
}

bool str_to_rate(const char *text, int64_t *out_millis_per_s)
{
	/* In thousandths, over 3600 s, so that "/m" and "/h" stay whole until the division. */
	static const struct unit units[] = {{"/s", 3600 * 1000LL},
					    {"/m", 60 * 1000LL},
					    {"/min", 60 * 1000LL},
					    {"/h", 1000}};
	int64_t value;

	if (!with_unit(text, units, ARRAY_LEN(units), &value) || value < 3600)
		return false;
	*out_millis_per_s = value / 3600;
	return true;
}

bool str_to_percent(const char *text, int64_t *out_ppm)
{
	static const struct unit units[] = {{"%", 10000}};
	int64_t value;

	if (!with_unit(text, units, ARRAY_LEN(units), &value) || value > 1000000)
		return false;
	*out_ppm = value;
	return true;
}

bool str_to_cpus(const char *text, int64_t *out_nanos)
{
	int64_t value;

	if (!scaled(text, strlen(text), NS_PER_S, &value) || value < NS_PER_S / 100 ||
	    value > 1024 * NS_PER_S)
		return false;
	*out_nanos = value;
	return true;
}

bool str_to_int(const char *text, int64_t *out)
{
	const char *digits = text + (text[0] == '-' || text[0] == '+');
	char *end;
	long long value;

	if (digits[0] < '0' || digits[0] > '9')
		return false; /* strtoll() would skip white space */
	errno = 0;
	value = strtoll(text, &end, 10);
	if (*end || errno)
		return false;
	*out = value;
	return true;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

enum { DISTANCE_MAX_LEN = 64 };

unsigned str_distance(const char *a, const char *b, unsigned limit)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned row[DISTANCE_MAX_LEN + 1];

	if (la > DISTANCE_MAX_LEN || lb > DISTANCE_MAX_LEN)
		return limit;
	for (unsigned j = 0; j <= lb; j++)
		row[j] = j;
	for (unsigned i = 1; i <= la; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned change = diagonal + (a[i - 1] != b[j - 1]);
			unsigned best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			diagonal = row[j];
			row[j] = change < best ? change : best;
		}
	}
	return row[lb] < limit ? row[lb] : limit;
}

const char *str_nearest(const char *text, const void *rows, size_t n, size_t stride)
{
	size_t len = strlen(text);
	unsigned best = len <= 3   ? 2
			: len <= 6 ? 3
				   : 4; /* farther is no typing mistake */
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *name;
		unsigned d;

		memcpy(&name, (const char *)rows + i * stride, sizeof(name));
		d = str_distance(text, name, best);
		if (d < best) {
			best = d;
			found = name;
		}
	}
	return found;
}

/* The limits lie where rounding would spill into the next form: never "1000 ms", "120.00 s". */
char *str_duration(char *buf, size_t cap, int64_t ns)
{
	const char *sign = ns < 0 ? "-" : "";
	int64_t size, s;

	if (ns == NEVER) {
		(void)snprintf(buf, cap, "never");
		return buf;
	}
	size = ns < 0 ? -ns : ns;
	s = size / NS_PER_S + (size % NS_PER_S >= NS_PER_S / 2);
	if (size < 9950 * NS_PER_US)
		(void)snprintf(buf, cap, "%s%.1f ms", sign, (double)size / 1e6);
	else if (size < 999500 * NS_PER_US)
		(void)snprintf(buf, cap, "%s%.0f ms", sign, (double)size / 1e6);
	else if (size < 119995 * NS_PER_MS)
		(void)snprintf(buf, cap, "%s%.2f s", sign, ns_to_s(size));
	else
		(void)snprintf(buf, cap, "%s%" PRId64 " min %" PRId64 " s", sign, s / 60,
			       s % 60);
	return buf;
}

/* Never "1024 KiB": what would be rounded to that is said in the next unit. */
char *str_bytes(char *buf, size_t cap, int64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
	double size = (double)bytes / 1024.0;
	size_t u = 0;

	if (bytes < 1024) {
		(void)snprintf(buf, cap, "%" PRId64 " B", bytes);
		return buf;
	}
	for (; size >= 1023.5 && u + 1 < ARRAY_LEN(units); u++)
		size /= 1024.0;
	(void)snprintf(buf, cap, "%.*f %s", size < 9.95 ? 1 : 0, size, units[u]);
	return buf;
}
