/* Selectors against the cluster as it stands: what is picked now. */
#include "fault/selector.h"

#include "base/mem.h"
#include "base/str.h"

void picks_release(struct picks *p)
{
	for (size_t i = 0; i < p->len; i++) {
		free(p->item[i].label);
		ids_release(&p->item[i].ids);
	}
	free(p->item);
	*p = (struct picks){0};
}

void picks_set(struct picks *p, const char *label, const struct ids *ids)
{
	struct picked *slot = NULL;

	for (size_t i = 0; i < p->len && !slot; i++)
		if (strcmp(p->item[i].label, label) == 0)
			slot = &p->item[i];
	if (!slot) {
		slot = GROW(p->item, p->len);
		slot->label = xstrdup(label);
	}
	ids_release(&slot->ids);
	ids_copy(&slot->ids, ids);
}

const struct ids *picks_get(const struct picks *p, const char *label)
{
	for (size_t i = 0; p && i < p->len; i++)
		if (strcmp(p->item[i].label, label) == 0)
			return &p->item[i].ids;
	return NULL;
}

static bool is_stopped(const struct selector_world *w, int32_t id)
{
	return w->stopped && ids_has(w->stopped, id);
}

static bool is_down(const struct selector_world *w, int32_t id)
{
	return is_stopped(w, id) || (w->paused && ids_has(w->paused, id));
}

static void ids_add_once(struct ids *s, int32_t id)
{
	if (!ids_has(s, id))
		ids_add(s, id);
}

static void shuffle(struct ids *s, struct rng *rng)
{
	for (size_t i = s->len; i > 1; i--) {
		size_t j = (size_t)rng_below(rng, i);
		int32_t swap = s->id[i - 1];

		s->id[i - 1] = s->id[j];
		s->id[j] = swap;
	}
}

static void move_to_front(struct ids *s, int32_t id)
{
	for (size_t i = 1; i < s->len; i++) {
		if (s->id[i] != id)
			continue;
		memmove(&s->id[1], &s->id[0], i * sizeof(*s->id));
		s->id[0] = id;
		return;
	}
}

static void move_to_back(struct ids *s, int32_t id)
{
	for (size_t i = 0; i + 1 < s->len; i++) {
		if (s->id[i] != id)
			continue;
		memmove(&s->id[i], &s->id[i + 1], (s->len - i - 1) * sizeof(*s->id));
		s->id[s->len - 1] = id;
		return;
	}
}

static void add_nodes_text(const struct selector_world *w, const struct ids *ids,
			   struct strbuf *seen)
{
	for (size_t i = 0; ids->id && i < ids->len; i++) {
		const struct node *n = topology_by_id(w->topology, ids->id[i]);

		strbuf_addf(seen, "%snode %d", i ? ", " : "", ids->id[i]);
		if (n && n->name)
			strbuf_addf(seen, " (%s)", n->name);
	}
}

static const char *kind_name(enum selector_kind kind)
{
	for (const struct selector_word *row = selector_words; row->name; row++)
		if (row->kind == kind)
			return row->name;
	return "node";
}

static void pick_role(const struct selector_world *w, unsigned role, struct ids *out)
{
	for (size_t i = 0; i < w->topology->len; i++)
		if ((w->topology->nodes[i].roles & role) == role)
			ids_add(out, w->topology->nodes[i].id);
}

static int pick_controller(const struct selector_world *w, struct ids *out,
			   struct strbuf *note, struct err *e)
{
	int32_t epoch, id = view_controller(w->view, w->now_ns, &epoch);

	if (id < 0)
		return err_set(
			e, ERR_ENVIRONMENT,
			"there is no active controller now: no controller claims to lead "
			"the quorum");
	if (is_stopped(w, id))
		return err_set(
			e, ERR_ENVIRONMENT,
			"the active controller last seen is node %d, which is stopped",
			id);
	ids_add(out, id);
	strbuf_addf(note, ", epoch %d", epoch);
	return 0;
}

