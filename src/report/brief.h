/*
 * brief.h - runs in brief: what was fixed before them and how they came out, read and not worked out again,
 * so that a folder of many is listed at once.
 *
 * Owner: the caller, of what is read. Threads: one.
 */
#ifndef REPORT_BRIEF_H
#define REPORT_BRIEF_H

#include "base/err.h"
#include "base/strbuf.h"
#include "model/header.h"

struct brief {
	char *dir;
	enum code code; /* of `why` */
	char *why;      /* it cannot be read; then only `dir` is there */
	struct run_header header;
	char *unjudged; /* why there is no verdict: no results.json, a garbled one; then nothing below */
	char *verdict, *sentence;
	size_t expectations, not_held;
	int64_t length_ns; /* of the measurement */
};

/* Never fails: what is wrong with it is in `why`. */
void brief_read(struct brief *b, const char *dir);
void brief_release(struct brief *b);

/* "2026-11-22 17:27" in UTC, when it was started. Returns buf. */
char *brief_when(const struct brief *b, char *buf, size_t cap);

struct briefs {
	struct brief *run;
	size_t len;
};

/* The folders in `dir`, newest run first, those that cannot be read last. -1: `dir` is no folder, or is itself
 * a run's (kind ERR_USAGE); nothing is left to release. */
int briefs_read(struct briefs *all, const char *dir, struct err *e);
void briefs_release(struct briefs *all);

/* A line per run. Appends. */
void briefs_text(const struct briefs *all, bool colour, struct strbuf *out);

/* For machines: an array of an object per run. Appends. */
void briefs_json(const struct briefs *all, struct strbuf *out);

/* One run: question, verdict, environment, files with their sizes. Appends. */
void brief_text(const struct brief *b, int columns, struct strbuf *out);

#endif
