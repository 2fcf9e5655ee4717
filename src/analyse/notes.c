/* notes.c - what a reader should know before believing the numbers. */
#include "analyse/parts.h"
#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>

/* Observer gaps and clock drift below this say nothing. */
#define GAP_WORTH_A_NOTE_NS   (500 * NS_PER_MS)
#define DRIFT_WORTH_A_NOTE_NS (50 * NS_PER_MS)
enum { EVENT_NOTES = 50 };

PRINTF_LIKE(2, 3) static void note(struct findings *f, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	*GROW(f->notes, f->n_notes) = strbuf_detach(&text);
}

static double since_begin(const struct findings *f, int64_t at_ns)
{
	return ns_to_s(at_ns - f->begin_ns);
}

static void of_run(struct findings *f)
{
	const struct run *run = f->run;
	size_t torn = 0;

	if (!run->ended)
		note(f,
		     "the run was cut off: what was recorded until then is analysed, the "
		     "last second may be missing");
	if (run->torn_lines)
		note(f, "%zu event streams end in a torn line, which was left out",
		     run->torn_lines);
	for (size_t i = 0; i < run->n_ledgers; i++)
		torn += run->ledgers[i].torn_bytes > 0;
	if (torn)
		note(f, "%zu ledgers end in a torn row, which was left out", torn);
	if (run->new_lines)
		note(f, "%zu events of kinds this version does not know were left out",
		     run->new_lines);
}

static void of_phases(struct findings *f)
{
	const struct plan *plan = &f->run->header.plan;

	for (size_t i = 0; i < plan->n_phases; i++)
		if (!f->phases[i].begun)
			note(f, "phase '%s' did not begin", plan->phases[i].name);
}

static void of_actions(struct findings *f)
{
	for (size_t i = 0; i < f->n_actions; i++) {
		char *why;

		if (!f->actions[i].failed)
			continue;
		why = action_words(&f->actions[i]);
		note(f, "'%s' at +%.2f s failed: %s", f->actions[i].kind,
		     since_begin(f, f->actions[i].done_ns), why);
		free(why);
	}
}

static void of_workload(struct findings *f, size_t i, const struct records *r)
{
	const struct workload_plan *p = &f->run->header.plan.workloads[i];
	const struct workload_finding *w = &f->workloads[i];

	if (!w->measurable)
		note(f, "%s: not measured: acks=0 acknowledges nothing", p->name);
	else if (w->late_after_too_small)
		note(f,
		     "%s: late_after (%s) is less than three times the steady p99 (%s): "
		     "short windows may be noise",
		     p->name, DURATION_TEXT(p->late_after_ns),
		     DURATION_TEXT(w->steady_p99_ns));
	if (w->run.missing)
		note(f,
		     "%s: %" PRIu64 " records have no outcome row; they count as unknown",
		     p->name, w->run.missing);
	if (r->twice)
		note(f, "%s: %" PRIu64 " rows repeat a sequence number and were left out",
		     p->name, r->twice);
	if (r->first && r->len > r->first[r->n_partitions])
		note(f,
		     "%s: %zu records never got a partition: they count as due, and in no "
		     "window",
		     p->name, r->len - r->first[r->n_partitions]);
}

static void of_bulk(struct findings *f, const struct workload_plan *p,
		    const struct bulk_finding *b)
{
	if (b->from_ns == NEVER) {
		note(f, "%s: it did not begin: none of its %lld records was handed over",
		     p->name, (long long)p->records);
		return;
	}
	if (!b->all_sent)
		note(f,
		     "%s: %" PRIu64
		     " of its %lld records were handed over; the others were "
		     "never due",
		     p->name, b->sent, (long long)p->records);
	if (b->generator_bound)
		note(f,
		     "%s: there was room in the client's queue nearly all the time: the "
		     "generator was the bottleneck, and the cluster may take more",
		     p->name);
}

static void of_observer(struct findings *f)
{
	for (size_t i = 0; i < f->n_gaps; i++) {
		int64_t length = f->gaps[i].to_ns - f->gaps[i].from_ns;

		if (length > GAP_WORTH_A_NOTE_NS)
			note(f, "the observer did not look for %s at +%.2f s",
			     DURATION_TEXT(length), since_begin(f, f->gaps[i].from_ns));
	}
}

static bool is_engine(const struct event *ev, const char *word)
{
	return ev->kind == EVENT_ENGINE && ev->name && strcmp(ev->name, word) == 0;
}

/* The engine may tell it of several processes of one node: one death is one note. */
static bool is_first_oom(const struct timeline *t, size_t i)
{
	for (size_t k = i; k-- > 0;) {
		if (t->at[k].node != t->at[i].node)
			continue;
		if (is_engine(&t->at[k], "oom"))
			return false;
		if (is_engine(&t->at[k], "start"))
			break;
	}
	return true;
}

