#include "yaml/parse.h"

#include "base/mem.h"
#include "base/str.h"
#include "yaml/syntax.h"

#include <yaml.h>

struct anchor {
	char *name; /* first member: str_nearest() walks these */
	struct ynode *node;
};

struct parser {
	struct yaml_doc *doc;
	struct diags *diags;
	yaml_parser_t yaml;
	yaml_event_t event; /* the one at hand */
	struct anchor *anchors;
	size_t n_anchors;
	size_t weight; /* nodes so far, aliases followed */
	size_t depth;  /* mappings and lists we are in */
};

static struct ynode *read_node(struct parser *p);

static bool next_event(struct parser *p)
{
	yaml_event_delete(&p->event);
	if (yaml_parser_parse(&p->yaml, &p->event))
		return true;
	syntax_error(&p->yaml, &p->doc->source, p->diags);
	return false;
}

static struct ypos place(const struct parser *p)
{
	const yaml_mark_t *from = &p->event.start_mark, *to = &p->event.end_mark;
	struct ypos at = {.source = &p->doc->source,
			  .line = from->line + 1,
			  .col = from->column + 1};
	size_t end = to->column;

	if (to->line != from->line)
		end = source_line_chars(at.source, at.line);
	at.len = end > from->column ? end - from->column : 0;
	return at;
}

/* Says why at the event at hand; NULL for the way up. */
PRINTF_LIKE(2, 3) static void *refuse(struct parser *p, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	struct ypos at = place(p);
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	diags_found_at(p->diags, CODE_NO_YAML, &at, "%s", strbuf_text(&text));
	strbuf_release(&text);
	return NULL;
}

static struct ynode *new_node(struct parser *p, enum ynode_kind kind)
{
	struct ynode *n = xcalloc(1, sizeof(*n));

	*GROW(p->doc->nodes, p->doc->n_nodes) = n;
	*n = (struct ynode){.kind = kind, .pos = place(p), .text = "", .weight = 1};
	p->weight++;
	return n;
}

static struct anchor *find_anchor(const struct parser *p, const char *name)
{
	for (size_t i = 0; i < p->n_anchors; i++)
		if (strcmp(p->anchors[i].name, name) == 0)
			return &p->anchors[i];
	return NULL;
}

/* A name used again means the newer one from here on; libyaml's own composer refuses that, the
 * files of the world do it. */
static bool note_anchor(struct parser *p, const yaml_char_t *name, struct ynode *n)
{
	struct anchor *a;

	if (!name)
		return true;
	a = find_anchor(p, (const char *)name);
	if (!a && p->n_anchors == YAML_MAX_ANCHORS)
		return refuse(p, "more than %d anchors", YAML_MAX_ANCHORS) != NULL;
	if (!a) {
		a = GROW(p->anchors, p->n_anchors);
		a->name = xstrdup((const char *)name);
	}
	a->node = n;
	return true;
}

static void check_tag(struct parser *p, const yaml_char_t *tag, const char *known)
{
	static const char yaml_org[] = "tag:yaml.org,2002:";
	const char *text = (const char *)tag;
	size_t len = sizeof(yaml_org) - 1;

	if (!text || strcmp(text, "!") == 0)
		return;
	if (!str_starts(text, yaml_org))
		refuse(p, "tag '%s' is not supported", text);
	else if (!strstr(known, text + len))
		refuse(p, "tag '!!%s' is not supported here", text + len);
}

static bool is_text_tag(const yaml_char_t *tag)
{
	return tag && (strcmp((const char *)tag, "!") == 0 ||
		       strcmp((const char *)tag, YAML_STR_TAG) == 0);
}

static bool is_null_text(const char *text)
{
	return text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0 ||
	       strcmp(text, "Null") == 0 || strcmp(text, "NULL") == 0;
}

static struct ynode *read_scalar(struct parser *p)
{
	const char *text = (const char *)p->event.data.scalar.value;
	size_t len = p->event.data.scalar.length;
	const yaml_char_t *tag = p->event.data.scalar.tag;
	struct ynode *n = new_node(p, YNODE_SCALAR);

