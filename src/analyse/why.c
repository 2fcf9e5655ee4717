/*
 * why.c - why each window's seconds were not served, from the fold of what the observer saw.
 *
 * Every moment of a window gets one reason, so that shares add up to its length; the largest share
 * is the window's reason. The rules, and what they cannot know: docs/measuring.md "Why".
 */
#include "analyse/why.h"

#include "analyse/parts.h"
#include "analyse/replay.h"
#include "analyse/sort.h"
#include "base/mem.h"

/* How long after a window's end is looked for the end of what stood in the way. */
#define AFTERMATH_NS NS_PER_S

/* The observer's edges are no sharper than its questions. */
#define SHARP_NS (200 * NS_PER_MS)

/* Brokers learn of a change, and are asked, one after the other: less than this is no old view. */
#define STALE_SHOWS_NS (500 * NS_PER_MS)

/* A controller that an action took away is missed this soon: what it claims runs out. */
#define MISSED_WITHIN_NS (3 * NS_PER_S)

struct whys {
	struct course *at; /* by their window's begin */
	size_t len;
	size_t begun; /* so many windows have begun */
	size_t over;  /* the first so many are over for good */
};

static int by_begin(const void *a, const void *b)
{
	const struct course *x = a, *y = b;

	return (x->window->from_ns > y->window->from_ns) -
	       (x->window->from_ns < y->window->from_ns);
}

static struct course course_of(const struct findings *f, struct window *w)
{
	const char *group = f->run->header.plan.workloads[w->workload].group;
	struct course c = {.window = w, .needs = needs_of(f, w)};

	if (w->plane == PLANE_CONSUME && group)
		c.coordinator = needs_of_coordinator(group);
	return c;
}

struct whys *whys_new(const struct replay *r)
{
	struct findings *f = r->f;
	struct whys *y = xcalloc(1, sizeof(*y));

	for (size_t i = 0; i < f->run->header.plan.n_workloads; i++)
		for (size_t k = 0; k < f->workloads[i].n_windows; k++) {
			struct window *w = &f->workloads[i].windows[k];

			*GROW(y->at, y->len) = course_of(f, w);
		}
	sort_nearly(y->at, y->len, sizeof(*y->at), by_begin);
	return y;
}

/* Windows that began since the last instant begin as it left the cluster. */
static void begin_until(struct whys *y, const struct replay *r, int64_t at_ns)
{
	for (; y->begun < y->len && y->at[y->begun].window->from_ns <= at_ns; y->begun++)
		if (r->last_ns != NEVER)
			course_look(r, &y->at[y->begun], y->at[y->begun].window->from_ns);
}

void whys_before(struct whys *y, const struct replay *r)
{
	begin_until(y, r, r->now_ns);
}

void whys_after(struct whys *y, const struct replay *r)
{
	for (size_t i = y->over; i < y->begun; i++) {
		struct course *c = &y->at[i];

		if (c->window->to_ns + AFTERMATH_NS >= r->now_ns)
			course_look(r, c, r->now_ns);
		else if (i == y->over)
			y->over++;
	}
}

/* ---- pieces ---- */

int64_t moment_end_ns(const struct course *c, const struct moment *m)
{
	return m + 1 < c->moments + c->len ? m[1].from_ns : NEVER;
}

static bool is_served(enum state s)
{
	return s == STATE_SERVES || s == STATE_STALE;
}

/* What stood in the way within the start's bar, but before its middle, is no piece of the window. */
static int64_t freed_within_bar_ns(const struct course *c)
{
	int64_t start = window_start_ns(c->window), freed = NEVER;

	for (size_t i = 1; i < c->len && c->moments[i].from_ns <= start; i++)
		if (!is_served(c->moments[i - 1].state) &&
		    c->moments[i - 1].state != STATE_UNTOLD)
			freed = c->moments[i].from_ns;
	return freed;
}

