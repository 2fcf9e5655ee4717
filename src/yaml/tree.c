#include "yaml/tree.h"

#include "base/mem.h"
#include "yaml/parse.h"

static void node_free(struct ynode *n)
{
	free(n->written);
	free(n->replaced);
	free(n->items);
	free(n);
}

int yaml_parse(struct yaml_doc *doc, const char *path, const char *text, size_t len,
	       struct diags *d)
{
	*doc = (struct yaml_doc){0};
	source_init(&doc->source, path, text, len);
	return parse_document(doc, d);
}

int yaml_load(struct yaml_doc *doc, const char *path, struct diags *d)
{
	struct err e = {0};

	*doc = (struct yaml_doc){0};
	if (source_load(&doc->source, path, &e) < 0) {
		diags_found_at(d, e.code, NULL, "%s", e.msg);
		return -1;
	}
	return parse_document(doc, d);
}

void yaml_release(struct yaml_doc *doc)
{
	if (!doc)
		return;
	for (size_t i = 0; i < doc->n_nodes; i++)
		node_free(doc->nodes[i]);
	free(doc->nodes);
	source_release(&doc->source);
	*doc = (struct yaml_doc){0};
}

static const struct yentry *find(const struct ynode *map, const char *key)
{
	if (ynode_is_map(map))
		for (size_t i = 0; i < map->len; i++)
			if (strcmp(map->items[i].key->text, key) == 0)
				return &map->items[i];
	return NULL;
}

struct ynode *ynode_get(const struct ynode *map, const char *key)
{
	const struct yentry *e = find(map, key);

	return e ? e->value : NULL;
}

const struct ynode *ynode_key(const struct ynode *map, const char *key)
{
	const struct yentry *e = find(map, key);

	return e ? e->key : NULL;
}

bool ynode_is_null(const struct ynode *n)
{
	return !n || n->is_null;
}

bool ynode_is_scalar(const struct ynode *n)
{
	return n && n->kind == YNODE_SCALAR;
}

bool ynode_is_map(const struct ynode *n)
{
	return n && n->kind == YNODE_MAP;
}

bool ynode_is_list(const struct ynode *n)
{
	return n && n->kind == YNODE_LIST;
}

const char *ynode_kind_name(const struct ynode *n)
{
	if (ynode_is_null(n))
		return "nothing";
	if (n->kind == YNODE_SCALAR)
		return "a text";
	return n->kind == YNODE_MAP ? "a mapping" : "a list";
}

const struct yentry *ynode_first(const struct ynode *n)
{
	return n && n->len ? n->items : NULL;
}

const struct yentry *ynode_next(const struct ynode *n, const struct yentry *e)
{
	return e + 1 < n->items + n->len ? e + 1 : NULL;
}
