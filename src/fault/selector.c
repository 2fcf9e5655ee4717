/* The grammar of selectors: text to terms. What they pick is pick.c's business. */
#include "fault/selector.h"

#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>

const struct selector_word selector_words[] = {
	{"controller", "controller", SELECT_CONTROLLER, SHAPE_WORD,
	 "the active controller: who leads the quorum now"},
	{"node", "node N", SELECT_NODE, SHAPE_NUMBER, "the node with this node.id"},
	{"leader", "leader of TOPIC/PARTITION", SELECT_LEADER, SHAPE_PARTITION,
	 "the broker that leads the partition now"},
	{"followers", "followers of TOPIC/PARTITION", SELECT_FOLLOWERS, SHAPE_PARTITION,
	 "the partition's other replicas, in sync or not"},
	{"minority", "minority", SELECT_MINORITY, SHAPE_WORD,
	 "as many voters as may be lost, counting those already down; the active controller "
	 "only if there is no other"},
	{"majority", "majority", SELECT_MAJORITY, SHAPE_WORD,
	 "the fewest voters that are a majority, counting those already down; the active "
	 "controller first"},
	{"quorum-breaking", "quorum-breaking", SELECT_QUORUM_BREAKING, SHAPE_WORD,
	 "the fewest voters whose loss ends the quorum, counting those already down; the active "
	 "controller first"},
	{"brokers", "brokers", SELECT_BROKERS, SHAPE_WORD,
	 "every node with the broker role"},
	{"controllers", "controllers", SELECT_CONTROLLERS, SHAPE_WORD,
	 "every node with the controller role"},
	{"voters", "voters", SELECT_VOTERS, SHAPE_WORD,
	 "the same nodes: who votes in the quorum"},
	{"all", "all", SELECT_ALL, SHAPE_WORD, "every node"},
	{"stopped", "stopped", SELECT_STOPPED, SHAPE_WORD,
	 "what this run stopped or killed and has not started again"},
	{"paused", "paused", SELECT_PAUSED, SHAPE_WORD,
	 "what this run paused and has not unpaused"},
	{"random", "random N [of SELECTOR]", SELECT_RANDOM, SHAPE_RANDOM,
	 "N of them by the seed; without `of`, of all nodes that are up"},
	{"same", "same as LABEL", SELECT_SAME, SHAPE_LABEL,
	 "what an earlier action with `as: LABEL` picked"},
	{0},
};

size_t selector_word_count(void)
{
	return ARRAY_LEN(selector_words) - 1;
}

static void term_release(struct selector_term *t)
{
	if (t->of)
		term_release(t->of);
	free(t->of);
	free(t->name);
}

void selector_release(struct selector *s)
{
	for (size_t i = 0; i < s->len; i++)
		term_release(&s->terms[i]);
	free(s->terms);
	*s = (struct selector){0};
}

/* A word of the text; len 0: its end. */
struct word {
	const char *text;
	size_t len;
};

struct parser {
	const char *text;
	const char *end; /* of the term being read */
	const char *at;
	struct selector_place *place;
	struct err *err;
};

