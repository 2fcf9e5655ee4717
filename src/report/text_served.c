#include "report/text.h"

#include "base/mem.h"
#include "base/str.h"

#include <inttypes.h>

bool text_any_has_due_times(const struct text *t)
{
	for (size_t i = 0; i < t->plan->n_workloads; i++)
		if (!t->f->workloads[i].bulk)
			return true;
	return false;
}

static const char *latency(char *buf, size_t cap, const struct hist *h,
			   unsigned permyriad)
{
	if (!h || h->count == 0)
		(void)snprintf(buf, cap, "-");
	else
		(void)str_duration(buf, cap, hist_percentile(h, permyriad));
	return buf;
}
#define LATENCY(h, p) latency((char[32]){0}, 32, h, p)

/* Cut, not rounded: one record of a million lost is not 100 %. */
static void served_cell(struct table *table, const struct demand *d)
{
	uint64_t thousandths = d->due ? d->served * 100000 / d->due : 0;

	if (d->due == 0)
		table_add(table, "-");
	else
		table_add(table, "%" PRIu64 ".%03" PRIu64 " %%", thousandths / 1000,
			  thousandths % 1000);
}

static void demand_row(struct table *table, const char *what, const struct demand *d)
{
	table_add(table, "%s", what);
	table_add(table, "%" PRIu64, d->due);
	served_cell(table, d);
	table_add(table, "%" PRIu64, d->late);
	table_add(table, "%" PRIu64, d->rejected + d->unknown);
	table_add(table, "%s", LENGTH(d->longest_ns));
	table_add(table, "%s", LENGTH(d->any_ns));
	table_add(table, "%s", LENGTH(d->all_ns));
	table_add(table, "%s", LATENCY(d->latency, 5000));
	table_add(table, "%s", LATENCY(d->latency, 9900));
	table_add(table, "%s", LATENCY(d->latency, 10000));
}

static void workload_title(const struct text *t, size_t i)
{
	const struct workload_plan *w = &t->plan->workloads[i];
	struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%s %s (%s", plane_name(t->f->workloads[i].plane), w->name,
		    w->topic);
	if (w->kind == WORKLOAD_ASK)
		strbuf_addf(&b, "%severy %s, time limit %s", w->topic[0] ? ", " : "",
			    DURATION_TEXT(w->every_ns), DURATION_TEXT(w->timeout_ns));
	if (w->kind == WORKLOAD_PRODUCE)
		strbuf_addf(&b, ", acks=%s%s, %g/s", acks_name(w->acks),
			    w->idempotent ? ", idempotent" : "",
			    (double)w->rate_mps / 1000.0);
	strbuf_addf(&b, "; late is more than %s)", DURATION_TEXT(w->late_after_ns));
	text_paragraph(t, INDENT, "%s", strbuf_text(&b));
	strbuf_release(&b);
}

static void stale_answers(const struct text *t, size_t i)
{
	uint64_t n = t->f->workloads[i].run.stale;

	if (n)
		text_paragraph(
			t, INDENT + 2,
			"%" PRIu64 " answer%s stale: older than what the cluster had "
			"told before the question%s",
			n, n == 1 ? " was" : "s were",
			t->plan->workloads[i].fresh ? "; such an answer counts as none"
						    : "");
}

/* What a group's members saw besides: told when there is something to tell, else for the run only. */
static void group_facts(const struct text *t, size_t i)
{
	const struct workload_finding *w = &t->f->workloads[i];
	const struct workload_plan *plan = &t->plan->workloads[i];

	if (plan->kind != WORKLOAD_CONSUME || !plan->group)
		return;
	text_paragraph(t, INDENT + 2,
		       "group %s, %d member%s: %" PRIu64 " rebalance%s, %" PRIu64
		       " record%s delivered again",
		       plan->group, plan->members, plan->members == 1 ? "" : "s",
		       w->run.rebalances, w->run.rebalances == 1 ? "" : "s",
		       w->run.redelivered, w->run.redelivered == 1 ? "" : "s");
}

void text_availability(const struct text *t)
{
	static const char *const heads[] = {"",        "due",     "served in time",
					    "late",    "failed",  "longest",
					    "any out", "all out", "p50",
					    "p99",     "max"};

	if (!text_any_has_due_times(t))
		return;
	text_heading(t, "availability",
		     "longest: of one partition; any, all out: some, every partition");
	for (size_t i = 0; i < t->plan->n_workloads; i++) {
		const struct workload_finding *w = &t->f->workloads[i];
		struct table table = {.align = "lrrrrrrrrrr"};

		if (!w->measurable || w->bulk)
			continue;
		workload_title(t, i);
		for (size_t h = 0; h < ARRAY_LEN(heads); h++)
			table_add(&table, "%s", heads[h]);
		for (size_t p = 0; p < t->plan->n_phases; p++)
			demand_row(&table, t->plan->phases[p].name, &w->phases[p]);
		demand_row(&table, "whole run", &w->run);
		text_table(t, &table, INDENT + 2);
		stale_answers(t, i);
		group_facts(t, i);
	}
}

