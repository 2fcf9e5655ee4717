/* What follows each word of the selectors' table. */
#include "aim/parse.h"

#include "base/mem.h"

/* The "of" behind the row's word. */
static int parse_of(struct selector_parser *p, const struct selector_word *row)
{
	struct word of = selector_next(p);

	return word_is(of, "of")
		       ? 0
		       : selector_fail(p, of, "'%s' wants '%s'", row->name, row->usage);
}

static int parse_topic(struct selector_parser *p, const struct selector_word *row,
		       struct selector_term *t)
{
	struct word what;

	if (parse_of(p, row) < 0)
		return -1;
	what = selector_next(p);
	if (!what.len || memchr(what.text, '/', what.len))
		return selector_fail(p, what, "'%s of' wants a topic such as payments",
				     row->name);
	t->name = xstrndup(what.text, what.len);
	return 0;
}

static int parse_group(struct selector_parser *p, const struct selector_word *row,
		       struct selector_term *t)
{
	struct word what;

	if (parse_of(p, row) < 0)
		return -1;
	what = selector_next(p);
	if (!what.len)
		return selector_fail(p, what, "'%s of' wants a consumer group",
				     row->name);
	t->name = xstrndup(what.text, what.len);
	return 0;
}

/* "leader of most" is read. */
static int parse_most(struct selector_parser *p, struct selector_term *t)
{
	struct word w = selector_next(p);

	if (!word_is(w, "partitions"))
		return selector_fail(p, w, "'leader of most' wants 'partitions'");
	t->kind = SELECT_LEADER_OF_MOST;
	if (!word_is(selector_peek(p), "of"))
		return 0;
	(void)selector_next(p); /* the "of" */
	w = selector_next(p);
	if (!w.len || memchr(w.text, '/', w.len))
		return selector_fail(
			p, w,
			"'leader of most partitions of' wants a topic such as payments");
	t->name = xstrndup(w.text, w.len);
	return 0;
}

static int parse_partition(struct selector_parser *p, const struct selector_word *row,
			   struct selector_term *t)
{
	struct word what;
	const char *slash;

	if (parse_of(p, row) < 0)
		return -1;
	what = selector_next(p);
	if (row->kind == SELECT_LEADER && word_is(what, "most"))
		return parse_most(p, t);
	slash = what.len ? memchr(what.text, '/', what.len) : NULL;
	if (!slash || slash == what.text ||
	    !word_number(
		    (struct word){slash + 1, what.len - (size_t)(slash + 1 - what.text)},
		    &t->number))
		return selector_fail(
			p, what,
			"'%s of' wants a topic and a partition such as payments/0",
			row->name);
	t->name = xstrndup(what.text, (size_t)(slash - what.text));
	return 0;
}

/* "random 2 except controller": of all that are up, as without the "except". */
static int parse_random_of_all(struct selector_parser *p, struct selector_term *t)
{
	t->of = xcalloc(1, sizeof(*t->of));
	t->of->kind = SELECT_ALL;
	t->of->offset = t->offset;
	t->of->length = t->length;
	return selector_excepts(p, t->of);
}

static int parse_random(struct selector_parser *p, struct selector_term *t,
			bool in_random, struct word self)
{
	struct word n = selector_next(p), of;

	if (in_random)
		return selector_fail(p, self, "'random' cannot pick from 'random'");
	if (!word_number(n, &t->number) || t->number < 1)
		return selector_fail(p, n, "'random' wants how many: random 1");
	of = selector_peek(p);
	if (!of.len)
		return 0;
	if (word_is(of, "except"))
		return parse_random_of_all(p, t);
	if (!word_is(of, "of"))
		return selector_fail(p, of,
				     "'random %d' may be followed by 'of', not by '%.*s'",
				     t->number, (int)of.len, of.text);
	(void)selector_next(p); /* the "of" */
	t->of = xcalloc(1, sizeof(*t->of));
	return selector_item(p, t->of, true);
}

static int parse_all(struct selector_parser *p, struct selector_term *t)
{
	if (!word_is(selector_peek(p), "but"))
		return 0;
	(void)selector_next(p); /* the "but" */
	return selector_operand(p, GROW(t->except, t->n_except), false);
}

/* "brokers of host a" */
static int parse_role(struct selector_parser *p, struct selector_term *t)
{
	if (!word_is(selector_peek(p), "of"))
		return 0;
	(void)selector_next(p); /* the "of" */
	t->of = xcalloc(1, sizeof(*t->of));
	return selector_operand(p, t->of, false);
}

static int parse_place(struct selector_parser *p, const struct selector_word *row,
		       struct selector_term *t)
{
	struct word name = selector_next(p);

	if (!name.len)
		return selector_fail(p, name, "'%s' wants a name: %s", row->name,
				     row->usage);
	t->name = xstrndup(name.text, name.len);
	return 0;
}

static int parse_places(struct selector_parser *p, const struct selector_word *row,
			struct selector_term *t)
{
	if (parse_of(p, row) < 0)
		return -1;
	t->of = xcalloc(1, sizeof(*t->of));
	return selector_operand(p, t->of, false);
}

static int parse_former(struct selector_parser *p, const struct selector_word *row)
{
	struct word w = selector_next(p);

	return word_is(w, "controller")
		       ? 0
		       : selector_fail(p, w, "'former' wants '%s'", row->usage);
}

static int parse_label(struct selector_parser *p, struct selector_term *t)
{
	struct word as = selector_next(p), label;

	if (!word_is(as, "as"))
		return selector_fail(p, as, "'same' wants 'same as LABEL'");
	label = selector_next(p);
	if (!label.len)
		return selector_fail(p, label,
				     "'same as' wants the label of an earlier action");
	t->name = xstrndup(label.text, label.len);
	return 0;
}

static int parse_number(struct selector_parser *p, struct selector_term *t)
{
	struct word n = selector_next(p);

	if (!word_number(n, &t->number))
		return selector_fail(p, n, "'node' wants a node.id: node 2");
	return 0;
}

/* One word that is none of ours is a service's name; a bare number means a node. */
static int parse_service(struct selector_parser *p, struct selector_term *t,
			 struct word w)
{
	int32_t id;

	if (word_number(w, &id))
		return selector_fail(
			p, w, "a node is picked by 'node %d' or by its service's name",
			id);
	t->kind = SELECT_NAME;
	t->name = xstrndup(w.text, w.len);
	return 0;
}

int selector_shape_parse(struct selector_parser *p, const struct selector_word *row,
			 struct word w, struct selector_term *t, bool in_random)
{
	if (!row)
		return parse_service(p, t, w);
	t->kind = row->kind;
	switch (row->shape) {
	case SHAPE_NUMBER: return parse_number(p, t);
	case SHAPE_PARTITION: return parse_partition(p, row, t);
	case SHAPE_TOPIC: return parse_topic(p, row, t);
	case SHAPE_GROUP: return parse_group(p, row, t);
	case SHAPE_RANDOM: return parse_random(p, t, in_random, w);
	case SHAPE_LABEL: return parse_label(p, t);
	case SHAPE_FORMER: return parse_former(p, row);
	case SHAPE_ALL: return parse_all(p, t);
	case SHAPE_ROLE: return parse_role(p, t);
	case SHAPE_PLACE: return parse_place(p, row, t);
	case SHAPE_PLACES: return parse_places(p, row, t);
	case SHAPE_BETWEEN:
		return selector_fail(p, w, "'%s' stands between two selectors",
				     row->name);
	case SHAPE_WORD: break;
	}
	return 0;
}
