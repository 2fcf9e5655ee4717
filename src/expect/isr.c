/* isr - how many replicas of every partition of a topic are in sync. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

/* The observer asks every 100 ms, and waits for an answer. */
#define SEEN_WITHIN_NS (200 * NS_PER_MS)

struct wanted {
	bool full;    /* all replicas, or (full: false) not all */
	bool is_full; /* which of them */
	int64_t at_least;
};

static struct wanted wanted_of(const struct judge *j)
{
	const char *full = params_text(&j->x->params, "full", NULL);

	return (struct wanted){.full = full != NULL,
			       .is_full = judge_num(j, "full") != 0,
			       .at_least = judge_num(j, "at_least")};
}

static bool so(const struct isr_step *s, const struct wanted *w)
{
	if (s->stale)
		return false;
	if (w->full)
		return (s->in_sync == s->replicas) == w->is_full;
	return s->min_isr >= w->at_least;
}

struct seen {
	const struct isr_step
		*last;    /* the state at the scope's end; NULL: none was seen */
	int64_t since_ns; /* since when it has been so; NEVER: it is not */
};

static struct seen look(const struct judge *j, const struct topic_finding *t,
			const struct wanted *w)
{
	struct seen seen = {.since_ns = NEVER};

	for (size_t i = 0; i < t->n_steps && t->steps[i].at_ns < j->to_ns; i++) {
		seen.last = &t->steps[i];
		if (!so(seen.last, w))
			seen.since_ns = NEVER;
		else if (seen.since_ns == NEVER)
			seen.since_ns = seen.last->at_ns;
	}
	return seen;
}

static char *observed(const struct judge *j, const struct seen *s, const char *topic)
{
	char *since, *text;

	if (!s->last)
		return xasprintf("%s was not seen", topic);
	since = s->since_ns == NEVER ? xstrdup("at the phase's end")
		: s->since_ns <= j->from_ns
			? xstrdup("all the time")
			: xasprintf("so since %+.2f s",
				    ns_to_s(s->since_ns - j->f->begin_ns));
	text = xasprintf("smallest ISR %u, %u of %u replicas in sync (%s, %s)",
			 (unsigned)s->last->min_isr, (unsigned)s->last->in_sync,
			 (unsigned)s->last->replicas, topic, since);
	free(since);
	return text;
}

static char *doubt_of(const struct judge *j, const struct seen *s)
{
	if (!j->f->observed || !s->last)
		return xstrdup("the observer did not see the topic");
	if (s->last->stale)
		return xstrdup(
			"no broker answered at the phase's end, the ISR is not known");
	return judge_gap_doubt(j);
}

static char *expected_text(const struct judge *j, const struct wanted *w,
			   const char *topic)
{
	struct deadline d = judge_deadline(j);
	struct strbuf text = STRBUF_INIT;

	if (w->full)
		strbuf_addf(&text, "ISR %sfull", w->is_full ? "" : "not ");
	else
		strbuf_addf(&text, "ISR at least %lld", (long long)w->at_least);
	strbuf_addf(&text, " in every partition of %s", topic);
	if (d.given)
		strbuf_addf(&text, " within %s", DURATION_TEXT(d.within_ns));
	else
		strbuf_addstr(&text, " at the phase's end");
	return strbuf_detach(&text);
}

void judge_isr(struct judge *j, char **expected)
{
	const char *topic = params_text(&j->x->params, "topic", "");
	size_t index = plan_topic_index(j->plan, topic);
	struct wanted w = wanted_of(j);
	struct seen seen;
	struct reading r;

	*expected = expected_text(j, &w, topic);
	if (index == j->plan->n_topics) {
		judge_doubt(j, xasprintf("the plan has no topic '%s'", topic));
		return;
	}
	seen = look(j, &j->f->topics[index], &w);
	r = (struct reading){.bar = (double)SEEN_WITHIN_NS,
			     .observed = observed(j, &seen, topic),
			     .doubt = doubt_of(j, &seen)};
	judge_since(j, seen.since_ns, &r);
}
