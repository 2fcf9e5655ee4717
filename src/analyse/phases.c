/* phases.c - when phases began and ended, and what became of the actions. */
#include "analyse/parts.h"
#include "base/mem.h"

static int64_t last_event_ns(const struct run *run)
{
	const struct timeline *t = &run->timeline;

	return t->len ? t->at[t->len - 1].at_ns : 0;
}

static void note_phase(struct findings *f, const struct event *ev)
{
	struct phase_finding *p = &f->phases[ev->phase];

	if (ev->up) {
		p->begun = true;
		p->begin_ns = ev->at_ns;
		return;
	}
	p->ended = true;
	p->end_ns = ev->at_ns;
	free(p->why);
	p->why = ev->text ? xstrdup(ev->text) : NULL;
}

/* First begin to last end of the phases that took place. */
static void find_measurement(struct findings *f)
{
	size_t n = f->run->header.plan.n_phases;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const struct phase_finding *p = &f->phases[i];

		if (!p->begun)
			continue;
		if (!any || p->begin_ns < f->begin_ns)
			f->begin_ns = p->begin_ns;
		if (!any || p->end_ns > f->end_ns)
			f->end_ns = p->end_ns;
		any = true;
	}
}

void find_phases(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	size_t n = f->run->header.plan.n_phases;

	f->phases = xcalloc(n + 1, sizeof(*f->phases));
	for (size_t i = 0; i < n; i++) {
		f->phases[i].controller_begin = -1;
		f->phases[i].controller_end = -1;
	}
	for (size_t i = 0; i < t->len; i++)
		if (t->at[i].kind == EVENT_PHASE && t->at[i].phase >= 0 &&
		    t->at[i].phase < (int)n)
			note_phase(f, &t->at[i]);
	for (size_t i = 0; i < n; i++)
		if (f->phases[i].begun && !f->phases[i].ended)
			f->phases[i].end_ns = last_event_ns(f->run);
	find_measurement(f);
}

/* The plan's actions are known by their place; others (heal after the last phase) by their turn. */
static bool is_of(const struct action_finding *a, const struct event *ev)
{
	if (a->phase != ev->phase || a->action != ev->action)
		return false;
	if (ev->action >= 0)
		return true;
	return a->done_ns == NEVER && a->kind && ev->name &&
	       strcmp(a->kind, ev->name) == 0;
}

static const struct action_plan *planned(const struct plan *plan, const struct event *ev)
{
	if (ev->phase < 0 || ev->phase >= (int)plan->n_phases || ev->action < 0 ||
	    ev->action >= (int)plan->phases[ev->phase].n_actions)
		return NULL;
	return &plan->phases[ev->phase].actions[ev->action];
}

static struct action_finding *new_action(struct findings *f, const struct event *ev)
{
	struct action_finding *a = GROW(f->actions, f->n_actions);
	const struct action_plan *p = planned(&f->run->header.plan, ev);

	*a = (struct action_finding){.phase = ev->phase,
				     .action = ev->action,
				     .is_inner = ev->action >= 0 && !p,
				     .kind = xstrdup(ev->name ? ev->name
						     : p      ? p->kind
							      : "?"),
				     .label = p && p->label ? xstrdup(p->label) : NULL,
				     .requested_ns = NEVER,
				     .first_effective_ns = NEVER,
				     .effective_ns = NEVER,
				     .done_ns = NEVER,
				     .undone_ns = NEVER};
	return a;
}

static struct action_finding *action_of(struct findings *f, const struct event *ev)
{
	for (size_t i = f->n_actions; i-- > 0;)
		if (is_of(&f->actions[i], ev))
			return &f->actions[i];
	return new_action(f, ev);
}

static void add_nodes(struct action_finding *a, const struct event *ev)
{
	for (size_t i = 0; i < ev->ids.len; i++)
		if (!ids_has(&a->nodes, ev->ids.id[i]))
			ids_add(&a->nodes, ev->ids.id[i]);
	if (ev->node != NO_NODE && !ids_has(&a->nodes, ev->node))
		ids_add(&a->nodes, ev->node);
}

static void add_proof(struct action_finding *a, const char *text)
{
	char *old = a->proof;

	if (!text || !*text)
		return;
	a->proof = old ? xasprintf("%s; %s", old, text) : xstrdup(text);
	free(old);
}

static void note_effect(struct action_finding *a, const struct event *ev)
{
	if (a->first_effective_ns == NEVER || ev->at_ns < a->first_effective_ns)
		a->first_effective_ns = ev->at_ns;
	if (a->effective_ns == NEVER || ev->at_ns > a->effective_ns)
		a->effective_ns = ev->at_ns;
	add_proof(a, ev->text);
}

static void note_action(struct findings *f, const struct event *ev)
{
	struct action_finding *a = action_of(f, ev);

	/* The effect on a node may be on the other side of a cut from those it is about. */
	if (ev->step != STEP_EFFECTIVE || ev->node == NO_NODE || !a->is_aimed)
		add_nodes(a, ev);
	switch (ev->step) {
	case STEP_REQUESTED:
		a->requested_ns = ev->at_ns;
		a->is_aimed = a->nodes.len > 0;
		break;
	case STEP_EFFECTIVE: note_effect(a, ev); break;
	case STEP_DONE:
		a->done_ns = ev->at_ns;
		if (!a->proof)
			add_proof(a, ev->text);
		break;
	case STEP_UNDONE: a->undone_ns = ev->at_ns; break;
	case STEP_FAILED:
		a->done_ns = ev->at_ns;
		a->failed = true;
		free(a->proof);
		a->proof = ev->text ? xstrdup(ev->text) : NULL;
		free(a->code);
		a->code = ev->code ? xstrdup(ev->code) : NULL;
		break;
	}
}

char *action_words(const struct action_finding *a)
{
	const char *none = a->failed ? "no reason told" : "";

	return xasprintf("%s%s%s%s", a->proof && *a->proof ? a->proof : none,
			 a->code ? " [" : "", a->code ? a->code : "", a->code ? "]" : "");
}

void find_actions(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;

	for (size_t i = 0; i < t->len; i++)
		if (t->at[i].kind == EVENT_ACTION)
			note_action(f, &t->at[i]);
}
