#include "report/answer.h"

#include "base/str.h"

#include <inttypes.h>

struct answer {
	const struct findings *f;
	const struct plan *plan;
	struct strbuf *out;
};

void report_escape(struct strbuf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_{}[]<>#|!~&$", *text))
			strbuf_addch(out, '\\');
		strbuf_addch(out, (char)(*text == '\n' ? ' ' : *text));
	}
}

static const char *name_of(const struct answer *a, int32_t node)
{
	const struct node *n = topology_any_by_id(&a->f->run->header.topology, node);

	return n ? n->name : "nobody";
}

static double since_begin(const struct answer *a, int64_t at_ns)
{
	return ns_to_s(at_ns - a->f->begin_ns);
}

static void one_action(const struct answer *a, const struct action_finding *x)
{
	report_escape(a->out, x->kind);
	for (size_t i = 0; i < x->nodes.len; i++) {
		strbuf_addstr(a->out, i ? ", " : " ");
		report_escape(a->out, name_of(a, x->nodes.id[i]));
	}
	if (x->failed)
		strbuf_addstr(a->out, " failed");
	else if (x->effective_ns == NEVER)
		strbuf_addstr(a->out, " had no effect that was seen");
	else
		strbuf_addf(a->out, " took effect at %+.2f s",
			    since_begin(a, x->effective_ns));
}

static void actions_of(const struct answer *a, int phase)
{
	const char *comma = " ";

	for (size_t i = 0; i < a->f->n_actions; i++) {
		if (a->f->actions[i].phase != phase)
			continue;
		strbuf_addstr(a->out, comma);
		one_action(a, &a->f->actions[i]);
		comma = "; ";
	}
	if (*comma == ';')
		strbuf_addch(a->out, '.');
}

/* Is there nothing to say that the phase before did not say? */
static bool same_controller(const struct answer *a, const struct phase_finding *p)
{
	for (size_t i = 0; i < a->f->n_controllers; i++) {
		const struct controller_span *c = &a->f->controllers[i];

		if (c->from_ns < p->begin_ns && c->to_ns >= p->end_ns)
			return c->node >= 0;
	}
	return false;
}

/* "The active controller was kafka1 (epoch 4), then nobody for 2.31 s, then kafka2 (epoch 5)." */
static void controllers_of(const struct answer *a, const struct phase_finding *p)
{
	const char *comma = " The active controller was ";

	/* Where nobody looked, "nobody" is no finding. */
	if (!a->f->observed || same_controller(a, p))
		return;
	for (size_t i = 0; i < a->f->n_controllers; i++) {
		const struct controller_span *c = &a->f->controllers[i];
		int64_t from = c->from_ns > p->begin_ns ? c->from_ns : p->begin_ns;
		int64_t to = c->to_ns < p->end_ns ? c->to_ns : p->end_ns;

		if (from >= to)
			continue;
		strbuf_addstr(a->out, comma);
		report_escape(a->out, name_of(a, c->node));
		if (c->node < 0)
			strbuf_addf(a->out, " for %s", DURATION_TEXT(to - from));
		else
			strbuf_addf(a->out, " (epoch %d)", c->epoch);
		comma = ", then ";
	}
	if (*comma == ',')
		strbuf_addch(a->out, '.');
}

/* Cut, not rounded: one record of a million lost is not 100 %. */
static void share(struct strbuf *out, const struct demand *d)
{
	uint64_t hundredths = d->served * 10000 / d->due;

	strbuf_addf(out, "%" PRIu64 ".%02" PRIu64 " %% of %" PRIu64 " in time",
		    hundredths / 100, hundredths % 100, d->due);
}

/* Why the longest window of the phase was one. */
static void reason_of(const struct answer *a, size_t w, size_t phase)
{
	const struct phase_finding *p = &a->f->phases[phase];
	struct longest l = findings_longest(&a->f->workloads[w], ANY_PARTITION,
					    p->begin_ns, p->end_ns);

	if (l.window)
		strbuf_addf(a->out, " (%s)", reason_name(l.window->why.reason));
}

static void one_workload(const struct answer *a, size_t w, size_t phase)
{
	const struct demand *d = &a->f->workloads[w].phases[phase];

	report_escape(a->out, a->plan->workloads[w].name);
	strbuf_addf(a->out, " (%s) ", plane_name(a->f->workloads[w].plane));
	share(a->out, d);
	if (d->longest_ns <= 0)
		return;
	strbuf_addf(a->out, ", out for %s", DURATION_TEXT(d->longest_ns));
	if (d->longest_bar_ns > 0)
		strbuf_addf(a->out, " ± %s", DURATION_TEXT(d->longest_bar_ns));
	reason_of(a, w, phase);
}

static void workloads_of(const struct answer *a, size_t phase)
{
	const char *comma = " Served: ";

	for (size_t w = 0; w < a->plan->n_workloads; w++) {
		const struct workload_finding *x = &a->f->workloads[w];

		if (!x->measurable || x->bulk || x->phases[phase].due == 0)
			continue;
		strbuf_addstr(a->out, comma);
		one_workload(a, w, phase);
		comma = "; ";
	}
	if (*comma == ';')
		strbuf_addch(a->out, '.');
}

static bool same_replicas(const struct answer *a, size_t i)
{
	const struct isr_count *now = &a->f->phases[i].isr_end, *before;

	if (i == 0)
		return false;
	before = &a->f->phases[i - 1].isr_end;
	return before->in_sync == now->in_sync && before->replicas == now->replicas &&
	       before->leaderless == now->leaderless;
}

