#include "docker/lists.h"

#include "base/mem.h"

void text_list_add(struct text_list *l, const char *text)
{
	char **slot = GROW(l->items, l->len);

	*slot = xstrdup(text);
}

bool text_list_has(const struct text_list *l, const char *text)
{
	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->items[i], text) == 0)
			return true;
	return false;
}

void text_list_copy(struct text_list *to, const struct text_list *from)
{
	for (size_t i = 0; i < from->len; i++)
		text_list_add(to, from->items[i]);
}

void text_list_release(struct text_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		free(l->items[i]);
	free(l->items);
	*l = (struct text_list){0};
}

static struct text_pair *pair_find(const struct pair_list *l, const char *key)
{
	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->items[i].key, key) == 0)
			return &l->items[i];
	return NULL;
}

void pair_list_set(struct pair_list *l, const char *key, const char *value)
{
	struct text_pair *p = pair_find(l, key);
	char *copy = xstrdup(value);

	if (!p) {
		p = GROW(l->items, l->len);
		p->key = xstrdup(key);
	}
	free(p->value);
	p->value = copy;
}

const char *pair_list_get(const struct pair_list *l, const char *key)
{
	const struct text_pair *p = pair_find(l, key);

	return p ? p->value : NULL;
}

bool pair_list_carries(const struct pair_list *l, const char *label)
{
	const char *equals = label ? strchr(label, '=') : NULL;
	char *key = label ? xstrndup(label,
				     equals ? (size_t)(equals - label) : strlen(label))
			  : NULL;
	const char *value = key ? pair_list_get(l, key) : "";

	free(key);
	return value && (!equals || strcmp(value, equals + 1) == 0);
}

void pair_list_copy(struct pair_list *to, const struct pair_list *from)
{
	for (size_t i = 0; i < from->len; i++)
		pair_list_set(to, from->items[i].key, from->items[i].value);
}

void pair_list_release(struct pair_list *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->items[i].key);
		free(l->items[i].value);
	}
	free(l->items);
	*l = (struct pair_list){0};
}
