/*
 * lists.h - lists of texts and of key/value pairs, as the engine's objects are full of them.
 *
 * Zeroed memory is an empty list. Every text is copied in and owned by the list.
 * Threads: one at a time. Fails: never (out of memory aborts).
 */
#ifndef DOCKER_LISTS_H
#define DOCKER_LISTS_H

#include "base/base.h"

struct text_list {
	char **items;
	size_t len;
};

struct text_pair {
	char *key;
	char *value;
};

struct pair_list {
	struct text_pair *items;
	size_t len;
};

void text_list_add(struct text_list *l, const char *text);
bool text_list_has(const struct text_list *l, const char *text);
void text_list_copy(struct text_list *to, const struct text_list *from); /* adds them */
void text_list_release(struct text_list *l);

/* Replaces the value of a key that is there already. */
void pair_list_set(struct pair_list *l, const char *key, const char *value);
const char *pair_list_get(const struct pair_list *l, const char *key); /* or NULL */
void pair_list_copy(struct pair_list *to, const struct pair_list *from);

/* Is "key=value" among them, or (without '=') the key? NULL is among all. */
bool pair_list_carries(const struct pair_list *l, const char *label /* or NULL */);
void pair_list_release(struct pair_list *l);

#endif
