/* Reading by tables: what every part of a scenario needs. */
#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>

struct taking {
	struct build *b;
	const struct bound *bounds;
	struct params *out;
	bool ok;
};

/* The bound of a number that has none of its own: what can be added up. */
static const struct bound any_number = {NULL, -SPAN_MOST, SPAN_MOST,
					"at most 2^61, a time at most 73 years"};

static const struct bound *find_bound(const struct bound *bounds, const char *name)
{
	for (; bounds && bounds->name; bounds++)
		if (strcmp(bounds->name, name) == 0)
			return bounds;
	return &any_number;
}

/* A number of CPUs is bounded by its type. */
static bool has_bound(enum field_type type)
{
	return type != FIELD_TEXT && type != FIELD_SELECTOR && type != FIELD_CHOICE &&
	       type != FIELD_ANY && type != FIELD_CPUS;
}

static void take(void *arg, const struct field *row, const struct ynode *node,
		 const char *text, int64_t value)
{
	struct taking *t = arg;
	const struct bound *bound = find_bound(t->bounds, row->name);

	if (row->type == FIELD_MAP || row->type == FIELD_LIST)
		return; /* read by its own code */
	if (node && has_bound(row->type) && (value < bound->min || value > bound->max)) {
		diags_found(t->b->diags, CODE_WRONG_VALUE, node,
			    "'%s' may be %s, not %.40s", row->name, bound->words, text);
		t->ok = false;
		return;
	}
	params_set(t->out, row->name, text, value);
}

bool read_fields(struct build *b, const struct ynode *map, const struct field *rows,
		 const struct bound *bounds, const char *what, struct params *out)
{
	struct taking t = {.b = b, .bounds = bounds, .out = out, .ok = true};

	if (ynode_is_null(map))
		map = NULL;
	if (map)
		t.ok = yfields_check(map, rows, what, b->diags);
	yfields_each(map, rows, take, &t);
	return t.ok;
}

bool read_shorthand(struct build *b, const struct ynode *value, const struct field *rows,
		    const struct bound *bounds, const char *name, struct params *out)
{
	const struct field *row = field_find(rows, name);
	struct yentry only = {.key = NULL, .value = NULL};
	struct ynode key = {.kind = YNODE_SCALAR, .text = name};
	struct ynode copy = *value,
		     map = {.kind = YNODE_MAP, .text = "", .items = &only, .len = 1};
	struct taking t = {.b = b, .bounds = bounds, .out = out, .ok = true};

	only = (struct yentry){.key = &key, .value = &copy};
	if (!yfield_check(value, row, b->diags))
		return false;
	yfields_each(&map, rows, take, &t);
	return t.ok;
}

static size_t count_names(const struct ynode *map, const char *names)
{
	size_t n = 0;

	while (*names) {
		size_t len = strcspn(names, "|");
		char *name = xstrndup(names, len);

		n += ynode_key(map, name) != NULL;
		free(name);
		names += len + (names[len] == '|');
	}
	return n;
}

static void add_names(struct strbuf *out, const char *names)
{
	strbuf_addch(out, '\'');
	for (const char *p = names; *p; p++)
		strbuf_addstr(out, *p != '|'            ? (char[2]){*p, '\0'}
				   : strchr(p + 1, '|') ? "', '"
							: "' or '");
	strbuf_addch(out, '\'');
}

static bool refuse_names(struct build *b, const struct ynode *at, const char *names,
			 const char *what, const char *fmt)
{
	struct strbuf list = STRBUF_INIT;

	add_names(&list, names);
	diags_found(b->diags, CODE_KEYS_TOGETHER, at, "%s %s %s", what, fmt,
		    strbuf_text(&list));
	strbuf_release(&list);
	return false;
}

bool read_one_of(struct build *b, const struct ynode *map, const struct ynode *at,
		 const char *names, const char *what)
{
	size_t n = count_names(map, names);

	return n == 1 ||
	       refuse_names(b, at, names, what, n ? "takes only one of" : "needs");
}

bool read_some_of(struct build *b, const struct ynode *map, const struct ynode *at,
		  const char *names, const char *what)
{
	return count_names(map, names) > 0 || refuse_names(b, at, names, what, "needs");
}

void read_config(struct build *b, const struct ynode *map, const char *what,
		 struct params *out)
{
	if (!ynode_is_map(map))
		return; /* refused by its type */
	yaml_foreach (e, map) {
		if (!ynode_is_scalar(e->value) || ynode_is_null(e->value))
			diags_found(b->diags, CODE_WRONG_SHAPE,
				    e->value ? e->value : e->key,
				    "%s wants a text for '%.60s', not %s", what,
				    e->key->text, ynode_kind_name(e->value));
		else
			params_set(out, e->key->text, e->value->text, 0);
	}
}

static bool is_name(const char *name, size_t max)
{
	size_t n = strlen(name);

	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			return false;
	return n > 0 && n <= max && (isalnum((unsigned char)*name) || *name == '_');
}

bool read_name(struct build *b, const struct ynode *at, const char *name,
	       const char *what, size_t max)
{
	if (is_name(name, max))
		return true;
	diags_found(
		b->diags, CODE_NAME_FORM, at,
		"%s may have letters, digits, '.', '_' and '-', at most %zu of them, and begins "
		"with a letter, a digit or '_'",
		what, max);
	return false;
}

const char *did_you_mean(const char *text, const void *rows, size_t n, size_t stride,
			 struct strbuf *scratch)
{
	const char *near = n ? str_nearest(text, rows, n, stride) : NULL;

	strbuf_clear(scratch);
	if (near)
		strbuf_addf(scratch, " (did you mean '%s'?)", near);
	return strbuf_text(scratch);
}

bool read_count(struct build *b, const struct ynode *list, size_t max, const char *what)
{
	if (!list || list->len <= max)
		return true;
	diags_found(b->diags, CODE_TOO_LARGE, list, "too many %s: %zu, at most %zu", what,
		    list->len, max);
	return false;
}

static void flow_items(const struct ynode *n, struct strbuf *out)
{
	yaml_foreach (e, n) {
		strbuf_addstr(out, e == n->items ? "" : ", ");
		if (e->key)
			strbuf_addf(out, "%s: ", e->key->text);
		flow_text(e->value, out);
	}
}

void flow_text(const struct ynode *n, struct strbuf *out)
{
	bool is_map = ynode_is_map(n);

	if (!n)
		return;
	if (n->kind == YNODE_SCALAR) {
		strbuf_addstr(out, n->text);
		return;
	}
	strbuf_addch(out, is_map ? '{' : '[');
	flow_items(n, out);
	strbuf_addch(out, is_map ? '}' : ']');
}

bool read_item(struct build *b, const struct ynode *n, const char *what,
	       const char *example, struct item *out)
{
	if (ynode_is_map(n) && n->len == 1) {
		*out = (struct item){n->items[0].key, n->items[0].value};
		return true;
	}
	if (ynode_is_scalar(n) && !ynode_is_null(n)) {
		*out = (struct item){n, NULL};
		return true;
	}
	if (ynode_is_map(n) && n->len > 1)
		diags_found(
			b->diags, CODE_WRONG_SHAPE, n->items[1].key,
			"%s is one key with its value, '%s'; '%.60s' stands beside '%.60s'",
			what, example, n->items[1].key->text, n->items[0].key->text);
	else
		diags_found(b->diags, CODE_WRONG_SHAPE, n,
			    "%s is one key with its value, '%s', not %s", what, example,
			    ynode_kind_name(n));
	return false;
}
