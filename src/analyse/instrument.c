/* instrument.c - how well kchaos itself could look: its ticker, its observer, its CPU time. */
#include "analyse/parts.h"
#include "base/mem.h"

static bool within(const struct findings *f, int64_t from_ns, int64_t to_ns)
{
	return to_ns >= f->begin_ns && from_ns <= f->end_ns;
}

static void note_gap(struct findings *f, const struct event *ev)
{
	struct span gap = {ev->at_ns - ev->late_ns, ev->at_ns};

	if (!within(f, gap.from_ns, gap.to_ns))
		return;
	*GROW(f->gaps, f->n_gaps) = gap;
	if (ev->late_ns > f->instrument.observer_gap_ns)
		f->instrument.observer_gap_ns = ev->late_ns;
}

static void note_second(struct findings *f, const struct event *ev)
{
	struct instrument_finding *m = &f->instrument;

	if (!within(f, ev->at_ns, ev->at_ns))
		return;
	if (ev->late_ns > m->worst_late_ns) {
		m->worst_late_ns = ev->late_ns;
		m->worst_late_at_ns = ev->at_ns;
	}
	if (ev->rss_kib > m->peak_rss_kib)
		m->peak_rss_kib = ev->rss_kib;
}

static double share_between(const struct event *first, const struct event *last)
{
	if (!first || last->at_ns <= first->at_ns)
		return 0;
	return (double)(last->cpu_ns - first->cpu_ns) /
	       (double)(last->at_ns - first->at_ns);
}

void find_instrument(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	const struct event *first = NULL, *last = NULL;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (ev->kind == EVENT_GAP)
			note_gap(f, ev);
		if (ev->kind == EVENT_REACH || ev->kind == EVENT_CLAIM)
			f->observed = true;
		if (ev->kind != EVENT_INSTRUMENT)
			continue;
		note_second(f, ev);
		if (!within(f, ev->at_ns, ev->at_ns))
			continue;
		first = first ? first : ev;
		last = ev;
	}
	f->instrument.cpu_share = share_between(first, last);
}
