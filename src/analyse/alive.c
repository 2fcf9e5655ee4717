#include "analyse/alive.h"

#include "analyse/replay.h"
#include "base/mem.h"

void alive_init(struct alive *a, const struct view *v)
{
	*a = (struct alive){.nodes = xcalloc(v->len + 1, sizeof(*a->nodes))};
	for (size_t i = 0; i < v->len; i++)
		a->nodes[i].node = v->nodes[i].id;
}

void alive_release(struct alive *a)
{
	free(a->nodes);
	free(a->absences);
	*a = (struct alive){0};
}

/* A combined node serves clients as a broker; a dedicated controller has but one side. */
static bool looks_up(const struct node_view *n)
{
	enum side side = n->roles & ROLE_BROKER ? SIDE_BROKER : SIDE_CONTROLLER;

	return n->answers[side] && n->process != PROCESS_EXITED &&
	       n->process != PROCESS_PAUSED;
}

/* An action on the whole ("heal") tells its nodes when it is through. */
static bool ends_a_hit(const struct event *ev)
{
	return ev->step == STEP_FAILED || ev->step == STEP_UNDONE ||
	       (ev->step == STEP_EFFECTIVE && ev->node == NO_NODE);
}

/* Does it take its nodes away from the others? What only slows them down leaves them alive. */
static bool takes_away(const char *action)
{
	static const char *const names[] = {
		"stop",      "kill",       "restart",    "rolling-restart",
		"pause",     "disconnect", "partition",  "fill-disk",
		"wipe-disk", "read-only",  "crash-loop", NULL};

	for (size_t i = 0; action && names[i]; i++)
		if (strcmp(action, names[i]) == 0)
			return true;
	return false;
}

static void begin_absence(struct alive *a, struct liveness *l, int64_t at_ns,
			  const char *by)
{
	*GROW(a->absences, a->len) = (struct absence){l->node, at_ns, NEVER, by};
	l->absence = a->len;
}

static void hit_node(struct alive *a, struct liveness *l, const struct node_view *n,
		     const struct event *ev)
{
	bool is_over = ends_a_hit(ev);

	if (ev->step != STEP_REQUESTED && !is_over)
		return;
	/* Asked for again: this time it is to come back. */
	l->hit = !l->hit && looks_up(n) && !is_over && takes_away(ev->name);
	l->seen_down = false;
	if (l->hit && !l->absence)
		begin_absence(a, l, ev->at_ns, ev->name);
}

static void hit_nodes(struct alive *a, const struct view *v, const struct event *ev)
{
	for (size_t i = 0; i < v->len; i++)
		if (ids_has(&ev->ids, v->nodes[i].id))
			hit_node(a, &a->nodes[i], &v->nodes[i], ev);
}

static void follow_node(struct alive *a, struct liveness *l, const struct node_view *n,
			int64_t now_ns)
{
	bool up = looks_up(n);

	if (l->hit && !up)
		l->seen_down = true;
	if (l->seen_down && up)
		l->hit = l->seen_down = false;
	if (up && !l->hit && l->absence) {
		a->absences[l->absence - 1].to_ns = now_ns;
		l->absence = 0;
	} else if (!up && !l->absence) {
		begin_absence(a, l, now_ns, NULL);
	}
}

void alive_after(struct alive *a, const struct replay *r)
{
	for (size_t i = 0; i < r->n_events; i++)
		if (r->events[i].kind == EVENT_ACTION)
			hit_nodes(a, &r->view, &r->events[i]);
	for (size_t i = 0; i < r->view.len; i++)
		follow_node(a, &a->nodes[i], &r->view.nodes[i], r->now_ns);
}

bool alive_has(const struct alive *a, const struct view *v, int32_t node)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->nodes[i].id == node)
			return !a->nodes[i].hit && looks_up(&v->nodes[i]);
	return false;
}

const struct absence *alive_absence(const struct alive *a, int32_t node, int64_t at_ns)
{
	for (size_t i = a->len; i-- > 0;) {
		const struct absence *x = &a->absences[i];

		if (x->node == node && x->from_ns <= at_ns &&
		    (x->to_ns == NEVER || x->to_ns > at_ns))
			return x;
	}
	return NULL;
}
