#include "fault/overlay.h"

#include "base/mem.h"

void overlay_release(struct overlay *o)
{
	free(o->thing);
	free(o->before);
	free(o->mine);
	*o = (struct overlay){0};
}

static void add_value(struct strbuf *out, const char *value)
{
	strbuf_addf(out, "\n%c%s", value ? '=' : '-', value ? value : "");
}

char *overlay_detail(const struct overlay *o)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addstr(&b, o->thing);
	add_value(&b, o->before);
	add_value(&b, o->mine);
	return strbuf_detach(&b);
}

/* The next line, without its mark; *rest moves on. false: it is not there or not marked. */
static bool take_value(const char **rest, char **out)
{
	const char *line = *rest;
	size_t len;

	if (*line != '\n' || (line[1] != '=' && line[1] != '-'))
		return false;
	len = strcspn(line + 2, "\n");
	*out = line[1] == '=' ? xstrndup(line + 2, len) : NULL;
	*rest = line + 2 + len;
	return true;
}

bool overlay_parse(const char *detail, struct overlay *out)
{
	struct overlay o = {0};
	const char *rest = detail + strcspn(detail, "\n");

	o.thing = xstrndup(detail, (size_t)(rest - detail));
	if (take_value(&rest, &o.before) && take_value(&rest, &o.mine) && *rest == '\0') {
		*out = o;
		return true;
	}
	overlay_release(&o);
	return false;
}

static bool is_about(const struct intent *in, const char *thing, struct overlay *out)
{
	if (!overlay_parse(in->detail, out))
		return false;
	if (strcmp(out->thing, thing) == 0)
		return true;
	overlay_release(out);
	return false;
}

bool overlay_find_before(struct journal *j, enum undo undo, const char *thing,
			 char **out_before)
{
	struct intents pending;
	bool found = false;

	journal_list(j, undo, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len && !found; i++) {
		struct overlay o;

		found = is_about(&pending.item[i], thing, &o);
		if (!found)
			continue;
		*out_before = o.before;
		o.before = NULL;
		overlay_release(&o);
	}
	intents_release(&pending);
	return found;
}

char *overlay_without(struct journal *j, enum undo undo, int64_t number,
		      const struct overlay *o)
{
	char *value = o->before ? xstrdup(o->before) : NULL;
	struct intents pending;

	journal_list(j, undo, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++) { /* oldest first: the last one counts */
		struct overlay other;

		if (pending.item[i].number == number ||
		    !is_about(&pending.item[i], o->thing, &other))
			continue;
		free(value);
		value = other.mine;
		other.mine = NULL;
		overlay_release(&other);
	}
	intents_release(&pending);
	return value;
}