int64_t course_moved_ns(const struct court *court, const struct course *c)
{
	const struct moment *m = c->moments;
	const struct window *w = c->window;
	int64_t freed = freed_within_bar_ns(c);

	if (freed != NEVER || c->len == 0 || !is_served(m->state) || w->split.cause < 0)
		return freed;
	/* Answers after the change show that it did no harm. */
	return m->since_ns >= court->f->actions[w->split.cause].requested_ns &&
			       m->since_ns >= w->from_ns - SHARP_NS
		       ? m->since_ns
		       : NEVER;
}

const struct controller_span *court_controller(const struct court *c, int64_t at_ns)
{
	for (size_t i = 0; i < c->n_controllers; i++)
		if (c->controllers[i].from_ns <= at_ns && c->controllers[i].to_ns > at_ns)
			return &c->controllers[i];
	return NULL;
}

/* A controller that was taken away is none from then on, though its claim has not run out yet. */
static int64_t ends_ns(const struct court *c, const struct controller_span *s)
{
	for (size_t i = 0; i < c->alive->len; i++) {
		const struct absence *x = &c->alive->absences[i];

		if (x->node == s->node && x->by && x->from_ns > s->from_ns &&
		    x->from_ns < s->to_ns && s->to_ns - x->from_ns <= MISSED_WITHIN_NS)
			return x->from_ns;
	}
	return s->to_ns;
}

static void find_controllers(struct court *c)
{
	for (size_t i = 0; i < c->f->n_controllers; i++) {
		struct controller_span s = c->f->controllers[i];

		if (s.node < 0)
			continue;
		if (i + 1 < c->f->n_controllers)
			s.to_ns = ends_ns(c, &s);
		*GROW(c->controllers, c->n_controllers) = s;
	}
}

static const struct span *gap_at(const struct findings *f, int64_t at_ns)
{
	for (size_t i = 0; i < f->n_gaps; i++)
		if (f->gaps[i].from_ns <= at_ns && f->gaps[i].to_ns > at_ns)
			return &f->gaps[i];
	return NULL;
}

static const struct moment *moment_at(const struct course *c, int64_t at_ns)
{
	size_t i = c->len;

	while (i > 0 && c->moments[i - 1].from_ns > at_ns)
		i--;
	return i ? &c->moments[i - 1] : NULL;
}

/* Long enough to be no mere turn in which brokers are told and asked; and of use to who looks for the
 * leader: a client that is new, or whose leader has just moved. */
static bool misleads(const struct course *c, const struct moment *m)
{
	int64_t end = moment_end_ns(c, m);
	bool looks = c->window->plane == PLANE_NEW_CLIENT ||
		     m->since_ns >= c->window->from_ns - SHARP_NS;

	return looks && (end == NEVER || end - m->from_ns >= STALE_SHOWS_NS);
}

/* CLIENT_ARTEFACT and UNKNOWN stay open: the errors may tell more. */
static enum reason reason_of(const struct court *court, const struct course *c,
			     const struct moment *m, int64_t at_ns)
{
	bool no_quorum = court->n_controllers > 0 && !court_controller(court, at_ns);

	switch (m->state) {
	case STATE_UNTOLD: return REASON_UNKNOWN;
	case STATE_NODE_DOWN: return REASON_NODE_DOWN;
	case STATE_LEADERLESS:
	case STATE_LEADER_DEAD:
		if (no_quorum)
			return REASON_NO_QUORUM;
		return c->needs.by_hash ? REASON_COORDINATOR_GONE : REASON_NO_LEADER;
	case STATE_DEAD_IN_ISR: return no_quorum ? REASON_NO_QUORUM : REASON_DEAD_IN_ISR;
	case STATE_SMALL_ISR: return REASON_BELOW_MIN_ISR;
	case STATE_NO_COORDINATOR:
		return no_quorum ? REASON_NO_QUORUM : REASON_COORDINATOR_GONE;
	case STATE_UNASSIGNED: return REASON_REBALANCE;
	case STATE_STALE:
		return misleads(c, m) ? REASON_STALE_METADATA : REASON_CLIENT_ARTEFACT;
	case STATE_SERVES: break;
	}
	return c->needs.controller && no_quorum ? REASON_NO_QUORUM
						: REASON_CLIENT_ARTEFACT;
}

