#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"
#include "fault/action.h"

enum { LABEL_MAX = 40 };

#define HOUR (INT64_C(3600) * NS_PER_S)

static const struct bound bounds[] = {
	{"at", 0, 24 * HOUR, "at most 24h"},
	{"for", 10 * NS_PER_MS, 24 * HOUR, "10ms to 24h"},
	{"timeout", NS_PER_S, HOUR, "1s to 1h"},
	{"every", 100 * NS_PER_MS, 24 * HOUR, "100ms to 24h"},
	{"jitter", 0, HOUR, "at most 1h"},
	{"down_for", 0, HOUR, "at most 1h"},
	{"after", 0, HOUR, "at most 1h"},
	{"times", 1, 100000, "1 to 100000"},
	{"percent", 1, 1000000, "above 0% and at most 100%"},
	{"time", 1, 60 * NS_PER_S, "at most 60s"},
	{"rate", 1, INT64_C(1000000000), "at most 1000000/s"},
	{"limit", INT64_C(6) << 20, INT64_C(1) << 50, "6MiB or more"},
	{"per_second", 1024, INT64_C(1) << 40, "1KiB to 1TiB"},
	{"bytes", 1, INT64_C(64) << 20, "1B to 64MiB"},
	{"partition", 0, 9999, "0 to 9999"},
	{0},
};

/* Where an action stands. */
struct place {
	const struct phase_plan *phase;
	const struct action_row *inside; /* NULL: in the phase itself */
};

static const struct action_row *find_row(struct build *b, const struct ynode *key)
{
	const struct action_row *row = action_find(key->text);
	struct strbuf hint = STRBUF_INIT;

	if (row)
		return row;
	diags_found(b->diags, CODE_ACTION_UNKNOWN, key, "unknown action '%.60s'%s",
		    key->text,
		    did_you_mean(key->text, action_rows, action_row_count(),
				 sizeof(action_rows[0]), &hint));
	strbuf_release(&hint);
	return NULL;
}

static bool read_short(struct build *b, const struct item *it,
		       const struct action_row *row, struct params *p)
{
	if (row->shorthand)
		return read_shorthand(b, it->value, row->fields, bounds, row->shorthand,
				      p);
	diags_found(b->diags, CODE_WRONG_SHAPE, it->value,
		    "action '%s' takes nothing here but a mapping", row->name);
	return false;
}

static bool check_required(struct build *b, const struct ynode *at,
			   const struct action_row *row, const struct params *p,
			   const char *what)
{
	for (const struct field *f = row->fields; f->name; f++) {
		if (!(f->flags & FIELD_REQUIRED) || params_get(p, f->name))
			continue;
		diags_found(b->diags, CODE_KEY_MISSING, at, "%s needs '%s': %s", what,
			    f->name, field_wants(f->type));
		return false;
	}
	return !row->one_of || read_one_of(b, NULL, at, row->one_of, what);
}

static bool read_params(struct build *b, const struct item *it,
			const struct action_row *row, struct params *p)
{
	char *what = xasprintf("action '%s'", row->name);
	bool ok;

	if (ynode_is_null(it->value)) {
		read_fields(b, NULL, row->fields, NULL, what, p);
		ok = check_required(b, it->key, row, p, what);
	} else if (ynode_is_map(it->value)) {
		ok = read_fields(b, it->value, row->fields, bounds, what, p) &&
		     (!row->one_of ||
		      read_one_of(b, it->value, it->value, row->one_of, what));
	} else {
		ok = read_short(b, it, row, p);
	}
	free(what);
	return ok;
}

static void move_target(struct params *p)
{
	for (size_t i = 0; i < p->len; i++) {
		if (strcmp(p->item[i].name, "node") != 0)
			continue;
		free(p->item[i].name);
		p->item[i].name = xstrdup("target");
	}
}

static void read_label(struct build *b, const struct ynode *at, struct action_plan *a)
{
	const char *label = params_text(&a->params, "as", NULL);

	if (!label || !read_name(b, at, label, "a label", LABEL_MAX))
		return;
	for (size_t i = 0; i < b->labels.len; i++)
		if (strcmp(b->labels.name[i], label) == 0)
			diags_found(b->diags, CODE_NAME_TWICE, at,
				    "two actions are labelled 'as: %s'", label);
	a->label = xstrdup(label);
	*GROW(b->labels.name, b->labels.len) = xstrdup(label);
}

