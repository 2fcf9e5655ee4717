/*
 * blocks.h - a document in which what the program writes and what a person wrote live side by side.
 *
 * A block stands between "<!-- kchaos:begin NAME -->" and "<!-- kchaos:end NAME -->", each on a line of its own. Where the
 * document was written before, everything outside of its blocks stays as it is.
 * Pure. Threads: any.
 */
#ifndef WRITEUP_BLOCKS_H
#define WRITEUP_BLOCKS_H

#include "base/err.h"
#include "base/strbuf.h"

/*
 * Appends `old` with its blocks replaced by those of `fresh`. A block that `fresh` does not have goes; one that `old` does not
 * have comes behind the one before it in `fresh`, with the text that follows it there. -1, kind ERR_USAGE: `old` has no blocks, or
 * one that does not end; it is called `path`.
 */
int blocks_merge(const char *path, const char *old, const char *fresh, struct strbuf *out,
		 struct err *e);

#endif
