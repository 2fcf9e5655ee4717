/*
 * client.c - the time in which no state of the cluster stood in the way, as far as the observer saw:
 * what the errors that came meanwhile say, and else whose time it was.
 */
#include "analyse/errors.h"
#include "analyse/why.h"
#include "base/mem.h"

enum { TIMED_OUT = -185, TIMED_OUT_QUEUE = -166, REQUEST_TIMED_OUT = 7 };

/* Errors that came in those of the pieces that are open in the same way. */
struct mix {
	uint64_t of[REASON_COUNT]; /* by what their code says */
	uint64_t timed_out, all;
};

/* Open pieces are of three kinds: nobody told, it could be served so far, it could be served again. */
enum kind { KIND_UNTOLD, KIND_SO_FAR, KIND_AGAIN, KINDS, KIND_DECIDED = KINDS };

static enum kind kind_of(const struct piece *p, bool was_bad)
{
	if (p->reason == REASON_UNKNOWN)
		return KIND_UNTOLD;
	if (p->reason != REASON_CLIENT_ARTEFACT)
		return KIND_DECIDED;
	return was_bad ? KIND_AGAIN : KIND_SO_FAR;
}

static void count(struct mix *m, int code)
{
	if (!code)
		return;
	m->all++;
	m->of[reason_of_error(code)]++;
	m->timed_out += code == TIMED_OUT || code == TIMED_OUT_QUEUE ||
			code == REQUEST_TIMED_OUT;
}

static const struct piece *piece_at(const struct pieces *pieces, int64_t at_ns)
{
	for (size_t i = pieces->len; i-- > 0;)
		if (pieces->at[i].from_ns <= at_ns)
			return &pieces->at[i];
	return pieces->len ? pieces->at : NULL;
}

static void count_item(const struct pieces *pieces, const enum kind *kinds,
		       const struct item *it, struct mix *mixes)
{
	const struct piece *p = it->done_ns == NEVER ? NULL
						     : piece_at(pieces, it->done_ns);

	if (!p || !(it->flags & ITEM_DEMAND) || kinds[p - pieces->at] == KIND_DECIDED)
		return;
	count(&mixes[kinds[p - pieces->at]], it->error);
}

/* Consumers are told of no errors. */
static void count_errors(const struct court *court, const struct course *c,
			 const struct pieces *pieces, const enum kind *kinds,
			 struct mix *mixes)
{
	const struct window *w = c->window;
	const struct records *r = &court->records[w->workload];
	const struct item *items;
	size_t n, first, end;

	if (w->partition < 0 || (size_t)w->partition >= r->n_partitions)
		return;
	items = r->items + r->first[w->partition];
	n = r->first[w->partition + 1] - r->first[w->partition];
	first = items_from(items, n, w->from_ns);
	end = items_from(items, n, w->to_ns);
	for (size_t i = first; i < end; i++)
		count_item(pieces, kinds, &items[i], mixes);
}

/* What most of the errors that say something say. */
static enum reason told(const struct mix *m)
{
	enum reason best = REASON_UNKNOWN;

	for (unsigned r = 0; r < REASON_UNKNOWN; r++)
		if (m->of[r] > (best == REASON_UNKNOWN ? 0 : m->of[best]))
			best = (enum reason)r;
	return best;
}

static enum reason decided(const struct course *c, const struct mix *m, enum kind kind)
{
	enum reason by_errors = told(m);

	if (by_errors != REASON_UNKNOWN || kind == KIND_UNTOLD)
		return by_errors;
	if (c->needs.controller && 2 * m->timed_out >= m->all &&
	    (m->all || kind == KIND_AGAIN))
		return REASON_CONTROLLER_NOT_REACHED;
	if (kind == KIND_AGAIN)
		return REASON_CLIENT_ARTEFACT;
	return c->window->unserved ? REASON_UNKNOWN : REASON_ANSWERS_LATE;
}

void decide_open_pieces(const struct court *court, const struct course *c,
			struct pieces *pieces)
{
	enum kind *kinds = xcalloc(pieces->len + 1, sizeof(*kinds));
	struct mix mixes[KINDS] = {0};
	bool was_bad = course_moved_ns(court, c) != NEVER;

	for (size_t i = 0; i < pieces->len; i++) {
		kinds[i] = kind_of(&pieces->at[i], was_bad);
		was_bad |= kinds[i] == KIND_DECIDED;
	}
	count_errors(court, c, pieces, kinds, mixes);
	for (size_t i = 0; i < pieces->len; i++)
		if (kinds[i] != KIND_DECIDED)
			pieces->at[i].reason = decided(c, &mixes[kinds[i]], kinds[i]);
	free(kinds);
}
