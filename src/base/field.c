#include "base/field.h"

#include "base/str.h"

static const char *const wants[] = {
	[FIELD_TEXT] = "a text",
	[FIELD_INT] = "a whole number",
	[FIELD_BOOL] = "true or false",
	[FIELD_DURATION] = "a duration such as 500ms, 30s or 2m",
	[FIELD_SIZE] = "a size such as 512B, 1KiB or 64MiB",
	[FIELD_RATE] = "a rate such as 200/s or 600/m",
	[FIELD_PERCENT] = "a percentage such as 99.9%",
	[FIELD_CPUS] = "a number of CPUs such as 0.2 or 1.5",
	[FIELD_CHOICE] = "one of the known words",
	[FIELD_SELECTOR] =
		"a selector such as controller, minority or node 2, or a list of them",
	[FIELD_LIST] = "a list",
	[FIELD_MAP] = "a mapping",
	[FIELD_ANY] = "a text or a mapping",
};

const char *field_wants(enum field_type type)
{
	return wants[type];
}

const struct field *field_find(const struct field *rows, const char *name)
{
	for (; rows && rows->name; rows++)
		if (strcmp(rows->name, name) == 0)
			return rows;
	return NULL;
}

size_t field_count(const struct field *rows)
{
	size_t n = 0;

	while (rows && rows[n].name)
		n++;
	return n;
}

static bool is_choice(const char *choices, const char *text)
{
	size_t len = strcspn(text, "|"); /* "all|1" is no choice of "all|1|0" */

	if (text[len])
		return false;
	for (const char *p = choices; p; p = strchr(p, '|'), p = p ? p + 1 : NULL)
		if (len && strncmp(p, text, len) == 0 &&
		    (p[len] == '|' || p[len] == '\0'))
			return true;
	return false;
}

static bool is_bool(const char *text, int64_t *out)
{
	bool yes = strcmp(text, "true") == 0;

	if (!yes && strcmp(text, "false") != 0)
		return false;
	*out = yes;
	return true;
}

bool field_parse(const struct field *f, const char *text, int64_t *out)
{
	switch (f->type) {
	case FIELD_INT: return str_to_int(text, out);
	case FIELD_BOOL: return is_bool(text, out);
	case FIELD_DURATION: return str_to_duration(text, out);
	case FIELD_SIZE: return str_to_size(text, out);
	case FIELD_RATE: return str_to_rate(text, out);
	case FIELD_PERCENT: return str_to_percent(text, out);
	case FIELD_CPUS: return str_to_cpus(text, out);
	case FIELD_CHOICE:
		if (!is_choice(f->choices, text))
			return false;
		break;
	case FIELD_TEXT:
	case FIELD_SELECTOR:
	case FIELD_LIST:
	case FIELD_MAP:
	case FIELD_ANY: break;
	}
	*out = 0; /* a text has no number */
	return true;
}

bool field_has_word(const struct field *f, const char *text)
{
	const struct field choice = {.type = FIELD_CHOICE, .choices = f->choices};
	int64_t ignored;

	return f->choices && field_parse(&choice, text, &ignored);
}
