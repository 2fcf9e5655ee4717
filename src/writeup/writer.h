/*
 * writer.h - inside this room: a run being written up in a language, and the small texts sentences are made of.
 *
 * What returns a text keeps it until writer_end(), so that calls can stand in each other. Texts from users' files,
 * nodes and engines are escaped where they are taken: in w_name(), w_quote(), w_heard(), and in fences.
 * Owner: document.c. Threads: one. Fails: never.
 */
#ifndef WRITEUP_WRITER_H
#define WRITEUP_WRITER_H

#include "writeup/phrase.h"

struct writer {
	const struct told *told;
	const struct findings *f;
	const struct plan *plan;
	enum lang lang;
	size_t run, n_runs;   /* which of them this is, from 0 */
	const char *chart;    /* its picture, from the document's folder; NULL: none */
	const char *no_chart; /* why there is none */
	struct strbuf *out;
	char **texts; /* kept ones */
	size_t n_texts;
};

void writer_end(struct writer *w);

/* Takes the text. */
const char *w_keep(struct writer *w, char *text);
const char *w_keepf(struct writer *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Appends a phrase; a phrase as a text. */
void w_say(struct writer *w, enum phrase id, const char *const *values);
const char *w_said(struct writer *w, enum phrase id, const char *const *values);

/* The phrase on lines of its own: a paragraph, an item of a list. */
void w_paragraph(struct writer *w, enum phrase id, const char *const *values);
void w_item(struct writer *w, enum phrase id, const char *const *values);

const char *w_number(struct writer *w, uint64_t n);
const char *w_decimal(struct writer *w, double n, int digits); /* a comma in Russian */
const char *w_length(struct writer *w, int64_t ns);            /* "3.81 s", "3,81 с" */
const char *w_length_bar(struct writer *w, int64_t ns,
			 int64_t bar_ns); /* with its error bar, where there is one */
const char *w_when(
	struct writer *w,
	int64_t at_ns); /* "+10.31 s" since the first phase began; "—" for NEVER */
const char *w_bytes(struct writer *w, int64_t n);
const char *w_share(struct writer *w, uint64_t part,
		    uint64_t of); /* "99.99 %", cut and not rounded */

const char *w_name(struct writer *w, const char *text);  /* escaped, as it is */
const char *w_quote(struct writer *w, const char *text); /* as code, on one line */
const char *w_node_name(struct writer *w, int32_t id);
const char *w_node_names(struct writer *w,
			 const struct ids *nodes); /* "kafka1, kafka2" */
const char *w_workload_name(struct writer *w, size_t i);

/* "a", "a and b", "a, b and c": the items joined. */
const char *w_joined(struct writer *w, const char *const *items, size_t n);

/* A table: titles, then cells, each as wide as it is. */
void w_table_head(struct writer *w, const enum phrase *titles, size_t n);
void w_table_row(struct writer *w, const char *const *cells);
#define HEAD(w, ...)                                        \
	w_table_head(w, (const enum phrase[]){__VA_ARGS__}, \
		     sizeof((const enum phrase[]){__VA_ARGS__}) / sizeof(enum phrase))

/* Preformatted text, with a fence that it cannot close. */
void w_fence(struct writer *w, const char *text);

/* What is between them is written anew each time, see blocks.h; of several runs each has its own. */
void w_block_begin(struct writer *w, const char *id);
void w_block_end(struct writer *w, const char *id);

/* The empty line for the reader's own words. */
void w_own_words(struct writer *w);

#endif
