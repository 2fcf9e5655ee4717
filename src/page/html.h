/*
 * html.h - the page's own: what its sections share. Escaped text, tables, instants, names.
 *
 * Nothing from outside gets onto the page but by say(), sayf() and the tables' cells, which escape.
 * Owner: page_html(). Threads: one. Fails: never.
 */
#ifndef PAGE_HTML_H
#define PAGE_HTML_H

#include "page/words.h"
#include "report/layout.h"

struct page {
	const struct telling *t;
	const struct told *r;
	const struct findings *f;
	const struct plan *plan;
	size_t number; /* of the run, from 1: what its anchors begin with */
	struct strbuf *out;
};

/* The word in the page's language. */
#define W(p, id) word((p)->t->lang, WORD_##id)

/* Markup: our own, as it is. */
void put(const struct page *p, const char *markup);
void putf(const struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Text, also within an attribute's quotes: escaped; what is no character becomes U+FFFD. */
void say(const struct page *p, const char *text);
void sayf(const struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* <tag class="class">text</tag>; class NULL: none. */
void element(const struct page *p, const char *tag, const char *class, const char *text);

/* Begins a section of the run with its heading; ends it. `id` is made unique by the run's number. */
void section_begin(const struct page *p, const char *id, const char *title);
void section_end(const struct page *p);

/* Writes a table of cells (layout.h), the first row being its heads, and empties it. `caption` names it
 * for those who hear it; shown when `shown`. A line end in a cell breaks its line. */
void table_write(const struct page *p, struct table *t, const char *caption, bool shown);

/* The same, with each cell marked that differs from `before`, in which the row of the same first `keys` columns
 * is looked up; NULL: nothing is. Empties t only. Returns how many cells are marked. */
size_t table_write_changed(const struct page *p, struct table *t,
			   const struct table *before, size_t keys, const char *caption);
/* How many cells that would be. */
size_t table_changes(const struct table *t, const struct table *before, size_t keys);

/* "+10.31 s" since the first phase began. Returns buf. */
char *page_when(const struct page *p, char *buf, size_t cap, int64_t at_ns);
#define WHEN(p, at) page_when(p, (char[32]){0}, 32, at)

/* Seconds since the first phase began, as the script and the style sheet count. */
double page_seconds(const struct page *p, int64_t at_ns);

/* A length; "-" for nothing. Returns buf. */
char *page_length(char *buf, size_t cap, int64_t ns);
#define LENGTH(ns) page_length((char[32]){0}, 32, ns)

/* "99.913 %": cut, not rounded, as one record of a million lost is not 100 %; "-" of nothing. Returns buf. */
char *page_share(char *buf, size_t cap, uint64_t part, uint64_t whole);
#define SHARE(part, whole) page_share((char[32]){0}, 32, part, whole)

const char *page_node(const struct page *p, int32_t id);

/* "kill kafka1, kafka2". Caller frees. */
char *page_action(const struct page *p, const struct action_finding *a);

/* "5.00 s ± 120 ms" between the middles of a window's bars. Caller frees. */
char *page_window_length(const struct window *w);

#endif
