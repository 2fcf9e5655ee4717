/* Selectors against the cluster as it stands: what is picked now. */
#include "aim/pick.h"

#include "base/mem.h"

/* ---- lists ---- */

bool pick_is_stopped(const struct selector_world *w, int32_t id)
{
	return (w->stopped && ids_has(w->stopped, id)) ||
	       (w->absent && ids_has(w->absent, id));
}

bool pick_is_down(const struct selector_world *w, int32_t id)
{
	return pick_is_stopped(w, id) || (w->paused && ids_has(w->paused, id));
}

void pick_add_once(struct ids *s, int32_t id)
{
	if (!ids_has(s, id))
		ids_add(s, id);
}

void pick_remove(struct ids *s, const struct ids *gone)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		if (!ids_has(gone, s->id[i]))
			s->id[n++] = s->id[i];
	s->len = n;
}

void pick_keep(struct ids *s, const struct ids *these)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		if (ids_has(these, s->id[i]))
			s->id[n++] = s->id[i];
	s->len = n;
}

static int by_number(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

void pick_sort(struct ids *s)
{
	if (s->len)
		qsort(s->id, s->len, sizeof(*s->id), by_number);
}

void pick_shuffle(struct ids *s, struct rng *rng)
{
	for (size_t i = s->len; i > 1; i--) {
		size_t j = (size_t)rng_below(rng, i);
		int32_t swap = s->id[i - 1];

		s->id[i - 1] = s->id[j];
		s->id[j] = swap;
	}
}

void pick_to_front(struct ids *s, int32_t id)
{
	for (size_t i = 1; i < s->len; i++) {
		if (s->id[i] != id)
			continue;
		memmove(&s->id[1], &s->id[0], i * sizeof(*s->id));
		s->id[0] = id;
		return;
	}
}

void pick_to_back(struct ids *s, int32_t id)
{
	for (size_t i = 0; i + 1 < s->len; i++) {
		if (s->id[i] != id)
			continue;
		memmove(&s->id[i], &s->id[i + 1], (s->len - i - 1) * sizeof(*s->id));
		s->id[s->len - 1] = id;
		return;
	}
}

void pick_role(const struct selector_world *w, unsigned roles, struct ids *out)
{
	for (size_t i = 0; i < w->topology->len; i++)
		if ((w->topology->nodes[i].roles & roles) == roles)
			ids_add(out, w->topology->nodes[i].id);
}

static void add_nodes_text(const struct selector_world *w, const struct ids *ids,
			   struct strbuf *seen)
{
	for (size_t i = 0; ids->id && i < ids->len; i++) {
		const struct node *n = topology_any_by_id(w->topology, ids->id[i]);

		strbuf_addstr(seen, i ? ", " : "");
		if (n)
			strbuf_addstr(seen, node_title(n).text);
		else
			strbuf_addf(seen, "node %d", ids->id[i]);
	}
}

/* ---- by name, role and state ---- */

static int pick_set(const struct ids *from, const char *what, struct ids *out,
		    struct err *e)
{
	for (size_t i = 0; from && i < from->len; i++)
		ids_add(out, from->id[i]);
	return out->len ? 0 : err_set(e, CODE_PICKED_NOBODY, "nothing is %s now", what);
}

static int pick_same(const struct selector_world *w, const char *label, struct ids *out,
		     struct err *e)
{
	const struct ids *earlier = picks_get(w->picks, label);

	if (!earlier || !earlier->len)
		return err_set(e, CODE_NOT_KNOWN_YET,
			       "no action called '%s' has picked nodes yet", label);
	return pick_set(earlier, label, out, e);
}

static int pick_name(const struct selector_world *w, const struct selector_term *t,
		     struct ids *out, struct err *e)
{
	const struct node *n = t->kind == SELECT_NODE
				       ? topology_by_id(w->topology, t->number)
				       : topology_any_by_name(w->topology, t->name);

	if (!n)
		return err_set(e, CODE_NODE_UNKNOWN, "there is no such node");
	ids_add(out, n->id);
	return 0;
}

/* "brokers of host a": of those that are there already, the ones that this picks. */
static int keep_of(const struct selector_world *w, const struct selector_term *of,
		   struct ids *out, struct strbuf *note, struct err *e)
{
	struct strbuf own = STRBUF_INIT;
	struct ids these = {0};
	int rc = pick_item(w, of, &these, &own, e);

	if (rc == 0) {
		pick_keep(out, &these);
		strbuf_addstr(note, ", of ");
		pick_describe(w, of, &these, &own, note);
	}
	ids_release(&these);
	strbuf_release(&own);
	return rc;
}

static int pick_group(const struct selector_world *w, const struct selector_term *t,
		      struct ids *out, struct strbuf *note, struct err *e)
{
	struct ids voters = {0};
	unsigned role = ROLE_CONTROLLER;

	if (t->kind == SELECT_BROKERS || t->kind == SELECT_OBSERVERS)
		role = ROLE_BROKER;
	else if (t->kind == SELECT_ALL)
		role = 0;
	pick_role(w, role, out);
	if (t->kind == SELECT_OBSERVERS) {
		pick_role(w, ROLE_CONTROLLER, &voters);
		pick_remove(out, &voters);
		ids_release(&voters);
	}
	if (!out->len)
		return err_set(e, CODE_PICKED_NOBODY, "no node is one of '%s'",
			       selector_title(t->kind));
	return t->of ? keep_of(w, t->of, out, note, e) : 0;
}

static int pick_coordinator(const struct selector_world *w, const char *group,
			    struct ids *out, struct strbuf *note, struct err *e)
{
	int32_t id;

	if (!w->ask || !w->ask->coordinator)
		return err_set(e, CODE_CANNOT_ASK,
			       "which broker coordinates a group cannot be asked here");
	if (w->ask->coordinator(w->ask_arg, group, &id, e) < 0)
		return -1;
	if (!topology_by_id(w->topology, id))
		return err_set(
			e, CODE_PICKED_WRONG,
			"the coordinator of group '%s' is node %d, which is none of ours",
			group, id);
	if (pick_is_stopped(w, id))
		return err_set(e, CODE_NO_LEADER,
			       "the coordinator of group '%s' last named is node %d, "
			       "which is stopped",
			       group, id);
	ids_add(out, id);
	strbuf_addf(note, ", of group %s", group);
	return 0;
}

/* ---- items ---- */

static bool tells_state(const struct selector_term *t)
{
	return t && (t->kind == SELECT_STOPPED || t->kind == SELECT_PAUSED);
}

static int pick_random(const struct selector_world *w, const struct selector_term *t,
		       struct ids *out, struct strbuf *note, struct err *e)
{
	struct ids from = {0};
	int rc = 0;

	if (t->of)
		rc = pick_item(w, t->of, &from, note, e);
	else
		pick_role(w, 0, &from);
	for (size_t i = 0; i < from.len; i++)
		if (!is_companion(from.id[i]) &&
		    (tells_state(t->of) || !pick_is_down(w, from.id[i])))
			ids_add(out, from.id[i]);
	ids_release(&from);
	if (rc < 0)
		return -1;
	if (out->len < (size_t)t->number)
		return err_set(e, CODE_PICKED_NOBODY,
			       "'random %d' has only %zu node%s to pick from", t->number,
			       out->len, out->len == 1 ? "" : "s");
	pick_shuffle(out, w->rng);
	out->len = (size_t)t->number;
	return 0;
}

static int pick_operand(const struct selector_world *w, const struct selector_term *t,
			struct ids *out, struct strbuf *note, struct err *e)
{
	switch (t->kind) {
	case SELECT_NODE:
	case SELECT_NAME: return pick_name(w, t, out, e);
	case SELECT_CONTROLLER: return pick_controller(w, out, note, e);
	case SELECT_FORMER: return pick_former(w, out, note, e);
	case SELECT_LEADER:
	case SELECT_FOLLOWERS:
	case SELECT_REPLICAS: return pick_partition(w, t, out, note, e);
	case SELECT_LAGGARD: return pick_laggard(w, t, out, note, e);
	case SELECT_LEADER_OF_MOST: return pick_leader_of_most(w, t, out, note, e);
	case SELECT_ISR_BELOW_MIN: return pick_isr_below_min(w, t, out, note, e);
	case SELECT_LEADERLESS: return pick_leaderless(w, t, out, note, e);
	case SELECT_COORDINATOR: return pick_coordinator(w, t->name, out, note, e);
	case SELECT_MINORITY:
	case SELECT_MAJORITY:
	case SELECT_QUORUM_BREAKING: return pick_voters(w, t, out, note, e);
	case SELECT_BROKERS:
	case SELECT_CONTROLLERS:
	case SELECT_VOTERS:
	case SELECT_OBSERVERS:
	case SELECT_ALL: return pick_group(w, t, out, note, e);
	case SELECT_HOST:
	case SELECT_RACK: return pick_place(w, t, out, note, e);
	case SELECT_HOSTS:
	case SELECT_RACKS: return pick_places(w, t, out, note, e);
	case SELECT_STOPPED: return pick_set(w->stopped, "stopped", out, e);
	case SELECT_PAUSED: return pick_set(w->paused, "paused", out, e);
	case SELECT_RANDOM: return pick_random(w, t, out, note, e);
	case SELECT_SAME: return pick_same(w, t->name, out, e);
	case SELECT_EXCEPT: break; /* no selector */
	}
	return err_set(e, CODE_SELECTOR_FORM, "this is no selector");
}

/* "controller: node 2 (kafka2), epoch 5" */
void pick_describe(const struct selector_world *w, const struct selector_term *t,
		   const struct ids *picked, const struct strbuf *note,
		   struct strbuf *out)
{
	if (t->kind != SELECT_NAME && t->kind != SELECT_NODE)
		strbuf_addf(out, "%s: ", selector_title(t->kind));
	add_nodes_text(w, picked, out);
	strbuf_addstr(out, strbuf_text(note));
}

/* Who is left out. That nobody is stopped or paused leaves nobody out; but not to know who the
 * controller is must not hit it. */
static int leave_out(const struct selector_world *w, const struct selector_term *t,
		     struct ids *out, struct strbuf *note, struct err *e)
{
	struct strbuf own = STRBUF_INIT;
	struct ids gone = {0};
	struct err why = {0};
	int rc = pick_item(w, t, &gone, &own, &why);

	if (rc == 0) {
		pick_remove(out, &gone);
		strbuf_addstr(note, ", except ");
		pick_describe(w, t, &gone, &own, note);
	} else if (tells_state(t)) {
		rc = 0;
	} else {
		*e = why;
		err_wrap(e, "whom to leave out");
	}
	ids_release(&gone);
	strbuf_release(&own);
	return rc;
}

int pick_item(const struct selector_world *w, const struct selector_term *t,
	      struct ids *out, struct strbuf *note, struct err *e)
{
	int rc = pick_operand(w, t, out, note, e);

	for (size_t i = 0; i < t->n_except && rc == 0; i++)
		rc = leave_out(w, &t->except[i], out, note, e);
	if (rc == 0 && !out->len)
		return err_set(e, CODE_PICKED_NOBODY, "'%s' leaves nobody%s",
			       selector_title(t->kind), strbuf_text(note));
	return rc;
}

/* What is done to Kafka nodes only passes over a companion that was stopped, say. */
static int drop_companions(struct ids *picked, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; picked->id && i < picked->len; i++)
		if (!is_companion(picked->id[i]))
			picked->id[n++] = picked->id[i];
	if (n == 0)
		return err_set(
			e, CODE_PICKED_WRONG,
			"these are companions, and it is done to Kafka nodes only");
	picked->len = n;
	return 0;
}

