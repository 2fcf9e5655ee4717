/*
 * text.h - the report's own: what the sections of the summary share.
 *
 * Each section appends itself to `out`. Owner: report_text(). Threads: one. Fails: never.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/layout.h"
#include "report/report.h"

enum { INDENT = 2 };

struct text {
	const struct findings *f;
	const struct plan *plan;
	const struct text_style *style;
	size_t width;
	struct strbuf *out;
};

#define RED    "\033[31m"
#define GREEN  "\033[32m"
#define YELLOW "\033[33m"
#define BOLD   "\033[1m"
#define PLAIN  "\033[0m"

/* The colour, or "" where none is wanted. */
const char *text_paint(const struct text *t, const char *colour);

/* "+10.31 s" since the first phase began. Returns buf. */
char *text_when(const struct text *t, char *buf, size_t cap, int64_t at_ns);
#define WHEN(t, at) text_when(t, (char[32]){0}, 32, at)

/* A length; "-" for nothing, which leads the eye to what is something. Returns buf. */
char *text_length(char *buf, size_t cap, int64_t ns);
#define LENGTH(ns) text_length((char[32]){0}, 32, ns)

void text_heading(const struct text *t, const char *title, const char *explained);
void text_table(const struct text *t, struct table *table, size_t indent);

/* One paragraph, indented; further lines a little more. */
void text_paragraph(const struct text *t, size_t indent, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

const char *text_node(const struct text *t, int32_t id);
void text_nodes(const struct text *t, const struct ids *nodes, struct strbuf *out);

/* Bulk workloads have neither windows nor shares: they have their own section. */
bool text_any_has_due_times(const struct text *t);

/* text_strip.c, text_windows.c, text_served.c */
void text_timeline(const struct text *t);
void text_windows(const struct text *t);
void text_availability(const struct text *t);
void text_settlement(const struct text *t);

/* text_leaders.c */
void text_leaders(const struct text *t);

/* text_bulk.c; nothing where no workload is one */
void text_bulk(const struct text *t);

/* text_digest.c */
void text_digest(const struct text *t);

#endif
