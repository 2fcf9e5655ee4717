/* evidence.c - what a window's reasons rest on, in words with times; the largest share's first. */
#include "analyse/why.h"

#include "base/mem.h"
#include "base/str.h"
#include "model/kafka_error.h"

#include <inttypes.h>
#include <stdarg.h>

enum { NEVER_ASKED = -166 }; /* load/asker.c */

struct writer {
	const struct court *court;
	const struct course *c;
	const struct pieces *pieces;
	struct why *out;
};

static bool is_told(const struct why *why, const char *text)
{
	for (size_t i = 0; i < why->n_evidence; i++)
		if (strcmp(why->evidence[i], text) == 0)
			return true;
	return false;
}

/* What two reasons rest on is told once. */
PRINTF_LIKE(2, 3) static void tell(const struct writer *w, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (is_told(w->out, strbuf_text(&text)))
		strbuf_release(&text);
	else
		*GROW(w->out->evidence, w->out->n_evidence) = strbuf_detach(&text);
}

/* "+10.31 s" since the first phase began. */
static const char *when(const struct writer *w, char *buf, size_t cap, int64_t at_ns)
{
	(void)snprintf(buf, cap, "%+.2f s", ns_to_s(at_ns - w->court->f->begin_ns));
	return buf;
}
#define WHEN(w, at_ns) when(w, (char[48]){0}, 48, at_ns)

static const char *node_name(const struct writer *w, int32_t id)
{
	const struct node *n = topology_by_id(&w->court->f->run->header.topology, id);

	return n ? n->name : "a node of no name";
}

/* "kafka2 (kill at +10.90 s)", "kafka2 (no answer from +10.90 s on)". Caller frees. */
static char *dead_name(const struct writer *w, int32_t id, int64_t at_ns)
{
	const struct absence *x = alive_absence(w->court->alive, id, at_ns);

	if (!x)
		return xstrdup(node_name(w, id));
	if (x->by)
		return xasprintf("%s (%s at %s)", node_name(w, id), x->by,
				 WHEN(w, x->from_ns));
	return xasprintf("%s (no answer from %s on)", node_name(w, id),
			 WHEN(w, x->from_ns));
}

/* Views flicker when another broker's becomes the freshest: what was interrupted for less goes on. */
#define FLICKER_NS (200 * NS_PER_MS)

/* When what stood in the way in this moment was over; NEVER: that was not seen. */
static int64_t over_ns(const struct course *c, const struct moment *m)
{
	int64_t end = moment_end_ns(c, m);

	for (const struct moment *x = m + 1; x < c->moments + c->len; x++) {
		if (end == NEVER || x->from_ns - end > FLICKER_NS)
			break;
		if (x->state == m->state && x->node == m->node)
			end = moment_end_ns(c, x);
	}
	return end;
}

/* "until +19.80 s"; what was not seen to end lasted longer than the window. */
static char *until(const struct writer *w, const struct moment *m)
{
	int64_t end = over_ns(w->c, m);

	if (end == NEVER)
		return xasprintf("beyond %s", WHEN(w, w->c->window->to_ns));
	return xasprintf("until %s", WHEN(w, end));
}

static char *part_name(const struct writer *w)
{
	return xasprintf("%s/%d", w->c->needs.topic ? w->c->needs.topic : "?",
			 w->c->partition);
}

static const char *leader_of(const struct writer *w, const struct moment *m)
{
	return m->node == NO_NODE ? "nobody" : node_name(w, m->node);
}

static const char *group_name(const struct writer *w)
{
	const struct plan *plan = &w->court->f->run->header.plan;
	const char *group = plan->workloads[w->c->window->workload].group;

	return group ? group : "";
}

