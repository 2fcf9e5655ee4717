#include "cluster/listeners.h"

#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>

/* The next item of a list with commas, blanks cut off; NULL at the end. Caller frees. */
static char *next_item(const char **p)
{
	const char *begin = *p, *end;

	while (isspace((unsigned char)*begin) || *begin == ',')
		begin++;
	if (!*begin)
		return NULL;
	end = begin + strcspn(begin, ",");
	*p = end;
	while (end > begin && isspace((unsigned char)end[-1]))
		end--;
	return xstrndup(begin, (size_t)(end - begin));
}

static bool parse_port(const char *text, int *out)
{
	int64_t n;

	if (!str_to_int(text, &n) || n < 0 || n > UINT16_MAX)
		return false;
	*out = (int)n;
	return true;
}

/* host:port; an IPv6 address may stand in brackets. */
static bool parse_address(const char *text, char **out_host, int *out_port)
{
	const char *colon = strrchr(text, ':');

	if (!colon || !parse_port(colon + 1, out_port))
		return false;
	if (*text == '[' && colon > text + 1 && colon[-1] == ']')
		*out_host = xstrndup(text + 1, (size_t)(colon - text - 2));
	else
		*out_host = xstrndup(text, (size_t)(colon - text));
	return true;
}

bool listeners_parse(const char *text, struct listeners *out)
{
	bool ok = true;
	char *item;

	while (ok && (item = next_item(&text))) {
		char *sep = strstr(item, "://");
		struct listener l = {0};

		ok = sep && sep > item && parse_address(sep + 3, &l.host, &l.port);
		if (ok) {
			l.name = xstrndup(item, (size_t)(sep - item));
			*GROW(out->items, out->len) = l;
		}
		free(item);
	}
	return ok;
}

void listeners_release(struct listeners *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->items[i].name);
		free(l->items[i].host);
	}
	free(l->items);
	*l = (struct listeners){0};
}

const struct listener *listeners_find(const struct listeners *l, const char *name)
{
	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->items[i].name, name) == 0)
			return &l->items[i];
	return NULL;
}

static bool parse_server(char *item, struct voter *out)
{
	out->id = -1;
	return parse_address(item, &out->host, &out->port);
}

static bool parse_voter(char *item, struct voter *out)
{
	char *at = strchr(item, '@');
	int64_t id;

	if (!at)
		return false;
	*at = '\0';
	if (!str_to_int(item, &id) || id < 0 || id > INT32_MAX)
		return false;
	out->id = (int32_t)id;
	return parse_address(at + 1, &out->host, &out->port);
}

static bool parse_initial_voter(char *item, struct voter *out)
{
	char *directory = strrchr(item, ':');

	if (!directory || !directory[1])
		return false;
	*directory = '\0';
	return parse_voter(item, out);
}

static bool parse_all(const char *text, bool parse(char *item, struct voter *out),
		      struct voters *out)
{
	bool ok = true;
	char *item;

	while (ok && (item = next_item(&text))) {
		struct voter v = {0};

		ok = parse(item, &v);
		if (ok)
			*GROW(out->items, out->len) = v;
		free(item);
	}
	return ok;
}

bool voters_parse(const char *text, struct voters *out)
{
	return parse_all(text, parse_voter, out);
}

bool initial_voters_parse(const char *text, struct voters *out)
{
	return parse_all(text, parse_initial_voter, out);
}

bool servers_parse(const char *text, struct voters *out)
{
	return parse_all(text, parse_server, out);
}

void voters_release(struct voters *v)
{
	for (size_t i = 0; i < v->len; i++)
		free(v->items[i].host);
	free(v->items);
	*v = (struct voters){0};
}

bool names_has(const char *list, const char *word)
{
	bool found = false;
	char *item;

	while (!found && (item = next_item(&list))) {
		found = strcmp(item, word) == 0;
		free(item);
	}
	return found;
}

char *names_value(const char *map, const char *name)
{
	char *item, *value = NULL;

	while (!value && (item = next_item(&map))) {
		char *colon = strchr(item, ':');

		if (colon && (size_t)(colon - item) == strlen(name) &&
		    str_starts(item, name))
			value = xstrdup(colon + 1);
		free(item);
	}
	return value;
}