static void of_oom(struct findings *f, size_t i)
{
	const struct event *ev = &f->run->timeline.at[i];
	const struct node *n = topology_any_by_id(&f->run->header.topology, ev->node);

	if (is_engine(ev, "oom") && is_first_oom(&f->run->timeline, i))
		note(f, "%s was killed for lack of memory (at %+.2f s)",
		     n ? n->name : "a node", since_begin(f, ev->at_ns));
}

static void of_event(struct findings *f, const struct event *ev)
{
	if (ev->kind == EVENT_NOTE && ev->text)
		note(f, "%s (at %+.2f s)", ev->text, since_begin(f, ev->at_ns));
	else if (ev->kind == EVENT_WORKLOAD && ev->text && str_starts(ev->text, "fatal"))
		note(f, "%s: %s (at %+.2f s)", ev->name ? ev->name : "a workload",
		     ev->text, since_begin(f, ev->at_ns));
	else if (ev->kind == EVENT_RUN && ev->text && strcmp(ev->text, "end") == 0 &&
		 (ev->late_ns > DRIFT_WORTH_A_NOTE_NS ||
		  ev->late_ns < -DRIFT_WORTH_A_NOTE_NS))
		note(f,
		     "the wall clock moved by %s against the run's clock: times of the "
		     "engine and of the nodes' logs are off by up to that",
		     DURATION_TEXT(ev->late_ns < 0 ? -ev->late_ns : ev->late_ns));
}

/* Until when it was silent: NEVER: to the end. */
static int64_t back_ns(const struct timeline *t, size_t i)
{
	for (size_t k = i + 1; k < t->len; k++)
		if (t->at[k].kind == EVENT_HOST && t->at[k].up && t->at[k].name &&
		    strcmp(t->at[k].name, t->at[i].name) == 0)
			return t->at[k].at_ns;
	return NEVER;
}

static void of_host(struct findings *f, size_t i)
{
	const struct event *ev = &f->run->timeline.at[i];
	int64_t back;
	char *until;

	if (ev->kind != EVENT_HOST || ev->up || !ev->name)
		return;
	back = back_ns(&f->run->timeline, i);
	until = back == NEVER ? xstrdup("the end")
			      : xasprintf("%+.2f s", since_begin(f, back));
	note(f,
	     "%s%s did not answer from %+.2f s to %s: whether its nodes ran is unknown, but for what they "
	     "answered themselves (%s)",
	     ev->name[0] ? "the engine of host " : "the engine", ev->name,
	     since_begin(f, ev->at_ns), until, ev->text ? ev->text : "no reason told");
	free(until);
}

static void of_clocks(struct findings *f)
{
	for (size_t i = 0; i < f->n_clocks; i++) {
		const struct clock_finding *c = &f->clocks[i];
		int64_t off = c->last_ns < 0 ? -c->last_ns : c->last_ns;

		char *how = off == 0 ? xstrdup("agreed with ours")
				     : xasprintf("was %s %s ours", DURATION_TEXT(off),
						 c->last_ns < 0 ? "behind" : "ahead of");

		note(f,
		     "%s%s: its clock %s at the end (measured %zu time%s); it moved by up to %s between "
		     "two measurements, its times are corrected, and unsure by up to %s",
		     *c->host ? "host " : "the engine", c->host, how, c->measured,
		     c->measured == 1 ? "" : "s", DURATION_TEXT(c->moved_ns),
		     DURATION_TEXT(c->unsure_ns));
		free(how);
	}
}

static void of_events(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	size_t before = f->n_notes;

	for (size_t i = 0; i < t->len && f->n_notes < before + EVENT_NOTES; i++) {
		of_event(f, &t->at[i]);
		of_oom(f, i);
		of_host(f, i);
	}
}

/* Known defects of the client library in use; load/ wrote them into the header. */
static void of_client(struct findings *f)
{
	const struct params *env = &f->run->header.environment;

	for (size_t i = 0; i < env->len; i++)
		if (str_starts(env->item[i].name, "librdkafka artefact") ||
		    str_starts(env->item[i].name, "artefact."))
			note(f, "client: %s", env->item[i].text);
}

void find_notes(struct findings *f, const struct records *records)
{
	of_run(f);
	of_phases(f);
	of_actions(f);
	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++) {
		of_workload(f, i, &records[i]);
		if (f->workloads[i].bulk)
			of_bulk(f, &f->run->header.plan.workloads[i],
				f->workloads[i].bulk);
	}
	of_observer(f);
	of_clocks(f);
	of_events(f);
	of_client(f);
	if (!f->settled)
		note(f,
		     "the read-back did not take place or is incomplete: what was not read "
		     "is unverified, not lost");
}