static const struct partition_view *find_partition(const struct selector_world *w,
						   const struct selector_term *t,
						   struct err *e)
{
	const struct partition_view *p = view_partition(w->view, t->name, t->number);

	if (!p)
		err_set(e, ERR_ENVIRONMENT, "%s/%d is in no broker's metadata yet",
			t->name, t->number);
	else if (p->leader < 0)
		err_set(e, ERR_ENVIRONMENT, "%s/%d has no leader now", t->name,
			t->number);
	else
		return p;
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

static int pick_partition(const struct selector_world *w, const struct selector_term *t,
			  struct ids *out, struct strbuf *note, struct err *e)
{
	const struct partition_view *p = find_partition(w, t, e);

	if (!p)
		return -1;
	if (t->kind == SELECT_LEADER && is_stopped(w, p->leader))
		return err_set(
			e, ERR_ENVIRONMENT,
			"the leader of %s/%d last seen is node %d, which is stopped",
			t->name, t->number, p->leader);
	if (t->kind == SELECT_LEADER)
		ids_add(out, p->leader);
	for (size_t i = 0; t->kind == SELECT_FOLLOWERS && i < p->replicas.len; i++)
		if (p->replicas.id[i] != p->leader)
			ids_add(out, p->replicas.id[i]);
	if (!out->len)
		return err_set(e, ERR_ENVIRONMENT, "%s/%d has no followers", t->name,
			       t->number);
	note_partition(w, p, note);
	return 0;
}

/* How many voters are to be down in the end. */
static size_t voters_wanted(enum selector_kind kind, size_t voters)
{
	if (kind == SELECT_MINORITY)
		return quorum_minority(voters);
	if (kind == SELECT_MAJORITY)
		return quorum_majority(voters);
	return voters - quorum_majority(voters) + 1;
}

static int pick_voters(const struct selector_world *w, const struct selector_term *t,
		       struct ids *out, struct strbuf *note, struct err *e)
{
	int32_t controller = view_controller(w->view, w->now_ns, NULL);
	size_t voters = topology_voters(w->topology);
	size_t want = voters_wanted(t->kind, voters), down;
	struct ids all = {0};

	pick_role(w, ROLE_CONTROLLER, &all);
	for (size_t i = 0; i < all.len; i++)
		if (!is_down(w, all.id[i]))
			ids_add(out, all.id[i]);
	ids_release(&all);
	down = voters - out->len;
	if (down >= want)
		return err_set(e, ERR_ENVIRONMENT,
			       "'%s' of %zu voters is %zu, and %zu %s down already",
			       kind_name(t->kind), voters, want, down,
			       down == 1 ? "is" : "are");
	shuffle(out, w->rng);
	if (t->kind == SELECT_MINORITY)
		move_to_back(out, controller);
	else
		move_to_front(out, controller);
	out->len = want - down;
	strbuf_addf(note, ", of %zu voters", voters);
	if (controller >= 0)
		strbuf_addf(note, ", the active controller being node %d", controller);
	return 0;
}

static int pick_set(const struct ids *from, const char *what, struct ids *out,
		    struct err *e)
{
	for (size_t i = 0; from && i < from->len; i++)
		ids_add(out, from->id[i]);
	return out->len ? 0 : err_set(e, ERR_ENVIRONMENT, "nothing is %s now", what);
}

static int pick_same(const struct selector_world *w, const char *label, struct ids *out,
		     struct err *e)
{
	const struct ids *earlier = picks_get(w->picks, label);

	if (!earlier || !earlier->len)
		return err_set(e, ERR_ENVIRONMENT,
			       "no action called '%s' has picked nodes yet", label);
	return pick_set(earlier, label, out, e);
}

static int pick_term(const struct selector_world *w, const struct selector_term *t,
		     struct ids *out, struct strbuf *note, struct err *e);

static bool tells_state(const struct selector_term *t)
{
	return t && (t->kind == SELECT_STOPPED || t->kind == SELECT_PAUSED);
}

static int pick_random(const struct selector_world *w, const struct selector_term *t,
		       struct ids *out, struct strbuf *note, struct err *e)
{
	struct ids from = {0};

