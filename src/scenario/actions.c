#include "scenario/build.h"

#include "base/mem.h"
#include "base/str.h"
#include "fault/action.h"

enum { LABEL_MAX = 40 };

static const struct bound bounds[] = {
	{"at", 0, INT64_C(24) * 3600 * NS_PER_S, "at most 24h"},
	{"for", 10 * NS_PER_MS, INT64_C(24) * 3600 * NS_PER_S, "10ms to 24h"},
	{"timeout", NS_PER_S, INT64_C(3600) * NS_PER_S, "1s to 1h"},
	{0},
};

static const struct action_row *find_row(struct build *b, const struct ynode *key)
{
	const struct action_row *row = action_find(key->text);
	struct strbuf hint = STRBUF_INIT;

	if (row)
		return row;
	diags_error(b->diags, key, "unknown action '%.60s'%s", key->text,
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
	diags_error(b->diags, it->value, "action '%s' takes nothing here but a mapping",
		    row->name);
	return false;
}

static bool check_required(struct build *b, const struct ynode *at,
			   const struct action_row *row, const struct params *p,
			   const char *what)
{
	for (const struct field *f = row->fields; f->name; f++) {
		if (!(f->flags & FIELD_REQUIRED) || params_get(p, f->name))
			continue;
		diags_error(b->diags, at, "%s needs '%s': %s", what, f->name,
			    field_wants(f->type));
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
			diags_error(b->diags, at, "two actions are labelled 'as: %s'",
				    label);
	a->label = xstrdup(label);
	*GROW(b->labels.name, b->labels.len) = xstrdup(label);
}

static void check_at(struct build *b, const struct ynode *at, const struct phase_plan *ph,
		     const struct action_plan *a)
{
	if (at && ph->for_ns && a->at_ns > ph->for_ns)
		diags_error(b->diags, at,
			    "'at: %.40s' is after the end of the phase, which lasts %s",
			    at->text, DURATION_TEXT(ph->for_ns));
}

/* What only some actions have: a selector, a condition. */
static void check_special(struct build *b, const struct item *it,
			  const struct action_row *row, struct action_plan *a)
{
	bool is_map = ynode_is_map(it->value);
	const char *kind = NULL, *want = NULL;

	if (field_find(row->fields, "node"))
		check_selector_value(b->diags,
				     is_map ? ynode_get(it->value, "node") : it->value,
				     NULL, NULL, &b->labels);
	if (field_find(row->fields, "isr") && is_map)
		read_condition(b, it->value, &a->params, &kind, &want);
}

static void read_action(struct build *b, const struct ynode *n, struct phase_plan *ph)
{
	struct action_plan *a = GROW(ph->actions, ph->n_actions);
	const struct action_row *row;
	struct item it;

	a->kind = xstrdup("");
	if (!read_item(b, n, "an action", "stop: minority", &it))
		return;
	row = find_row(b, it.key);
	a->line = (int)it.key->pos.line;
	if (!row)
		return;
	free(a->kind);
	a->kind = xstrdup(row->name);
	if (!read_params(b, &it, row, &a->params))
		return;
	a->at_ns = params_num(&a->params, "at", 0);
	check_at(b, ynode_get(it.value, "at"), ph, a);
	check_special(b, &it, row, a);
	read_label(b, ynode_get(it.value, "as"), a);
	move_target(&a->params);
}

void read_actions(struct build *b, const struct ynode *list, struct phase_plan *ph)
{
	if (!ynode_is_list(list) || !read_count(b, list, MAX_ITEMS, "actions in a phase"))
		return;
	yaml_foreach (e, list)
		read_action(b, e->value, ph);
}
