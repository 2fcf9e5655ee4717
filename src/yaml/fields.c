#include "yaml/fields.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "yaml/hint.h"

enum { QUOTED_CHARS = 60 }; /* of a value that is repeated in a message */

static void add_choices(struct strbuf *out, const char *choices)
{
	const char *last = strrchr(choices, '|');

	strbuf_addstr(out, last ? "one of " : "");
	for (const char *p = choices; *p; p++) {
		if (*p != '|')
			strbuf_addch(out, *p);
		else
			strbuf_addstr(out, p == last ? " or " : ", ");
	}
}

static void add_wants(struct strbuf *out, const struct field *row)
{
	if (row->type == FIELD_CHOICE)
		add_choices(out, row->choices);
	else
		strbuf_addstr(out, field_wants(row->type));
}

/* The value is of another kind than the row wants. */
static bool refuse_kind(const struct ynode *v, const struct field *row, struct diags *d)
{
	struct strbuf m = STRBUF_INIT;

	strbuf_addf(&m, "'%s' wants ", row->name);
	add_wants(&m, row);
	if (ynode_is_null(v)) {
		strbuf_addstr(&m, ", but has no value");
	} else if (v->kind == YNODE_SCALAR) {
		strbuf_addstr(&m, ", not '");
		utf8_add_escaped(&m, v->text, QUOTED_CHARS);
		strbuf_addstr(&m, "'");
	} else {
		strbuf_addf(&m, ", not %s", ynode_kind_name(v));
	}
	diags_found(d, CODE_WRONG_SHAPE, v, "%s", strbuf_text(&m));
	strbuf_release(&m);
	return false;
}

static bool refuse_text(const struct ynode *v, const struct field *row, struct diags *d)
{
	char *hint = hint_unit(row, v->text);
	struct strbuf m = STRBUF_INIT;

	if (hint) {
		strbuf_addf(&m, "'%s' wants a unit: did you mean '%s'?", row->name, hint);
	} else {
		strbuf_addf(&m, "'%s' wants ", row->name);
		add_wants(&m, row);
		strbuf_addstr(&m, ", not '");
		utf8_add_escaped(&m, v->text, QUOTED_CHARS);
		hint = hint_spelling(row, v->text);
		strbuf_addstr(&m, "'");
		if (hint)
			strbuf_addf(&m, " (did you mean '%s'?)", hint);
	}
	diags_found(d, CODE_WRONG_VALUE, v, "%s", strbuf_text(&m));
	strbuf_release(&m);
	free(hint);
	return false;
}

/* An item of a selector's list; what is broken was reported before. */
static bool check_item(const struct ynode *item, const struct field *row, struct diags *d)
{
	if (item->is_broken)
		return false;
	if (ynode_is_scalar(item) && !ynode_is_null(item))
		return true;
	diags_found(d, CODE_WRONG_SHAPE, item, "'%s' wants texts in its list, not %s",
		    row->name, ynode_kind_name(item));
	return false;
}

static bool check_selector(const struct ynode *v, const struct field *row,
			   struct diags *d)
{
	bool ok = true;

	if (v->kind == YNODE_SCALAR)
		return true;
	if (v->kind == YNODE_MAP)
		return refuse_kind(v, row, d);
	if (v->len == 0) {
		diags_found(d, CODE_EMPTY, v, "'%s' is an empty list", row->name);
		return false;
	}
	yaml_foreach (e, v)
		ok = check_item(e->value, row, d) && ok;
	return ok;
}

static bool check_scalar(const struct ynode *v, const struct field *row, struct diags *d)
{
	int64_t ignored;

	if (v->kind != YNODE_SCALAR)
		return refuse_kind(v, row, d);
	return field_parse(row, v->text, &ignored) || refuse_text(v, row, d);
}

bool yfield_check(const struct ynode *v, const struct field *row, struct diags *d)
{
	if (v && v->is_broken)
		return false;
	if (row->type == FIELD_ANY)
		return v && v->kind != YNODE_LIST ? true : refuse_kind(v, row, d);
	if (ynode_is_null(v))
		return refuse_kind(v, row, d);
	switch (row->type) {
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_DURATION:
	case FIELD_SIZE:
	case FIELD_RATE:
	case FIELD_PERCENT:
	case FIELD_CPUS:
	case FIELD_CHOICE: return check_scalar(v, row, d);
	case FIELD_SELECTOR: return check_selector(v, row, d);
	case FIELD_LIST: return v->kind == YNODE_LIST || refuse_kind(v, row, d);
	case FIELD_MAP: return v->kind == YNODE_MAP || refuse_kind(v, row, d);
	case FIELD_ANY: break; /* dealt with above */
	}
	return true;
}

