#include "page/episode.h"

#include "base/mem.h"

static int64_t length(const struct window *w)
{
	return window_end_ns(w) - window_start_ns(w);
}

static void take(struct episode *x, const struct workload_finding *w, size_t *next)
{
	size_t i = *next;

	while (i < w->n_windows && window_start_ns(&w->windows[i]) < x->from_ns)
		i++;
	x->windows = w->windows + i;
	for (; i < w->n_windows && window_start_ns(&w->windows[i]) <= x->to_ns; i++) {
		if (!x->longest || length(&w->windows[i]) > length(x->longest))
			x->longest = &w->windows[i];
		x->len++;
	}
	*next = i;
}

static int longer_first(const void *a, const void *b)
{
	const struct episode *x = *(const struct episode *const *)a;
	const struct episode *y = *(const struct episode *const *)b;
	int64_t m = x->to_ns - x->from_ns, n = y->to_ns - y->from_ns;

	if (m != n)
		return m < n ? 1 : -1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void choose(struct episode *all, size_t len)
{
	const struct episode **by_length = xcalloc(len + 1,
						   sizeof(const struct episode *));

	for (size_t i = 0; i < len; i++)
		by_length[i] = &all[i];
	qsort(by_length, len, sizeof(*by_length), longer_first);
	for (size_t i = 0; i < len && i < EPISODES_TOLD; i++)
		all[by_length[i]->number].told = true;
	free(by_length);
}

struct episode *episodes_of(const struct page *p, size_t workload, size_t *out_len)
{
	const struct workload_finding *w = &p->f->workloads[workload];
	struct episode *all = xcalloc(w->n_any + 1, sizeof(*all));
	size_t next = 0;

	for (size_t i = 0; i < w->n_any; i++) {
		all[i] = (struct episode){.workload = workload,
					  .number = i,
					  .from_ns = w->any[i].from_ns,
					  .to_ns = w->any[i].to_ns};
		take(&all[i], w, &next);
	}
	choose(all, w->n_any);
	*out_len = w->n_any;
	return all;
}

void episode_anchor(const struct page *p, const struct episode *x)
{
	putf(p, "r%zu-w%zu-%zu", p->number, x->workload, x->number);
}

char *page_workload(const struct page *p, size_t workload)
{
	return xasprintf("%s (%s)", p->plan->workloads[workload].name,
			 plane_name(p->f->workloads[workload].plane));
}
