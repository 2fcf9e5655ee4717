/* quorum - whether the controllers have a leader. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

/* The observer asks every 100 ms, and waits for an answer. */
#define SEEN_WITHIN_NS (200 * NS_PER_MS)

static bool so(const struct controller_span *s, bool present)
{
	return (s->node >= 0) == present;
}

/* Since when it has been so up to the scope's end; NEVER: it is not. */
static int64_t so_since(const struct judge *j, bool present)
{
	int64_t since = NEVER;

	for (size_t i = 0; i < j->f->n_controllers; i++) {
		const struct controller_span *s = &j->f->controllers[i];

		if (s->from_ns >= j->to_ns)
			break;
		if (!so(s, present))
			since = NEVER;
		else if (since == NEVER)
			since = s->from_ns;
	}
	return since;
}

static char *observed(const struct judge *j, int64_t since_ns, bool present)
{
	const char *state = present ? "an active controller" : "no active controller";
	const char *other = present ? "no active controller" : "an active controller";
	char *when, *text;

	if (since_ns == NEVER)
		return xasprintf("%s at the phase's end", other);
	if (since_ns <= j->from_ns)
		return xasprintf("%s all the time", state);
	when = judge_when(j, since_ns);
	text = xasprintf("%s from %s on", state, when);
	free(when);
	return text;
}

/* Absence shows only when a claim has run out. */
static double bar_ns(bool present)
{
	return (double)(SEEN_WITHIN_NS + (present ? 0 : CLAIM_HOLDS_NS));
}

void judge_quorum(struct judge *j, char **expected)
{
	bool present = strcmp(params_text(&j->x->params, "leader", "present"),
			      "absent") != 0;
	struct deadline d = judge_deadline(j);
	int64_t since = so_since(j, present);
	struct reading seen = {.bar = bar_ns(present),
			       .observed = observed(j, since, present)};

	seen.doubt = j->f->observed
			     ? judge_gap_doubt(j)
			     : doubt_make(CODE_NOT_OBSERVED, "the observer saw nothing");
	*expected = d.given ? xasprintf("quorum leader %s within %s",
					present ? "present" : "absent",
					DURATION_TEXT(d.within_ns))
			    : xasprintf("quorum leader %s at the phase's end",
					present ? "present" : "absent");
	judge_since(j, since, &seen);
	deadline_release(&d);
}