static int64_t earlier(int64_t a_ns, int64_t b_ns, int64_t after_ns)
{
	return b_ns != NEVER && b_ns > after_ns && b_ns < a_ns ? b_ns : a_ns;
}

/* The first instant after `at_ns`, at most `end_ns`, at which something else may hold. */
static int64_t next_edge(const struct court *court, const struct course *c, int64_t at_ns,
			 int64_t end_ns)
{
	int64_t next = end_ns;

	for (size_t i = 0; i < c->len; i++)
		next = earlier(next, c->moments[i].from_ns, at_ns);
	for (size_t i = 0; i < court->n_controllers; i++) {
		next = earlier(next, court->controllers[i].from_ns, at_ns);
		next = earlier(next, court->controllers[i].to_ns, at_ns);
	}
	for (size_t i = 0; i < court->f->n_gaps; i++) {
		next = earlier(next, court->f->gaps[i].from_ns, at_ns);
		next = earlier(next, court->f->gaps[i].to_ns, at_ns);
	}
	return next;
}

static void cut(const struct court *court, const struct course *c, struct pieces *pieces)
{
	int64_t end = window_end_ns(c->window), next;

	for (int64_t at = window_start_ns(c->window); at < end; at = next) {
		const struct moment *m = gap_at(court->f, at) ? NULL : moment_at(c, at);

		next = next_edge(court, c, at, end);
		*GROW(pieces->at, pieces->len) = (struct piece){
			at, next, m ? reason_of(court, c, m, at) : REASON_UNKNOWN, m};
	}
}

static bool is_open(const struct piece *p)
{
	return p->reason == REASON_CLIENT_ARTEFACT || p->reason == REASON_UNKNOWN;
}

/* Nobody sees the moment of a failure: what lies in the start's bar belongs to what came. */
static void stretch_first(const struct court *court, const struct course *c,
			  struct pieces *pieces)
{
	size_t first = 0;

	while (first < pieces->len && is_open(&pieces->at[first]))
		first++;
	if (first == pieces->len ||
	    pieces->at[first].from_ns > begun_by_ns(court->f, c->window) + SHARP_NS)
		return;
	for (size_t i = 0; i < first; i++) {
		pieces->at[i].reason = pieces->at[first].reason;
		pieces->at[i].moment = pieces->at[first].moment;
	}
}

static void sum_up(struct why *why, const struct pieces *pieces)
{
	why->reason = REASON_UNKNOWN;
	for (size_t i = 0; i < pieces->len; i++)
		why->ns[pieces->at[i].reason] += pieces->at[i].to_ns -
						 pieces->at[i].from_ns;
	for (unsigned r = 0; r < REASON_COUNT; r++)
		if (why->ns[r] > why->ns[why->reason])
			why->reason = (enum reason)r;
}

static void decide(const struct court *court, struct course *c)
{
	struct pieces pieces = {0};

	cut(court, c, &pieces);
	stretch_first(court, c, &pieces);
	decide_open_pieces(court, c, &pieces);
	sum_up(&c->window->why, &pieces);
	write_evidence(court, c, &pieces);
	free(pieces.at);
}

void whys_finish(struct whys *y, const struct replay *r)
{
	struct court court = {.f = r->f, .alive = &r->alive, .records = r->records};

	begin_until(y, r, INT64_MAX); /* after the last event */
	find_controllers(&court);
	for (size_t i = 0; i < y->len; i++) {
		decide(&court, &y->at[i]);
		free(y->at[i].moments);
	}
	free(court.controllers);
	free(y->at);
	free(y);
}
