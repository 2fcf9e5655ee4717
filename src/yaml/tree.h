/*
 * tree.h - a YAML file as a tree of nodes that know their place.
 *
 * Every scalar is the text that was written: no type is guessed, so 0777, 22:22 and no stay what
 * they are. Read on purpose: anchors (also used again: the last one counts), aliases, merge keys
 * (<<, unquoted; what is written in the mapping wins), block and flow style. Refused, with the
 * place: duplicate keys, several documents, tags that are not YAML's own, keys that are not
 * texts, an alias inside what it names, and whatever exceeds the limits below.
 *
 * Aliases to mappings and lists share the node, so a tree may meet one node more than once; the
 * limit YAML_MAX_NODES counts it each time, hence every walk is short. An alias to a scalar is a
 * node of its own, placed where the alias is.
 * Owner: the document owns its source and all nodes; it may not be moved, nodes point into it.
 * Threads: one, then const (yaml_interpolate() is the only change).
 * Fails: says why in the diags.
 */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include "yaml/diag.h"

enum {
	YAML_MAX_NODES = 100 * 1000, /* aliases and merges counted each time */
	YAML_MAX_DEPTH = 64,         /* aliases followed */
	YAML_MAX_SCALAR = 64 * 1024, /* bytes of one text */
	YAML_MAX_ANCHORS = 1000,
};

enum ynode_kind { YNODE_SCALAR, YNODE_MAP, YNODE_LIST };

struct ynode {
	enum ynode_kind kind;
	struct ypos pos;  /* a block mapping: its first key */
	const char *text; /* a scalar's; "" for the others. Never NULL. */
	bool is_plain;    /* a scalar without quotes (and not | or >) */
	bool is_broken;   /* its variables could not be replaced, and that was reported */
	bool is_null;     /* ~, null or nothing at all, unquoted */
	struct yentry *items; /* in the order of the file, merged ones last */
	size_t len;

	/* Only for tree.c and interpolate.c. */
	char *written;     /* the text as read; NULL if it is another node's (an alias) */
	char *replaced;    /* the text after interpolation, or NULL */
	bool interpolated; /* once only: "$$x" must not become the value of x */
	bool is_open;      /* still being read: an alias to it would be a cycle */
	size_t weight;     /* nodes in here, aliases followed */
	size_t height;     /* levels in here, aliases followed */
};

struct yentry {
	const struct ynode *key; /* a scalar; NULL in a list */
	struct ynode *value;
};

struct yaml_doc {
	struct source source;
	struct ynode *root;
	struct ynode **nodes; /* all there are */
	size_t n_nodes;
};

/*
 * Read a file, or a text (copied) that is called `path` in diagnostics. Return 0 with doc->root
 * set - duplicate keys may nevertheless have been reported: look at diags_count_errors() before
 * using it for anything but finding more errors - or -1 if there is nothing to go on with. Call
 * yaml_release() in either case.
 */
int yaml_load(struct yaml_doc *doc, const char *path, struct diags *d);
int yaml_parse(struct yaml_doc *doc, const char *path, const char *text, size_t len,
	       struct diags *d);
void yaml_release(struct yaml_doc *doc);

/* The value of a key, or NULL; NULL also when `map` is NULL or no mapping. */
struct ynode *ynode_get(const struct ynode *map, const char *key);

/* The node of the key itself, to point at it; else as ynode_get(). */
const struct ynode *ynode_key(const struct ynode *map, const char *key);

bool ynode_is_null(const struct ynode *n); /* also true for NULL */
bool ynode_is_scalar(const struct ynode *n);
bool ynode_is_map(const struct ynode *n);
bool ynode_is_list(const struct ynode *n);

/* "a mapping", "a list", "a text" or "nothing": what was found instead. */
const char *ynode_kind_name(const struct ynode *n);

/*
 * Each entry of a mapping or item of a list, in order; nothing for NULL and scalars:
 *     yaml_foreach (e, map) use(e->key->text, e->value);
 */
const struct yentry *ynode_first(const struct ynode *n);
const struct yentry *ynode_next(const struct ynode *n, const struct yentry *e);
/* NOLINTBEGIN(bugprone-macro-parentheses): e is declared */
#define yaml_foreach(e, node)                                         \
	for (const struct yentry *e = ynode_first(node); (e) != NULL; \
	     (e) = ynode_next((node), (e)))
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
