/* The grammar of selectors: text to terms. What they pick is pick.c's business. */
#include "aim/parse.h"

#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>

enum { MAX_DEPTH = 6 }; /* of items within items */

static void term_release(struct selector_term *t)
{
	if (t->of)
		term_release(t->of);
	for (size_t i = 0; i < t->n_except; i++)
		term_release(&t->except[i]);
	free(t->of);
	free(t->except);
	free(t->name);
}

void selector_release(struct selector *s)
{
	for (size_t i = 0; i < s->len; i++)
		term_release(&s->terms[i]);
	free(s->terms);
	*s = (struct selector){0};
}

int selector_fail(struct selector_parser *p, struct word w, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	*p->place = (struct selector_place){(size_t)(w.text - p->text), w.len};
	err_set(p->err, CODE_SELECTOR_FORM, "%s", strbuf_text(&text));
	strbuf_release(&text);
	return -1;
}

struct word selector_next(struct selector_parser *p)
{
	const char *start;

	while (p->at < p->end && isspace((unsigned char)*p->at))
		p->at++;
	start = p->at;
	while (p->at < p->end && !isspace((unsigned char)*p->at))
		p->at++;
	return (struct word){start, (size_t)(p->at - start)};
}

struct word selector_peek(struct selector_parser *p)
{
	const char *at = p->at;
	struct word w = selector_next(p);

	p->at = at;
	return w;
}

bool word_is(struct word w, const char *text)
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
bool word_number(struct word w, int32_t *out)
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

/* As long as "except" follows: who is left out of `t`. */
int selector_excepts(struct selector_parser *p, struct selector_term *t)
{
	while (word_is(selector_peek(p), "except")) {
		(void)selector_next(p); /* it */
		if (selector_operand(p, GROW(t->except, t->n_except), false) < 0)
			return -1;
	}
	return 0;
}

/* One selector, without the "except" that may follow. */
int selector_operand(struct selector_parser *p, struct selector_term *t, bool in_random)
{
	struct word first = selector_next(p);

	t->offset = (size_t)(first.text - p->text);
	t->length = first.len;
	if (!first.len)
		return selector_fail(p, first, "a selector is missing here");
	if (p->depth >= MAX_DEPTH)
		return selector_fail(p, first,
				     "a selector in a selector in a selector ...: say "
				     "it with fewer");
	p->depth++;
	if (selector_shape_parse(p, find_word(first), first, t, in_random) < 0)
		return -1;
	p->depth--;
	t->length = (size_t)(p->at - p->text) - t->offset;
	return 0;
}

int selector_item(struct selector_parser *p, struct selector_term *t, bool in_random)
{
	if (selector_operand(p, t, in_random) < 0 || selector_excepts(p, t) < 0)
		return -1;
	t->length = (size_t)(p->at - p->text) - t->offset;
	return 0;
}

/* What was meant by the word behind a selector, or NULL. */
static const char *nearest_link(const char *rest, bool after_all)
{
	static const char *const links[] = {"except", "but"};

	return str_nearest(rest, links, after_all ? 2 : 1, sizeof(links[0]));
}

/* "minorty of x", "brokers exept x": the word that was meant, else that nothing may follow. */
static int fail_rest(struct selector_parser *p, struct word first, struct word rest)
{
	char *name = xstrndup(first.text, first.len);
	char *more = xstrndup(rest.text, rest.len);
	const char *near = find_word(first) ? NULL
					    : str_nearest(name, selector_words,
							  selector_word_count(),
							  sizeof(selector_words[0]));
	const char *link = nearest_link(more, word_is(first, "all"));
	int rc;

	if (near)
		rc = selector_fail(p, first, "unknown selector '%s' (did you mean '%s'?)",
				   name, near);
	else if (link)
		rc = selector_fail(p, rest,
				   "'%s' cannot be followed by '%s' (did you mean '%s'?)",
				   name, more, link);
	else
		rc = selector_fail(p, rest,
				   "'%s' cannot be followed by '%s'; a list has commas",
				   name, more);
	free(name);
	free(more);
	return rc;
}

static int parse_term(struct selector_parser *p, struct selector_term *t)
{
	struct word first = selector_peek(p), rest;

	if (selector_item(p, t, false) < 0)
		return -1;
	rest = selector_next(p);
	return rest.len ? fail_rest(p, first, rest) : 0;
}

/* "all but kafka1, kafka2" would be everybody: kafka2 is added again. */
static int refuse_all_but_in_list(struct selector_parser *p, const struct selector *s)
{
	for (size_t i = 0; i < s->len && s->len > 1; i++) {
		const struct selector_term *t = &s->terms[i];

		if (t->kind == SELECT_ALL && t->n_except)
			return selector_fail(
				p, (struct word){p->text + t->offset, t->length},
				"'all but' stands alone, as a comma adds to it; to "
				"leave out several: all but kafka1 except kafka2");
	}
	return 0;
}

int selector_parse(const char *text, struct selector *out, struct selector_place *place,
		   struct err *e)
{
	struct selector_parser p = {.text = text, .at = text, .place = place, .err = e};
	struct selector s = {0};
	int rc = 0;

	for (bool more = true; more && rc == 0; p.at = p.end + 1) {
		p.end = p.at + strcspn(p.at, ",");
		more = *p.end == ',';
		rc = parse_term(&p, GROW(s.terms, s.len));
	}
	if (rc == 0)
		rc = refuse_all_but_in_list(&p, &s);
	if (rc < 0)
		selector_release(&s);
	else
		*out = s;
	return rc;
}
