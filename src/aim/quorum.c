/* Selectors of controllers and voters. */
#include "aim/pick.h"

int pick_controller(const struct selector_world *w, struct ids *out, struct strbuf *note,
		    struct err *e)
{
	int32_t epoch, id = view_controller(w->view, w->now_ns, &epoch);

	if (id < 0)
		return err_set(
			e, CODE_NO_LEADER,
			"there is no active controller now: no controller claims to lead "
			"the quorum");
	if (pick_is_stopped(w, id))
		return err_set(
			e, CODE_NO_LEADER,
			"the active controller last seen is node %d, which is stopped",
			id);
	ids_add(out, id);
	strbuf_addf(note, ", epoch %d", epoch);
	return 0;
}

int pick_former(const struct selector_world *w, struct ids *out, struct strbuf *note,
		struct err *e)
{
	int32_t now = view_controller(w->view, w->now_ns, NULL);
	int32_t id = view_former_controller(w->view, w->now_ns);

	if (id < 0 && now < 0)
		return err_set(
			e, CODE_NOT_KNOWN_YET,
			"no controller has led the quorum yet, as far as was seen");
	if (id < 0)
		return err_set(
			e, CODE_NOT_KNOWN_YET,
			"node %d is the only active controller that was seen so far",
			now);
	ids_add(out, id);
	if (now < 0)
		strbuf_addstr(note, ", there being none now");
	else
		strbuf_addf(note, ", the present one being node %d", now);
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

int pick_voters(const struct selector_world *w, const struct selector_term *t,
		struct ids *out, struct strbuf *note, struct err *e)
{
	int32_t controller = view_controller(w->view, w->now_ns, NULL);
	size_t voters = topology_voters(w->topology);
	size_t want = voters_wanted(t->kind, voters), down;
	struct ids all = {0};

	pick_role(w, ROLE_CONTROLLER, &all);
	for (size_t i = 0; i < all.len; i++)
		if (!pick_is_down(w, all.id[i]))
			ids_add(out, all.id[i]);
	ids_release(&all);
	down = voters - out->len;
	if (down >= want)
		return err_set(e, CODE_TOO_MANY_DOWN,
			       "'%s' of %zu voters is %zu, and %zu %s down already",
			       selector_title(t->kind), voters, want, down,
			       down == 1 ? "is" : "are");
	pick_shuffle(out, w->rng);
	if (t->kind == SELECT_MINORITY)
		pick_to_back(out, controller);
	else
		pick_to_front(out, controller);
	out->len = want - down;
	strbuf_addf(note, ", of %zu voters", voters);
	if (controller >= 0)
		strbuf_addf(note, ", the active controller being node %d", controller);
	return 0;
}
