/*
 * answer.h - what a run showed, as prose with its numbers: a sentence or two per phase, and what became
 * of the records. Only what was observed is said.
 *
 * Markdown; texts from the user's files are escaped. Pure: the same findings give the same bytes.
 */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "base/strbuf.h"
#include "expect/verdict.h"

/* One paragraph. Appends. */
void report_answer(const struct findings *f, struct strbuf *out);

/* What was started and used, and how much of it may fail by the settings alone. One paragraph. Appends. */
void report_setup(const struct findings *f, struct strbuf *out);

/* Appends `text` so that no Markdown is made of it. */
void report_escape(struct strbuf *out, const char *text);

#endif
