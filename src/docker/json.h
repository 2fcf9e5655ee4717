/*
 * json.h - the engine's JSON read without ceremony: what is missing or of another type is empty.
 *
 * The engine leaves members out, or null, as it pleases; every reader here takes a NULL object.
 * Owner: js_*_dup and lists give copies; js_text borrows. Threads: any, on different values.
 * Fails: only js_parse() and js_body().
 */
#ifndef DOCKER_JSON_H
#define DOCKER_JSON_H

#include "base/err.h"
#include "docker/lists.h"

#include <jansson.h>

/* Caller decrefs. */
json_t *js_parse(const char *text, size_t n, struct err *e);

json_t *js_at(const json_t *o, const char *key); /* borrowed, or NULL */
const char *js_text(const json_t *o, const char *key);
char *js_dup(const json_t *o, const char *key); /* caller frees */
char *js_dup_or_null(const json_t *o, const char *key);
int64_t js_int(const json_t *o, const char *key);
uint64_t js_count(const json_t *o,
		  const char *key); /* also from a real; never negative */
bool js_bool(const json_t *o, const char *key);
int64_t js_seconds(const json_t *o,
		   const char *key); /* s since 1970 to wall ns; or NEVER */
int64_t js_instant(const json_t *o, const char *key); /* wall ns or NEVER */
void js_texts(const json_t *o, const char *key, struct text_list *out); /* adds */
void js_pairs(const json_t *o, const char *key, struct pair_list *out); /* adds */

/* Writers: a NULL or empty value leaves the member out. */
void js_put_text(json_t *o, const char *key, const char *value);
void js_put_int(json_t *o, const char *key, int64_t value);
void js_put_true(json_t *o, const char *key, bool value);
void js_put_texts(json_t *o, const char *key, const struct text_list *l);
void js_put_pairs(json_t *o, const char *key, const struct pair_list *l);
json_t *js_put_object(json_t *o, const char *key); /* empty and new; borrowed */
json_t *js_put_array(json_t *o, const char *key);
json_t *js_add_object(json_t *array);

/* Writes `take` (released here) as text; fails on text that is not UTF-8. Caller frees. */
char *js_body(json_t *take, struct err *e);

#endif
