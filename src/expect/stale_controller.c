/* stale_controller - how long a controller held itself for the leader after another had taken over. */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

/* The observer asks every 100 ms, and waits for an answer. */
#define SEEN_WITHIN_NS (200 * NS_PER_MS)

static char *observed(const struct judge *j, const struct stale_controller *s, int64_t ns)
{
	char *when, *text;

	if (!s)
		return xstrdup("no controller that was stale");
	when = judge_when(j, s->from_ns > j->from_ns ? s->from_ns : j->from_ns);
	text = xasprintf("node %d, in epoch %d, for %s from %s on, while node %d led in "
			 "epoch %d",
			 s->node, s->epoch, DURATION_TEXT(ns), when, s->by, s->by_epoch);
	free(when);
	return text;
}

/* It may have ended with its process, which its engine tells. */
static void add_clock(const struct judge *j, const struct stale_controller *s,
		      struct reading *r)
{
	int64_t unsure = clock_unsure_ns(j->f, s->node, s->to_ns);
	char *doubt;

	if (unsure != NEVER)
		r->bar += (double)unsure;
	doubt = clock_doubt(j->f, s->node, s->to_ns);
	if (doubt)
		r->doubt = doubt_make(CODE_CLOCK_UNSURE, "%s", doubt);
	free(doubt);
}

static void add(struct judge *j, const char *limit, bool at_most)
{
	const struct stale_controller *s;
	int64_t ns = findings_stale_ns(j->f, j->from_ns, j->to_ns, &s);
	struct reading r = {.value = (double)ns,
			    .bar = s ? (double)SEEN_WITHIN_NS : 0,
			    .limit = (double)judge_num(j, limit),
			    .at_most = at_most,
			    .observed = observed(j, s, ns)};

	if (!j->f->observed)
		r.doubt = doubt_make(CODE_NOT_OBSERVED, "the observer saw nothing");
	else if (s)
		add_clock(j, s, &r);
	judge_add(j, &r);
}

void judge_stale_controller(struct judge *j, char **expected)
{
	struct strbuf text = STRBUF_INIT;

	if (judge_has(j, "at_least")) {
		strbuf_addf(&text, "at least %s",
			    DURATION_TEXT(judge_num(j, "at_least")));
		add(j, "at_least", false);
	}
	if (judge_has(j, "at_most")) {
		strbuf_addf(&text, "%sat most %s", text.len ? ", " : "",
			    DURATION_TEXT(judge_num(j, "at_most")));
		add(j, "at_most", true);
	}
	*expected = xasprintf("a stale controller for %s", strbuf_text(&text));
	strbuf_release(&text);
}
