/* Selectors by what a loss would do to some partition of a topic. */
#include "aim/pick.h"

#include "base/mem.h"
#include "base/str.h"

static int by_name(const void *a, const void *b)
{
	const struct partition_view *const *x = a, *const *y = b;
	int order = strcmp((*x)->topic, (*y)->topic);

	return order ? order
		     : ((*x)->partition > (*y)->partition) -
			       ((*x)->partition < (*y)->partition);
}

/* The partitions of the topic (NULL: of all), in their order, whatever order they were told in, so
 * that the same seed picks the same. Caller frees the array; NULL and the error: there are none. */
static const struct partition_view **partitions_of(const struct selector_world *w,
						   const char *topic, size_t *out_len,
						   struct err *e)
{
	size_t len, n = 0;
	const struct partition_view **all = view_partitions(w->view, &len);

	for (size_t i = 0; i < len; i++)
		if (!topic || strcmp(all[i]->topic, topic) == 0)
			all[n++] = all[i];
	*out_len = n;
	if (n) {
		qsort(all, n, sizeof(all[0]), by_name);
		return all;
	}
	free(all);
	if (topic)
		err_set(e, CODE_NOT_KNOWN_YET,
			"topic '%s' is in no broker's metadata yet", topic);
	else
		err_set(e, CODE_NOT_KNOWN_YET,
			"no topic is in any broker's metadata yet");
	return NULL;
}

/* ---- who leads most ---- */

static size_t led_by(const struct partition_view *const *all, size_t len, int32_t id)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += all[i]->leader == id;
	return n;
}

/* Those that are up and lead as many as nobody leads more of; returns how many that is. */
static size_t leaders_of_most(const struct selector_world *w,
			      const struct partition_view *const *all, size_t len,
			      struct ids *out)
{
	size_t most = 1;

	for (size_t i = 0; i < w->topology->len; i++) {
		int32_t id = w->topology->nodes[i].id;
		size_t n = led_by(all, len, id);

		if (n < most || pick_is_stopped(w, id))
			continue;
		if (n > most)
			out->len = 0;
		most = n;
		ids_add(out, id);
	}
	return most;
}

int pick_leader_of_most(const struct selector_world *w, const struct selector_term *t,
			struct ids *out, struct strbuf *note, struct err *e)
{
	size_t len, most;
	const struct partition_view **all = partitions_of(w, t->name, &len, e);
	struct ids best = {0};
	int rc = 0;

	if (!all)
		return -1;
	most = leaders_of_most(w, all, len, &best);
	if (best.len) {
		ids_add(out, best.id[rng_below(w->rng, best.len)]);
		strbuf_addf(note, ", leads %zu of %zu partitions%s%s", most, len,
			    t->name ? " of " : "", t->name ? t->name : "");
	} else {
		rc = err_set(e, CODE_NO_LEADER, "no partition%s%s has a leader now",
			     t->name ? " of " : "", t->name ? t->name : "");
	}
	ids_release(&best);
	free(all);
	return rc;
}

/* ---- whose loss costs a partition something ---- */

/* The partition that needs the fewest losses, and who may be among them. */
struct toll {
	const struct partition_view *partition;
	struct ids among;
	size_t need;
	size_t ties; /* partitions that need as few, so far */
};

/* Takes `among`. Of several partitions that need as few, each has the same chance. */
static void consider(struct toll *best, const struct partition_view *p, struct ids *among,
		     size_t need, struct rng *rng)
{
	if (!best->partition || need < best->need) {
		best->ties = 1;
	} else if (need > best->need || rng_below(rng, ++best->ties) > 0) {
		ids_release(among);
		return;
	}
	ids_release(&best->among);
	best->partition = p;
	best->among = *among;
	best->need = need;
}

/* Those of `from` that are up, besides those in `to`. */
static void add_up(const struct selector_world *w, const struct ids *from, struct ids *to)
{
	for (size_t i = 0; i < from->len; i++)
		if (!pick_is_down(w, from->id[i]))
			pick_add_once(to, from->id[i]);
}

/* "payments/0 has ISR 1,2, of them up 1" */
static void add_isr_text(const struct partition_view *p, const struct ids *up,
			 struct strbuf *out)
{
	strbuf_addf(out, "%s/%d has ISR ", p->topic, p->partition);
	if (p->isr.len)
		ids_text(&p->isr, out);
	else
		strbuf_addstr(out, "of nobody");
	if (up->len == p->isr.len)
		return;
	strbuf_addstr(out, ", of them up ");
	if (up->len)
		ids_text(up, out);
	else
		strbuf_addstr(out, "nobody");
}

