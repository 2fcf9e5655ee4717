/* schema_events.c - schema.h: a line of an event stream, by the tables that write and read it. */
#include "guide/schema_json.h"
#include "record/event_json.h"
#include "record/shape.h"

static json_t *object(const struct shape *s);

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
	case CELL_PART: return object(row->part);
	case CELL_LIST: return schema_list(object(row->part), 0);
	}
	return json_object();
}

/* What a text says may be left out, and what was added later may be missing. NOLINTNEXTLINE(misc-no-recursion) */
static json_t *object(const struct shape *s)
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

static json_t *line(enum event_kind k)
{
	json_t *o = object(event_shape(k));
	json_t *properties = json_object_get(o, "properties");
	json_t *required = json_object_get(o, "required");

	schema_put(properties, "t", schema_type("integer"));
	schema_put(properties, "event", json_pack("{s:s}", "const", event_name(k)));
	schema_push(required, json_string("t"));
	schema_push(required, json_string("event"));
	return o;
}

char *schema_of_events(void)
{
	json_t *defs = json_object(), *kinds = json_array();

	for (enum event_kind k = 0; k < EVENT_COUNT; k++) {
		schema_put(defs, event_name(k), line(k));
		schema_push(kinds, schema_refer(event_name(k)));
	}
	return schema_finish(json_pack("{s:o}", "oneOf", kinds),
			     "A line of an event stream of kchaos (*.jsonl)", defs);
}