static int resolve_term(const struct selector_world *w, const struct selector_term *t,
			struct ids *all, struct strbuf *seen, struct err *e)
{
	struct strbuf note = STRBUF_INIT;
	struct ids picked = {0};
	int rc = pick_item(w, t, &picked, &note, e);

	if (rc == 0 && !w->companions)
		rc = drop_companions(&picked, e);
	if (rc == 0) {
		strbuf_addstr(seen, all->len ? "; " : "");
		pick_describe(w, t, &picked, &note, seen);
		for (size_t i = 0; picked.id && i < picked.len; i++)
			pick_add_once(all, picked.id[i]);
	}
	ids_release(&picked);
	strbuf_release(&note);
	return rc;
}

int selector_resolve(const struct selector *s, const struct selector_world *w,
		     struct ids *out, struct strbuf *seen, struct err *e)
{
	struct ids all = {0};
	struct strbuf own = STRBUF_INIT;
	int rc = 0;

	for (size_t i = 0; i < s->len && rc == 0; i++)
		rc = resolve_term(w, &s->terms[i], &all, &own, e);
	for (size_t i = 0; rc == 0 && i < all.len; i++)
		pick_add_once(out, all.id[i]);
	if (rc == 0 && own.len) {
		/* behind other text; a word in front such as "from " goes on */
		if (seen->len && seen->buf[seen->len - 1] != ' ')
			strbuf_addstr(seen, "; ");
		strbuf_addstr(seen, strbuf_text(&own));
	}
	ids_release(&all);
	strbuf_release(&own);
	return rc;
}