	check_tag(p, tag, "str int float bool null");
	if (len > YAML_MAX_SCALAR)
		return refuse(p, "a text of %zu KiB: %d KiB is the most", len / 1024,
			      YAML_MAX_SCALAR / 1024);
	if (memchr(text, '\0', len))
		return refuse(p, "a text may not hold a NUL character (\\0)");
	n->written = xstrndup(text, len);
	n->text = n->written;
	n->is_plain = p->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		      !is_text_tag(tag);
	n->is_null = n->is_plain && is_null_text(text);
	return note_anchor(p, p->event.data.scalar.anchor, n) ? n : NULL;
}

static struct ynode *unknown_alias(struct parser *p, const char *name)
{
	const char *near = str_nearest(name, p->anchors, p->n_anchors,
				       sizeof(*p->anchors));

	if (near)
		return refuse(p, "'*%s' names no anchor above (did you mean '*%s'?)",
			      name, near);
	return refuse(p, "'*%s' names no anchor above", name);
}

/* A copy that shares the text, and has its own place: a mistake is one of the use. */
static struct ynode *copy_scalar(struct parser *p, const struct ynode *of)
{
	struct ynode *n = new_node(p, YNODE_SCALAR);

	n->text = of->text;
	n->is_plain = of->is_plain;
	n->is_null = of->is_null;
	return n;
}

static struct ynode *read_alias(struct parser *p)
{
	const char *name = (const char *)p->event.data.alias.anchor;
	const struct anchor *a = find_anchor(p, name);

	if (!a)
		return unknown_alias(p, name);
	if (a->node->is_open)
		return refuse(p,
			      "'*%s' stands inside what it names, so it would never end",
			      name);
	if (a->node->kind == YNODE_SCALAR)
		return copy_scalar(p, a->node);
	if (p->depth + a->node->height > YAML_MAX_DEPTH)
		return refuse(p, "'*%s' nests values deeper than %d levels", name,
			      YAML_MAX_DEPTH);
	p->weight += a->node->weight;
	return a->node;
}

static struct ynode *read_key(struct parser *p)
{
	struct ynode *key = read_node(p);

	if (!key)
		return NULL;
	if (key->kind != YNODE_SCALAR) {
		diags_found(p->diags, CODE_NO_YAML, key, "a key must be a text, not %s",
			    ynode_kind_name(key));
		return NULL;
	}
	if (key->is_plain && key->text[0] == '\0') {
		diags_found(p->diags, CODE_NO_YAML, key, "a key is missing before ':'");
		return NULL;
	}
	return key;
}

static void close_node(struct parser *p, struct ynode *n)
{
	for (size_t i = 0; i < n->len; i++) {
		const struct ynode *v = n->items[i].value;

		n->weight += v->weight + (n->items[i].key ? 1 : 0);
		n->height = v->height > n->height ? v->height : n->height;
	}
	n->height++;
	n->is_open = false;
	p->depth--;
}

static bool open_node(struct parser *p, struct ynode *n, const yaml_char_t *anchor)
{
	n->is_open = true;
	if (++p->depth > YAML_MAX_DEPTH)
		return refuse(p, "values are nested deeper than %d levels",
			      YAML_MAX_DEPTH) != NULL;
	return note_anchor(p, anchor, n);
}

/* A flow mapping or list reaches to its bracket, if that is on the same line. */
static void stretch(const struct parser *p, struct ynode *n)
{
	struct ypos end = place(p);

	if (end.line == n->pos.line)
		n->pos.len = end.col + end.len - n->pos.col;
	else
		n->pos.len = source_line_chars(n->pos.source, n->pos.line) + 1 -
			     n->pos.col;
}

static bool read_entries(struct parser *p, struct ynode *map)
{
	while (next_event(p)) {
		struct ynode *key, *value;

		if (p->event.type == YAML_MAPPING_END_EVENT)
			return true;
		key = read_key(p);
		if (!key || !next_event(p))
			return false;
		value = read_node(p);
		if (!value)
			return false;
		*GROW(map->items, map->len) = (struct yentry){.key = key, .value = value};
	}
	return false;
}

static struct ynode *read_map(struct parser *p)
{
	bool flow = p->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	struct ynode *n = new_node(p, YNODE_MAP);

