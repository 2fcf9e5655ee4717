#include "cluster/properties.h"

#include "base/strbuf.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f';
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Past the end of a line, "\n", "\r" or "\r\n"; where it is if there is none. */
static const char *skip_newline(const char *p)
{
	if (*p == '\r')
		return p + (p[1] == '\n' ? 2 : 1);
	return p + (*p == '\n');
}

static bool is_end(char c)
{
	return c == '\n' || c == '\r' || c == '\0';
}

static const char *skip_line(const char *p)
{
	return skip_newline(p + strcspn(p, "\r\n"));
}

/* What stands after a backslash, which `p` is behind of; nothing at a line's end: it goes on. */
static const char *read_escape(const char *p, struct strbuf *out)
{
	static const char letters[] = "tnrf", meant[] = "\t\n\r\f";
	const char *letter;
	char c = *p;

	if (is_end(c))
		return skip_blanks(skip_newline(p));
	letter = strchr(letters, c);
	if (letter)
		c = meant[letter - letters];
	strbuf_addch(out, c);
	return p + 1;
}

static const char *read_key(const char *p, struct strbuf *key)
{
	while (!is_end(*p) && !is_blank(*p) && *p != '=' && *p != ':') {
		if (*p == '\\') {
			p = read_escape(p + 1, key);
			continue;
		}
		strbuf_addch(key, *p++);
	}
	p = skip_blanks(p);
	if (*p == '=' || *p == ':')
		p = skip_blanks(p + 1);
	return p;
}

static const char *read_value(const char *p, struct strbuf *value)
{
	while (!is_end(*p)) {
		if (*p == '\\') {
			p = read_escape(p + 1, value);
			continue;
		}
		strbuf_addch(value, *p++);
	}
	while (value->len > 0 && is_blank(value->buf[value->len - 1]))
		value->buf[--value->len] = '\0';
	return skip_newline(p);
}

bool properties_parse(const char *text, struct pair_list *out)
{
	while (*text) {
		struct strbuf key = STRBUF_INIT, value = STRBUF_INIT;

		text = skip_blanks(text);
		if (*text == '#' || *text == '!' || is_end(*text)) {
			text = skip_line(text);
			continue;
		}
		text = read_value(read_key(text, &key), &value);
		if (out->len < PROPERTIES_MAX)
			pair_list_set(out, strbuf_text(&key), strbuf_text(&value));
		strbuf_release(&key);
		strbuf_release(&value);
		if (out->len == PROPERTIES_MAX)
			return !*text;
	}
	return true;
}
