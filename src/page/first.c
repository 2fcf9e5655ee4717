/* first.c - the first screen: verdict, what happened in a sentence, the figures, expected against observed. */
#include "page/part.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>
#include <time.h>

enum word page_verdict_word(enum verdict v)
{
	return v == VERDICT_PASS   ? WORD_PASS
	       : v == VERDICT_FAIL ? WORD_FAIL
				   : WORD_INCONCLUSIVE;
}

const char *page_verdict_class(enum verdict v)
{
	return v == VERDICT_PASS ? "pass" : v == VERDICT_FAIL ? "fail" : "open";
}

static const char *sign(enum verdict v)
{
	return v == VERDICT_PASS ? "✓" : v == VERDICT_FAIL ? "✗" : "?";
}

/* The longest window of all workloads. */
static struct longest longest(const struct page *p)
{
	struct longest most = {0};

	for (size_t i = 0; i < p->plan->n_workloads; i++) {
		struct longest one = findings_longest(&p->f->workloads[i], ANY_PARTITION,
						      p->f->begin_ns, p->f->end_ns);

		if (one.window && one.ns > most.ns)
			most = one;
	}
	return most;
}

static bool any_windows_possible(const struct page *p)
{
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		if (p->f->workloads[i].measurable && !p->f->workloads[i].bulk)
			return true;
	return false;
}

static void figure(const struct page *p, enum word what, const char *value,
		   const char *note)
{
	put(p, "<div><dt>");
	say(p, word(p->t->lang, what));
	put(p, "</dt><dd>");
	element(p, "strong", NULL, value);
	if (note)
		element(p, "small", NULL, note);
	put(p, "</dd></div>\n");
}

static void figure_outage(const struct page *p)
{
	struct longest l = longest(p);
	char *length, *part, *note;

	if (!l.window) {
		if (any_windows_possible(p))
			figure(p, WORD_LONGEST_OUT, W(p, NONE), NULL);
		return;
	}
	length = page_window_length(l.window);
	part = findings_part_name(p->f, l.window->workload, l.window->partition);
	note = xasprintf("%s, %s, %s: %s", p->plan->workloads[l.window->workload].name,
			 part, WHEN(p, l.window->from_ns),
			 reason_name(l.window->why.reason));
	figure(p, WORD_LONGEST_OUT, length, note);
	free(note);
	free(part);
	free(length);
}

static void figure_records(const struct page *p)
{
	uint64_t lost = 0, acked = 0, again = 0;
	char of[64], number[32];

	if (p->f->n_settlements == 0)
		return;
	for (size_t i = 0; i < p->f->n_settlements; i++) {
		lost += p->f->settlements[i].lost;
		again += p->f->settlements[i].duplicated;
		acked += p->f->settlements[i].acked;
	}
	(void)snprintf(of, sizeof(of), "/ %" PRIu64 " · %s %" PRIu64, acked,
		       W(p, DUPLICATED), again);
	(void)snprintf(number, sizeof(number), "%" PRIu64, lost);
	if (p->f->settled || lost)
		figure(p, WORD_LOST, number, of);
	else
		figure(p, WORD_LOST, "?", W(p, NOT_SETTLED));
}

static void figure_controller(const struct page *p)
{
	char number[32];

	(void)snprintf(number, sizeof(number), "%zu", p->f->controller_changes);
	if (p->f->observed)
		figure(p, WORD_ELECTIONS, number, NULL);
	else
		figure(p, WORD_ELECTIONS, "?", W(p, NOT_OBSERVED));
}

static void figures(const struct page *p)
{
	char when[64] = "?";
	time_t wall = (time_t)(p->f->run->header.wall_start_ns / NS_PER_S);
	struct tm tm;

	if (gmtime_r(&wall, &tm))
		(void)strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	put(p, "<dl class=\"figures\">\n");
	figure_outage(p);
	figure_records(p);
	figure_controller(p);
	figure(p, WORD_LASTED, LENGTH(p->f->end_ns - p->f->begin_ns), when);
	put(p, "</dl>\n");
}

/* ---- expectations ---- */

