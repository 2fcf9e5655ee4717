#include "guide/schema.h"

#include "base/field.h"
#include "base/mem.h"
#include "expect/table.h"
#include "fault/action.h"
#include "guide/schema_json.h"
#include "scenario/scenario.h"

/* names: a topic's, a workload's */
static json_t *named(json_t *values)
{
	return json_pack("{s:s,s:o,s:i}", "type", "object", "additionalProperties",
			 values, "minProperties", 1);
}

/* ---- scalars ---- */

static json_t *pattern(const char *regex)
{
	return json_pack("{s:s,s:s}", "type", "string", "pattern", regex);
}

/* A bare number is one where the reader takes it for one: "0.2" CPUs. */
static json_t *choice(const char *choices)
{
	json_t *values = json_array();

	for (const char *p = choices; *p; p += strcspn(p, "|"), p += *p == '|') {
		char *word = xstrndup(p, strcspn(p, "|"));
		char *end;
		long n = strtol(word, &end, 10);

		schema_push(values, json_string(word));
		if (*word && !*end) /* acks: 1 is a number to YAML */
			schema_push(values, json_integer(n));
		free(word);
	}
	return json_pack("{s:o}", "enum", values);
}

static json_t *scalar(const struct field *f)
{
	switch (f->type) {
	case FIELD_INT:
		return schema_any_of(schema_type("integer"), pattern("^[+-]?[0-9]+$"));
	case FIELD_BOOL: return json_pack("{s:[b,b,s,s]}", "enum", 1, 0, "true", "false");
	case FIELD_DURATION: return pattern("^[0-9]+(\\.[0-9]+)?(us|ms|s|m|h)$");
	case FIELD_SIZE: return pattern("^[0-9]+(\\.[0-9]+)?([KMGT]i?|k)?B$");
	case FIELD_RATE: return pattern("^[0-9]+(\\.[0-9]+)?/[smh]$");
	case FIELD_PERCENT: return pattern("^[0-9]+(\\.[0-9]+)?%$");
	case FIELD_CPUS:
		return schema_any_of(schema_type("number"),
				     pattern("^[0-9]+(\\.[0-9]+)?$"));
	case FIELD_CHOICE: return choice(f->choices);
	case FIELD_SELECTOR:
		return schema_any_of(schema_refer("text"),
				     schema_list(schema_refer("text"), 1));
	case FIELD_TEXT:
	case FIELD_LIST:
	case FIELD_MAP:
	case FIELD_ANY: break;
	}
	return schema_refer("text");
}

static bool is_text(enum field_type t)
{
	return t == FIELD_TEXT || t == FIELD_SELECTOR;
}

/* ---- what has its own code ---- */

/* What lies under keys that the reader has code for, by the key's name. */
static json_t *structured(const struct field *f)
{
	static const struct {
		const char *key, *def;
	} maps[] = {{"cluster", "cluster"},     {"topics", "topics"},
		    {"workloads", "workloads"}, {"until", "until"},
		    {"config", "settings"},     {"variables", "settings"},
		    {"value", "value"},         {"hosts", "hosts"},
		    {"place", "settings"}};

	for (size_t i = 0; i < ARRAY_LEN(maps); i++)
		if (strcmp(maps[i].key, f->name) == 0)
			return schema_refer(maps[i].def);
	if (strcmp(f->name, "phases") == 0)
		return schema_list(schema_refer("phase"), 1);
	if (strcmp(f->name, "expect") == 0)
		return schema_list(schema_refer("expectation"), 0);
	if (strcmp(f->name, "do") == 0)
		return schema_list(schema_refer("action"), 0);
	if (strcmp(f->name, "of") == 0)
		return schema_list(schema_refer("stroke"), 1);
	return f->type == FIELD_LIST ? schema_type("array") : json_true();
}

/* The value of a key. */
static json_t *value_of(const struct field *f)
{
	if (f->type == FIELD_LIST || f->type == FIELD_MAP || f->type == FIELD_ANY)
		return structured(f);
	return is_text(f->type) ? scalar(f)
				: schema_any_of(scalar(f), schema_refer("variable"));
}

static json_t *property(const struct field *f)
{
	json_t *value = value_of(f);

	if (!json_is_object(value))
		return value;
	schema_put(value, "description", json_string(f->help));
	if (f->fallback)
		schema_put(value, "default", json_string(f->fallback));
	return value;
}

