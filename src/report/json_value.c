#include "report/json_value.h"

#include <math.h>

json_t *value_ns(int64_t value)
{
	return value == NEVER ? json_null() : json_integer(value);
}

json_t *value_count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *value_real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *value_share(double share)
{
	return share < 0 ? json_null() : value_real(share);
}

/* Bytes of the UTF-8 character at `p`, as jansson knows it; 0: none begins here. */
static size_t character(const char *p)
{
	for (size_t n = 1; n <= 4 && p[n - 1]; n++) {
		json_t *one = json_stringn(p, n);

		json_decref(one);
		if (one)
			return n;
	}
	return 0;
}

static json_t *repaired(const char *s)
{
	struct strbuf b = STRBUF_INIT;
	json_t *value;

	while (*s) {
		size_t n = character(s);

		if (n)
			strbuf_add(&b, s, n);
		else
			strbuf_addstr(&b, "\xef\xbf\xbd");
		s += n ? n : 1;
	}
	value = json_string(strbuf_text(&b));
	strbuf_release(&b);
	return value;
}

json_t *value_text(const char *s)
{
	json_t *value = s ? json_string(s) : json_null();

	return value || !s ? value : repaired(s);
}

void value_put(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value); /* fails only without memory */
}

void value_push(json_t *array, json_t *value)
{
	(void)json_array_append_new(array, value);
}

json_t *value_ids(const struct ids *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->len; i++)
		value_push(a, json_integer(s->id[i]));
	return a;
}

json_t *value_spans(const struct span *spans, size_t n)
{
	json_t *a = json_array();

	for (size_t i = 0; i < n; i++)
		value_push(a, json_pack("[I,I]", (json_int_t)spans[i].from_ns,
					(json_int_t)spans[i].to_ns));
	return a;
}

void value_dump(json_t *value, struct strbuf *out)
{
	char *text = json_dumps(value, JSON_INDENT(1) | JSON_REAL_PRECISION(12));

	strbuf_addf(out, "%s\n", text);
	free(text);
	json_decref(value);
}
