#include "analyse/spans.h"

#include "base/mem.h"

/* A window begins (+1) or ends (-1). */
struct edge {
	int64_t at_ns;
	int step;
};

/* Beginnings before ends: of a window that has shrunk to nothing, too. */
static int by_time(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->at_ns != y->at_ns)
		return x->at_ns < y->at_ns ? -1 : 1;
	return y->step - x->step;
}

static struct edge *edges_of(const struct window *w, size_t n)
{
	struct edge *e = xcalloc(2 * n + 1, sizeof(*e));

	for (size_t i = 0; i < n; i++) {
		e[2 * i] = (struct edge){window_start_ns(&w[i]), 1};
		e[2 * i + 1] = (struct edge){window_end_ns(&w[i]), -1};
	}
	qsort(e, 2 * n, sizeof(*e), by_time);
	return e;
}

static void add(struct spans *out, int64_t from, int64_t to)
{
	if (from >= to)
		return;
	if (out->len && out->at[out->len - 1].to_ns == from)
		out->at[out->len - 1].to_ns = to;
	else
		*GROW(out->at, out->len) = (struct span){from, to};
}

void spans_of_windows(struct spans *out, const struct window *w, size_t n, size_t depth,
		      int64_t from_ns, int64_t to_ns)
{
	struct edge *e = edges_of(w, n);
	int64_t since = from_ns;
	size_t now = 0;

	*out = (struct spans){0};
	for (size_t i = 0; i < 2 * n; i++) {
		int64_t at = e[i].at_ns < from_ns ? from_ns
			     : e[i].at_ns > to_ns ? to_ns
						  : e[i].at_ns;
		bool was_in = now >= depth;

		now = e[i].step > 0 ? now + 1 : now - 1;
		if (was_in && now < depth)
			add(out, since, at);
		if (!was_in && now >= depth)
			since = at;
	}
	free(e);
}

int64_t spans_covered(const struct span *s, size_t n, int64_t from_ns, int64_t to_ns)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t from = s[i].from_ns > from_ns ? s[i].from_ns : from_ns;
		int64_t to = s[i].to_ns < to_ns ? s[i].to_ns : to_ns;

		sum += to > from ? to - from : 0;
	}
	return sum;
}