static void take(const struct selector_world *w, struct toll *best, struct ids *out,
		 struct strbuf *note)
{
	const struct partition_view *p = best->partition;
	struct ids up = {0};

	pick_sort(&best->among);
	pick_shuffle(&best->among, w->rng);
	pick_to_back(&best->among, p->leader);
	for (size_t i = 0; i < best->need; i++)
		ids_add(out, best->among.id[i]);
	add_up(w, &p->isr, &up);
	strbuf_addstr(note, ", ");
	add_isr_text(p, &up, note);
	ids_release(&up);
	if (p->leader >= 0)
		strbuf_addf(note, ", leader %d", p->leader);
}

/* ---- isr-below-min ---- */

/* The cluster knows best, since actions change it; else what the scenario says. */
static int min_insync(const struct selector_world *w, const char *topic, int *out,
		      struct err *e)
{
	const struct topic_plan *t = w->plan ? plan_topic(w->plan, topic) : NULL;
	const char *text = t ? params_text(&t->config, "min.insync.replicas", NULL)
			     : NULL;
	struct err why = {0};
	int64_t n;

	if (w->ask && w->ask->min_insync &&
	    w->ask->min_insync(w->ask_arg, topic, out, &why) == 0)
		return 0;
	if (text && str_to_int(text, &n) && n > 0 && n <= INT16_MAX) {
		*out = (int)n;
		return 0;
	}
	if (why.kind != ERR_NONE) {
		*e = why;
		return -1;
	}
	return err_set(e, CODE_CANNOT_ASK,
		       "min.insync.replicas of '%s' cannot be asked here: say it in the "
		       "topic's config",
		       topic);
}

/* Kafka takes no more than there are replicas for the minimum. */
static size_t effective_min(const struct partition_view *p, int min)
{
	return (size_t)min < p->replicas.len ? (size_t)min : p->replicas.len;
}

static int consider_min(const struct selector_world *w, struct toll *best,
			const struct partition_view *p, int min, struct err *e)
{
	size_t least = effective_min(p, min);
	struct strbuf text = STRBUF_INIT;
	struct ids up = {0};

	add_up(w, &p->isr, &up);
	if (up.len >= least) {
		consider(best, p, &up, up.len - least + 1, w->rng);
		return 0;
	}
	add_isr_text(p, &up, &text);
	err_set(e, CODE_TOO_MANY_DOWN, "%s; min.insync.replicas %d is already not met",
		strbuf_text(&text), min);
	strbuf_release(&text);
	ids_release(&up);
	return -1;
}

int pick_isr_below_min(const struct selector_world *w, const struct selector_term *t,
		       struct ids *out, struct strbuf *note, struct err *e)
{
	size_t len;
	const struct partition_view **all = partitions_of(w, t->name, &len, e);
	struct toll best = {0};
	int min = 1, rc;

	if (!all)
		return -1;
	rc = min_insync(w, t->name, &min, e);
	for (size_t i = 0; i < len && rc == 0; i++)
		rc = consider_min(w, &best, all[i], min, e);
	if (rc == 0) {
		take(w, &best, out, note);
		strbuf_addf(note, ", min.insync.replicas %d", min);
	}
	ids_release(&best.among);
	free(all);
	return rc;
}

/* ---- leaderless ---- */

static int consider_loss(const struct selector_world *w, struct toll *best,
			 const struct partition_view *p, struct err *e)
{
	struct strbuf text = STRBUF_INIT;
	struct ids up = {0};

	add_up(w, &p->isr, &up);
	if (up.len) {
		add_up(w, &p->elr, &up);
		consider(best, p, &up, up.len, w->rng);
		return 0;
	}
	add_isr_text(p, &up, &text);
	err_set(e, CODE_TOO_MANY_DOWN, "%s; no in-sync replica is up already",
		strbuf_text(&text));
	strbuf_release(&text);
	return -1;
}

int pick_leaderless(const struct selector_world *w, const struct selector_term *t,
		    struct ids *out, struct strbuf *note, struct err *e)
{
	size_t len;
	const struct partition_view **all = partitions_of(w, t->name, &len, e);
	struct toll best = {0};
	int rc = 0;

	if (!all)
		return -1;
	for (size_t i = 0; i < len && rc == 0; i++)
		rc = consider_loss(w, &best, all[i], e);
	if (rc == 0)
		take(w, &best, out, note);
	ids_release(&best.among);
	free(all);
	return rc;
}
