#include "docker/json.h"

#include "base/mem.h"
#include "docker/instant.h"

json_t *js_parse(const char *text, size_t n, struct err *e)
{
	json_error_t why;
	json_t *o = json_loadb(text, n, 0, &why);

	/* Counters of "no limit" are 2^64-1, more than jansson's integers hold. */
	if (!o)
		o = json_loadb(text, n, JSON_DECODE_INT_AS_REAL, &why);
	if (!o)
		(void)err_set(e, CODE_ENGINE_GARBLED,
			      "the Docker engine's answer is not JSON: %s", why.text);
	return o;
}

json_t *js_at(const json_t *o, const char *key)
{
	return json_object_get(o, key);
}

const char *js_text(const json_t *o, const char *key)
{
	const char *text = json_string_value(js_at(o, key));

	return text ? text : "";
}

char *js_dup(const json_t *o, const char *key)
{
	return xstrdup(js_text(o, key));
}

char *js_dup_or_null(const json_t *o, const char *key)
{
	const char *text = js_text(o, key);

	return *text ? xstrdup(text) : NULL;
}

int64_t js_int(const json_t *o, const char *key)
{
	const json_t *v = js_at(o, key);
	double d = json_real_value(v);

	if (json_is_integer(v))
		return json_integer_value(v);
	return d > -9e18 && d < 9e18 ? (int64_t)d : 0;
}

uint64_t js_count(const json_t *o, const char *key)
{
	const json_t *v = js_at(o, key);
	double d = json_number_value(v);

	if (json_is_integer(v))
		return json_integer_value(v) < 0 ? 0 : (uint64_t)json_integer_value(v);
	if (d >= 18e18)
		return UINT64_MAX;
	return d > 0 ? (uint64_t)d : 0;
}

bool js_bool(const json_t *o, const char *key)
{
	return json_is_true(js_at(o, key));
}

int64_t js_instant(const json_t *o, const char *key)
{
	return instant_parse(js_text(o, key));
}

int64_t js_seconds(const json_t *o, const char *key)
{
	int64_t s = js_int(o, key);

	return s > 0 && s < INT64_MAX / NS_PER_S ? s * NS_PER_S : NEVER;
}

void js_texts(const json_t *o, const char *key, struct text_list *out)
{
	const json_t *array = js_at(o, key), *item;
	size_t i;

	json_array_foreach (array, i, item) {
		if (json_is_string(item))
			text_list_add(out, json_string_value(item));
	}
}

void js_pairs(const json_t *o, const char *key, struct pair_list *out)
{
	json_t *object = js_at(o, key), *value;
	const char *name;

	json_object_foreach (object, name, value) {
		if (json_is_string(value))
			pair_list_set(out, name, json_string_value(value));
	}
}

/* Out of memory is the only way these fail: js_body() then finds a member missing at worst. */
static void put(json_t *o, const char *key, json_t *value)
{
	(void)json_object_set_new_nocheck(o, key, value);
}

void js_put_text(json_t *o, const char *key, const char *value)
{
	if (value && *value)
		put(o, key, json_string_nocheck(value));
}

void js_put_int(json_t *o, const char *key, int64_t value)
{
	if (value != 0)
		put(o, key, json_integer(value));
}

void js_put_true(json_t *o, const char *key, bool value)
{
	if (value)
		put(o, key, json_true());
}

void js_put_texts(json_t *o, const char *key, const struct text_list *l)
{
	json_t *array = l->len ? js_put_array(o, key) : NULL;

	for (size_t i = 0; i < l->len; i++)
		(void)json_array_append_new(array, json_string_nocheck(l->items[i]));
}

void js_put_pairs(json_t *o, const char *key, const struct pair_list *l)
{
	json_t *object = l->len ? js_put_object(o, key) : NULL;

	for (size_t i = 0; i < l->len; i++)
		put(object, l->items[i].key, json_string_nocheck(l->items[i].value));
}

json_t *js_put_object(json_t *o, const char *key)
{
	put(o, key, json_object());
	return js_at(o, key);
}

json_t *js_put_array(json_t *o, const char *key)
{
	put(o, key, json_array());
	return js_at(o, key);
}

json_t *js_add_object(json_t *array)
{
	json_t *o = json_object();

	(void)json_array_append_new(array, o);
	return o;
}

char *js_body(json_t *take, struct err *e)
{
	char *text = json_dumps(take, JSON_COMPACT);

	json_decref(take);
	if (!text)
		(void)err_set(
			e, CODE_ENGINE_REFUSED,
			"cannot ask the Docker engine: a name or value is not UTF-8");
	return text;
}
