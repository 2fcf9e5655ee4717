/* Selectors of one partition: who leads it, who has it, who is behind. */
#include "aim/pick.h"

#include "base/mem.h"

#include <inttypes.h>

static const struct partition_view *find_partition(const struct selector_world *w,
						   const struct selector_term *t,
						   struct err *e)
{
	const struct partition_view *p = view_partition(w->view, t->name, t->number);

	if (!p)
		err_set(e, CODE_NOT_KNOWN_YET, "%s/%d is in no broker's metadata yet",
			t->name, t->number);
	return p;
}

static const struct partition_view *find_led(const struct selector_world *w,
					     const struct selector_term *t, struct err *e)
{
	const struct partition_view *p = find_partition(w, t, e);

	if (!p || p->leader >= 0)
		return p;
	err_set(e, CODE_NO_LEADER, "%s/%d has no leader now", t->name, t->number);
	return NULL;
}

static void note_partition(const struct selector_world *w, const struct partition_view *p,
			   struct strbuf *note)
{
	int32_t teller = view_freshest(w->view);

	strbuf_addf(note, ", leader epoch %d, ISR ", p->epoch);
	ids_text(&p->isr, note);
	if (teller >= 0)
		strbuf_addf(note, ", as node %d tells", teller);
}

static int pick_leader(const struct selector_world *w, const struct partition_view *p,
		       struct ids *out, struct err *e)
{
	if (pick_is_stopped(w, p->leader))
		return err_set(
			e, CODE_NO_LEADER,
			"the leader of %s/%d last seen is node %d, which is stopped",
			p->topic, p->partition, p->leader);
	ids_add(out, p->leader);
	return 0;
}

int pick_partition(const struct selector_world *w, const struct selector_term *t,
		   struct ids *out, struct strbuf *note, struct err *e)
{
	const struct partition_view *p = t->kind == SELECT_REPLICAS
						 ? find_partition(w, t, e)
						 : find_led(w, t, e);

	if (!p)
		return -1;
	if (t->kind == SELECT_LEADER && pick_leader(w, p, out, e) < 0)
		return -1;
	for (size_t i = 0; t->kind != SELECT_LEADER && i < p->replicas.len; i++)
		if (t->kind == SELECT_REPLICAS || p->replicas.id[i] != p->leader)
			ids_add(out, p->replicas.id[i]);
	if (!out->len)
		return err_set(e, CODE_NO_LEADER, "%s/%d has no followers", t->name,
			       t->number);
	note_partition(w, p, note);
	return 0;
}

/* ---- who is behind ---- */

/* Who is in sync, up and not the leader; and behind them the leader, to measure against. */
static int candidates(const struct selector_world *w, const struct partition_view *p,
		      struct ids *of, struct err *e)
{
	struct strbuf isr = STRBUF_INIT;

	for (size_t i = 0; i < p->isr.len; i++)
		if (p->isr.id[i] != p->leader && !pick_is_down(w, p->isr.id[i]))
			ids_add(of, p->isr.id[i]);
	if (!of->len) {
		ids_text(&p->isr, &isr);
		err_set(e, CODE_NO_LEADER,
			"%s/%d has no in-sync follower that is up: ISR %s, leader %d",
			p->topic, p->partition, strbuf_text(&isr), p->leader);
		strbuf_release(&isr);
		return -1;
	}
	pick_sort(of);
	pick_shuffle(of, w->rng); /* of those equally far behind, the first is taken */
	ids_add(of, p->leader);
	return 0;
}

/* The index of the farthest; the leader, at the end, does not count. of->len: nobody told. */
static size_t farthest(const struct ids *of, const int64_t *lags)
{
	size_t best = of->len;

	for (size_t i = 0; i + 1 < of->len; i++)
		if (lags[i] >= 0 && (best == of->len || lags[i] > lags[best]))
			best = i;
	return best;
}

static void note_lags(const struct ids *of, const int64_t *lags, size_t best,
		      struct strbuf *note)
{
	strbuf_addf(note, ", %" PRId64 " record%s behind", lags[best],
		    lags[best] == 1 ? "" : "s");
	for (size_t i = 0; i + 1 < of->len; i++) {
		if (i == best)
			continue;
		if (lags[i] < 0)
			strbuf_addf(note, ", node %d did not tell", of->id[i]);
		else
			strbuf_addf(note, ", node %d %" PRId64, of->id[i], lags[i]);
	}
}

static int ask_lags(const struct selector_world *w, const struct selector_term *t,
		    const struct ids *of, int64_t *lags, struct err *e)
{
	if (w->ask && w->ask->lags)
		return w->ask->lags(w->ask_arg, t->name, t->number, of, lags, e);
	return err_set(e, CODE_CANNOT_ASK,
		       "how far replicas are behind cannot be asked here");
}

int pick_laggard(const struct selector_world *w, const struct selector_term *t,
		 struct ids *out, struct strbuf *note, struct err *e)
{
	const struct partition_view *p = find_led(w, t, e);
	struct ids of = {0};
	int64_t *lags = NULL;
	size_t best;
	int rc = -1;

	if (!p || candidates(w, p, &of, e) < 0)
		goto out;
	lags = xcalloc(of.len, sizeof(*lags));
	if (ask_lags(w, t, &of, lags, e) < 0)
		goto out;
	best = farthest(&of, lags);
	if (best == of.len) {
		err_set(e, CODE_NO_LEADER,
			"no in-sync follower of %s/%d tells how far it is", t->name,
			t->number);
		goto out;
	}
	ids_add(out, of.id[best]);
	note_lags(&of, lags, best, note);
	note_partition(w, p, note);
	rc = 0;
out:
	ids_release(&of);
	free(lags);
	return rc;
}
