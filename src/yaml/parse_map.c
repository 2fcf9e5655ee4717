#include "base/mem.h"
#include "yaml/parse.h"

/* By key, then by position in the list. */
static int compare(const void *left, const void *right, void *arg)
{
	const struct yentry *items = arg;
	size_t l = *(const size_t *)left, r = *(const size_t *)right;
	int by = strcmp(items[l].key->text, items[r].key->text);

	if (by == 0)
		by = l < r ? -1 : l > r;
	return by;
}

/* For each entry the index of the first one with its key. Sorted, as a file may have 50 000 keys
 * in one mapping. Caller frees. */
static size_t *first_of_each(struct yentry *items, size_t n)
{
	size_t *order = xcalloc(n, sizeof(*order)), *first = xcalloc(n, sizeof(*first));

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), compare, items);
	for (size_t i = 0; i < n; i++) {
		bool same = i > 0 && strcmp(items[order[i]].key->text,
					    items[order[i - 1]].key->text) == 0;

		first[order[i]] = same ? first[order[i - 1]] : order[i];
	}
	free(order);
	return first;
}

/* Keeps the first of each key; `d` NULL: a repetition is no mistake. */
static void drop_repeated(struct ynode *map, struct diags *d)
{
	size_t *first = first_of_each(map->items, map->len);
	size_t kept = 0;

	for (size_t i = 0; i < map->len && d; i++) {
		const struct ynode *key = map->items[i].key;

		if (first[i] == i)
			continue;
		diags_found(d, CODE_KEY_TWICE, key, "duplicate key '%s'", key->text);
		diags_note(d, map->items[first[i]].key, "'%s' stands here first",
			   key->text);
	}
	for (size_t i = 0; i < map->len; i++)
		if (first[i] == i)
			map->items[kept++] = map->items[i];
	map->len = kept;
	free(first);
}

static bool is_merge(const struct yentry *e)
{
	return e->key->is_plain && strcmp(e->key->text, "<<") == 0;
}

struct entries {
	struct yentry *items;
	size_t len;
};

static void append(struct entries *to, const struct ynode *from)
{
	yaml_foreach (e, from)
		*GROW(to->items, to->len) = *e;
}

static void append_merged(struct entries *to, const struct ynode *from, struct diags *d)
{
	if (ynode_is_map(from)) {
		append(to, from);
		return;
	}
	if (!ynode_is_list(from)) {
		diags_found(d, CODE_NO_YAML, from,
			    "'<<' wants a mapping or a list of mappings, not %s",
			    ynode_kind_name(from));
		return;
	}
	yaml_foreach (e, from) {
		if (ynode_is_map(e->value))
			append(to, e->value);
		else
			diags_found(d, CODE_NO_YAML, e->value,
				    "'<<' wants mappings in its list, not %s",
				    ynode_kind_name(e->value));
	}
}

/* The written entries, then the merged ones: the first of each key counts. */
static void merge(struct ynode *map, const struct ynode *from, struct diags *d)
{
	struct entries all = {0};

	yaml_foreach (e, map)
		if (!is_merge(e))
			*GROW(all.items, all.len) = *e;
	append_merged(&all, from, d);
	free(map->items);
	map->items = all.items;
	map->len = all.len;
	drop_repeated(map, NULL);
}

void parse_finish_map(struct ynode *map, struct diags *d)
{
	const struct ynode *from = NULL;

	if (map->len > 1)
		drop_repeated(map, d);
	yaml_foreach (e, map) /* at most one is left */
		if (is_merge(e))
			from = e->value;
	if (from)
		merge(map, from, d);
}