static int fail_at(struct parser *p, struct word w, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
static int fail_at(struct parser *p, struct word w, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	*p->place = (struct selector_place){(size_t)(w.text - p->text), w.len};
	err_set(p->err, ERR_USAGE, "%s", strbuf_text(&text));
	strbuf_release(&text);
	return -1;
}

static struct word next_word(struct parser *p)
{
	const char *start;

	while (p->at < p->end && isspace((unsigned char)*p->at))
		p->at++;
	start = p->at;
	while (p->at < p->end && !isspace((unsigned char)*p->at))
		p->at++;
	return (struct word){start, (size_t)(p->at - start)};
}

static bool word_is(struct word w, const char *text)
{
	return w.len == strlen(text) && memcmp(w.text, text, w.len) == 0;
}

static const struct selector_word *find_word(struct word w)
{
	for (const struct selector_word *row = selector_words; row->name; row++)
		if (word_is(w, row->name))
			return row;
	return NULL;
}

/* Digits only, as a node id or a count is written. */
static bool word_number(struct word w, int32_t *out)
{
	int64_t n = 0;

	for (size_t i = 0; i < w.len; i++) {
		if (!isdigit((unsigned char)w.text[i]))
			return false;
		n = n * 10 + (w.text[i] - '0');
		if (n > INT32_MAX)
			return false;
	}
	*out = (int32_t)n;
	return w.len > 0;
}

static int parse_partition(struct parser *p, const struct selector_word *row,
			   struct selector_term *t)
{
	struct word of = next_word(p), what;
	const char *slash;

	if (!word_is(of, "of"))
		return fail_at(p, of, "'%s' wants '%s'", row->name, row->usage);
	what = next_word(p);
	slash = what.len ? memchr(what.text, '/', what.len) : NULL;
	if (!slash || slash == what.text ||
	    !word_number(
		    (struct word){slash + 1, what.len - (size_t)(slash + 1 - what.text)},
		    &t->number))
		return fail_at(p, what,
			       "'%s of' wants a topic and a partition such as payments/0",
			       row->name);
	t->name = xstrndup(what.text, (size_t)(slash - what.text));
	return 0;
}

static int parse_term(struct parser *p, struct selector_term *t, bool is_nested);

static int parse_random(struct parser *p, struct selector_term *t, bool is_nested,
			struct word self)
{
	struct word n = next_word(p), of;

	if (is_nested)
		return fail_at(p, self, "'random' cannot pick from 'random'");
	if (!word_number(n, &t->number) || t->number < 1)
		return fail_at(p, n, "'random' wants how many: random 1");
	of = next_word(p);
	if (!of.len)
		return 0;
	if (!word_is(of, "of"))
		return fail_at(p, of,
			       "'random %d' may be followed by 'of', not by '%.*s'",
			       t->number, (int)of.len, of.text);
	t->of = xcalloc(1, sizeof(*t->of));
	return parse_term(p, t->of, true);
}

static int parse_label(struct parser *p, struct selector_term *t)
{
	struct word as = next_word(p), label;

	if (!word_is(as, "as"))
		return fail_at(p, as, "'same' wants 'same as LABEL'");
	label = next_word(p);
	if (!label.len)
		return fail_at(p, label,
			       "'same as' wants the label of an earlier action");
	t->name = xstrndup(label.text, label.len);
	return 0;
}

static int parse_number(struct parser *p, struct selector_term *t)
{
	struct word n = next_word(p);

	if (!word_number(n, &t->number))
		return fail_at(p, n, "'node' wants a node.id: node 2");
	return 0;
}

/* One word that is none of ours is a service's name; a bare number means a node. */
static int parse_service(struct parser *p, struct selector_term *t, struct word w)
{
	int32_t id;

	if (word_number(w, &id))
		return fail_at(p, w,
			       "a node is picked by 'node %d' or by its service's name",
			       id);
	t->kind = SELECT_NAME;
	t->name = xstrndup(w.text, w.len);
	return 0;
}

static int parse_shape(struct parser *p, const struct selector_word *row, struct word w,
		       struct selector_term *t, bool is_nested)
{
	if (!row)
		return parse_service(p, t, w);
	t->kind = row->kind;
	switch (row->shape) {
	case SHAPE_NUMBER: return parse_number(p, t);
	case SHAPE_PARTITION: return parse_partition(p, row, t);
	case SHAPE_RANDOM: return parse_random(p, t, is_nested, w);
	case SHAPE_LABEL: return parse_label(p, t);
	case SHAPE_WORD: break;
	}
	return 0;
}

/* "minorty of x": the word that was meant, when the rest cannot be understood. */
static int fail_rest(struct parser *p, struct word first, struct word rest)
{
	char *name = xstrndup(first.text, first.len);
	const char *near = find_word(first) ? NULL
					    : str_nearest(name, selector_words,
							  selector_word_count(),
							  sizeof(selector_words[0]));
	int rc = near ? fail_at(p, first, "unknown selector '%s' (did you mean '%s'?)",
				name, near)
		      : fail_at(p, rest,
				"'%s' cannot be followed by '%.*s'; a list has commas",
				name, (int)rest.len, rest.text);

	free(name);
	return rc;
}

static int parse_term(struct parser *p, struct selector_term *t, bool is_nested)
{
	struct word first = next_word(p), rest;

	t->offset = (size_t)(first.text - p->text);
	if (!first.len)
		return fail_at(p, first, "a selector is missing here");
	if (parse_shape(p, find_word(first), first, t, is_nested) < 0)
		return -1;
	t->length = (size_t)(p->at - p->text) - t->offset;
	if (is_nested)
		return 0; /* the outer term looks at the rest */
	rest = next_word(p);
	return rest.len ? fail_rest(p, first, rest) : 0;
}

int selector_parse(const char *text, struct selector *out, struct selector_place *place,
		   struct err *e)
{
	struct parser p = {.text = text, .at = text, .place = place, .err = e};
	struct selector s = {0};

	for (bool more = true; more; p.at = p.end + 1) {
		p.end = p.at + strcspn(p.at, ",");
		more = *p.end == ',';
		if (parse_term(&p, GROW(s.terms, s.len), false) < 0) {
			selector_release(&s);
			return -1;
		}
	}
	*out = s;
	return 0;
}