static void tell_state(const struct writer *w, const struct piece *p)
{
	const struct moment *m = p->moment;
	int64_t at_ns = p->from_ns > m->from_ns ? p->from_ns : m->from_ns;
	char *part = part_name(w), *dead = dead_name(w, m->node, at_ns),
	     *end = until(w, m);

	switch (m->state) {
	case STATE_NODE_DOWN:
		if (m->node == NO_NODE)
			tell(w, "no broker lived from %s %s", WHEN(w, m->from_ns), end);
		else
			tell(w, "%s did not live %s", dead, end);
		break;
	case STATE_LEADERLESS:
		tell(w, "%s had no leader from %s %s", part, WHEN(w, m->from_ns), end);
		break;
	case STATE_LEADER_DEAD:
		tell(w, "%s was the leader of %s %s", dead, part, end);
		break;
	case STATE_DEAD_IN_ISR:
		tell(w, "%s was in the ISR of %s %s", dead, part, end);
		break;
	case STATE_SMALL_ISR:
		tell(w,
		     "the ISR of %s had %zu member%s %s, and min.insync.replicas is %d",
		     part, m->in_isr, m->in_isr == 1 ? "" : "s", end,
		     w->c->needs.min_isr);
		break;
	case STATE_NO_COORDINATOR:
		if (m->node == NO_NODE)
			tell(w, "the group '%s' had no coordinator from %s %s",
			     group_name(w), WHEN(w, m->from_ns), end);
		else
			tell(w, "%s was the coordinator of '%s' %s", dead, group_name(w),
			     end);
		break;
	case STATE_UNASSIGNED:
		tell(w, "no member of '%s' had %s from %s %s", group_name(w), part,
		     WHEN(w, m->from_ns), end);
		break;
	case STATE_STALE:
		tell(w, "%s told an earlier leader of %s %s", node_name(w, m->node), part,
		     end);
		break;
	case STATE_UNTOLD:
	case STATE_SERVES: break;
	}
	free(part);
	free(dead);
	free(end);
}

/* The longest piece of that reason. */
static const struct piece *longest(const struct writer *w, enum reason reason)
{
	const struct piece *best = NULL;

	for (size_t i = 0; i < w->pieces->len; i++) {
		const struct piece *p = &w->pieces->at[i];

		if (p->reason == reason &&
		    (!best || p->to_ns - p->from_ns > best->to_ns - best->from_ns))
			best = p;
	}
	return best;
}

static void tell_absent_controller(const struct writer *w, int64_t at_ns)
{
	const struct court *c = w->court;
	int64_t from = NEVER, to = NEVER;

	for (size_t i = 0; i < c->n_controllers; i++) {
		if (c->controllers[i].to_ns <= at_ns)
			from = c->controllers[i].to_ns;
		else if (to == NEVER)
			to = c->controllers[i].from_ns;
	}
	if (from == NEVER)
		from = c->f->begin_ns;
	if (to == NEVER)
		tell(w, "the quorum had no leader from %s on", WHEN(w, from));
	else
		tell(w, "the quorum had no leader from %s until %s", WHEN(w, from),
		     WHEN(w, to));
}

/* The last piece ends with the next success, if there was one. */
static bool ends_in_success(const struct writer *w, const struct piece *p)
{
	return !w->c->window->open && p == &w->pieces->at[w->pieces->len - 1];
}

static void tell_controller(const struct writer *w, const struct piece *p)
{
	const struct controller_span *s = court_controller(w->court, p->from_ns);

	if (!s)
		return;
	tell(w, "%s was the active controller from %s on", node_name(w, s->node),
	     WHEN(w, s->from_ns));
	if (ends_in_success(w, p))
		tell(w, "the next success came %s later",
		     DURATION_TEXT(window_end_ns(w->c->window) - s->from_ns));
}