static json_t *mapping(const struct field *fields)
{
	json_t *properties = json_object(), *required = json_array();
	json_t *o = schema_type("object");

	for (; fields->name; fields++) {
		schema_put(properties, fields->name, property(fields));
		if (fields->flags & FIELD_REQUIRED)
			schema_push(required, json_string(fields->name));
	}
	schema_put(o, "properties", properties);
	schema_put(o, "required", required);
	schema_put(o, "additionalProperties", json_false());
	return o;
}

/* ---- actions and expectations: `- name: {...}`, `- name: value`, `- name` ---- */

static bool needs_nothing(const struct field *f)
{
	for (; f->name; f++)
		if (f->flags & FIELD_REQUIRED)
			return false;
	return true;
}

/* What may stand behind the name. */
static json_t *behind(const struct field *fields, const char *shorthand)
{
	const struct field *plain = shorthand ? field_find(fields, shorthand) : NULL;
	json_t *shapes = json_array();

	schema_push(shapes, mapping(fields));
	if (plain)
		schema_push(shapes, value_of(plain));
	if (needs_nothing(fields))
		schema_push(shapes, schema_type("null"));
	return json_pack("{s:o}", "anyOf", shapes);
}

/* Actions, or expectations. */
struct items {
	json_t *defs;       /* borrowed: gets what stands behind each name */
	const char *prefix; /* of their names there */
	json_t *properties;
	json_t *words; /* those that may stand alone */
};

static void add_item(struct items *it, const char *name, const char *help,
		     const struct field *fields, const char *shorthand)
{
	json_t *value = behind(fields, shorthand);
	char *def = xasprintf("%s-%s", it->prefix, name);

	schema_put(value, "description", json_string(help));
	schema_put(it->defs, def, value);
	schema_put(it->properties, name, schema_refer(def));
	if (needs_nothing(fields))
		schema_push(it->words, json_string(name));
	free(def);
}

static struct items actions(json_t *defs)
{
	struct items it = {defs, "action", json_object(), json_array()};

	for (const struct action_row *r = action_rows; r->name; r++)
		add_item(&it, r->name, r->help, r->fields, r->shorthand);
	return it;
}

static struct items expectations(json_t *defs)
{
	struct items it = {defs, "expect", json_object(), json_array()};

	for (const struct expect_row *r = expect_rows; r->name; r++)
		add_item(&it, r->name, r->help, r->fields, r->shorthand);
	return it;
}

/* A mapping of one key, or of two with `beside`; or a word alone. */
static json_t *one_key(struct items it, json_t *beside)
{
	json_t *o = json_pack("{s:s,s:o,s:b,s:i,s:i}", "type", "object", "properties",
			      it.properties, "additionalProperties", 0, "minProperties",
			      1, "maxProperties", beside ? 2 : 1);

	if (beside)
		schema_put(it.properties, "weight", beside);
	return schema_any_of(o, json_pack("{s:o}", "enum", it.words));
}

/* ---- the whole ---- */

static const struct field *table(const char *name)
{
	for (const struct scenario_table *t = scenario_tables; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t->fields;
	return NULL;
}

static json_t *workload(void)
{
	return named(json_pack("{s:[o,o,o]}", "anyOf",
			       mapping(table("workloads.NAME (produce)")),
			       mapping(table("workloads.NAME (consume)")),
			       mapping(table("workloads.NAME (ask)"))));
}

static json_t *definitions(void)
{
	json_t *d = json_object();

	schema_put(d, "text",
		   json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean"));
	schema_put(d, "variable", pattern("\\$\\{[^}]+\\}"));
	schema_put(d, "settings",
		   json_pack("{s:s,s:o}", "type", "object", "additionalProperties",
			     schema_refer("text")));
	schema_put(d, "cluster", mapping(table("cluster")));
	schema_put(d, "hosts",
		   schema_any_of(named(mapping(table("cluster.hosts.NAME"))),
				 schema_type("string")));
	schema_put(
		d, "topics",
		named(schema_any_of(mapping(table("topics.NAME")), schema_type("null"))));
	schema_put(d, "workloads", workload());
	schema_put(d, "value",
		   schema_any_of(schema_refer("text"),
				 mapping(table("workloads.NAME.value"))));
	schema_put(d, "until", mapping(table("phases[].until")));
	schema_put(d, "phase", mapping(table("phases[]")));
	schema_put(d, "action", one_key(actions(d), NULL));
	schema_put(d, "stroke",
		   one_key(actions(d), property(table("phases[].do[].storm.of[]"))));
	schema_put(d, "expectation", one_key(expectations(d), NULL));
	return d;
}

char *schema_of_scenario(void)
{
	return schema_finish(mapping(table("")), "A scenario of kchaos", definitions());
}
