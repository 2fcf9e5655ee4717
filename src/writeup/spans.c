/* spans.c - when a stretch in which somebody was out is really over. */
#include "writeup/sections.h"

bool is_open_span(const struct writer *w, size_t workload, struct span s)
{
	const struct workload_finding *f = &w->f->workloads[workload];

	if (s.to_ns >= w->f->end_ns)
		return true;
	for (size_t i = 0; i < f->n_windows; i++) {
		const struct window *x = &f->windows[i];

		if (x->open && window_start_ns(x) < s.to_ns &&
		    window_end_ns(x) >= s.to_ns)
			return true;
	}
	return false;
}
