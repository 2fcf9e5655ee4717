/* compare_value.c - of what a number is, why it may prove nothing, and numbers as values to be compared. */
#include "base/mem.h"
#include "base/str.h"
#include "report/compare_parts.h"

#include <inttypes.h>

const struct value value_none;

struct span scope_span(const struct scope *s)
{
	const struct findings *f = findings_of(s);

	if (s->phase < 0)
		return (struct span){f->begin_ns, f->end_ns};
	return (struct span){f->phases[s->phase].begin_ns, f->phases[s->phase].end_ns};
}

static bool has_failed_action(const struct scope *s)
{
	const struct findings *f = findings_of(s);

	for (size_t i = 0; i < f->n_actions; i++)
		if (f->actions[i].failed &&
		    (s->phase < 0 || f->actions[i].phase == s->phase))
			return true;
	return false;
}

static bool was_cut_off(const struct scope *s)
{
	const struct phase_finding *p;

	if (s->phase < 0)
		return !s->run->run.ended;
	p = &findings_of(s)->phases[s->phase];
	return !p->ended || (p->why && strcmp(p->why, "interrupted") == 0);
}

const char *scope_doubt(const struct scope *s)
{
	if (was_cut_off(s))
		return "cut off";
	return has_failed_action(s) ? "an action failed" : NULL;
}

struct value value_exactly(double at, char *text, const char *doubt)
{
	return (struct value){true, at, at, at, text, doubt};
}

/* A length of time that may be off by `bar`. */
struct value value_of_length(int64_t ns, int64_t bar, const char *doubt)
{
	char *text = bar > 0 ? xasprintf("%s ± %s", DURATION_TEXT(ns), DURATION_TEXT(bar))
			     : xstrdup(DURATION_TEXT(ns));

	return (struct value){true, (double)ns, (double)(ns - bar), (double)(ns + bar),
			      text, doubt};
}

struct value value_of_count(uint64_t n, const char *doubt)
{
	return value_exactly((double)n, xasprintf("%" PRIu64, n), doubt);
}
