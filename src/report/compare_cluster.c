/* compare_cluster.c - the numbers of a cluster and of a run that are compared. */
#include "base/mem.h"
#include "base/str.h"
#include "report/compare_parts.h"

#include <math.h>

/* What the observer may be late by (docs/measuring.md, "Verdicts"). */
#define SEEN_LATE_NS (200 * NS_PER_MS)

static struct value controller_changes(const struct scope *s)
{
	const struct findings *f = findings_of(s);
	struct span span = scope_span(s);

	if (!f->observed)
		return value_none;
	return value_of_count(findings_controller_changes(f, span.from_ns, span.to_ns),
			      scope_doubt(s));
}

static const struct controller_span *controller_at(const struct findings *f, int64_t ns)
{
	for (size_t i = 0; i < f->n_controllers; i++)
		if (f->controllers[i].from_ns <= ns && f->controllers[i].to_ns > ns)
			return &f->controllers[i];
	return NULL;
}

/* From the effect of an action on the active controller to the next one; NEVER: it was none of those. */
static int64_t failover_ns(const struct findings *f, const struct action_finding *a)
{
	const struct controller_span *was = controller_at(f, a->requested_ns);

	if (!was || was->node < 0 || a->first_effective_ns == NEVER ||
	    !ids_has(&a->nodes, was->node))
		return NEVER;
	for (const struct controller_span *c = was + 1;
	     c < f->controllers + f->n_controllers; c++)
		if (c->node >= 0 && c->epoch != was->epoch)
			return c->from_ns > a->first_effective_ns
				       ? c->from_ns - a->first_effective_ns
				       : 0; /* an orderly stop hands over before it is done */
	return NEVER;
}

/* The longest one in the scope. Where no other took over there is no number: the changes tell that. */
static struct value failover(const struct scope *s)
{
	const struct findings *f = findings_of(s);
	int64_t longest = NEVER;

	for (size_t i = 0; f->observed && i < f->n_actions; i++) {
		int64_t ns = s->phase < 0 || f->actions[i].phase == s->phase
				     ? failover_ns(f, &f->actions[i])
				     : NEVER;

		longest = ns > longest ? ns : longest;
	}
	return longest == NEVER ? value_none
				: value_of_length(longest, SEEN_LATE_NS, scope_doubt(s));
}

/* How long a phase waited for what ends it. One that ran out of time waited longer than that. */
static struct value recovery(const struct scope *s)
{
	const struct phase_finding *p;
	struct value v;

	if (s->phase < 0 || !s->run->run.header.plan.phases[s->phase].until.kind)
		return value_none;
	p = &findings_of(s)->phases[s->phase];
	if (!p->begun)
		return value_none;
	v = value_of_length(p->end_ns - p->begin_ns, SEEN_LATE_NS, scope_doubt(s));
	if (p->why && strcmp(p->why, "timeout") == 0) {
		free(v.text);
		v.text = xasprintf("not within %s",
				   DURATION_TEXT(p->end_ns - p->begin_ns));
		v.at = v.hi = (double)INFINITY;
	}
	return v;
}

/* How busy the machine was, which explains more than any setting; the nodes themselves are part of it. */
static struct value waited(const struct scope *s)
{
	double share = s->phase < 0 ? findings_of(s)->instrument.contended
				    : findings_of(s)->phases[s->phase].contended;

	if (share < 0)
		return value_none;
	return value_exactly(share, xasprintf("%.0f %% of the time", 100 * share), NULL);
}

const struct metric phase_metrics[] = {
	{"until its condition held", SENSE_LESS, recovery},
	{"changes of controller", SENSE_CHANCE, controller_changes},
	{"fail-over of the controller", SENSE_LESS, failover},
	{"waited for a processor", SENSE_CHANCE, waited},
	{0},
};

/* ---- the run ---- */

static struct value verdict(const struct scope *s)
{
	enum verdict v = s->run->v.overall;

	return value_exactly(v == VERDICT_FAIL, xstrdup(verdict_name(v)),
			     v == VERDICT_INCONCLUSIVE ? "inconclusive" : NULL);
}

static struct value differing_replicas(const struct scope *s)
{
	const struct replicas_finding *r = &findings_of(s)->replicas;

	if (!r->len)
		return value_none;
	return value_exactly((double)r->differ,
			     xasprintf("%zu of %zu", r->differ, r->len),
			     r->unread && !r->differ ? "not all were compared" : NULL);
}

const struct metric run_metrics[] = {
	{"verdict", SENSE_LESS, verdict},
	{"replicas that differ", SENSE_LESS, differing_replicas},
	{0},
};
