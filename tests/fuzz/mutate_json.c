/* Mutating JSON as values, not bytes: a byte in the wrong place only tests the JSON library. */
#include "kit.h"

#include <jansson.h>

/* xorshift: libFuzzer gives a seed, the same seed must give the same mutation. */
static uint64_t state;

static size_t below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state % n) : 0;
}

static json_t *odd_number(json_int_t old)
{
	static const json_int_t odd[] = {0,
					 1,
					 -1,
					 2,
					 -2,
					 127,
					 255,
					 256,
					 65535,
					 65536,
					 INT32_MAX,
					 INT32_MIN,
					 UINT32_MAX,
					 (json_int_t)1 << 32,
					 (json_int_t)1 << 53,
					 (json_int_t)1 << 61,
					 -((json_int_t)1 << 61),
					 INT64_MAX,
					 INT64_MIN,
					 INT64_MIN + 1};
	uint64_t near = (uint64_t)old + below(9) - 4;

	switch (below(4)) {
	case 0: return json_integer((json_int_t)near);
	case 1: return json_integer((json_int_t)((uint64_t)old * 2));
	case 2: return json_real((double)old * 1e9);
	default: return json_integer(odd[below(ARRAY_LEN(odd))]);
	}
}

static json_t *odd_text(const json_t *old)
{
	uint8_t bytes[256] = {0};
	size_t n = json_string_length(old);
	json_t *text;

	n = n < sizeof(bytes) ? n : sizeof(bytes);
	memcpy(bytes, json_string_value(old), n);
	n = LLVMFuzzerMutate(bytes, n, sizeof(bytes));
	text = json_stringn((const char *)bytes, n); /* NULL: no UTF-8 */
	return text ? text : json_string("");
}

static json_t *another_kind(void)
{
	switch (below(7)) {
	case 0: return json_null();
	case 1: return json_true();
	case 2: return json_array();
	case 3: return json_object();
	case 4: return json_string("");
	case 5: return json_real(-1.5);
	default: return json_integer(0);
	}
}

static json_t *changed(const json_t *old)
{
	if (below(8) == 0)
		return another_kind();
	if (json_is_integer(old))
		return odd_number(json_integer_value(old));
	if (json_is_string(old))
		return odd_text(old);
	if (json_is_boolean(old))
		return json_boolean(json_is_false(old));
	return another_kind();
}

/* NOLINTBEGIN(misc-no-recursion): the library bounds the depth */
static size_t count(json_t *o)
{
	json_t *value;
	const char *key;
	size_t n = 1, i;

	json_array_foreach (o, i, value) {
		n += count(value);
	}
	json_object_foreach (o, key, value) {
		n += count(value);
	}
	return n;
}

/* The member number `*left`, counted as count() does, borrowed. */
static json_t *find(json_t *o, size_t *left)
{
	json_t *value, *found = NULL;
	const char *key;
	size_t i;

	if ((*left)-- == 0)
		return o;
	json_array_foreach (o, i, value) {
		found = found ? found : find(value, left);
	}
	json_object_foreach (o, key, value) {
		found = found ? found : find(value, left);
	}
	return found;
}
/* NOLINTEND(misc-no-recursion) */

static json_t *any(json_t *root)
{
	size_t at = below(count(root));

	return find(root, &at);
}

static void change_list(json_t *root, json_t *list)
{
	size_t n = json_array_size(list), at = below(n);

	switch (below(4)) {
	case 0: (void)json_array_remove(list, at); break;
	case 1: (void)json_array_append(list, json_array_get(list, at)); break;
	case 2: (void)json_array_insert_new(list, at, json_deep_copy(any(root))); break;
	default:
		(void)json_array_set_new(list, at, changed(json_array_get(list, at)));
		break;
	}
}

static void change_object(json_t *root, json_t *object)
{
	size_t at = below(json_object_size(object));
	void *iter = json_object_iter(object);
	const char *key;

	while (iter && at-- > 0)
		iter = json_object_iter_next(object, iter);
	if (!iter)
		return;
	key = json_object_iter_key(iter);
	switch (below(6)) {
	case 0: (void)json_object_del(object, key); break;
	case 1: (void)json_object_set_new(object, key, json_deep_copy(any(root))); break;
	default:
		(void)json_object_set_new(object, key,
					  changed(json_object_iter_value(iter)));
		break;
	}
}

/* Changes some list or object; the root when the lot falls on neither. */
static void change(json_t *root)
{
	json_t *o = any(root);

	for (int i = 0; i < 8 && !json_is_array(o) && !json_is_object(o); i++)
		o = any(root);
	if (json_is_array(o))
		change_list(root, o);
	else
		change_object(root, json_is_object(o) ? o : root);
}

struct line {
	size_t from, len;
};

/* A line, each as likely; behind the first `skip` bytes. */
static struct line any_line(const uint8_t *data, size_t size, size_t skip)
{
	size_t lines = 1, at;
	struct line l = {.from = skip};

	for (size_t i = skip; i < size; i++)
		lines += data[i] == '\n';
	at = below(lines);
	for (size_t i = skip; i < size && at > 0; i++)
		if (data[i] == '\n') {
			l.from = i + 1;
			at--;
		}
	while (l.from + l.len < size && data[l.from + l.len] != '\n')
		l.len++;
	return l;
}

/* Puts `text` where the line was; 0: too long. */
static size_t replace(uint8_t *data, size_t size, size_t max_size, struct line l,
		      const char *text)
{
	size_t n = strlen(text), rest = size - l.from - l.len;

	if (l.from + n + rest > max_size)
		return 0;
	memmove(data + l.from + n, data + l.from + l.len, rest);
	memcpy(data + l.from, text, n);
	return l.from + n + rest;
}

size_t mutate_json(uint8_t *data, size_t size, size_t max_size, unsigned seed,
		   size_t skip)
{
	struct line l = {0};
	json_t *root = NULL;
	char *text = NULL;
	size_t n = 0;

	state = ((uint64_t)seed << 1 | 1) * UINT64_C(0x9e3779b97f4a7c15);
	for (int i = 0; i < 4 && size > skip && !root; i++) {
		l = any_line(data, size, skip);
		root = json_loadb((const char *)data + l.from, l.len, 0, NULL);
	}
	if (root) {
		change(root);
		text = json_dumps(root, JSON_COMPACT);
	}
	if (text)
		n = replace(data, size, max_size, l, text);
	free(text);
	json_decref(root);
	return n ? n : LLVMFuzzerMutate(data, size, max_size);
}