static void lost(const struct text *t, const struct settlement *s)
{
	for (size_t i = 0; i < s->n_first_lost; i++) {
		const struct lost_record *r = &s->first_lost[i];

		if (r->done_ns == NEVER) /* of a bulk workload that is not kept */
			text_paragraph(t, INDENT + 2,
				       "lost: record %" PRIu32
				       ", partition %d, acknowledged",
				       r->seq, r->partition);
		else
			text_paragraph(
				t, INDENT + 2,
				"lost: record %" PRIu32
				", partition %d, acknowledged %s at offset %" PRId64,
				r->seq, r->partition, WHEN(t, r->done_ns), r->offset);
	}
	if (s->lost > s->n_first_lost && s->n_first_lost)
		text_paragraph(t, INDENT + 2, "... and %" PRIu64 " more lost",
			       s->lost - s->n_first_lost);
}

static void settle_one(const struct text *t, const struct settlement *s)
{
	const char *red = text_paint(t, s->lost ? RED : ""),
		   *end = text_paint(t, s->lost ? PLAIN : "");

	text_paragraph(t, INDENT,
		       "%s: %" PRIu64 " produced = %" PRIu64 " acked + %" PRIu64
		       " rejected + %" PRIu64 " unknown",
		       t->plan->workloads[s->workload].name, s->produced, s->acked,
		       s->rejected, s->unknown);
	text_paragraph(t, INDENT + 2,
		       "%slost %" PRIu64 "%s, duplicated %" PRIu64 ", reordered %" PRIu64
		       ", unverified %" PRIu64 ", unaccounted %" PRIu64,
		       red, s->lost, end, s->duplicated, s->reordered, s->unverified,
		       s->unaccounted);
	if (s->unknown_found)
		text_paragraph(t, INDENT + 2,
			       "%" PRIu64 " of the unknown were written all the same",
			       s->unknown_found);
	if (s->rejected_found)
		text_paragraph(t, INDENT + 2,
			       "contradiction: %" PRIu64
			       " rejected records are in the topic",
			       s->rejected_found);
	lost(t, s);
}

enum { REPLICAS_SHOWN = 20 };

static void differing(const struct text *t, const struct event *ev)
{
	char *against = ev->leader < 0 ? xstrdup("")
				       : xasprintf(", held against %s",
						   text_node(t, ev->leader));

	text_paragraph(t, INDENT + 2, "%s%s%s, %s/%d, from offset %" PRId64 " on: %s%s",
		       text_paint(t, RED), text_node(t, ev->node), text_paint(t, PLAIN),
		       ev->topic, ev->partition, ev->offset, ev->text ? ev->text : "?",
		       against);
	free(against);
}

/* One reason stands for all that have the same. */
static void not_compared(const struct text *t)
{
	const struct replicas_finding *r = &t->f->replicas;
	const char *last = NULL;

	for (size_t i = 0; i < r->len; i++) {
		const struct event *ev = r->all[i];
		const char *why = ev->text ? ev->text : "?";

		if (ev->complete || (last && strcmp(last, why) == 0))
			continue;
		text_paragraph(t, INDENT + 2, "not compared: %s, %s/%d: %s",
			       text_node(t, ev->node), ev->topic, ev->partition, why);
		last = why;
	}
}

static void replicas(const struct text *t)
{
	const struct replicas_finding *r = &t->f->replicas;
	size_t shown = 0;

	if (!r->len)
		return;
	text_paragraph(t, INDENT, "replicas: %s%zu of %zu identical%s%s",
		       text_paint(t, r->differ ? RED : ""), r->same, r->len,
		       text_paint(t, r->differ ? PLAIN : ""),
		       r->unread ? "; not all could be compared" : "");
	for (size_t i = 0; i < r->len && shown < REPLICAS_SHOWN; i++)
		if (r->all[i]->complete && !r->all[i]->up) {
			differing(t, r->all[i]);
			shown++;
		}
	if (r->differ > shown)
		text_paragraph(t, INDENT + 2, "... and %zu more", r->differ - shown);
	not_compared(t);
}

void text_settlement(const struct text *t)
{
	text_heading(t, "settlement", "every record, after everything was read back");
	if (!t->f->settled)
		text_paragraph(
			t, INDENT,
			"the read-back is missing or incomplete: what is unverified is not lost");
	for (size_t i = 0; i < t->f->n_settlements; i++)
		settle_one(t, &t->f->settlements[i]);
	if (t->f->foreign)
		text_paragraph(t, INDENT,
			       "%" PRIu64 " record%s in the topics %s not ours",
			       t->f->foreign, t->f->foreign == 1 ? "" : "s",
			       t->f->foreign == 1 ? "is" : "are");
	replicas(t);
}