static void replicas_of(const struct answer *a, size_t i)
{
	const struct phase_finding *p = &a->f->phases[i];
	const struct isr_count *c = &p->isr_end;

	if (!a->f->observed || !p->ended || c->replicas == 0 || same_replicas(a, i))
		return;
	strbuf_addf(a->out, " At its end %zu of %zu replicas were in sync", c->in_sync,
		    c->replicas);
	if (c->leaderless)
		strbuf_addf(a->out, ", and %zu partition%s had no leader", c->leaderless,
			    c->leaderless == 1 ? "" : "s");
	strbuf_addch(a->out, '.');
}

static void phase_of(const struct answer *a, size_t i)
{
	const struct phase_finding *p = &a->f->phases[i];

	strbuf_addstr(a->out, i ? " **" : "**");
	report_escape(a->out, a->plan->phases[i].name);
	if (!p->begun) {
		strbuf_addstr(a->out, "** did not begin.");
		return;
	}
	strbuf_addf(a->out, "** (%+.1f to %+.1f s):", since_begin(a, p->begin_ns),
		    since_begin(a, p->end_ns));
	actions_of(a, (int)i);
	controllers_of(a, p);
	workloads_of(a, i);
	replicas_of(a, i);
	if (!p->ended)
		strbuf_addstr(a->out, " It was cut off.");
}

static double ms(const struct hist *h, unsigned permyriad)
{
	return (double)hist_percentile(h, permyriad) / (double)NS_PER_MS;
}

/* A workload without due times: how fast it went, and how late its answers came. */
static void bulk_of(const struct answer *a, size_t w)
{
	const struct bulk_finding *b = a->f->workloads[w].bulk;
	double mib = (double)a->plan->workloads[w].value_bytes / (1024 * 1024);

	if (!b || b->from_ns == NEVER)
		return;
	strbuf_addch(a->out, ' ');
	report_escape(a->out, a->plan->workloads[w].name);
	strbuf_addf(
		a->out,
		" wrote as fast as it could for %s: %.0f records/s (%.2f MiB/s), in its best "
		"second %.0f records/s (%.2f MiB/s)",
		DURATION_TEXT(b->to_ns - b->from_ns), b->per_s, b->per_s * mib,
		b->peak_per_s, b->peak_per_s * mib);
	if (b->latency && b->latency->count)
		strbuf_addf(
			a->out,
			"; latency avg %.0f ms, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, p99.9 %.0f "
			"ms, max %.0f ms",
			b->latency->sum_ns / (double)b->latency->count /
				(double)NS_PER_MS,
			ms(b->latency, 5000), ms(b->latency, 9500), ms(b->latency, 9900),
			ms(b->latency, 9990), ms(b->latency, 10000));
	strbuf_addch(a->out, '.');
}

/* Left out above, where it could be taken for one that was served. */
static void unmeasured_of(const struct answer *a, size_t w)
{
	if (a->f->workloads[w].measurable)
		return;
	strbuf_addch(a->out, ' ');
	report_escape(a->out, a->plan->workloads[w].name);
	strbuf_addstr(a->out, " is not measured: with acks=0 nothing is acknowledged.");
}

static void settled_of(const struct answer *a, const struct settlement *s)
{
	strbuf_addch(a->out, ' ');
	report_escape(a->out, a->plan->workloads[s->workload].name);
	strbuf_addf(a->out,
		    " wrote %" PRIu64 " records: %" PRIu64 " acknowledged, %" PRIu64
		    " rejected, %" PRIu64 " of unknown fate",
		    s->produced, s->acked, s->rejected, s->unknown);
	if (s->unknown)
		strbuf_addf(a->out, " (%" PRIu64 " of them written)", s->unknown_found);
	strbuf_addf(a->out,
		    "; **lost %" PRIu64 "**, duplicated %" PRIu64 ", reordered %" PRIu64,
		    s->lost, s->duplicated, s->reordered);
	if (s->unverified)
		strbuf_addf(a->out, ", unverified %" PRIu64, s->unverified);
	strbuf_addch(a->out, '.');
}

static void group_of(const struct answer *a, size_t w)
{
	const struct workload_plan *p = &a->plan->workloads[w];
	const struct demand *d = &a->f->workloads[w].run;

	if (p->kind != WORKLOAD_CONSUME || !p->group)
		return;
	strbuf_addstr(a->out, " The group of ");
	report_escape(a->out, p->name);
	strbuf_addf(a->out,
		    " rebalanced %" PRIu64 " time%s and was delivered %" PRIu64
		    " record%s again.",
		    d->rebalances, d->rebalances == 1 ? "" : "s", d->redelivered,
		    d->redelivered == 1 ? "" : "s");
}

void report_answer(const struct findings *f, struct strbuf *out)
{
	struct answer a = {f, &f->run->header.plan, out};
	const struct replicas_finding *r = &f->replicas;

	for (size_t i = 0; i < a.plan->n_phases; i++)
		phase_of(&a, i);
	for (size_t w = 0; w < a.plan->n_workloads; w++)
		bulk_of(&a, w);
	for (size_t w = 0; w < a.plan->n_workloads; w++)
		unmeasured_of(&a, w);
	strbuf_addstr(out, " **Records**:");
	for (size_t i = 0; i < f->n_settlements; i++)
		settled_of(&a, &f->settlements[i]);
	if (!f->settled)
		strbuf_addstr(out, " The read-back is missing or incomplete.");
	for (size_t w = 0; w < a.plan->n_workloads; w++)
		group_of(&a, w);
	if (r->len)
		strbuf_addf(out, " Of %zu replicas %zu are identical, %zu differ.",
			    r->len, r->same, r->differ);
	strbuf_addch(out, '\n');
}