	if (!t->of)
		pick_role(w, 0, &from);
	else if (pick_term(w, t->of, &from, note, e) < 0)
		return -1;
	for (size_t i = 0; i < from.len; i++)
		if (tells_state(t->of) || !is_down(w, from.id[i]))
			ids_add(out, from.id[i]);
	ids_release(&from);
	if (out->len < (size_t)t->number)
		return err_set(e, ERR_ENVIRONMENT,
			       "'random %d' has only %zu node%s to pick from", t->number,
			       out->len, out->len == 1 ? "" : "s");
	shuffle(out, w->rng);
	out->len = (size_t)t->number;
	return 0;
}

static int pick_name(const struct selector_world *w, const struct selector_term *t,
		     struct ids *out, struct err *e)
{
	const struct node *n = t->kind == SELECT_NODE
				       ? topology_by_id(w->topology, t->number)
				       : topology_by_name(w->topology, t->name);

	if (!n)
		return err_set(e, ERR_USAGE, "there is no such node");
	ids_add(out, n->id);
	return 0;
}

static int pick_group(const struct selector_world *w, const struct selector_term *t,
		      struct ids *out, struct err *e)
{
	unsigned role = t->kind == SELECT_BROKERS ? ROLE_BROKER
			: t->kind == SELECT_ALL   ? 0
						  : ROLE_CONTROLLER;

	pick_role(w, role, out);
	return out->len ? 0
			: err_set(e, ERR_ENVIRONMENT, "no node is one of '%s'",
				  kind_name(t->kind));
}

static int pick_term(const struct selector_world *w, const struct selector_term *t,
		     struct ids *out, struct strbuf *note, struct err *e)
{
	switch (t->kind) {
	case SELECT_NODE:
	case SELECT_NAME: return pick_name(w, t, out, e);
	case SELECT_CONTROLLER: return pick_controller(w, out, note, e);
	case SELECT_LEADER:
	case SELECT_FOLLOWERS: return pick_partition(w, t, out, note, e);
	case SELECT_MINORITY:
	case SELECT_MAJORITY:
	case SELECT_QUORUM_BREAKING: return pick_voters(w, t, out, note, e);
	case SELECT_BROKERS:
	case SELECT_CONTROLLERS:
	case SELECT_VOTERS:
	case SELECT_ALL: return pick_group(w, t, out, e);
	case SELECT_STOPPED: return pick_set(w->stopped, "stopped", out, e);
	case SELECT_PAUSED: return pick_set(w->paused, "paused", out, e);
	case SELECT_RANDOM: return pick_random(w, t, out, note, e);
	case SELECT_SAME: return pick_same(w, t->name, out, e);
	}
	return -1;
}

static int resolve_term(const struct selector_world *w, const struct selector_term *t,
			struct ids *all, struct strbuf *seen, struct err *e)
{
	struct strbuf note = STRBUF_INIT;
	struct ids picked = {0};
	int rc = pick_term(w, t, &picked, &note, e);

	if (rc == 0) {
		strbuf_addstr(seen, seen->len ? "; " : "");
		if (t->kind != SELECT_NAME && t->kind != SELECT_NODE)
			strbuf_addf(seen, "%s: ", kind_name(t->kind));
		add_nodes_text(w, &picked, seen);
		strbuf_addstr(seen, strbuf_text(&note));
		for (size_t i = 0; picked.id && i < picked.len; i++)
			ids_add_once(all, picked.id[i]);
	}
	ids_release(&picked);
	strbuf_release(&note);
	return rc;
}

int selector_resolve(const struct selector *s, const struct selector_world *w,
		     struct ids *out, struct strbuf *seen, struct err *e)
{
	struct ids all = {0};
	int rc = 0;

	for (size_t i = 0; i < s->len && rc == 0; i++)
		rc = resolve_term(w, &s->terms[i], &all, seen, e);
	for (size_t i = 0; rc == 0 && i < all.len; i++)
		ids_add_once(out, all.id[i]);
	ids_release(&all);
	return rc;
}
