#include "report/text.h"

#include "base/mem.h"
#include "base/str.h"
#include "report/window.h"

#include <inttypes.h>

static void window_cause(const struct text *t, const struct window *w, struct strbuf *out)
{
	const struct split *s = &w->split;

	if (s->cause < 0) {
		strbuf_addstr(out, "unexplained");
		return;
	}
	strbuf_addstr(out, t->f->actions[s->cause].kind);
	text_nodes(t, &t->f->actions[s->cause].nodes, out);
	if (s->cluster_share_ns != NEVER && s->client_share_ns != NEVER)
		strbuf_addf(out, ": cluster %s, client %s",
			    DURATION_TEXT(s->cluster_share_ns),
			    DURATION_TEXT(s->client_share_ns));
}

static bool workload_asks(const struct text *t, size_t i)
{
	return t->plan->workloads[i].kind == WORKLOAD_ASK;
}

static bool same_reason(const struct window *a, const struct window *b)
{
	return b && a->why.reason == b->why.reason && a->split.cause == b->split.cause;
}

/* Windows that follow each other for the same reason have the same to say: the first one says it. */
static void window_reason(const struct window *w, const struct window *before,
			  struct strbuf *out)
{
	if (w->why.n_evidence && !same_reason(w, before))
		strbuf_addf(out, "\n%s", w->why.evidence[0]);
}

static void window_row(const struct text *t, struct table *table, const struct window *w,
		       const struct window *before)
{
	struct strbuf b = STRBUF_INIT;
	char *part = findings_part_name(t->f, w->workload, w->partition);

	if (plane_parts(w->plane) == PARTS_PARTITIONS)
		table_add(table, "partition %d", w->partition);
	else
		table_add(table, "%s", part);
	free(part);
	table_add(table, "%s", w->unstarted ? "before" : WHEN(t, w->from_ns));
	table_add(table, "..");
	table_add(table, "%s", w->open ? "the end" : WHEN(t, w->to_ns));
	window_length(w, &b);
	table_add(table, "%s", strbuf_text(&b));
	strbuf_clear(&b);
	strbuf_addf(&b, "%" PRIu64 " %s%s", w->records,
		    workload_asks(t, w->workload) ? "question" : "record",
		    w->records == 1 ? "" : "s");
	if (w->unserved)
		strbuf_addf(&b, ", %" PRIu64 " never served", w->unserved);
	strbuf_addf(&b, "\n%s; ", reason_name(w->why.reason));
	window_cause(t, w, &b);
	if (w->errors[0].count)
		strbuf_addstr(&b, "; ");
	window_errors(w->errors, w->other_errors, &b);
	window_reason(w, before, &b);
	table_add(table, "%s", strbuf_text(&b));
	strbuf_release(&b);
}

enum { WINDOWS_SHOWN = 12 }; /* per workload; results.json has all of them */

/* How many windows from this one on have the same reason and cause, and overlap: partitions that shared a fate. */
static size_t alike(const struct window *w, size_t n)
{
	int64_t until = w[0].to_ns;
	size_t k = 1;

	while (k < n && same_reason(&w[k], &w[0]) && w[k].from_ns < until) {
		until = w[k].to_ns > until ? w[k].to_ns : until;
		k++;
	}
	return k;
}

static void alike_records(const struct text *t, const struct window *w, size_t n,
			  struct strbuf *out)
{
	uint64_t records = 0, unserved = 0;

	for (size_t i = 0; i < n; i++) {
		records += w[i].records;
		unserved += w[i].unserved;
	}
	strbuf_addf(out, "%" PRIu64 " %ss", records,
		    workload_asks(t, w->workload) ? "question" : "record");
	if (unserved)
		strbuf_addf(out, ", %" PRIu64 " never served", unserved);
}

static int by_number(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* "partitions 1, 2, 7 to 9". */
static void alike_parts(const struct window *w, size_t n, struct strbuf *out)
{
	int32_t *part = xcalloc(n, sizeof(*part));

	for (size_t i = 0; i < n; i++)
		part[i] = w[i].partition;
	qsort(part, n, sizeof(*part), by_number);
	strbuf_addstr(out, "\npartitions");
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && part[end] <= part[end - 1] + 1; end++)
			;
		strbuf_addf(out, "%s%" PRId32, i ? ", " : " ", part[i]);
		if (part[end - 1] != part[i])
			strbuf_addf(out, " to %" PRId32, part[end - 1]);
	}
	free(part);
}

