/* windows.c - every window as a row, and below it the evidence of the longest ones. */
#include "page/episode.h"
#include "page/part.h"

#include "base/mem.h"

#include <inttypes.h>

enum {
	WINDOWS_SHOWN = 60 /* of a workload */,
	ROWS_OPEN = 8 /* more of them are folded */
};

static void cause(const struct page *p, struct table *t, const struct window *w)
{
	char *what = w->split.cause < 0 ? xstrdup(W(p, UNEXPLAINED))
					: page_action(p, &p->f->actions[w->split.cause]);

	table_add(t, "%s", what);
	free(what);
}

static void window_row(const struct page *p, struct table *t, const struct window *w)
{
	char *part = findings_part_name(p->f, w->workload, w->partition);
	char *length = page_window_length(w);

	table_add(t, "%s", part);
	table_add(t, "%s", w->unstarted ? W(p, BEFORE_BEGIN) : WHEN(p, w->from_ns));
	table_add(t, "%s", w->open ? W(p, OPEN_END) : WHEN(p, w->to_ns));
	table_add(t, "%s", length);
	table_add(t, "%" PRIu64, w->records);
	table_add(t, "%" PRIu64, w->unserved);
	table_add(t, "%s", reason_name(w->why.reason));
	cause(p, t, w);
	free(length);
	free(part);
}

static void rows(const struct page *p, size_t i, const char *name)
{
	const struct workload_finding *w = &p->f->workloads[i];
	struct table t = {.align = "lrrrrrll"};
	const enum word heads[] = {WORD_PART,   WORD_FROM,    WORD_TO,
				   WORD_LENGTH, WORD_RECORDS, WORD_NEVER_SERVED,
				   WORD_REASON, WORD_CAUSE};

	for (size_t h = 0; h < ARRAY_LEN(heads); h++)
		table_add(&t, "%s", word(p->t->lang, heads[h]));
	for (size_t k = 0; k < w->n_windows && k < WINDOWS_SHOWN; k++)
		window_row(p, &t, &w->windows[k]);
	put(p, w->n_windows > ROWS_OPEN ? "<details class=\"rows\">"
					: "<details class=\"rows\" open>");
	putf(p, "<summary>%s: %zu</summary>\n", W(p, ALL_WINDOWS), w->n_windows);
	table_write(p, &t, name, true);
	if (w->n_windows > WINDOWS_SHOWN)
		putf(p, "<p>+ %zu %s</p>\n", w->n_windows - WINDOWS_SHOWN,
		     W(p, MORE_LEFT_OUT));
	put(p, "</details>\n");
}

static void evidence(const struct page *p, size_t i, const struct log_line *lines,
		     size_t n_lines)
{
	size_t n;
	struct episode *all = episodes_of(p, i, &n);

	for (size_t k = 0; k < n; k++)
		if (all[k].told)
			episode_tell(p, &all[k], lines, n_lines);
	free(all);
	if (n > EPISODES_TOLD)
		putf(p, "<p>+ %zu %s</p>\n", n - EPISODES_TOLD, W(p, MORE_LEFT_OUT));
}

static void workload(const struct page *p, size_t i, const struct log_line *lines,
		     size_t n_lines)
{
	const struct workload_finding *w = &p->f->workloads[i];
	const char *none = w->bulk             ? W(p, BULK)
			   : !w->measurable    ? W(p, NOT_MEASURED)
			   : w->n_windows == 0 ? W(p, NONE)
					       : NULL;
	char *name = page_workload(p, i);

	if (none) {
		put(p, "<p><b>");
		say(p, name);
		put(p, "</b>: ");
		say(p, none);
		put(p, "</p>\n");
	} else {
		evidence(p, i, lines, n_lines);
		rows(p, i, name);
	}
	free(name);
}

static void reasons(const struct page *p)
{
	bool named[REASON_COUNT] = {false};

	for (size_t i = 0; i < p->plan->n_workloads; i++)
		for (size_t k = 0; k < p->f->workloads[i].n_windows; k++)
			named[p->f->workloads[i].windows[k].why.reason] = true;
	put(p, "<dl class=\"terms\">");
	for (unsigned r = 0; r < REASON_COUNT; r++)
		if (named[r]) {
			put(p, "<div>");
			element(p, "dt", NULL, reason_name((enum reason)r));
			element(p, "dd", NULL, reason_meaning((enum reason)r));
			put(p, "</div>");
		}
	put(p, "</dl>\n");
}

/* The windows' surroundings in the nodes' logs; a log that cannot be read is said to be so. */
static void read_lines(const struct page *p, struct log_line **out, size_t *out_len)
{
	int64_t from = INT64_MAX, to = INT64_MIN;
	struct err e = {0};

	*out = NULL;
	*out_len = 0;
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		for (size_t k = 0; k < p->f->workloads[i].n_windows; k++) {
			const struct window *w = &p->f->workloads[i].windows[k];

			from = w->from_ns < from ? w->from_ns : from;
			to = w->to_ns > to ? w->to_ns : to;
		}
	if (from > to || !p->f->run->dir)
		return;
	if (run_log_lines(p->f->run, from - NS_PER_S, to + NS_PER_S, out, out_len, &e) <
	    0)
		element(p, "p", "warn", e.msg);
}

void part_windows(const struct page *p)
{
	struct log_line *lines;
	size_t n;

	section_begin(p, "windows", W(p, WINDOWS));
	element(p, "p", "help", W(p, WINDOWS_HELP));
	read_lines(p, &lines, &n);
	for (size_t i = 0; i < p->plan->n_workloads; i++)
		workload(p, i, lines, n);
	run_log_lines_free(lines, n);
	reasons(p);
	section_end(p);
}
