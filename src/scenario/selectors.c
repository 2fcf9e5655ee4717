/* Selectors in a scenario: parsed when the file is read, checked when the cluster is known, and
 * pointed at in either case. */
#include "scenario/build.h"

#include "aim/selector.h"
#include "base/mem.h"
#include "fault/action.h"

/* The part of a one-line text that is wrong; of anything else the whole. */
static struct ypos place_in(const struct ynode *n, struct selector_place place)
{
	struct ypos pos = n->pos;
	size_t quote = n->is_plain ? 0 : 1;

	if (pos.len != strlen(n->text) + 2 * quote || place.offset > strlen(n->text))
		return pos; /* aliased, escaped, folded or interpolated: no telling where */
	pos.col += quote + place.offset;
	pos.len = place.length ? place.length : 1;
	return pos;
}

static bool refuse(struct diags *d, const struct ynode *n, struct selector_place place,
		   enum code code, const char *why)
{
	struct ypos pos = place_in(n, place);

	diags_found_at(d, code, &pos, "%s", why);
	return false;
}

static bool has_label(const struct labels *labels, const char *name)
{
	for (size_t i = 0; i < labels->len; i++)
		if (strcmp(labels->name[i], name) == 0)
			return true;
	return false;
}

/* The first `same as LABEL` in here that no label answers, or NULL. */
static const struct selector_term *find_unlabelled(
	const struct selector_term
		*t, /* NOLINT(misc-no-recursion): as deep as it is written */
	const struct labels *labels)
{
	const struct selector_term *found = NULL;

	if (!t || (t->kind == SELECT_SAME && !has_label(labels, t->name)))
		return t;
	found = find_unlabelled(t->of, labels);
	for (size_t i = 0; i < t->n_except && !found; i++)
		found = find_unlabelled(&t->except[i], labels);
	return found;
}

static bool check_labels(struct diags *d, const struct ynode *n, const struct selector *s,
			 const struct labels *labels)
{
	bool ok = true;

	for (size_t i = 0; i < s->len; i++) {
		const struct selector_term *t = find_unlabelled(&s->terms[i], labels);
		char *why;

		if (!t)
			continue;
		why = xasprintf("no earlier action is labelled 'as: %.60s'", t->name);
		ok = refuse(d, n, (struct selector_place){t->offset, t->length},
			    CODE_NAME_UNKNOWN, why);
		free(why);
	}
	return ok;
}

/* What may be done to companions: "stop, kill, ...". Caller frees. */
static char *of_any_container(void)
{
	struct strbuf names = STRBUF_INIT;

	for (const struct action_row *row = action_rows; row->name; row++)
		if (row->any_container)
			strbuf_addf(&names, "%s%s", names.len ? ", " : "", row->name);
	return strbuf_detach(&names);
}

/* The rules that a row sets are told here, where its name is known. */
static bool check_companions(struct diags *d, const struct ynode *n,
			     const struct selector *s, const struct topology *t,
			     const struct action_row *row)
{
	bool ok = true;

	for (size_t i = 0; i < s->len && ok && !row->any_container; i++) {
		const struct selector_term *term = &s->terms[i];
		const struct node *companion = selector_companion(term, t);
		char *can, *why;

		if (!companion)
			continue;
		can = of_any_container();
		why = xasprintf(
			"'%s' is for Kafka nodes, and '%.60s' is a companion; what "
			"can be done to those is %s",
			row->name, companion->name, can);
		ok = refuse(d, n, (struct selector_place){term->offset, term->length},
			    CODE_NODE_UNKNOWN, why);
		free(why);
		free(can);
	}
	return ok;
}

static bool check_suits(struct diags *d, const struct ynode *n, const struct selector *s,
			const struct topology *t, const struct action_row *row)
{
	struct ids may = {0};
	struct err why = {0};
	bool ok;

	if (!row->suits)
		return true;
	selector_may_pick(s, t, &may);
	ok = row->suits(t, &may, &why) == 0;
	if (!ok)
		diags_found(d, why.code, n, "action '%s': %s", row->name, why.msg);
	ids_release(&may);
	return ok;
}

/* Against what a selector is checked; what is not known yet is NULL. */
struct against {
	const struct action_row *row;
	const struct topology *topology;
	const struct plan *plan;
	const struct labels *labels;
};

static bool check_text(struct diags *d, const struct ynode *n, const char *text,
		       const struct against *a)
{
	struct selector s = {0};
	struct selector_place place = {0};
	struct err why = {0};
	bool ok;

	if (selector_parse(text, &s, &place, &why) < 0)
		return refuse(d, n, place, why.code, why.msg);
	ok = !a->labels || check_labels(d, n, &s, a->labels);
	if (ok && a->topology &&
	    selector_check(&s, a->topology, a->plan, &place, &why) < 0)
		ok = refuse(d, n, place, why.code, why.msg);
	if (ok && a->topology)
		ok = check_companions(d, n, &s, a->topology, a->row) &&
		     check_suits(d, n, &s, a->topology, a->row);
	selector_release(&s);
	return ok;
}

/* Each item is right; are they together? `[all but kafka1, kafka2]` is not. */
static void check_together(struct diags *d, const struct ynode *list)
{
	struct strbuf text = STRBUF_INIT;

	yaml_foreach (e, list)
		strbuf_addf(&text, "%s%s", text.len ? ", " : "", e->value->text);
	(void)check_text(d, list, strbuf_text(&text), &(struct against){0});
	strbuf_release(&text);
}

static void check_value(struct diags *d, const struct field *row,
			const struct ynode *value, const struct against *a)
{
	bool ok = true;

	if (ynode_is_scalar(value) && !field_has_word(row, value->text))
		(void)check_text(d, value, value->text, a);
	yaml_foreach (e, value) {
		if (ynode_is_scalar(e->value))
			ok = check_text(d, e->value, e->value->text, a) && ok;
	}
	if (ok && !a->topology && ynode_is_list(value) && value->len > 1)
		check_together(d, value);
}

void check_selectors(struct diags *d, const struct action_row *row,
		     const struct ynode *value, const struct topology *t,
		     const struct plan *plan, const struct labels *labels)
{
	const struct against a = {row, t, plan, labels};

	for (const struct field *f = row->fields; f->name; f++) {
		bool is_short = row->shorthand && strcmp(row->shorthand, f->name) == 0;

		if (f->type != FIELD_SELECTOR)
			continue;
		if (ynode_is_map(value))
			check_value(d, f, ynode_get(value, f->name), &a);
		else if (is_short)
			check_value(d, f, value, &a);
	}
}
