#include "guide/schema_json.h"

#include "base/mem.h"

void schema_put(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

void schema_push(json_t *array, json_t *value)
{
	(void)json_array_append_new(array, value);
}

json_t *schema_type(const char *type)
{
	return json_pack("{s:s}", "type", type);
}

json_t *schema_refer(const char *name)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/$defs/%s", name));
}

json_t *schema_any_of(json_t *first, json_t *second)
{
	return json_pack("{s:[o,o]}", "anyOf", first, second);
}

json_t *schema_list(json_t *items, int least)
{
	return json_pack("{s:s,s:o,s:i}", "type", "array", "items", items, "minItems",
			 least);
}

char *schema_finish(json_t *schema, const char *title, json_t *defs)
{
	char *text, *out;

	schema_put(schema, "$schema",
		   json_string("https://json-schema.org/draft/2020-12/schema"));
	schema_put(schema, "title", json_string(title));
	schema_put(schema, "$defs", defs);
	text = json_dumps(schema, JSON_INDENT(1));
	json_decref(schema);
	out = xasprintf("%s\n", text);
	free(text);
	return out;
}
