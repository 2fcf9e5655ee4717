#include "analyse/windows.h"

#include "analyse/errors.h"
#include "analyse/sort.h"
#include "base/mem.h"

int64_t window_start_ns(const struct window *w)
{
	return w->from_ns + (w->from_latest_ns - w->from_ns) / 2;
}

int64_t window_end_ns(const struct window *w)
{
	return w->to_earliest_ns + (w->to_ns - w->to_earliest_ns) / 2;
}

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
	return v < low ? low : v > high ? high : v;
}

struct finder {
	const struct windows_input *in;
	struct windows *out;
	size_t before; /* windows of other partitions */
	size_t next;   /* index of the first good instant after the due time at hand */
	size_t last;   /* the good instant that ended the newest window */
};

static bool is_late(const struct finder *f, const struct item *it)
{
	return (it->flags & ITEM_DEMAND) && !item_served(it, f->in->late_after_ns);
}

/* Between the newest window and the gap at hand: nothing served in time, and not for long. */
static bool same_outage(const struct finder *f, int64_t from_ns)
{
	const struct window *w = &f->out->at[f->out->len - 1];

	if (f->next == 0 || from_ns - w->to_ns > f->in->late_after_ns)
		return false;
	for (size_t i = f->last; i < f->next; i++)
		if (f->in->goods[i].prompt)
			return false;
	return true;
}

static void end_at(struct finder *f, struct window *w, int64_t to_ns)
{
	w->to_ns = to_ns;
	w->open = f->next == f->in->n_goods;
	f->last = f->next;
}

static void start_at(struct finder *f, int64_t from_ns, int64_t to_ns,
		     const struct item *it)
{
	struct window *w = GROW(f->out->at, f->out->len);

	w->from_ns = from_ns;
	w->from_latest_ns = clamp(it->sent_ns, from_ns, to_ns);
	w->unstarted = f->next == 0;
	end_at(f, w, to_ns);
}

/* One late record: is the gap between good instants around its due time a window? */
static void look_at(struct finder *f, const struct item *it)
{
	const struct windows_input *in = f->in;
	int64_t from, to;

	while (f->next < in->n_goods && in->goods[f->next].at_ns <= it->due_ns)
		f->next++;
	from = f->next ? in->goods[f->next - 1].at_ns : in->begin_ns;
	from = from < in->begin_ns ? in->begin_ns : from;
	to = f->next < in->n_goods ? in->goods[f->next].at_ns : in->end_ns;
	if (to - from <= in->late_after_ns)
		return; /* a slow record among promptly served ones */
	if (f->out->len > f->before) {
		struct window *w = &f->out->at[f->out->len - 1];

		if (f->last == f->next)
			return; /* the same gap */
		if (same_outage(f, from)) {
			end_at(f, w, to);
			return;
		}
	}
	start_at(f, from, to, it);
}

static bool answered_promptly(const struct windows_input *in, const struct item *it)
{
	return it->outcome == OUTCOME_ACKED && it->done_ns - it->sent_ns <= in->prompt_ns;
}

/* The last moment known to be bad: when the last record not answered promptly was sent. */
static int64_t last_bad(const struct windows_input *in, const struct window *w,
			size_t first, size_t end)
{
	for (size_t i = end; i-- > first;) {
		const struct item *it = &in->items[i];

		if ((it->flags & ITEM_DEMAND) && !answered_promptly(in, it))
			return clamp(it->sent_ns, w->from_latest_ns, w->to_ns);
	}
	return w->from_latest_ns;
}

/* What was due in the window. */
static void fill(const struct windows_input *in, struct window *w)
{
	size_t first = items_from(in->items, in->n_items, w->from_ns);
	size_t end = items_from(in->items, in->n_items, w->to_ns);
	struct error_count errors = {0};

	for (size_t i = first; i < end; i++) {
		const struct item *it = &in->items[i];

		if (!(it->flags & ITEM_DEMAND))
			continue;
		w->records++;
		w->unserved += it->outcome != OUTCOME_ACKED;
		errors_add(&errors, it->error, 1);
	}
	w->other_errors = errors_top(&errors, w->errors);
	w->to_earliest_ns = last_bad(in, w, first, end);
}

void windows_find(const struct windows_input *in, struct windows *out)
{
	struct finder f = {.in = in, .out = out, .before = out->len};

	for (size_t i = 0; i < in->n_items; i++)
		if (is_late(&f, &in->items[i]))
			look_at(&f, &in->items[i]);
	for (size_t i = f.before; i < out->len; i++)
		fill(in, &out->at[i]);
}

/* The worst stall that an instant falls into or next to; 0: none. */
static int64_t stalled_at(const struct stall *s, size_t n, int64_t at_ns)
{
	int64_t worst = 0;

	for (size_t i = 0; i < n; i++)
		if (at_ns >= s[i].from_ns - s[i].late_ns &&
		    at_ns <= s[i].to_ns + s[i].late_ns && s[i].late_ns > worst)
			worst = s[i].late_ns;
	return worst;
}

/*
 * An answer seen late by a stall came earlier than recorded, and a record was sent later than
 * recorded: both edges of the start's bar and the inner one of the end's move.
 */
static void widen(struct window *w, int64_t floor_ns, int64_t start_late,
		  int64_t end_late)
{
	int64_t middle;

	w->widened = true;
	if (!w->unstarted && w->from_ns > floor_ns)
		w->from_ns = clamp(w->from_ns - start_late, floor_ns, w->from_ns);
	w->from_latest_ns = clamp(w->from_latest_ns + start_late, w->from_ns, w->to_ns);
	if (!w->open)
		w->to_earliest_ns = clamp(w->to_earliest_ns - end_late, w->from_ns,
					  w->to_ns);
	if (w->from_latest_ns <= w->to_earliest_ns)
		return;
	middle = w->to_earliest_ns + (w->from_latest_ns - w->to_earliest_ns) / 2;
	w->from_latest_ns = middle;
	w->to_earliest_ns = middle;
}

void windows_widen(struct window *w, size_t n, const struct stall *stalls,
		   size_t n_stalls)
{
	for (size_t i = 0; i < n; i++) {
		int64_t floor = i ? w[i - 1].to_ns : INT64_MIN;
		int64_t start = stalled_at(stalls, n_stalls, w[i].from_ns);
		int64_t end = stalled_at(stalls, n_stalls, w[i].to_ns);

		if (start || end)
			widen(&w[i], floor, start, w[i].open ? 0 : end);
	}
}

static int by_start(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	if (x->from_ns != y->from_ns)
		return x->from_ns < y->from_ns ? -1 : 1;
	return (x->partition > y->partition) - (x->partition < y->partition);
}

void windows_sort(struct window *w, size_t n)
{
	sort_nearly(w, n, sizeof(*w), by_start);
}
