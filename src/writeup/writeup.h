/*
 * writeup.h - a run as a document to hand in: Markdown with its charts beside it, in English or Russian.
 *
 * From findings only: what was not measured is not claimed. Where t->file is there already, what stands outside of its
 * blocks is kept (blocks.h); charts are written beside it, into charts/. Threads: one. Fails: kind ERR_USAGE, the file is
 * not one of ours; ERR_ENVIRONMENT, it cannot be read or a chart cannot be written.
 */
#ifndef WRITEUP_WRITEUP_H
#define WRITEUP_WRITEUP_H

#include "report/told.h"

report_fn writeup_md;

/* The timeline as a picture; needs gnuplot. */
report_fn writeup_svg;
report_fn writeup_png;

#endif
