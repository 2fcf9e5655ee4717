/*
 * excerpt.h - the line of a place with a caret line under it, for diag.c.
 * Owner: nothing is kept. Threads: any. Fails: never; no place, no excerpt.
 */
#ifndef YAML_EXCERPT_H
#define YAML_EXCERPT_H

#include "base/strbuf.h"
#include "yaml/source.h"

/* Appends "   14 |       duraton: 30s\n      |       ^~~~~~~\n". */
void excerpt_add(struct strbuf *out, const struct ypos *at);

#endif
