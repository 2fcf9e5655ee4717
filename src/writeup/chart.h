/*
 * chart.h - the timeline as a picture, drawn by gnuplot; and as characters where there is none.
 *
 * gnuplot is told everything by a pipe, in bounded time; names are told as data, not as markup.
 * Threads: one. Fails: kind ERR_ENVIRONMENT, gnuplot is missing, failed or took too long.
 */
#ifndef WRITEUP_CHART_H
#define WRITEUP_CHART_H

#include "report/told.h"

struct writer;

enum picture { PICTURE_SVG, PICTURE_PNG };

/* The runs of `t` below each other, appended as the bytes of a file. */
int chart_draw(const struct telling *t, enum picture kind, struct strbuf *out,
	       struct err *e);

/* The timeline in characters, with the reason why it is not drawn. */
void write_strip(struct writer *w);

#endif
