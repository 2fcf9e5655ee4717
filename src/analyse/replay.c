#include "analyse/replay.h"

#include "analyse/parts.h"
#include "base/mem.h"

/* Are other partitions believed than at the instant before? Thirty brokers say 60 times a second that their metadata
 * has moved, and a thousand partitions are not to be walked over for each. */
static bool shows_news(struct replay *r)
{
	struct shown was = r->shown;

	r->shown = (struct shown){.by = view_believed(&r->view),
				  .stale = view_freshest(&r->view) < 0};
	if (r->shown.by)
		r->shown.changes = r->shown.by->partitions.changes;
	return was.by != r->shown.by || was.changes != r->shown.changes ||
	       was.stale != r->shown.stale;
}

/* Did anything happen in this instant that can change leader, ISR or the state of a node? */
static bool cluster_changed(const struct replay *r)
{
	for (size_t i = 0; i < r->n_events; i++) {
		enum event_kind k = r->events[i].kind;

		if (k == EVENT_PARTITION || k == EVENT_REACH || k == EVENT_ENGINE ||
		    k == EVENT_HOST || k == EVENT_ACTION)
			return true;
	}
	return false;
}

/* How the cluster stood when a phase began or ended. */
static void note_boundaries(const struct replay *r)
{
	for (size_t i = 0; i < r->n_events; i++) {
		const struct event *ev = &r->events[i];
		struct phase_finding *p;

		if (ev->kind != EVENT_PHASE || ev->phase < 0 ||
		    ev->phase >= (int)r->f->run->header.plan.n_phases)
			continue;
		p = &r->f->phases[ev->phase];
		*(ev->up ? &p->isr_begin : &p->isr_end) = view_isr(&r->view, NULL);
		*(ev->up ? &p->controller_begin : &p->controller_end) = view_controller(
			&r->view, ev->at_ns, NULL);
	}
}

/* The events at the same instant as the one at `first`. */
static size_t instant_len(const struct timeline *t, size_t first)
{
	size_t n = 1;

	while (first + n < t->len && t->at[first + n].at_ns == t->at[first].at_ns)
		n++;
	return n;
}

/* True when somebody may have gained or lost partitions. */
static bool apply(struct replay *r)
{
	bool is_told = false;

	for (size_t k = 0; k < r->n_events; k++) {
		view_apply(&r->view, &r->events[k]);
		assigned_apply(&r->assigned, &r->f->run->header.plan, &r->events[k]);
		is_told |= r->events[k].kind == EVENT_WORKLOAD;
	}
	return is_told;
}

/* A phase that was cut off ends as the cluster stood at the last event. */
static void note_cut_off(const struct replay *r)
{
	for (size_t i = 0; i < r->f->run->header.plan.n_phases; i++) {
		struct phase_finding *p = &r->f->phases[i];

		if (!p->begun || p->ended)
			continue;
		p->isr_end = view_isr(&r->view, NULL);
		p->controller_end = view_controller(&r->view, p->end_ns, NULL);
	}
}

void find_cluster(struct findings *f, const struct records *records)
{
	const struct timeline *t = &f->run->timeline;
	struct replay r = {.f = f, .records = records, .now_ns = NEVER, .last_ns = NEVER};
	struct controllers *c = controllers_new();
	struct stales *stale;
	struct leaders *leaders;
	struct node_states *states;
	struct splits *s;
	struct whys *why;
	bool moved, news;

	view_init(&r.view, &f->run->header.topology);
	alive_init(&r.alive, &r.view);
	f->topics = xcalloc(f->run->header.plan.n_topics + 1, sizeof(*f->topics));
	s = splits_new(&r);
	why = whys_new(&r);
	stale = stales_new(&r);
	leaders = leaders_new(&r);
	states = node_states_new(&r);
	for (size_t i = 0; i < t->len; i += r.n_events) {
		r.events = &t->at[i];
		r.n_events = instant_len(t, i);
		r.last_ns = r.now_ns;
		r.now_ns = t->at[i].at_ns;
		controllers_before(c, &r);
		whys_before(why, &r);
		moved = apply(&r);
		controllers_after(c, &r);
		stales_after(stale, &r);
		note_boundaries(&r);
		news = shows_news(&r);
		if (!news && !cluster_changed(&r) && !moved)
			continue;
		alive_after(&r.alive, &r);
		node_states_after(states, &r);
		if (news) {
			topics_after(&r);
			leaders_after(leaders, &r);
		}
		splits_after(s, &r);
		whys_after(why, &r);
	}
	note_cut_off(&r);
	controllers_finish(c, &r);
	stales_finish(stale, &r);
	splits_finish(s, &r);
	leaders_finish(leaders);
	node_states_finish(states);
	whys_finish(why, &r);
	alive_release(&r.alive);
	assigned_release(&r.assigned);
	view_release(&r.view);
}