static void check_at(struct build *b, const struct ynode *at, const struct phase_plan *ph,
		     const struct action_plan *a)
{
	if (at && ph->for_ns && a->at_ns > ph->for_ns)
		diags_found(b->diags, CODE_TOO_LATE, at,
			    "'at: %.40s' is after the end of the phase, which lasts %s",
			    at->text, DURATION_TEXT(ph->for_ns));
}

/* One that waits for its turn cannot also wait for its time, or be called by one name. */
static void refuse_inside(struct build *b, const struct item *it, const char *key,
			  const struct place *place)
{
	const struct ynode *at = ynode_key(it->value, key);

	if (at)
		diags_found(b->diags, CODE_NESTING, at,
			    "'%s' has no meaning inside '%s', whose actions take turns",
			    key, place->inside->name);
}

/* Does it draw from its actions by their weights? */
static bool is_storm(const struct action_row *row)
{
	return row && row->inner && strcmp(row->inner, "of") == 0;
}

static bool may_be_here(struct build *b, const struct ynode *key,
			const struct action_row *row, const struct place *place)
{
	const struct action_row *inside = place->inside;

	if (is_storm(inside) && row->ends_hosts) {
		diags_found(b->diags, CODE_NESTING, key,
			    "'%s' cannot be part of '%s': it takes whole hosts, however "
			    "few nodes 'at_once' allows",
			    row->name, inside->name);
		return false;
	}
	if (!inside || !(row->inner || (is_storm(inside) && row->is_chain)))
		return true;
	diags_found(b->diags, CODE_NESTING, key,
		    "'%s' cannot be part of '%s': it is made of actions itself",
		    row->name, inside->name);
	return false;
}

static void read_action(struct build *b, const struct ynode *n, const struct place *place,
			struct action_plan *a);

/* The actions that this one is made of. */
static void read_inner(struct build *b,
		       const struct item *it, /* NOLINT(misc-no-recursion): two levels */
		       const struct action_row *row, const struct place *outer,
		       struct action_plan *a)
{
	struct place place = {.phase = outer->phase, .inside = row};
	const struct ynode *list = row->inner ? ynode_get(it->value, row->inner) : NULL;

	if (!list || !ynode_is_list(list) ||
	    !read_count(b, list, MAX_ITEMS, "actions in a list"))
		return;
	yaml_foreach (e, list)
		read_action(b, e->value, &place, GROW(a->inner, a->n_inner));
	if (list->len == 0)
		diags_found(b->diags, CODE_EMPTY, list,
			    "'%s' is empty: nothing would happen", row->inner);
}

static void read_place(struct build *b, const struct item *it, const struct place *place,
		       struct action_plan *a)
{
	if (place->inside) {
		refuse_inside(b, it, "at", place);
		refuse_inside(b, it, "as", place);
		return;
	}
	a->at_ns = params_num(&a->params, "at", 0);
	check_at(b, ynode_get(it->value, "at"), place->phase, a);
	read_label(b, ynode_get(it->value, "as"), a);
}

/* What there is in `it`, as far as it can be read. */
static void read_known(struct build *b,
		       const struct item *it, /* NOLINT(misc-no-recursion): two levels */
		       const struct action_row *row, const struct place *place,
		       struct action_plan *a)
{
	bool ok;

	a->kind = xstrdup(row->name);
	ok = read_params(b, it, row, &a->params);
	read_inner(b, it, row, place, a);
	if (!ok)
		return;
	read_special(b, it, row, a);
	read_place(b, it, place, a);
	move_target(&a->params);
}

static void read_action(struct build *b,
			const struct ynode *n, /* NOLINT(misc-no-recursion): two levels */
			const struct place *place, struct action_plan *a)
{
	struct stroke stroke = {.weight = 1};
	const struct action_row *row = NULL;
	struct item it = {0};

	a->weight = 1;
	if (is_storm(place->inside))
		n = read_stroke(b, n, &stroke);
	if (n && read_item(b, n, "an action", "stop: minority", &it))
		row = find_row(b, it.key);
	if (it.key)
		a->line = (int)it.key->pos.line;
	a->weight = stroke.weight;
	if (row && may_be_here(b, it.key, row, place))
		read_known(b, &it, row, place, a);
	else
		a->kind = xstrdup("");
	stroke_release(&stroke);
}

void read_actions(struct build *b, const struct ynode *list, struct phase_plan *ph)
{
	struct place place = {.phase = ph};

	if (!list || !ynode_is_list(list) ||
	    !read_count(b, list, MAX_ITEMS, "actions in a phase"))
		return;
	yaml_foreach (e, list)
		read_action(b, e->value, &place, GROW(ph->actions, ph->n_actions));
}
