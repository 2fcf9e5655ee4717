#include "guide/term.h"

#include "aim/selector.h"
#include "analyse/reason.h"
#include "base/codes.h"
#include "base/mem.h"
#include "expect/table.h"
#include "fault/action.h"
#include "model/kafka_error.h"
#include "scenario/scenario.h"

#include <ctype.h>

static const struct {
	const char *name, *help;
} kinds[] = {
#define TERM_KIND_ROW(id, name, help) {name, help},
	TERM_KINDS(TERM_KIND_ROW)
#undef TERM_KIND_ROW
};

const char *term_kind_name(enum term_kind k)
{
	return kinds[k].name;
}

const char *term_kind_help(enum term_kind k)
{
	return kinds[k].help;
}

static void add(struct terms *t, struct term term)
{
	*GROW(t->at, t->len) = term;
}

static void add_actions(struct terms *t)
{
	for (const struct action_row *r = action_rows; r->name; r++)
		add(t, (struct term){r->name, TERM_ACTION, NULL, r->help, r->fields, r});
}

static void add_selectors(struct terms *t)
{
	for (const struct selector_word *w = selector_words; w->name; w++)
		add(t, (struct term){w->name, TERM_SELECTOR, w->usage, w->help, NULL, w});
}

static void add_expectations(struct terms *t)
{
	for (const struct expect_row *r = expect_rows; r->name; r++)
		add(t, (struct term){r->name, TERM_EXPECTATION, r->example, r->help,
				     r->fields, r});
}

static void add_sections(struct terms *t)
{
	for (const struct scenario_table *s = scenario_tables; s->name; s++)
		add(t, (struct term){*s->name ? s->name : "scenario", TERM_SECTION, NULL,
				     s->help, s->fields, s});
}

static void add_reasons(struct terms *t)
{
	for (enum reason r = 0; r < REASON_COUNT; r++)
		add(t, (struct term){reason_name(r), TERM_REASON, NULL, reason_meaning(r),
				     NULL, NULL});
}

static void add_words(struct terms *t, enum term_kind kind)
{
	for (const struct word *w = guide_words; w->name; w++)
		if (w->kind == kind)
			add(t,
			    (struct term){w->name, kind, w->usage, w->help, NULL, NULL});
}

static void add_errors(struct terms *t)
{
	size_t n;
	const struct kafka_error *all = kafka_errors(&n);

	for (size_t i = 0; i < n; i++)
		add(t, (struct term){all[i].name, TERM_ERROR, NULL, all[i].meaning, NULL,
				     &all[i]});
}

static void add_messages(struct terms *t)
{
	for (const struct code_row *r = code_rows; r->text; r++)
		add(t, (struct term){r->text, TERM_MESSAGE, NULL, r->meaning, NULL, r});
}

void terms_all(struct terms *t)
{
	*t = (struct terms){0};
	add_actions(t);
	add_selectors(t);
	add_expectations(t);
	add_sections(t);
	add_words(t, TERM_PLANE);
	add_reasons(t);
	for (enum term_kind k = TERM_OUTCOME; k < TERM_ERROR; k++)
		add_words(t, k);
	add_errors(t);
	add_messages(t);
}

void terms_release(struct terms *t)
{
	free(t->at);
	*t = (struct terms){0};
}

/* Letters as small ones, what parts words as '-'. */
static char folded(char c)
{
	return (char)(c == '_' || c == ' ' ? '-' : tolower((unsigned char)c));
}

bool term_is(const struct term *t, const char *name)
{
	const char *a = t->name;

	while (*a && folded(*a) == folded(*name)) {
		a++;
		name++;
	}
	return !*a && !*name;
}
