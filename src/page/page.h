/*
 * page.h - a run as one HTML file to look at: verdict, timeline, proof, set-up. No network, no second file.
 *
 * Everything is written as plain HTML here and can be read and printed without a script; the script
 * (page.js) adds zoom, values under the pointer and the evidence beside the timeline. Texts from outside are
 * escaped. Pure: the same run directories give the same bytes. Several runs: a section each.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "report/told.h"

int page_html(const struct telling *t, struct strbuf *out, struct err *e);

#endif
