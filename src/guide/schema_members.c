#include "guide/schema_members.h"

#include "base/mem.h"

static json_t *plain(const char *type)
{
	switch (*type) {
	case 'i': return schema_type("integer");
	case 'n': return schema_type("number");
	case 'b': return schema_type("boolean");
	case 's': return schema_type("string");
	default: return json_object();
	}
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as a type in the tables */
static json_t *of_type(const char *type)
{
	size_t n = strlen(type);
	char *inner;
	json_t *out;

	if (type[n - 1] != '?' && *type != '[')
		return n == 1 ? plain(type) : schema_refer(type);
	inner = *type == '[' ? xstrndup(type + 1, n - 2) : xstrndup(type, n - 1);
	out = *type == '[' ? schema_list(of_type(inner), 0)
			   : schema_any_of(of_type(inner), schema_type("null"));
	free(inner);
	return out;
}

json_t *schema_members(const struct schema_member *m)
{
	json_t *properties = json_object(), *required = json_array();
	json_t *o = schema_type("object");

	for (; m->name; m++) {
		bool is_optional = *m->type == '~';
		json_t *value = of_type(m->type + is_optional);

		if (m->help)
			schema_put(value, "description", json_string(m->help));
		schema_put(properties, m->name, value);
		if (!is_optional)
			schema_push(required, json_string(m->name));
	}
	schema_put(o, "properties", properties);
	schema_put(o, "required", required);
	return o;
}
