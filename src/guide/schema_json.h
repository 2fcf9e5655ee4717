/*
 * schema_json.h - guide's own: pieces of a JSON Schema. Each takes the values it is given and gives a new one.
 * Owner: the caller. Threads: one. Fails: only without memory.
 */
#ifndef GUIDE_SCHEMA_JSON_H
#define GUIDE_SCHEMA_JSON_H

#include "guide/schema.h"

#include <jansson.h>

void schema_put(json_t *object, const char *key, json_t *value);
void schema_push(json_t *array, json_t *value);
json_t *schema_type(const char *type);
json_t *schema_refer(const char *name); /* to one of $defs */
json_t *schema_any_of(json_t *first, json_t *second);
json_t *schema_list(json_t *items, int least);

/* The text of the whole, with its head. Takes both; the caller frees. */
char *schema_finish(json_t *schema, const char *title, json_t *defs);

#endif
