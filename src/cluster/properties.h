/*
 * properties.h - a Java properties file such as server.properties, as a text; private to cluster/.
 *
 * "key=value", "key: value" or "key value" per line, '#' and '!' begin a comment, a backslash at a
 * line's end joins the next one. Blanks at a value's end are cut off, as Kafka does.
 * Owner: the list is the caller's. Threads: any. Fails: returns false when there are more than
 * PROPERTIES_MAX; what was read so far is in the list.
 */
#ifndef CLUSTER_PROPERTIES_H
#define CLUSTER_PROPERTIES_H

#include "docker/lists.h"

enum { PROPERTIES_MAX = 2000 };

/* A later line with the same key replaces an earlier one. */
bool properties_parse(const char *text, struct pair_list *out);

#endif
