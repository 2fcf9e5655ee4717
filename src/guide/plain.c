/* plain.c - explain.h: a scenario told in the order in which it happens. */
#include "aim/selector.h"
#include "base/str.h"
#include "expect/table.h"
#include "fault/action.h"
#include "guide/explain.h"
#include "report/layout.h"

#include <inttypes.h>

struct telling_plan {
	const struct plan *plan;
	int width;
	struct strbuf *out;
};

static void say(const struct telling_plan *t, size_t indent, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
static void say(const struct telling_plan *t, size_t indent, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	layout_vparagraph(t->out, indent, (size_t)t->width, fmt, ap);
	va_end(ap);
}

/* ---- what is there from the beginning ---- */

static void topic(const struct telling_plan *t, const struct topic_plan *p)
{
	struct strbuf more = STRBUF_INIT;

	for (size_t i = 0; i < p->config.len; i++)
		strbuf_addf(&more, ", %s %s", p->config.item[i].name,
			    p->config.item[i].text);
	say(t, 2, "- topic %s: %d partition%s, %d replica%s%s", p->name, p->partitions,
	    p->partitions == 1 ? "" : "s", p->replication, p->replication == 1 ? "" : "s",
	    strbuf_text(&more));
	strbuf_release(&more);
}

static void producer(const struct telling_plan *t, const struct workload_plan *w)
{
	double late = ns_to_s(w->late_after_ns);

	if (w->records)
		say(t, 2,
		    "- %s writes %" PRId64
		    " records to %s as fast as they are taken, acks=%s, from phase \"%s\" on",
		    w->name, w->records, w->topic, acks_name(w->acks),
		    t->plan->phases[w->begin_phase].name);
	else
		say(t, 2,
		    "- %s writes %.6g records a second to %s, acks=%s; what is not acknowledged %.6g s after it was due is late",
		    w->name, (double)w->rate_mps / 1000, w->topic, acks_name(w->acks),
		    late);
}

static void workload(const struct telling_plan *t, const struct workload_plan *w)
{
	double late = ns_to_s(w->late_after_ns);

	if (w->kind == WORKLOAD_PRODUCE)
		producer(t, w);
	else if (w->kind == WORKLOAD_CONSUME)
		say(t, 2,
		    "- %s reads %s with %d client%s%s%s; late is %.6g s after a record was acknowledged",
		    w->name, w->topic, w->members, w->members == 1 ? "" : "s",
		    w->group ? " in group " : "", w->group ? w->group : "", late);
	else
		say(t, 2,
		    "- %s asks every %.6g s (%s%s%s), gives up after %.6g s; late is %.6g s",
		    w->name, ns_to_s(w->every_ns), plane_name(w->ask),
		    *w->topic ? ", " : "", w->topic, ns_to_s(w->timeout_ns), late);
}

/* ---- actions ---- */

/* "the active controller: who leads the quorum now" for each word of the selector. */
static void who(const struct telling_plan *t, const char *text, size_t indent)
{
	struct selector s;
	struct selector_place place;
	struct err ignored = {0};

	if (selector_parse(text, &s, &place, &ignored) < 0)
		return;
	for (size_t i = 0; i < s.len; i++)
		for (const struct selector_word *w = selector_words; w->name; w++)
			if (w->kind == s.terms[i].kind) {
				say(t, indent, "%s: %s", w->usage, w->help);
				break;
			}
	selector_release(&s);
}

static void values(const struct action_plan *a, struct strbuf *out)
{
	for (size_t i = 0; i < a->params.len; i++) {
		const struct param *p = &a->params.item[i];

		if (strcmp(p->name, "target") != 0 && strcmp(p->name, "as") != 0 &&
		    strcmp(p->name, "at") != 0)
			strbuf_addf(out, ", %s %s", p->name, p->text);
	}
}

static void action(const struct telling_plan *t, const struct action_plan *a,
		   size_t indent)
{
	const struct action_row *row = action_find(a->kind);
	const char *target = params_text(&a->params, "target", NULL);
	struct strbuf more = STRBUF_INIT;

	values(a, &more);
	if (a->at_ns)
		strbuf_addf(&more, ", not before %s after the phase's beginning",
			    DURATION_TEXT(a->at_ns));
	if (a->label)
		strbuf_addf(&more, "; from then on called '%s'", a->label);
	say(t, indent, "- %s%s%s%s", a->kind, target ? " " : "", target ? target : "",
	    strbuf_text(&more));
	strbuf_release(&more);
	if (row)
		say(t, indent + 4, "%s", row->help);
	if (target)
		who(t, target, indent + 4);
	for (size_t i = 0; i < a->n_inner; i++)
		action(t, &a->inner[i], indent + 4);
}

/* ---- phases and what must hold ---- */

static void length(const struct phase_plan *p, struct strbuf *out)
{
	const struct until_plan *u = &p->until;

	if (u->kind)
		strbuf_addf(out, "until %s %s, at most %s", u->kind, u->want,
			    DURATION_TEXT(u->timeout_ns));
	else
		strbuf_addf(out, "for %s", DURATION_TEXT(p->for_ns));
}

static void expectations(const struct telling_plan *t, int phase)
{
	for (size_t i = 0; i < t->plan->n_expects; i++) {
		const struct expect_plan *x = &t->plan->expects[i];
		const struct expect_row *row = expect_row_find(x->kind);

		if (x->phase == phase)
			say(t, 2, "must hold: %s (%s)", x->text, row ? row->help : "?");
	}
}

static void phase(const struct telling_plan *t, size_t i)
{
	const struct phase_plan *p = &t->plan->phases[i];
	struct strbuf how_long = STRBUF_INIT;

	length(p, &how_long);
	strbuf_addch(t->out, '\n');
	say(t, 0, "%zu. \"%s\", %s%s", i + 1, p->name, strbuf_text(&how_long),
	    p->n_actions ? ":" : ": nothing is done");
	strbuf_release(&how_long);
	for (size_t k = 0; k < p->n_actions; k++)
		action(t, &p->actions[k], 2);
	expectations(t, (int)i);
}

/* ", over the hosts a (rack r1), b (rack r2)" */
static void over_hosts(const struct plan *p, struct strbuf *out)
{
	for (size_t i = 0; i < p->hosts.len; i++)
		strbuf_addf(out, "%s%s (rack %s)", i ? ", " : ", over the hosts ",
			    p->hosts.at[i].name, p->hosts.at[i].rack);
}

void explain_plan(const struct plan *p, int width, struct strbuf *out)
{
	struct telling_plan t = {p, width, out};

	say(&t, 0, "%s%s%s", p->name, p->about && *p->about ? ": " : "",
	    p->about ? p->about : "");
	if (p->question && *p->question)
		say(&t, 0, "Question: %s", p->question);
	strbuf_addstr(
		out,
		"\nFrom the beginning to the end, on the cluster of its Compose file");
	over_hosts(p, out);
	strbuf_addstr(out, ":\n");
	for (size_t i = 0; i < p->n_topics; i++)
		topic(&t, &p->topics[i]);
	for (size_t i = 0; i < p->n_workloads; i++)
		workload(&t, &p->workloads[i]);
	for (size_t i = 0; i < p->n_phases; i++)
		phase(&t, i);
	strbuf_addstr(
		out,
		"\nIn the end what was done is undone, every record is read back and settled.\n");
	expectations(&t, -1);
}
