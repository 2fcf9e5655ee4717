/*
 * stale.c - controllers that held themselves for the leader after another had taken over.
 *
 * A claim is made in an epoch. When another controller claims a higher one, the first is stale until it
 * says otherwise, or its process ends: one that is frozen cannot change its mind, and one that is cut
 * off does not hear that it should. What it holds itself for, its claim tells, and whom it names as
 * the leader; of each the latest word counts.
 */
#include "analyse/replay.h"
#include "base/mem.h"

/* In every change of leadership one is asked a moment before the other. */
#define ASKED_APART_NS (250 * NS_PER_MS)

struct holder {
	bool claims, names_itself;
	int32_t epoch; /* in which it does */
	bool is_stale;
	struct stale_controller now; /* while it is */
};

struct stales {
	struct holder *nodes;  /* as the view's */
	int32_t leader, epoch; /* of the highest claim; -1: none yet */
};

struct stales *stales_new(const struct replay *r)
{
	struct stales *s = xcalloc(1, sizeof(*s));

	s->nodes = xcalloc(r->view.len + 1, sizeof(*s->nodes));
	s->leader = s->epoch = -1;
	return s;
}

static bool holds_itself(const struct holder *h)
{
	return h->claims || h->names_itself;
}

static void on_claim(struct stales *s, struct holder *h, const struct event *ev)
{
	h->claims = ev->up;
	if (!ev->up)
		return;
	h->epoch = ev->epoch;
	h->now.said_so = true;
	if (ev->epoch > s->epoch) {
		s->epoch = ev->epoch;
		s->leader = ev->node;
	}
}

static void on_belief(struct holder *h, const struct event *ev)
{
	h->names_itself = ev->leader == ev->node;
	if (!h->names_itself)
		return;
	h->now.said_so = true;
	if (ev->epoch > h->epoch)
		h->epoch = ev->epoch;
}

/* Who only is silent may be frozen or cut off; who turns connections away is ending, or gone. */
static bool is_end(const struct event *ev)
{
	static const char silent[] = "timed out";

	if (ev->kind == EVENT_ENGINE)
		return ev->name &&
		       (strcmp(ev->name, "die") == 0 || strcmp(ev->name, "destroy") == 0);
	return ev->kind == EVENT_REACH && ev->side == SIDE_CONTROLLER && !ev->up &&
	       ev->text && strncmp(ev->text, silent, strlen(silent)) != 0;
}

static void hear(struct stales *s, struct holder *h, const struct event *ev)
{
	if (ev->kind == EVENT_CLAIM)
		on_claim(s, h, ev);
	else if (ev->kind == EVENT_BELIEF)
		on_belief(h, ev);
	else if (is_end(ev))
		h->claims = h->names_itself = false;
}

static void end(struct findings *f, struct holder *h, int64_t now_ns)
{
	struct stale_controller span = h->now;

	h->is_stale = false;
	span.to_ns = now_ns < f->end_ns ? now_ns : f->end_ns;
	if (span.from_ns < f->begin_ns)
		span.from_ns = f->begin_ns;
	if (span.to_ns - span.from_ns > ASKED_APART_NS)
		*GROW(f->stale_controllers, f->n_stale_controllers) = span;
}

static void look(struct stales *s, const struct replay *r)
{
	for (size_t i = 0; i < r->view.len; i++) {
		struct holder *h = &s->nodes[i];
		bool is_stale = holds_itself(h) && h->epoch < s->epoch;

		if (h->is_stale && !is_stale)
			end(r->f, h, r->now_ns);
		else if (!h->is_stale && is_stale)
			h->now = (struct stale_controller){.from_ns = r->now_ns,
							   .node = r->view.nodes[i].id,
							   .epoch = h->epoch,
							   .by = s->leader,
							   .by_epoch = s->epoch};
		h->is_stale = is_stale;
	}
}

void stales_after(struct stales *s, const struct replay *r)
{
	for (size_t k = 0; k < r->n_events; k++)
		for (size_t i = 0; i < r->view.len; i++)
			if (r->view.nodes[i].id == r->events[k].node)
				hear(s, &s->nodes[i], &r->events[k]);
	look(s, r);
}

void stales_finish(struct stales *s, const struct replay *r)
{
	for (size_t i = 0; i < r->view.len; i++)
		if (s->nodes[i].is_stale)
			end(r->f, &s->nodes[i], r->f->end_ns);
	free(s->nodes);
	free(s);
}

int64_t findings_stale_ns(const struct findings *f, int64_t from_ns, int64_t to_ns,
			  const struct stale_controller **out)
{
	int64_t longest = 0;

	*out = NULL;
	for (size_t i = 0; i < f->n_stale_controllers; i++) {
		const struct stale_controller *s = &f->stale_controllers[i];
		int64_t from = s->from_ns > from_ns ? s->from_ns : from_ns;
		int64_t to = s->to_ns < to_ns ? s->to_ns : to_ns;

		if (to - from <= longest)
			continue;
		longest = to - from;
		*out = s;
	}
	return longest;
}
