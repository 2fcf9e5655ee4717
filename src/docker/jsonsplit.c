#include "docker/jsonsplit.h"

void json_split_init(struct json_split *s)
{
	*s = (struct json_split){0};
	strbuf_limit(&s->text, JSON_OBJECT_MAX);
}

static void inside_string(struct json_split *s, char c)
{
	if (s->is_escaped)
		s->is_escaped = false;
	else if (c == '\\')
		s->is_escaped = true;
	else if (c == '"')
		s->in_string = false;
}

static void outside_string(struct json_split *s, char c)
{
	if (c == '"')
		s->in_string = true;
	else if (c == '{' || c == '[')
		s->depth++;
	else if (c == '}' || c == ']')
		s->depth--;
}

static bool is_filler(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\x1e';
}

int json_split_feed(struct json_split *s, const char *bytes, size_t n, json_split_fn *fn,
		    void *arg)
{
	size_t from = 0; /* first byte not yet in s->text */

	for (size_t i = 0; i < n; i++) {
		if (s->depth == 0 && bytes[i] != '{') {
			if (!is_filler(bytes[i]))
				return -1;
			from = i + 1;
			continue;
		}
		if (s->in_string)
			inside_string(s, bytes[i]);
		else
			outside_string(s, bytes[i]);
		if (s->depth > 0)
			continue;
		strbuf_add(&s->text, bytes + from, i + 1 - from);
		if (s->text.overflow)
			return -1;
		fn(arg, s->text.buf, s->text.len);
		strbuf_clear(&s->text);
		from = i + 1;
	}
	strbuf_add(&s->text, bytes + from, n - from);
	return s->text.overflow ? -1 : 0;
}

void json_split_release(struct json_split *s)
{
	strbuf_release(&s->text);
}
