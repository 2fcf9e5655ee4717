/* node_states.c - how each node was over the measurement, for whoever draws it. */
#include "analyse/replay.h"
#include "base/mem.h"

static const char *const names[NODE_STATES] = {
	[NODE_UP] = "up",         [NODE_SILENT] = "silent",   [NODE_HIT] = "hit",
	[NODE_PAUSED] = "paused", [NODE_STOPPED] = "stopped", [NODE_UNKNOWN] = "unknown",
};

const char *node_state_name(enum node_state s)
{
	return (unsigned)s < NODE_STATES ? names[s] : "unknown";
}

bool node_state_seen(const struct findings *f, enum node_state s)
{
	for (size_t i = 0; i < f->n_node_spans; i++)
		if (f->node_spans[i].state == s)
			return true;
	return false;
}

struct node_states {
	struct findings *f;
	struct node_span *open; /* of each node: the one that lasts */
	bool *exited; /* since an action has it: when it runs again it is on its way back */
	size_t len;
};

struct node_states *node_states_new(const struct replay *r)
{
	struct node_states *n = xcalloc(1, sizeof(*n));

	n->f = r->f;
	n->len = r->view.len;
	n->open = xcalloc(n->len + 1, sizeof(*n->open));
	n->exited = xcalloc(n->len + 1, sizeof(*n->exited));
	for (size_t i = 0; i < n->len; i++)
		n->open[i] = (struct node_span){
			.from_ns = r->f->begin_ns, .node = i, .state = NODE_SILENT};
	return n;
}

static struct node_span state_of(const struct replay *r, size_t i, bool *exited)
{
	const struct node_view *v = &r->view.nodes[i];
	const struct absence *a = alive_absence(&r->alive, v->id, r->now_ns);
	enum side side = v->roles & ROLE_BROKER ? SIDE_BROKER : SIDE_CONTROLLER;
	struct node_span s = {.node = i, .by = a ? a->by : NULL};

	*exited = a && (*exited || v->process == PROCESS_EXITED);
	if (v->process == PROCESS_EXITED)
		s.state = NODE_STOPPED;
	else if (v->process == PROCESS_PAUSED)
		s.state = NODE_PAUSED;
	else if (v->host_is_silent && !v->answers[side])
		s.state = NODE_UNKNOWN;
	else if (s.by && !*exited)
		s.state = NODE_HIT;
	else
		s.state = v->answers[side] ? NODE_UP : NODE_SILENT;
	return s;
}

/* Clipped to the measurement; what lies outside is not kept. */
static void keep(struct node_states *n, struct node_span s, int64_t to_ns)
{
	struct findings *f = n->f;

	s.from_ns = s.from_ns > f->begin_ns ? s.from_ns : f->begin_ns;
	s.to_ns = to_ns < f->end_ns ? to_ns : f->end_ns;
	if (s.from_ns < s.to_ns)
		*GROW(f->node_spans, f->n_node_spans) = s;
}

void node_states_after(struct node_states *n, const struct replay *r)
{
	for (size_t i = 0; i < n->len; i++) {
		struct node_span now = state_of(r, i, &n->exited[i]);

		if (now.state == n->open[i].state && now.by == n->open[i].by)
			continue;
		now.from_ns = r->now_ns;
		keep(n, n->open[i], r->now_ns);
		n->open[i] = now;
	}
}

static int by_node(const void *x, const void *y)
{
	const struct node_span *a = x, *b = y;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	return (a->from_ns > b->from_ns) - (a->from_ns < b->from_ns);
}

void node_states_finish(struct node_states *n)
{
	struct findings *f = n->f;

	for (size_t i = 0; i < n->len; i++)
		keep(n, n->open[i], f->end_ns);
	if (f->n_node_spans)
		qsort(f->node_spans, f->n_node_spans, sizeof(*f->node_spans), by_node);
	free(n->open);
	free(n->exited);
	free(n);
}
