/*
 * gnuplot.h - the program that draws: a script goes in, the bytes of a picture come out.
 *
 * Script, picture and complaints lie in files without a name, so neither side waits for the other. Threads: one.
 */
#ifndef WRITEUP_GNUPLOT_H
#define WRITEUP_GNUPLOT_H

#include "base/err.h"
#include "base/strbuf.h"

/* Appends what gnuplot writes. -1, kind ERR_ENVIRONMENT: it is missing, failed, or took longer than 30 s and was ended. */
int gnuplot_run(const struct strbuf *script, struct strbuf *out, struct err *e);

#endif
