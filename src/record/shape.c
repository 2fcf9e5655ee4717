#include "record/shape.h"

#include "base/mem.h"
#include "base/str.h"
#include "model/ids.h"
#include "model/params.h"

#include <inttypes.h>

_Static_assert(sizeof(int) == sizeof(int32_t), "CELL_INT32 stands for both");
_Static_assert(sizeof(enum cell) == sizeof(unsigned),
	       "CELL_WORD reads any enum as unsigned");

json_t *json_of_text(const char *text)
{
	json_t *j = json_string(text);
	char *ascii;

	if (j)
		return j;
	ascii = xstrdup(text);
	for (char *c = ascii; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	j = json_string(ascii);
	free(ascii);
	return j;
}

/* Members are read and written by memcpy: one code for enums, int and int32_t alike. */
#define TAKE(type, from) (*(type *)memcpy(&(type){0}, (from), sizeof(type)))

static char *take_pointer(const char *at)
{
	char *p;

	memcpy(&p, at, sizeof(p));
	return p;
}

static json_t *write_flags(unsigned flags, const char *const *words)
{
	json_t *list = json_array();

	for (unsigned bit = 0; words[bit]; bit++)
		if (flags & 1U << bit)
			json_array_append_new(list, json_string(words[bit]));
	return list;
}

static json_t *write_ids(const struct ids *ids)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ids->len; i++)
		json_array_append_new(list, json_integer(ids->id[i]));
	return list;
}

static json_t *write_params(const struct params *params)
{
	json_t *object = json_object();

	for (size_t i = 0; i < params->len; i++) {
		const struct param *p = &params->item[i];

		json_object_set_new(object, p->name,
				    json_pack("{s:o, s:I}", "text", json_of_text(p->text),
					      "num", (json_int_t)p->num));
	}
	return object;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the const tables, see PART_OF() and LIST_OF() */
static json_t *write_part(const struct shape *part, const void *from)
{
	json_t *object = json_object();

	shape_write(part, from, object);
	return object;
}

static json_t *write_list(const struct shape *part, const char *items, size_t len)
{
	json_t *list = json_array();

	for (size_t i = 0; i < len; i++)
		json_array_append_new(list, write_part(part, items + i * part->bytes));
	return list;
}

static json_t *write_uint64(uint64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, v);
	return json_string(text);
}

static json_t *write_text(const char *text)
{
	return text ? json_of_text(text) : NULL;
}

json_t *json_of_far(int64_t n)
{
	return json_integer(n < -SPAN_MOST ? -SPAN_MOST : n > SPAN_MOST ? SPAN_MOST : n);
}

json_t *shape_cell(const struct cell_row *row, const void *from)
{
	const char *base = from, *at = base + row->at; /* `base`: for a list's length */

	switch (row->type) {
	case CELL_BOOL: return json_boolean(TAKE(bool, at));
	case CELL_INT32: return json_integer(TAKE(int32_t, at));
	case CELL_INT64: return json_of_far(TAKE(int64_t, at));
	case CELL_SOME64:
		return TAKE(int64_t, at) ? json_of_far(TAKE(int64_t, at)) : NULL;
	case CELL_WALL: return json_integer(TAKE(int64_t, at));
	case CELL_UINT32: return json_integer(TAKE(uint32_t, at));
	case CELL_UINT64: return write_uint64(TAKE(uint64_t, at));
	case CELL_TEXT: return write_text(take_pointer(at));
	case CELL_WORD: return json_string(row->words[TAKE(unsigned, at)]);
	case CELL_FLAGS: return write_flags(TAKE(unsigned, at), row->words);
	case CELL_IDS: return write_ids((const struct ids *)(const void *)at);
	case CELL_PARAMS: return write_params((const struct params *)(const void *)at);
	case CELL_PART: return write_part(row->part, at);
	case CELL_LIST:
		return write_list(row->part, take_pointer(at),
				  TAKE(size_t, base + row->len_at));
	}
	return NULL;
}

void shape_write(const struct shape *s, const void *from, json_t *object)
{
	for (const struct cell_row *row = s->rows; row->name; row++) {
		json_t *value = shape_cell(row, from);

		if (value)
			json_object_set_new(object, row->name, value);
	}
}

/* NOLINTEND(misc-no-recursion) */

static int wants(const char *what, struct err *e)
{
	return err_set(e, CODE_RUN_DAMAGED, "%s expected", what);
}

static int read_integer(json_t *v, int64_t min, int64_t max, int64_t *out, struct err *e)
{
	int64_t n = json_integer_value(v);

	if (!json_is_integer(v) || n < min || n > max)
		return err_set(e, CODE_RUN_DAMAGED,
			       "a whole number from %" PRId64 " to %" PRId64 " expected",
			       min, max);
	*out = n;
	return 0;
}

static int read_int32(json_t *v, void *at, struct err *e)
{
	int64_t n = 0;
	int32_t narrow;

	if (read_integer(v, INT32_MIN, INT32_MAX, &n, e) < 0)
		return -1;
	narrow = (int32_t)n;
	memcpy(at, &narrow, sizeof(narrow));
	return 0;
}

static int read_int64(json_t *v, int64_t min, int64_t max, void *at, struct err *e)
{
	int64_t n = 0;

	if (read_integer(v, min, max, &n, e) < 0)
		return -1;
	memcpy(at, &n, sizeof(n));
	return 0;
}

static int read_far(json_t *v, void *at, struct err *e)
{
	return read_int64(v, -SPAN_MOST, SPAN_MOST, at, e);
}

