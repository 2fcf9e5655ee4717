/* deadline.c - "so, at the latest T after the phase's last action took effect". */
#include "base/mem.h"
#include "base/str.h"
#include "expect/judge.h"

struct deadline judge_deadline(const struct judge *j)
{
	struct deadline d = {.given = judge_has(j, "within"),
			     .base_ns = j->from_ns,
			     .within_ns = judge_num(j, "within")};

	for (size_t i = 0; i < j->f->n_actions; i++) {
		const struct action_finding *a = &j->f->actions[i];

		/* One without nodes ("wait") changes nothing. */
		if (a->phase == j->x->phase && a->action >= 0 && a->nodes.len &&
		    a->effective_ns != NEVER && a->effective_ns > d.base_ns)
			d.base_ns = a->effective_ns;
	}
	return d;
}

static void add_at_end(struct judge *j, bool holds, char *observed, char *doubt)
{
	struct reading r = {.value = holds ? 0 : 1,
			    .limit = 0,
			    .at_most = true,
			    .observed = observed,
			    .doubt = doubt};

	judge_add(j, &r);
}

void judge_since(struct judge *j, int64_t since_ns, int64_t bar_ns, char *observed,
		 char *doubt)
{
	struct deadline d = judge_deadline(j);
	bool holds = since_ns != NEVER;
	struct reading r = {.bar = (double)bar_ns,
			    .limit = (double)d.within_ns,
			    .at_most = true,
			    .observed = observed,
			    .doubt = doubt};

	if (!d.given) {
		add_at_end(j, holds, observed, doubt);
		return;
	}
	if (!holds && !doubt && j->to_ns < d.base_ns + d.within_ns)
		r.doubt = xasprintf("the phase ended before %s were over",
				    DURATION_TEXT(d.within_ns));
	/* Not so at the end: at least a bar beyond any limit. */
	r.value = holds ? (double)(since_ns - d.base_ns)
			: (double)(j->to_ns - d.base_ns + d.within_ns) + r.bar * 2;
	if (r.value < 0) {
		r.value = 0;
		r.bar = 0; /* it was so all along */
	}
	judge_add(j, &r);
}

char *judge_gap_doubt(const struct judge *j)
{
	struct deadline d = judge_deadline(j);

	for (size_t i = 0; i < j->f->n_gaps; i++) {
		const struct span *g = &j->f->gaps[i];
		int64_t length = g->to_ns - g->from_ns;

		if (g->to_ns <= d.base_ns || g->from_ns >= j->to_ns)
			continue;
		if (g->to_ns >= j->to_ns || (d.given && length > d.within_ns))
			return xasprintf("the observer did not look for %s",
					 DURATION_TEXT(length));
	}
	return NULL;
}
