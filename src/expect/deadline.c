/* deadline.c - "so, at the latest T after the phase's last action took effect". */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

/* The effect is told by the engines of its nodes: by the clock that is the least sure. */
static void set_base(const struct judge *j, const struct action_finding *a,
		     struct deadline *d)
{
	d->base_ns = a->effective_ns;
	d->unsure_ns = 0;
	free(d->doubt);
	d->doubt = NULL;
	for (size_t i = 0; i < a->nodes.len; i++) {
		int64_t unsure = clock_unsure_ns(j->f, a->nodes.id[i], a->effective_ns);

		if (unsure != NEVER && unsure > d->unsure_ns)
			d->unsure_ns = unsure;
		if (!d->doubt)
			d->doubt = clock_doubt(j->f, a->nodes.id[i], a->effective_ns);
	}
}

struct deadline judge_deadline(const struct judge *j)
{
	struct deadline d = {.given = judge_has(j, "within"),
			     .base_ns = j->from_ns,
			     .within_ns = judge_num(j, "within")};

	for (size_t i = 0; i < j->f->n_actions; i++) {
		const struct action_finding *a = &j->f->actions[i];

		/* One without nodes ("wait") changes nothing. */
		if (a->phase == j->x->phase && a->action >= 0 && a->nodes.len &&
		    a->effective_ns != NEVER && a->effective_ns > d.base_ns)
			set_base(j, a, &d);
	}
	return d;
}

void deadline_release(struct deadline *d)
{
	free(d->doubt);
	d->doubt = NULL;
}

/* How long after the base it became so; not so at the end: beyond any limit and its bar. */
static double reached_after(const struct judge *j, const struct deadline *d,
			    int64_t since_ns, double bar)
{
	if (since_ns == NEVER)
		return (double)(j->to_ns - d->base_ns + d->within_ns) + 2 * bar;
	return since_ns > d->base_ns ? (double)(since_ns - d->base_ns) : 0;
}

static void add_within(struct judge *j, const struct deadline *d, int64_t since_ns,
		       struct reading *r)
{
	r->limit = (double)d->within_ns;
	r->bar += (double)d->unsure_ns;
	r->value = reached_after(j, d, since_ns, r->bar);
	if (r->value <= 0)
		r->bar = 0; /* it was so all along */
	else if (!r->doubt && d->doubt)
		r->doubt = doubt_make(CODE_CLOCK_UNSURE, "%s", d->doubt);
	if (since_ns == NEVER && !r->doubt && j->to_ns < d->base_ns + d->within_ns)
		r->doubt = doubt_make(CODE_PHASE_UNFINISHED,
				      "the phase ended before %s were over",
				      DURATION_TEXT(d->within_ns));
	judge_add(j, r);
}

void judge_since(struct judge *j, int64_t since_ns, const struct reading *seen)
{
	struct deadline d = judge_deadline(j);
	struct reading r = *seen;

	r.at_most = true;
	if (d.given) {
		add_within(j, &d, since_ns, &r);
	} else {
		r.bar = 0;
		r.value = since_ns == NEVER ? 1 : 0;
		judge_add(j, &r);
	}
	deadline_release(&d);
}

struct doubt *judge_gap_doubt(const struct judge *j)
{
	struct deadline d = judge_deadline(j);
	struct doubt *doubt = NULL;

	for (size_t i = 0; i < j->f->n_gaps && !doubt; i++) {
		const struct span *g = &j->f->gaps[i];
		int64_t length = g->to_ns - g->from_ns;

		if (g->to_ns <= d.base_ns || g->from_ns >= j->to_ns)
			continue;
		if (g->to_ns >= j->to_ns || (d.given && length > d.within_ns))
			doubt = doubt_make(CODE_OBSERVER_GAP,
					   "the observer did not look for %s",
					   DURATION_TEXT(length));
	}
	deadline_release(&d);
	return doubt;
}
