#include "yaml/hint.h"

#include "base/mem.h"
#include "base/str.h"

#include <strings.h>

/* What people write for a unit (in any case), and what it is. A row without `wrong` is the unit
 * that a bare number most likely means. */
static const struct {
	enum field_type type;
	const char *wrong, *right;
} units[] = {
	{FIELD_DURATION, NULL, "s"},      {FIELD_DURATION, "s", "s"},
	{FIELD_DURATION, "sec", "s"},     {FIELD_DURATION, "secs", "s"},
	{FIELD_DURATION, "second", "s"},  {FIELD_DURATION, "seconds", "s"},
	{FIELD_DURATION, "ms", "ms"},     {FIELD_DURATION, "msec", "ms"},
	{FIELD_DURATION, "millis", "ms"}, {FIELD_DURATION, "milliseconds", "ms"},
	{FIELD_DURATION, "us", "us"},     {FIELD_DURATION, "m", "m"},
	{FIELD_DURATION, "min", "m"},     {FIELD_DURATION, "mins", "m"},
	{FIELD_DURATION, "minute", "m"},  {FIELD_DURATION, "minutes", "m"},
	{FIELD_DURATION, "h", "h"},       {FIELD_DURATION, "hr", "h"},
	{FIELD_DURATION, "hour", "h"},    {FIELD_DURATION, "hours", "h"},
	{FIELD_SIZE, NULL, "B"},          {FIELD_SIZE, "b", "B"},
	{FIELD_SIZE, "bytes", "B"},       {FIELD_SIZE, "k", "KiB"},
	{FIELD_SIZE, "kb", "kB"},         {FIELD_SIZE, "kib", "KiB"},
	{FIELD_SIZE, "m", "MiB"},         {FIELD_SIZE, "mb", "MB"},
	{FIELD_SIZE, "mib", "MiB"},       {FIELD_SIZE, "g", "GiB"},
	{FIELD_SIZE, "gb", "GB"},         {FIELD_SIZE, "gib", "GiB"},
	{FIELD_RATE, NULL, "/s"},         {FIELD_RATE, "/s", "/s"},
	{FIELD_RATE, "/sec", "/s"},       {FIELD_RATE, "/second", "/s"},
	{FIELD_RATE, "rps", "/s"},        {FIELD_RATE, "per second", "/s"},
	{FIELD_RATE, "/m", "/m"},         {FIELD_RATE, "/minute", "/m"},
	{FIELD_RATE, "per minute", "/m"}, {FIELD_RATE, "/h", "/h"},
	{FIELD_RATE, "/hour", "/h"},      {FIELD_RATE, "per hour", "/h"},
	{FIELD_PERCENT, NULL, "%"},       {FIELD_PERCENT, "%", "%"},
	{FIELD_PERCENT, "percent", "%"},
};

static bool same_word(const char *a, const char *b)
{
	return a && b ? strcasecmp(a, b) == 0 : a == b;
}

/* The number of `text` with the unit that `unit` stands for, if that fits the row. */
static char *with_unit(const struct field *row, const char *text, size_t digits,
		       const char *unit)
{
	int64_t ignored;

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		char *fit;

		if (units[i].type != row->type || !same_word(units[i].wrong, unit))
			continue;
		fit = xasprintf("%.*s%s", (int)digits, text, units[i].right);
		if (field_parse(row, fit, &ignored))
			return fit;
		free(fit);
	}
	return NULL;
}

char *hint_unit(const struct field *row, const char *text)
{
	size_t digits = strspn(text, "0123456789.");

	if (digits == 0 || digits > 32 || text[digits])
		return NULL;
	if (row->type == FIELD_PERCENT && str_starts(text, "0."))
		return NULL; /* 0.99 may mean 99% as well: guess nothing */
	return with_unit(row, text, digits, NULL);
}

static char *unit_spelling(const struct field *row, const char *text)
{
	size_t digits = strspn(text, "0123456789.");
	const char *unit = text + digits + strspn(text + digits, " ");

	if (digits == 0 || digits > 32 || !*unit)
		return NULL;
	return with_unit(row, text, digits, unit);
}

static char *bool_spelling(const char *text)
{
	static const char *const yes[] = {"true", "yes", "on", "y", "1"};
	static const char *const no[] = {"false", "no", "off", "n", "0"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if (strcasecmp(text, yes[i]) == 0)
			return xstrdup("true");
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (strcasecmp(text, no[i]) == 0)
			return xstrdup("false");
	return NULL;
}

static char *choice_spelling(const char *choices, const char *text)
{
	char *words = xstrdup(choices), *rest = words;
	const char **list = NULL;
	const char *near = NULL;
	char *found;
	size_t n = 0;

	while (rest)
		*GROW(list, n) = strsep(&rest, "|");
	for (size_t i = 0; i < n && !near; i++)
		if (strcasecmp(list[i], text) == 0)
			near = list[i];
	if (!near)
		near = str_nearest(text, list, n, sizeof(*list));
	found = near ? xstrdup(near) : NULL;
	free(list);
	free(words);
	return found;
}

char *hint_spelling(const struct field *row, const char *text)
{
	if (row->type == FIELD_BOOL)
		return bool_spelling(text);
	if (row->type == FIELD_CHOICE)
		return choice_spelling(row->choices, text);
	return unit_spelling(row, text);
}