	check_tag(p, p->event.data.mapping_start.tag, "map");
	if (!open_node(p, n, p->event.data.mapping_start.anchor) || !read_entries(p, n))
		return NULL;
	if (flow)
		stretch(p, n);
	else if (n->len)
		n->pos = n->items[0].key->pos;
	parse_finish_map(n, p->diags);
	close_node(p, n);
	return n;
}

static bool read_items(struct parser *p, struct ynode *list)
{
	while (next_event(p)) {
		struct ynode *value;

		if (p->event.type == YAML_SEQUENCE_END_EVENT)
			return true;
		value = read_node(p);
		if (!value)
			return false;
		*GROW(list->items, list->len) = (struct yentry){.value = value};
	}
	return false;
}

static struct ynode *read_list(struct parser *p)
{
	bool flow = p->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
	struct ynode *n = new_node(p, YNODE_LIST);

	check_tag(p, p->event.data.sequence_start.tag, "seq");
	if (!open_node(p, n, p->event.data.sequence_start.anchor) || !read_items(p, n))
		return NULL;
	if (flow)
		stretch(p, n);
	close_node(p, n);
	return n;
}

static struct ynode *read_by_event(struct parser *p)
{
	if (p->event.type == YAML_SCALAR_EVENT)
		return read_scalar(p);
	if (p->event.type == YAML_ALIAS_EVENT)
		return read_alias(p);
	if (p->event.type == YAML_MAPPING_START_EVENT)
		return read_map(p);
	return read_list(p);
}

/* The event at hand begins a node. NULL after an error: there is no way to go on. */
static struct ynode *read_node(struct parser *p)
{
	bool alias = p->event.type == YAML_ALIAS_EVENT;
	struct ynode *n = read_by_event(p);

	if (n && p->weight > YAML_MAX_NODES && alias)
		return refuse(p, "aliases make this file larger than %d values",
			      YAML_MAX_NODES);
	if (n && p->weight > YAML_MAX_NODES)
		return refuse(p, "more than %d values", YAML_MAX_NODES);
	return n;
}

/* The document's node, if there is a document and it is more than a null. */
static struct ynode *read_root(struct parser *p)
{
	struct ynode *root;

	if (p->event.type == YAML_DOCUMENT_START_EVENT && !next_event(p))
		return NULL;
	root = p->event.type == YAML_STREAM_END_EVENT ? NULL : read_node(p);
	if (p->event.type != YAML_STREAM_END_EVENT && !(root && root->is_null))
		return root;
	diags_found_at(p->diags, CODE_EMPTY, &(struct ypos){.source = &p->doc->source},
		       "the file is empty");
	return NULL;
}

static bool skip_event(struct parser *p, yaml_event_type_t type)
{
	return next_event(p) && p->event.type == type && next_event(p);
}

/* One document, or an explanation. */
static struct ynode *read_stream(struct parser *p)
{
	struct ynode *root;

	if (!skip_event(p, YAML_STREAM_START_EVENT))
		return NULL;
	root = read_root(p);
	if (!root || !skip_event(p, YAML_DOCUMENT_END_EVENT))
		return NULL;
	if (p->event.type == YAML_DOCUMENT_START_EVENT)
		return refuse(p,
			      "a second document starts here: a file may hold only one");
	return root;
}

int parse_document(struct yaml_doc *doc, struct diags *d)
{
	struct parser p = {.doc = doc, .diags = d};
	const struct source *s = &doc->source;

	if (s->len > SOURCE_MAX) {
		diags_found_at(d, CODE_TOO_LARGE, &(struct ypos){.source = s},
			       "the text is larger than %d KiB", SOURCE_MAX / 1024);
		return -1;
	}
	if (!parse_check_text(s, d))
		return -1;
	if (!yaml_parser_initialize(&p.yaml)) {
		diags_found_at(d, CODE_NO_RESOURCE, NULL, "out of memory");
		return -1;
	}
	yaml_parser_set_encoding(&p.yaml, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p.yaml, (const unsigned char *)s->text, s->len);
	doc->root = read_stream(&p);
	yaml_event_delete(&p.event);
	yaml_parser_delete(&p.yaml);
	for (size_t i = 0; i < p.n_anchors; i++)
		free(p.anchors[i].name);
	free(p.anchors);
	return doc->root ? 0 : -1;
}