static const struct window *longest_of(const struct window *w, size_t n)
{
	const struct window *l = w;

	for (size_t i = 1; i < n; i++)
		if (window_end_ns(&w[i]) - window_start_ns(&w[i]) >
		    window_end_ns(l) - window_start_ns(l))
			l = &w[i];
	return l;
}

/* The windows of many partitions as one row; its length is that of the longest. */
static void alike_row(const struct text *t, struct table *table, const struct window *w,
		      size_t n, const struct window *before)
{
	const struct window *longest = longest_of(w, n), *first = w, *last = w;
	struct strbuf b = STRBUF_INIT;

	for (size_t i = 1; i < n; i++) {
		first = w[i].from_ns < first->from_ns ? &w[i] : first;
		last = w[i].to_ns > last->to_ns ? &w[i] : last;
	}
	table_add(table, "%zu windows", n);
	table_add(table, "%s", first->unstarted ? "before" : WHEN(t, first->from_ns));
	table_add(table, "..");
	table_add(table, "%s", last->open ? "the end" : WHEN(t, last->to_ns));
	window_length(longest, &b);
	table_add(table, "%s", strbuf_text(&b));
	strbuf_clear(&b);
	alike_records(t, w, n, &b);
	strbuf_addf(&b, "; the longest one's length\n%s; ", reason_name(w->why.reason));
	window_cause(t, longest, &b);
	window_reason(w, before, &b);
	alike_parts(w, n, &b);
	table_add(table, "%s", strbuf_text(&b));
	strbuf_release(&b);
}

/* A row each; of many windows of many partitions those alike have one. Returns how many were told. */
static size_t window_rows(const struct text *t, const struct workload_finding *w,
			  struct table *table)
{
	bool together = w->n_windows > WINDOWS_SHOWN && w->n_partitions > WINDOWS_SHOWN &&
			plane_parts(w->plane) == PARTS_PARTITIONS;
	size_t told = 0;

	for (size_t rows = 0; told < w->n_windows && rows < WINDOWS_SHOWN; rows++) {
		const struct window *next = &w->windows[told];
		const struct window *before = told ? next - 1 : NULL;
		size_t n = together ? alike(next, w->n_windows - told) : 1;

		if (n > 1)
			alike_row(t, table, next, n, before);
		else
			window_row(t, table, next, before);
		told += n;
	}
	return told;
}

static void workload_windows(const struct text *t, size_t i)
{
	const struct workload_finding *w = &t->f->workloads[i];
	const struct workload_plan *plan = &t->plan->workloads[i];
	const char *none = !w->measurable      ? ": not measured: acks=0 proves nothing"
			   : w->n_windows == 0 ? ": none"
					       : "";
	struct table table = {.align = "lrlrll", .hang = INDENT + 4};
	size_t told;

	text_paragraph(t, INDENT, "%s %s%s%s%s%s", plane_name(w->plane), plan->name,
		       plan->topic[0] ? " (" : "", plan->topic, plan->topic[0] ? ")" : "",
		       none);
	told = window_rows(t, w, &table);
	text_table(t, &table, INDENT + 2);
	if (told < w->n_windows)
		text_paragraph(t, INDENT + 2,
			       "... and %zu more (results.json has them all)",
			       w->n_windows - told);
}

static bool is_named(const struct text *t, enum reason r)
{
	for (size_t i = 0; i < t->plan->n_workloads; i++)
		for (size_t k = 0; k < t->f->workloads[i].n_windows; k++)
			if (t->f->workloads[i].windows[k].why.reason == r)
				return true;
	return false;
}

/* What the reasons mean that some window has. */
static void reasons_explained(const struct text *t)
{
	struct table table = {.align = "ll"};

	for (unsigned r = 0; r < REASON_COUNT; r++) {
		if (!is_named(t, (enum reason)r))
			continue;
		table_add(&table, "%s", reason_name((enum reason)r));
		table_add(&table, "%s", reason_meaning((enum reason)r));
	}
	text_table(t, &table, INDENT);
}

void text_windows(const struct text *t)
{
	if (!text_any_has_due_times(t))
		return;
	text_heading(t, "windows", "a partition was not served: last good .. next good");
	for (size_t i = 0; i < t->plan->n_workloads; i++)
		if (!t->f->workloads[i].bulk)
			workload_windows(t, i);
	reasons_explained(t);
}
