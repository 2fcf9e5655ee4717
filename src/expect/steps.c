/* How a topic's replication stood over the scope: shared by isr and leaders. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

/* The observer asks every 100 ms, and waits for an answer. */
#define SEEN_WITHIN_NS (200 * NS_PER_MS)

struct seen {
	const struct isr_step
		*last;    /* the state at the scope's end; NULL: none was seen */
	int64_t since_ns; /* since when it has been so; NEVER: it is not */
};

static struct seen look(const struct judge *j, const struct topic_finding *t,
			const struct steps_rule *rule)
{
	struct seen seen = {.since_ns = NEVER};

	for (size_t i = 0; i < t->n_steps && t->steps[i].at_ns < j->to_ns; i++) {
		seen.last = &t->steps[i];
		if (seen.last->stale || !rule->so(j, seen.last))
			seen.since_ns = NEVER;
		else if (seen.since_ns == NEVER)
			seen.since_ns = seen.last->at_ns;
	}
	return seen;
}

static char *observed(const struct judge *j, const struct seen *s,
		      const struct steps_rule *rule, const char *topic)
{
	char *since, *state, *text;

	if (!s->last)
		return xasprintf("%s was not seen", topic);
	since = s->since_ns == NEVER ? xstrdup("at the phase's end")
		: s->since_ns <= j->from_ns
			? xstrdup("all the time")
			: xasprintf("so since %+.2f s",
				    ns_to_s(s->since_ns - j->f->begin_ns));
	state = rule->words(s->last);
	text = xasprintf("%s (%s, %s)", state, topic, since);
	free(state);
	free(since);
	return text;
}

static struct doubt *doubt_of(const struct judge *j, const struct seen *s)
{
	if (!j->f->observed || !s->last)
		return doubt_make(CODE_NOT_OBSERVED,
				  "the observer did not see the topic");
	if (s->last->stale)
		return doubt_make(
			CODE_NOT_OBSERVED,
			"no broker answered at the phase's end, its state is not known");
	return judge_gap_doubt(j);
}

static void add_deadline(const struct judge *j, const char *topic, struct strbuf *text)
{
	struct deadline d = judge_deadline(j);

	strbuf_addf(text, " in every partition of %s", topic);
	if (d.given)
		strbuf_addf(text, " within %s", DURATION_TEXT(d.within_ns));
	else
		strbuf_addstr(text, " at the phase's end");
	deadline_release(&d);
}

char *judge_steps(struct judge *j, const struct steps_rule *rule, struct strbuf *wanted)
{
	const char *topic = params_text(&j->x->params, "topic", "");
	size_t index = plan_topic_index(j->plan, topic);
	struct seen seen;
	struct reading r;

	add_deadline(j, topic, wanted);
	if (index == j->plan->n_topics) {
		judge_doubt(j, doubt_make(CODE_NOT_OBSERVED, "the plan has no topic '%s'",
					  topic));
		return strbuf_detach(wanted);
	}
	seen = look(j, &j->f->topics[index], rule);
	r = (struct reading){.bar = (double)SEEN_WITHIN_NS,
			     .observed = observed(j, &seen, rule, topic),
			     .doubt = doubt_of(j, &seen)};
	judge_since(j, seen.since_ns, &r);
	return strbuf_detach(wanted);
}
