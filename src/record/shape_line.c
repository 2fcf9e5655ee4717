#include "record/shape.h"

#include "base/mem.h"
#include "model/ids.h"

#include <inttypes.h>

/* As any JSON writer would; of texts that need thought jansson thinks. */
static bool is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
			return false;
	return true;
}

static void line_json(struct strbuf *out, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	strbuf_addstr(out, text);
	free(text);
	json_decref(value);
}

static void line_text(struct strbuf *out, const char *text)
{
	if (!is_plain(text)) {
		line_json(out, json_of_text(text));
		return;
	}
	strbuf_addch(out, '"');
	strbuf_addstr(out, text);
	strbuf_addch(out, '"');
}

static void line_number(struct strbuf *out, int64_t n)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (n < 0)
		*--at = '-';
	strbuf_add(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void line_ids(struct strbuf *out, const struct ids *ids)
{
	strbuf_addch(out, '[');
	for (size_t i = 0; i < ids->len; i++) {
		if (i)
			strbuf_addch(out, ',');
		line_number(out, ids->id[i]);
	}
	strbuf_addch(out, ']');
}

static void line_name(struct strbuf *out, const char *name)
{
	strbuf_addstr(out, ",\"");
	strbuf_addstr(out, name);
	strbuf_addstr(out, "\":");
}

static void line_cell(const struct cell_row *row, const char *from, struct strbuf *out)
{
	const char *at = from + row->at;
	int32_t small;
	json_t *other;

	if (row->type == CELL_INT32) {
		memcpy(&small, at, sizeof(small));
		line_name(out, row->name);
		line_number(out, small);
	} else if (row->type == CELL_IDS) {
		line_name(out, row->name);
		line_ids(out, (const struct ids *)(const void *)at);
	} else if (row->type == CELL_TEXT) {
		char *text;

		memcpy(&text, at, sizeof(text));
		if (!text)
			return;
		line_name(out, row->name);
		line_text(out, text);
	} else if ((other = shape_cell(row, from)) != NULL) {
		line_name(out, row->name);
		line_json(out, other);
	}
}

void shape_line(const struct shape *s, const void *from, struct strbuf *out)
{
	for (const struct cell_row *row = s->rows; row->name; row++)
		line_cell(row, from, out);
}
