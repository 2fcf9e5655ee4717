/* course.c - what stands in the way of serving a window's part now, as the observer sees it. */
#include "analyse/replay.h"
#include "analyse/why.h"
#include "base/mem.h"

static bool any_broker_lives(const struct replay *r)
{
	for (size_t i = 0; i < r->view.len; i++)
		if (r->view.nodes[i].roles & ROLE_BROKER &&
		    alive_has(&r->alive, &r->view, r->view.nodes[i].id))
			return true;
	return false;
}

/* A broker that answers whoever asks, but names an earlier leader; NO_NODE: none does. */
static int32_t tells_an_earlier_leader(const struct replay *r,
				       const struct partition_view *p)
{
	size_t near =
		SIZE_MAX; /* each broker shows it where the one before does, mostly */

	for (size_t i = 0; i < r->view.len; i++) {
		const struct node_view *n = &r->view.nodes[i];
		const struct partition_view *old = NULL;

		if (n->answers[SIDE_BROKER])
			old = partition_views_near(&n->partitions, &near, p->topic,
						   p->partition);
		if (old && old->epoch < p->epoch && old->leader != p->leader)
			return n->id;
	}
	return NO_NODE;
}

static struct moment of_partition(const struct replay *r, const struct needs *needs,
				  const struct partition_view *p)
{
	int32_t dead = needs_dead_in_isr(&r->alive, &r->view, p), old;

	if (p->leader < 0)
		return (struct moment){.state = STATE_LEADERLESS, .node = NO_NODE};
	if (!alive_has(&r->alive, &r->view, p->leader))
		return (struct moment){.state = STATE_LEADER_DEAD, .node = p->leader};
	if (needs->all_replicas && dead != NO_NODE)
		return (struct moment){.state = STATE_DEAD_IN_ISR, .node = dead};
	if (needs->all_replicas && !needs_are_met_by(needs, p))
		return (struct moment){
			.state = STATE_SMALL_ISR, .node = NO_NODE, .in_isr = p->isr.len};
	old = tells_an_earlier_leader(r, p);
	if (old != NO_NODE)
		return (struct moment){
			.state = STATE_STALE, .node = old, .since_ns = p->since_ns};
	return (struct moment){
		.state = STATE_SERVES, .node = p->leader, .since_ns = p->since_ns};
}

/* A partition that could be served, but that no member of the group has; else `m`. */
static struct moment of_group(const struct replay *r, const struct course *c,
			      struct moment m)
{
	const struct partition_view *p;

	if ((m.state != STATE_SERVES && m.state != STATE_STALE) ||
	    !c->coordinator.topic ||
	    !assigned_to_nobody(&r->assigned, c->window->workload, c->window->partition))
		return m;
	p = needs_partition(&c->coordinator, &r->view);
	if (p && (p->leader < 0 || !alive_has(&r->alive, &r->view, p->leader)))
		return (struct moment){.state = STATE_NO_COORDINATOR,
				       .node = p->leader < 0 ? NO_NODE : p->leader};
	return (struct moment){.state = STATE_UNASSIGNED, .node = NO_NODE};
}

static struct moment now_of(const struct replay *r, struct course *c)
{
	const struct partition_view *p;

	if (needs_nothing(&c->needs))
		return (struct moment){.state = STATE_UNTOLD, .node = NO_NODE};
	if (c->needs.node != NO_NODE && !alive_has(&r->alive, &r->view, c->needs.node))
		return (struct moment){.state = STATE_NODE_DOWN, .node = c->needs.node};
	if (plane_parts(c->window->plane) == PARTS_ONE && !any_broker_lives(r))
		return (struct moment){.state = STATE_NODE_DOWN, .node = NO_NODE};
	if (!c->needs.topic)
		return (struct moment){
			.state = STATE_SERVES, .node = c->needs.node, .since_ns = NEVER};
	p = needs_partition(&c->needs, &r->view);
	if (!p)
		return (struct moment){.state = STATE_UNTOLD, .node = NO_NODE};
	c->partition = p->partition;
	return of_group(r, c, of_partition(r, &c->needs, p));
}

void course_look(const struct replay *r, struct course *c, int64_t from_ns)
{
	struct moment m = now_of(r, c);
	const struct moment *last = c->len ? &c->moments[c->len - 1] : NULL;

	m.from_ns = from_ns;
	if (last && last->state == m.state && last->node == m.node &&
	    last->in_isr == m.in_isr)
		return;
	*GROW(c->moments, c->len) = m;
}