static int read_uint32(json_t *v, void *at, struct err *e)
{
	int64_t n = 0;
	uint32_t narrow;

	if (read_integer(v, 0, UINT32_MAX, &n, e) < 0)
		return -1;
	narrow = (uint32_t)n;
	memcpy(at, &narrow, sizeof(narrow));
	return 0;
}

static int read_uint64(json_t *v, void *at, struct err *e)
{
	const char *text = json_string_value(v);
	char *end = NULL;
	uint64_t n;

	if (!text || *text < '0' || *text > '9' || strlen(text) > 20)
		return wants("a whole number as a text", e);
	n = strtoull(text, &end, 10);
	if (*end != '\0')
		return wants("a whole number as a text", e);
	memcpy(at, &n, sizeof(n));
	return 0;
}

static int read_bool(json_t *v, void *at, struct err *e)
{
	bool b = json_is_true(v);

	if (!json_is_boolean(v))
		return wants("true or false", e);
	memcpy(at, &b, sizeof(b));
	return 0;
}

static int read_text(json_t *v, void *at, struct err *e)
{
	char *copy;

	if (!json_is_string(v))
		return wants("a text", e);
	copy = xstrdup(json_string_value(v));
	memcpy(at, &copy, sizeof(copy));
	return 0;
}

static int find_word(json_t *v, const char *const *words, unsigned *out, struct err *e)
{
	const char *text = json_string_value(v);

	for (unsigned i = 0; text && words[i]; i++)
		if (strcmp(words[i], text) == 0) {
			*out = i;
			return 0;
		}
	return err_set(e, CODE_RUN_DAMAGED, "unknown word '%s'", text ? text : "");
}

static int read_word(json_t *v, const char *const *words, void *at, struct err *e)
{
	unsigned n = 0;

	if (find_word(v, words, &n, e) < 0)
		return -1;
	memcpy(at, &n, sizeof(n));
	return 0;
}

static int read_flags(json_t *v, const char *const *words, void *at, struct err *e)
{
	unsigned flags = 0, bit = 0;

	if (!json_is_array(v))
		return wants("a list", e);
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (find_word(json_array_get(v, i), words, &bit, e) < 0)
			return -1;
		flags |= 1U << bit;
	}
	memcpy(at, &flags, sizeof(flags));
	return 0;
}

static int read_ids(json_t *v, struct ids *to, struct err *e)
{
	int32_t id;

	if (!json_is_array(v))
		return wants("a list", e);
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (read_int32(json_array_get(v, i), &id, e) < 0)
			return -1;
		ids_add(to, id);
	}
	return 0;
}

static int read_params(json_t *v, struct params *to, struct err *e)
{
	void *iter = json_object_iter(v);

	if (!json_is_object(v))
		return wants("an object", e);
	for (; iter; iter = json_object_iter_next(v, iter)) {
		json_t *p = json_object_iter_value(iter);
		const char *text = json_string_value(json_object_get(p, "text"));
		int64_t num = 0;

		if (!text)
			return wants("a text and a num", e);
		if (read_far(json_object_get(p, "num"), &num, e) < 0)
			return -1;
		params_set(to, json_object_iter_key(iter), text, num);
	}
	return 0;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the const tables */
/* Grows one by one, as GROW() wants it, so that a failure leaves a list that can be released. */
static int read_list(const struct cell_row *row, json_t *v, char *base, struct err *e)
{
	char *items = NULL;
	int rc = 0;

	if (!json_is_array(v))
		return wants("a list", e);
	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		size_t len = i + 1;

		items = mem_grow(items, i, row->part->bytes);
		memcpy(base + row->at, &items, sizeof(items));
		memcpy(base + row->len_at, &len, sizeof(len));
		rc = shape_read(row->part, json_array_get(v, i),
				items + i * row->part->bytes, e);
		if (rc < 0)
			err_wrap(e, "item %zu", i);
	}
	return rc;
}

static int read_cell(const struct cell_row *row, json_t *v, char *base, struct err *e)
{
	void *at = base + row->at;

	switch (row->type) {
	case CELL_BOOL: return read_bool(v, at, e);
	case CELL_INT32: return read_int32(v, at, e);
	case CELL_INT64:
	case CELL_SOME64: return read_far(v, at, e);
	case CELL_WALL: return read_int64(v, 0, 2 * SPAN_MOST, at, e);
	case CELL_UINT32: return read_uint32(v, at, e);
	case CELL_UINT64: return read_uint64(v, at, e);
	case CELL_TEXT: return read_text(v, at, e);
	case CELL_WORD: return read_word(v, row->words, at, e);
	case CELL_FLAGS: return read_flags(v, row->words, at, e);
	case CELL_IDS: return read_ids(v, at, e);
	case CELL_PARAMS: return read_params(v, at, e);
	case CELL_PART: return shape_read(row->part, v, at, e);
	case CELL_LIST: return read_list(row, v, base, e);
	}
	return 0;
}

int shape_read(const struct shape *s, json_t *object, void *to, struct err *e)
{
	if (!json_is_object(object))
		return wants("an object", e);
	for (const struct cell_row *row = s->rows; row->name; row++) {
		json_t *v = json_object_get(object, row->name);

		if (!v && (row->later || row->type == CELL_TEXT))
			continue;
		if (!v)
			return err_set(e, CODE_RUN_DAMAGED, "'%s' is missing", row->name);
		if (read_cell(row, v, to, e) < 0)
			return err_wrap(e, "%s", row->name);
	}
	return 0;
}
/* NOLINTEND(misc-no-recursion) */
