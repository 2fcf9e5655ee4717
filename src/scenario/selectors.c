/* Selectors in a scenario: parsed when the file is read, checked when the cluster is known, and
 * pointed at in either case. */
#include "scenario/build.h"

#include "fault/selector.h"

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
		   const char *why)
{
	struct ypos pos = place_in(n, place);

	diags_add(d, DIAG_ERROR, &pos, "%s", why);
	return false;
}

static bool has_label(const struct labels *labels, const char *name)
{
	for (size_t i = 0; i < labels->len; i++)
		if (strcmp(labels->name[i], name) == 0)
			return true;
	return false;
}

static bool check_labels(struct diags *d, const struct ynode *n, const struct selector *s,
			 const struct labels *labels)
{
	struct strbuf why = STRBUF_INIT;
	bool ok = true;

	for (size_t i = 0; i < s->len; i++) {
		const struct selector_term *t = &s->terms[i];
		const struct selector_term *same = t->of ? t->of : t;

		if (same->kind != SELECT_SAME || has_label(labels, same->name))
			continue;
		strbuf_clear(&why);
		strbuf_addf(&why, "no earlier action is labelled 'as: %.60s'",
			    same->name);
		ok = refuse(d, n, (struct selector_place){t->offset, t->length},
			    strbuf_text(&why));
	}
	strbuf_release(&why);
	return ok;
}

static bool check_text(struct diags *d, const struct ynode *n, const struct topology *t,
		       const struct plan *plan, const struct labels *labels)
{
	struct selector s = {0};
	struct selector_place place = {0};
	struct err why = {0};
	bool ok;

	if (selector_parse(n->text, &s, &place, &why) < 0)
		return refuse(d, n, place, why.msg);
	ok = !labels || check_labels(d, n, &s, labels);
	if (ok && t && selector_check(&s, t, plan, &place, &why) < 0)
		ok = refuse(d, n, place, why.msg);
	selector_release(&s);
	return ok;
}

bool check_selector_value(struct diags *d, const struct ynode *value,
			  const struct topology *t, const struct plan *plan,
			  const struct labels *labels)
{
	bool ok = true;

	if (!value)
		return true;
	if (ynode_is_scalar(value))
		return check_text(d, value, t, plan, labels);
	yaml_foreach (e, value)
		if (ynode_is_scalar(e->value))
			ok = check_text(d, e->value, t, plan, labels) && ok;
	return ok;
}
