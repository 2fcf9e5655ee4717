/* course.c - what was done and when: phases and actions as tables. */
#include "page/part.h"

#include "base/mem.h"

static void add_controller(const struct page *p, struct table *t,
			   const struct phase_finding *x)
{
	const char *from = page_node(p, x->controller_begin),
		   *to = page_node(p, x->controller_end);

	if (!p->f->observed)
		table_add(t, "%s", W(p, NOT_OBSERVED));
	else if (strcmp(from, to) == 0)
		table_add(t, "%s", to);
	else
		table_add(t, "%s → %s", from, to);
}

static void add_isr(const struct page *p, struct table *t, const struct phase_finding *x)
{
	if (!p->f->observed || x->isr_end.replicas == 0)
		table_add(t, "?");
	else if (x->isr_begin.in_sync == x->isr_end.in_sync)
		table_add(t, "%zu / %zu", x->isr_end.in_sync, x->isr_end.replicas);
	else
		table_add(t, "%zu → %zu / %zu", x->isr_begin.in_sync, x->isr_end.in_sync,
			  x->isr_end.replicas);
}

static void phase_row(const struct page *p, struct table *t, size_t i)
{
	const struct phase_finding *x = &p->f->phases[i];

	table_add(t, "%zu %s", i + 1, p->plan->phases[i].name);
	if (!x->begun) {
		table_add(t, "-");
		table_add(t, "-");
		table_add(t, "%s", W(p, DID_NOT_BEGIN));
		table_add(t, "-");
		table_add(t, "-");
		return;
	}
	table_add(t, "%s", WHEN(p, x->begin_ns));
	table_add(t, "%s", WHEN(p, x->end_ns));
	table_add(t, "%s", !x->ended ? W(p, CUT_OFF) : x->why ? x->why : "?");
	add_controller(p, t, x);
	add_isr(p, t, x);
}

static void phases(const struct page *p)
{
	struct table t = {.align = "lrrllr"};
	const enum word heads[] = {WORD_PHASE,    WORD_FROM,       WORD_TO,
				   WORD_ENDED_BY, WORD_CONTROLLER, WORD_IN_SYNC};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", word(p->t->lang, heads[i]));
	for (size_t i = 0; i < p->plan->n_phases; i++)
		phase_row(p, &t, i);
	table_write(p, &t, W(p, PHASES), true);
}

static void action_row(const struct page *p, struct table *t,
		       const struct action_finding *a)
{
	char *what = page_action(p, a), *words = action_words(a);

	table_add(t, "%s%s", a->is_inner ? "– " : "", what);
	free(what);
	table_add(t, "%s", WHEN(p, a->requested_ns));
	table_add(t, "%s",
		  a->effective_ns == NEVER ? W(p, NO_EFFECT) : WHEN(p, a->effective_ns));
	table_add(t, "%s", WHEN(p, a->undone_ns));
	table_add(t, "%s%s%s", a->failed ? W(p, FAILED) : "", a->failed ? ": " : "",
		  words);
	free(words);
}

enum { ACTIONS_SHOWN = 300 };

static void actions(const struct page *p)
{
	struct table t = {.align = "lrrrl"};
	const enum word heads[] = {WORD_WHAT, WORD_FROM, WORD_EFFECT, WORD_UNDONE,
				   WORD_PROOF};

	if (p->f->n_actions == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		table_add(&t, "%s", word(p->t->lang, heads[i]));
	for (size_t i = 0; i < p->f->n_actions && i < ACTIONS_SHOWN; i++)
		action_row(p, &t, &p->f->actions[i]);
	table_write(p, &t, W(p, ACTIONS), true);
	if (p->f->n_actions > ACTIONS_SHOWN)
		putf(p, "<p>+ %zu %s</p>\n", p->f->n_actions - ACTIONS_SHOWN,
		     W(p, MORE_LEFT_OUT));
}

void part_course(const struct page *p)
{
	section_begin(p, "course", W(p, PHASES));
	phases(p);
	actions(p);
	section_end(p);
}
