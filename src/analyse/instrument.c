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

/* The first and the last line of the instrument within [from, to]; NULL: none. */
struct stretch {
	const struct event *first, *last;
};

static struct stretch stretch_of(const struct timeline *t, int64_t from_ns, int64_t to_ns)
{
	struct stretch s = {0};

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (ev->kind != EVENT_INSTRUMENT || ev->at_ns < from_ns ||
		    ev->at_ns > to_ns)
			continue;
		s.first = s.first ? s.first : ev;
		s.last = ev;
	}
	return s;
}

static bool is_empty(struct stretch s)
{
	return !s.first || s.last->at_ns <= s.first->at_ns;
}

static double cpu_share(struct stretch s)
{
	return is_empty(s) ? 0
			   : (double)(s.last->cpu_ns - s.first->cpu_ns) /
				     (double)(s.last->at_ns - s.first->at_ns);
}

static double contended(struct stretch s)
{
	return is_empty(s) || !s.last->contended_ns
		       ? -1
		       : (double)(s.last->contended_ns - s.first->contended_ns) /
				 (double)(s.last->at_ns - s.first->at_ns);
}

static void find_shares(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;
	struct stretch whole = stretch_of(t, f->begin_ns, f->end_ns);

	f->instrument.cpu_share = cpu_share(whole);
	f->instrument.contended = contended(whole);
	for (size_t i = 0; i < f->run->header.plan.n_phases; i++) {
		struct phase_finding *p = &f->phases[i];

		p->contended = p->begun ? contended(stretch_of(t, p->begin_ns, p->end_ns))
					: -1;
	}
}

void find_instrument(struct findings *f)
{
	const struct timeline *t = &f->run->timeline;

	for (size_t i = 0; i < t->len; i++) {
		const struct event *ev = &t->at[i];

		if (ev->kind == EVENT_GAP)
			note_gap(f, ev);
		if (ev->kind == EVENT_REACH || ev->kind == EVENT_CLAIM)
			f->observed = true;
		if (ev->kind == EVENT_INSTRUMENT)
			note_second(f, ev);
	}
	find_shares(f);
}