static void tell_client(const struct writer *w, const struct piece *p)
{
	const struct window *x = w->c->window;
	char *part = w->c->needs.topic ? part_name(w) : NULL;
	const char *what = part ? part : "the cluster";
	int64_t since = p->from_ns, moved = course_moved_ns(w->court, w->c);

	if (moved != NEVER && p == w->pieces->at)
		since = moved;
	else if (p->moment && p->moment->state == STATE_SERVES &&
		 p->moment->from_ns > since)
		since = p->moment->from_ns;
	if (part && p->moment && p->moment->state == STATE_SERVES)
		tell(w, "%s led %s and could serve it from %s on",
		     leader_of(w, p->moment), part, WHEN(w, since));
	else
		tell(w, "%s could serve from %s on", what, WHEN(w, since));
	if (ends_in_success(w, p))
		tell(w, "the next success came %s later",
		     DURATION_TEXT(window_end_ns(x) - since));
	free(part);
}

static void tell_unknown(const struct writer *w, const struct piece *p)
{
	if (!p->moment)
		tell(w, "the observer saw nothing at %s", WHEN(w, p->from_ns));
	else if (p->moment->state == STATE_UNTOLD)
		tell(w, "nobody told of what was asked for");
	else
		tell(w,
		     "it could be served, as far as was seen, and %" PRIu64 " of %" PRIu64
		     " were not",
		     w->c->window->unserved, w->c->window->records);
}

static void tell_late(const struct writer *w, const struct piece *p)
{
	const struct window *x = w->c->window;

	if (w->out->ns[REASON_ANSWERS_LATE] == window_end_ns(x) - window_start_ns(x))
		tell(w,
		     "it could be served the whole time, and all %" PRIu64
		     " were answered",
		     x->records);
	else
		tell(w,
		     "it could be served until %s, and what was due then was answered later",
		     WHEN(w, p->to_ns));
}

static void tell_piece(const struct writer *w, const struct piece *p)
{
	switch (p->reason) {
	case REASON_NO_QUORUM:
		tell_absent_controller(w, p->from_ns);
		if (p->moment)
			tell_state(w, p);
		break;
	case REASON_CONTROLLER_NOT_REACHED: tell_controller(w, p); break;
	case REASON_CLIENT_ARTEFACT: tell_client(w, p); break;
	case REASON_ANSWERS_LATE: tell_late(w, p); break;
	case REASON_UNKNOWN: tell_unknown(w, p); break;
	case REASON_NO_LEADER:
	case REASON_DEAD_IN_ISR:
	case REASON_BELOW_MIN_ISR:
	case REASON_NODE_DOWN:
	case REASON_COORDINATOR_GONE:
	case REASON_REBALANCE:
	case REASON_STALE_METADATA:
		if (p->moment)
			tell_state(w, p);
		break;
	case REASON_COUNT: break;
	}
}

/* An asker never asks what is due while the question before hangs. */
static const char *meaning_of(const struct writer *w, int code)
{
	const struct plan *plan = &w->court->f->run->header.plan;

	if (code == NEVER_ASKED &&
	    plan->workloads[w->c->window->workload].kind == WORKLOAD_ASK)
		return "never asked, for the question before had no answer yet";
	return kafka_error_find(code)->meaning;
}

static void tell_errors(const struct writer *w)
{
	const struct window *x = w->c->window;

	for (size_t i = 0; i < WINDOW_ERRORS && x->errors[i].count; i++)
		tell(w, "%" PRIu64 " x %s: %s", x->errors[i].count,
		     kafka_error_name(x->errors[i].code),
		     meaning_of(w, x->errors[i].code));
	if (x->other_errors)
		tell(w, "%" PRIu64 " other errors", x->other_errors);
}

/* The window's reason first, the others in the order of the table. */
void write_evidence(const struct court *court, const struct course *c,
		    const struct pieces *pieces)
{
	struct writer w = {court, c, pieces, &c->window->why};
	const struct piece *p = longest(&w, w.out->reason);

	if (p)
		tell_piece(&w, p);
	for (unsigned r = 0; r < REASON_COUNT; r++) {
		p = r == w.out->reason ? NULL : longest(&w, (enum reason)r);
		if (p)
			tell_piece(&w, p);
	}
	tell_errors(&w);
}
