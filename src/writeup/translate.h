/*
 * translate.h - what analysis and verdict say in English, in Russian: by patterns, whole sentences at a time.
 *
 * Those texts are for people and may change: one that no pattern fits stays as it is. Names and numbers in them are carried
 * over. Pure. Threads: any.
 */
#ifndef WRITEUP_TRANSLATE_H
#define WRITEUP_TRANSLATE_H

#include "base/strbuf.h"

/* Appends `text` with its lengths and sizes written the Russian way: "3.81 s" as "3,81 с". */
void translate_units(const char *text, struct strbuf *out);

/* Appends `text` in Russian, so that no Markdown is made of names in it. False: no pattern fits, it was appended as it is. */
bool translate(const char *text, struct strbuf *out);

#endif