static void expectation(const struct page *p, const struct judged *j)
{
	putf(p, "<tr class=\"%s\"><th scope=\"row\"><span class=\"badge %s\">",
	     page_verdict_class(j->verdict), page_verdict_class(j->verdict));
	putf(p, "<span aria-hidden=\"true\">%s</span> %s</span></th><td>",
	     sign(j->verdict), word(p->t->lang, page_verdict_word(j->verdict)));
	say(p, j->expect->phase < 0 ? W(p, WHOLE_RUN)
				    : p->plan->phases[j->expect->phase].name);
	put(p, "</td><td>");
	say(p, j->expected);
	put(p, "</td><td>");
	say(p, j->observed);
	if (j->close)
		putf(p, " <span class=\"close\">%s</span>", W(p, CLOSE));
	if (j->why) {
		put(p, "<br><em>");
		say(p, j->why);
		putf(p, " [%s]</em>", code_text(j->code));
	}
	put(p, "</td></tr>\n");
}

/* What did not hold first: the reader's next question. */
static void expectations(const struct page *p)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_INCONCLUSIVE,
					     VERDICT_PASS};
	const struct verdicts *v = &p->r->v;

	putf(p, "<h3 id=\"r%zu-expect\">%s</h3>\n", p->number, W(p, EXPECTATIONS));
	if (v->len == 0) {
		element(p, "p", NULL, W(p, NO_EXPECTATIONS));
		return;
	}
	putf(p,
	     "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-labelledby=\"r%zu-expect\">"
	     "<table class=\"expect\"><thead><tr>",
	     p->number);
	putf(p,
	     "<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th><th "
	     "scope=\"col\">%s</th></tr></thead><tbody>\n",
	     W(p, VERDICT), W(p, PHASE), W(p, EXPECTED), W(p, OBSERVED));
	for (size_t o = 0; o < ARRAY_LEN(order); o++)
		for (size_t i = 0; i < v->len; i++)
			if (v->judged[i].verdict == order[o])
				expectation(p, &v->judged[i]);
	put(p, "</tbody></table></div>\n");
}

/* ---- all of it ---- */

enum { ACTIONS_NAMED = 4 };

/* What was done: by the scenario itself, not what a storm or a repetition made of it. */
static void deeds(const struct page *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->f->n_actions; i++) {
		const struct action_finding *a = &p->f->actions[i];
		char *what;

		if (a->is_inner || n++ >= ACTIONS_NAMED)
			continue;
		what = page_action(p, a);
		sayf(p, "%s%s (%s)", n > 1 ? ", " : "", what,
		     a->failed                  ? W(p, FAILED)
		     : a->effective_ns == NEVER ? W(p, NO_EFFECT)
						: WHEN(p, a->effective_ns));
		free(what);
	}
	if (n > ACTIONS_NAMED)
		sayf(p, " + %zu", n - ACTIONS_NAMED);
	if (n)
		put(p, " · ");
}

/* One sentence of what happened, of what was measured only. */
static void happened(const struct page *p)
{
	struct longest l = longest(p);

	put(p, "<p class=\"happened\">");
	deeds(p);
	if (l.window) {
		char *length = page_window_length(l.window);

		sayf(p, "%s: %s, %s, %s.", W(p, LONGEST_OUT), length,
		     p->plan->workloads[l.window->workload].name,
		     reason_name(l.window->why.reason));
		free(length);
	} else if (any_windows_possible(p)) {
		sayf(p, "%s: %s.", W(p, LONGEST_OUT), W(p, NONE));
	}
	put(p, "</p>\n");
}

static void banner(const struct page *p)
{
	enum verdict v = p->r->v.overall;

	putf(p,
	     "<div class=\"banner %s\"><p class=\"verdict\"><span aria-hidden=\"true\">%s</span> %s</p>\n",
	     page_verdict_class(v), sign(v), word(p->t->lang, page_verdict_word(v)));
	put(p, "<div><p class=\"sentence\">");
	say(p, p->r->v.sentence);
	put(p, "</p>\n");
	happened(p);
	if (p->plan->about && *p->plan->about)
		element(p, "p", "about", p->plan->about);
	put(p, "</div></div>\n");
}

static void warnings(const struct page *p)
{
	if (!p->f->run->ended)
		element(p, "p", "warn", W(p, RUN_CUT_OFF));
	if (!p->f->observed)
		element(p, "p", "warn", W(p, NOT_OBSERVED_LONG));
	if (!p->f->settled && p->f->n_settlements)
		element(p, "p", "warn", W(p, READ_BACK_MISSING));
}

void part_first(const struct page *p)
{
	banner(p);
	warnings(p);
	if (p->plan->question && *p->plan->question) {
		putf(p, "<p class=\"question\"><b>%s.</b> ", W(p, QUESTION));
		say(p, p->plan->question);
		put(p, "</p>\n");
	}
	figures(p);
	expectations(p);
}
