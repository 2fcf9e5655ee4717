/* schema_events.c - schema.h: a line of an event stream, by the tables that write and read it. */
#include "guide/schema_shape.h"
#include "record/event_json.h"

static json_t *line(enum event_kind k)
{
	json_t *o = schema_shape(event_shape(k));
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
