#include "base/mem.h"

#include "base/codes.h"

#include <stdarg.h>

NORETURN static void out_of_memory(size_t n, size_t size)
{
	(void)fprintf(stderr, "kchaos: out of memory (%zu x %zu bytes) [%s]\n", n, size,
		      code_text(CODE_NO_RESOURCE));
	abort();
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		out_of_memory(n, size);
	return p;
}

void *xrealloc(void *p, size_t n, size_t size)
{
	void *q = size && n > SIZE_MAX / size ? NULL
					      : realloc(p, n && size ? n * size : 1);

	if (!q)
		out_of_memory(n, size);
	return q;
}

char *xstrndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *p = xcalloc(len + 1, 1);

	memcpy(p, s, len);
	return p;
}

char *xstrdup(const char *s)
{
	return xstrndup(s, SIZE_MAX);
}

void *xmemdup(const void *p, size_t n)
{
	void *q = xcalloc(n, 1);

	if (n)
		memcpy(q, p, n);
	return q;
}

char *xasprintf(const char *fmt, ...)
{
	char *out = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&out, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory(1, 0);
	return out;
}

void *mem_grow(void *array, size_t len, size_t size)
{
	char *grown = array;

	if (len == 0 ||
	    (len & (len - 1)) == 0) /* at a power of two the room is used up */
		grown = xrealloc(array, len ? len * 2 : 1, size);
	memset(grown + len * size, 0, size);
	return grown;
}
