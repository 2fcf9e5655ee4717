#include "guide/schema_shape.h"

static json_t *words(const char *const *w)
{
	json_t *values = json_array();

	for (; *w; w++)
		schema_push(values, json_string(*w));
	return json_pack("{s:o}", "enum", values);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tables */
static json_t *cell(const struct cell_row *row)
{
	switch (row->type) {
	case CELL_BOOL: return schema_type("boolean");
	case CELL_INT32:
	case CELL_INT64:
	case CELL_SOME64:
	case CELL_WALL:
	case CELL_UINT32: return schema_type("integer");
	case CELL_UINT64:
	case CELL_TEXT: return schema_type("string");
	case CELL_WORD: return words(row->words);
	case CELL_FLAGS: return schema_list(words(row->words), 0);
	case CELL_IDS: return schema_list(schema_type("integer"), 0);
	case CELL_PARAMS: return schema_type("object");
	case CELL_PART: return schema_shape(row->part);
	case CELL_LIST: return schema_list(schema_shape(row->part), 0);
	}
	return json_object();
}

/* What a text says may be left out, and what was added later may be missing. NOLINTNEXTLINE(misc-no-recursion) */
json_t *schema_shape(const struct shape *s)
{
	json_t *properties = json_object(), *required = json_array();
	json_t *o = schema_type("object");

	for (const struct cell_row *row = s->rows; row->name; row++) {
		schema_put(properties, row->name, cell(row));
		if (row->type != CELL_TEXT && !row->later)
			schema_push(required, json_string(row->name));
	}
	schema_put(o, "properties", properties);
	schema_put(o, "required", required);
	return o;
}
