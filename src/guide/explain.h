/*
 * explain.h - a term, or a whole scenario, in plain words.
 *
 * Pure: everything is said from rows of tables (term.h) and the plan. Owner: the caller of the buffer, to which is
 * appended. Threads: one. Fails: never.
 */
#ifndef GUIDE_EXPLAIN_H
#define GUIDE_EXPLAIN_H

#include "base/strbuf.h"
#include "guide/term.h"
#include "model/plan.h"

/* What `t` is, how it is written, its keys with their defaults, and what its kind has besides. */
void explain_term(const struct term *t, int width, struct strbuf *out);

/* Whose key `name` is, with its default and meaning there; false: nobody's. */
bool explain_key(const struct terms *t, const char *name, int width, struct strbuf *out);

/* The names of all terms, by kind. */
void explain_all(const struct terms *t, int width, struct strbuf *out);

/* What a run of the scenario does, in the order in which it does it. */
void explain_plan(const struct plan *p, int width, struct strbuf *out);

#endif
