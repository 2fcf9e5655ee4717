/*
 * jsonsplit.h - cuts a stream of JSON objects into its objects, whatever the pieces it comes in.
 *
 * Looks at braces and strings only; between objects anything but text is skipped (newlines, record
 * separators). Owner: the caller; json_split_release(). Threads: one at a time.
 * Fails: on bytes between objects that belong to none, and on one longer than JSON_OBJECT_MAX.
 */
#ifndef DOCKER_JSONSPLIT_H
#define DOCKER_JSONSPLIT_H

#include "base/strbuf.h"

enum { JSON_OBJECT_MAX = 1024 * 1024 };

struct json_split {
	struct strbuf text; /* the object so far */
	size_t depth;       /* of braces and brackets; 0: between objects */
	bool in_string;
	bool is_escaped; /* after a backslash */
};

typedef void json_split_fn(void *arg, const char *text, size_t n);

void json_split_init(struct json_split *s);
int json_split_feed(struct json_split *s, const char *bytes, size_t n, json_split_fn *fn,
		    void *arg);
void json_split_release(struct json_split *s);

#endif
