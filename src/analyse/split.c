/*
 * split.c - whose seconds a window is made of: the cluster's, until it could serve again, and then
 * the client's.
 *
 * The cause is the last action that began before the window did and was not over a second before; a
 * fault with a duration is over when it is undone. What serving takes: needs.h; who lived: alive.h.
 */
#include "analyse/needs.h"
#include "analyse/parts.h"
#include "analyse/replay.h"
#include "base/mem.h"

/* Effects show within this time after an action took effect. */
#define SHOWS_WITHIN_NS NS_PER_S

/* A record is not longer on its way than this when all is well. */
#define ON_ITS_WAY_NS (100 * NS_PER_MS)

/* One window being watched. */
struct watch {
	struct window *window;
	struct needs needs;
	int64_t since_ns;  /* cause requested */
	int64_t serves_ns; /* since when the cluster can serve again; NEVER: it cannot */
	bool seen;         /* the observer knew what it takes at all */
};

struct splits {
	struct watch *at;
	size_t len;
};

/* When the action was over, as far as is known: a fault with a duration, when it was undone. */
static int64_t over_ns(const struct action_finding *a)
{
	if (a->undone_ns != NEVER)
		return a->undone_ns;
	return a->effective_ns != NEVER ? a->effective_ns : a->done_ns;
}

/* The first record that was not served
 * was on its way until it should have been answered. */
int64_t begun_by_ns(const struct findings *f, const struct window *w)
{
	const struct workload_plan *p = &f->run->header.plan.workloads[w->workload];
	int64_t prompt = prompt_ns(&f->workloads[w->workload], p->late_after_ns);

	return w->from_latest_ns + (prompt < ON_ITS_WAY_NS ? prompt : ON_ITS_WAY_NS);
}

/* What was done to companions only is no cause: the cluster does without them. */
static bool hits_a_node(const struct action_finding *a)
{
	for (size_t i = 0; i < a->nodes.len; i++)
		if (!is_companion(a->nodes.id[i]))
			return true;
	return false;
}

static int cause_of(const struct findings *f, const struct window *w)
{
	int64_t begun_by = begun_by_ns(f, w);
	int best = -1;

	for (size_t i = 0; i < f->n_actions; i++) {
		const struct action_finding *a = &f->actions[i];
		int64_t over = over_ns(a);

		if (a->action < 0 || !hits_a_node(a) || a->requested_ns == NEVER)
			continue;
		if (a->requested_ns <= begun_by &&
		    (over == NEVER || over + SHOWS_WITHIN_NS >= w->from_ns) &&
		    (best < 0 || a->requested_ns >= f->actions[best].requested_ns))
			best = (int)i;
	}
	return best;
}

static void watch_window(struct splits *s, const struct findings *f, struct window *w)
{
	struct watch watch = {.window = w, .needs = needs_of(f, w), .serves_ns = NEVER};
	int cause = cause_of(f, w);

	w->split = (struct split){.fault_ns = NEVER,
				  .fenced_ns = NEVER,
				  .leader_ns = NEVER,
				  .cluster_share_ns = NEVER,
				  .client_share_ns = NEVER,
				  .cause = cause};
	if (cause < 0 || needs_nothing(&watch.needs))
		return;
	w->split.fault_ns = f->actions[cause].first_effective_ns;
	watch.since_ns = f->actions[cause].requested_ns;
	*GROW(s->at, s->len) = watch;
}

struct splits *splits_new(const struct replay *r)
{
	struct findings *f = r->f;
	struct splits *s = xcalloc(1, sizeof(*s));

	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		for (size_t k = 0; k < f->workloads[i].n_windows; k++)
			watch_window(s, f, &f->workloads[i].windows[k]);
	return s;
}

/* A second fault within the window may undo what was reached: the last time counts. */
static void holds_since(int64_t *since_ns, bool holds, int64_t now_ns)
{
	if (!holds)
		*since_ns = NEVER;
	else if (*since_ns == NEVER)
		*since_ns = now_ns;
}

static void look_at_partition(struct watch *w, const struct replay *r)
{
	struct split *split = &w->window->split;
	const struct partition_view *p = needs_partition(&w->needs, &r->view);
	bool fenced, leader;

	if (!p)
		return;
	w->seen = true;
	fenced = p->isr.len > 0 && needs_dead_in_isr(&r->alive, &r->view, p) == NO_NODE;
	leader = p->leader >= 0 && alive_has(&r->alive, &r->view, p->leader);
	holds_since(&split->fenced_ns, fenced, r->now_ns);
	holds_since(&split->leader_ns, leader, r->now_ns);
	holds_since(&w->serves_ns,
		    leader && (!w->needs.all_replicas ||
			       (fenced && needs_are_met_by(&w->needs, p))),
		    r->now_ns);
}

static void look(struct watch *w, const struct replay *r)
{
	if (w->needs.topic) {
		look_at_partition(w, r);
	} else if (w->needs.node != NO_NODE) {
		w->seen = true;
		holds_since(&w->serves_ns, alive_has(&r->alive, &r->view, w->needs.node),
			    r->now_ns);
	}
}

void splits_after(struct splits *s, const struct replay *r)
{
	for (size_t i = 0; i < s->len; i++) {
		struct watch *w = &s->at[i];

		if (r->now_ns >= w->since_ns && r->now_ns <= w->window->to_ns)
			look(w, r);
	}
}

/* Since when the controller of `at_ns` was the active one; NEVER: there was none. */
static int64_t controller_since_ns(const struct findings *f, int64_t at_ns)
{
	int64_t since = NEVER;

	for (size_t i = 0; i < f->n_controllers; i++)
		if (f->controllers[i].from_ns <= at_ns)
			since = f->controllers[i].node >= 0 ? f->controllers[i].from_ns
							    : NEVER;
	return since;
}

/* A controller is seen a moment after it serves: what was answered proves that there was one. */
static void need_controller(const struct findings *f, struct watch *w, int64_t end_ns)
{
	int64_t since = controller_since_ns(f, end_ns);

	w->seen = f->n_controllers > 0;
	/* A node that does not live does not serve, whoever leads. */
	if (w->needs.node == NO_NODE || since == NEVER ||
	    (w->serves_ns != NEVER && since > w->serves_ns))
		w->serves_ns = since;
}

static void share_out(const struct findings *f, struct watch *w)
{
	int64_t start = window_start_ns(w->window), end = window_end_ns(w->window);
	int64_t served;

	if (w->needs.controller)
		need_controller(f, w, end);
	served = w->serves_ns;

	if (!w->seen)
		return;
	if (served == NEVER || served > end)
		served = end; /* the client's success is the proof that it could serve */
	if (served < start || served <= w->since_ns) /* it never ceased to serve */
		served = start;
	w->window->split.cluster_share_ns = served - start;
	w->window->split.client_share_ns = end - served;
}

void splits_finish(struct splits *s, const struct replay *r)
{
	for (size_t i = 0; i < s->len; i++)
		share_out(r->f, &s->at[i]);
	free(s->at);
	free(s);
}
