/*
 * mem.h - allocation that cannot fail: out of memory says so and aborts.
 *
 * The undo journal on disk is what makes an abort safe: `kchaos heal` finishes the work.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/base.h"

/* All return zeroed (x*alloc) or copied memory; the caller frees it. */
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
void *xmemdup(const void *p, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Makes room for one more in `array` of `len` items, zeroes it and returns its address:
 *     struct node *n = GROW(t->nodes, t->len);
 * Capacity is implied by len (powers of two), so the struct needs no `cap`.
 */
#define GROW(array, len) \
	((array) = mem_grow((array), (len), sizeof(*(array))), (len)++, &(array)[(len)-1])
void *mem_grow(void *array, size_t len, size_t size);

#endif