static const char *nearest_key(const struct ynode *key, const struct field *rows)
{
	return str_nearest(key->text, rows, field_count(rows), sizeof(*rows));
}

static bool refuse_key(const struct ynode *key, const struct field *rows,
		       const char *what, struct diags *d)
{
	const char *near = nearest_key(key, rows);
	struct strbuf m = STRBUF_INIT;

	strbuf_addstr(&m, "unknown key '");
	utf8_add_escaped(&m, key->text, QUOTED_CHARS);
	strbuf_addf(&m, "' in %s (", what);
	if (near)
		strbuf_addf(&m, "did you mean '%s'?", near);
	else
		strbuf_addstr(&m, "known: ");
	for (const struct field *f = rows; f->name && !near; f++)
		strbuf_addf(&m, "%s%s", f == rows ? "" : ", ", f->name);
	diags_found(d, CODE_KEY_UNKNOWN, key, "%s)", strbuf_text(&m));
	strbuf_release(&m);
	return false;
}

/* Not so if an unknown key was taken for it already: one mistake, one message. */
static bool is_missing(const struct ynode *map, const struct field *rows,
		       const struct field *row)
{
	if (!(row->flags & FIELD_REQUIRED) || ynode_key(map, row->name))
		return false;
	yaml_foreach (e, map)
		if (!field_find(rows, e->key->text) &&
		    nearest_key(e->key, rows) == row->name)
			return false;
	return true;
}

static bool refuse_missing(const struct ynode *map, const struct field *row,
			   const char *what, struct diags *d)
{
	struct strbuf m = STRBUF_INIT;

	strbuf_addf(&m, "%s needs '%s': ", what, row->name);
	add_wants(&m, row);
	diags_found(d, CODE_KEY_MISSING, map, "%s", strbuf_text(&m));
	strbuf_release(&m);
	return false;
}

bool yfields_check(const struct ynode *map, const struct field *rows, const char *what,
		   struct diags *d)
{
	bool ok = true;

	if (!ynode_is_map(map)) {
		diags_found(d, CODE_WRONG_SHAPE, map, "%s wants a mapping, not %s", what,
			    ynode_kind_name(map));
		return false;
	}
	yaml_foreach (e, map) {
		const struct field *row = field_find(rows, e->key->text);

		if (!(row ? yfield_check(e->value, row, d)
			  : refuse_key(e->key, rows, what, d)))
			ok = false;
	}
	for (const struct field *row = rows; row->name; row++)
		if (is_missing(map, rows, row))
			ok = refuse_missing(map, row, what, d);
	return ok;
}

static void join(struct strbuf *out, const struct ynode *list)
{
	yaml_foreach (e, list) {
		strbuf_addstr(out, e == ynode_first(list) ? "" : ", ");
		strbuf_addstr(out, e->value->text);
	}
}

static bool is_fit(const struct ynode *v, const struct field *row)
{
	struct diags unheard = DIAGS_INIT; /* yfields_check() has told */
	bool ok = yfield_check(v, row, &unheard);

	diags_release(&unheard);
	return ok;
}

static void give(const struct field *row, const struct ynode *v, yfields_fn *fn,
		 void *arg)
{
	const char *text = v ? v->text : row->fallback;
	struct strbuf joined = STRBUF_INIT;
	int64_t value = 0;

	if (v ? !is_fit(v, row) : !text)
		return;
	if (ynode_is_list(v) && row->type == FIELD_SELECTOR) {
		join(&joined, v);
		text = strbuf_text(&joined);
	}
	if (field_parse(row, text, &value))
		fn(arg, row, v, text, value);
	strbuf_release(&joined);
}

void yfields_each(const struct ynode *map, const struct field *rows, yfields_fn *fn,
		  void *arg)
{
	for (const struct field *row = rows; row->name; row++)
		give(row, ynode_get(map, row->name), fn, arg);
}
