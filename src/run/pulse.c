#include "run/conductor.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"

enum { MAX_CLIENTS = 256 };

#define PULSE_NS (20 * NS_PER_MS)
#define TICK_NS  (200 * NS_PER_MS)

/* A restart of the engine takes a second or two: that long is no loss. */
#define ENGINE_GONE_NS (10 * NS_PER_S)

void conductor_stage(struct conductor *c, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	log_at(LOG_DEBUG, "run", "%s", strbuf_text(&text));
	if (c->opts->watch.stage)
		c->opts->watch.stage(c->opts->watch.arg, clock_now(&c->clock),
				     strbuf_text(&text));
	strbuf_release(&text);
}

void conductor_event(struct conductor *c, const struct event *ev)
{
	stream_event(c->events, ev);
	if (c->opts->watch.event)
		c->opts->watch.event(c->opts->watch.arg, ev);
}

void conductor_run_event(struct conductor *c, const char *text)
{
	struct event ev = EVENT(RUN, clock_now(&c->clock));

	ev.text = xstrdup(text);
	conductor_event(c, &ev);
	event_release(&ev);
}

void conductor_note(struct conductor *c, const char *fmt, ...)
{
	struct event ev = EVENT(NOTE, clock_now(&c->clock));
	struct strbuf text = STRBUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	ev.text = strbuf_detach(&text);
	conductor_event(c, &ev);
	event_release(&ev);
}

static void node_names(const struct conductor *c, const struct ids *ids, struct strbuf *b)
{
	for (size_t i = 0; i < ids->len; i++) {
		const struct node *n = topology_any_by_id(c->topology, ids->id[i]);

		strbuf_addf(b, "%s%s", i ? ", " : "", n ? n->name : "?");
	}
}

static void tell_action(struct conductor *c, const struct event *ev)
{
	struct strbuf who = STRBUF_INIT;

	node_names(c, &ev->ids, &who);
	conductor_stage(c, "%s %s: %s%s%s%s%s%s", ev->name ? ev->name : "action",
			strbuf_text(&who), step_name(ev->step),
			ev->text && ev->text[0] ? ": " : "", ev->text ? ev->text : "",
			ev->code ? " [" : "", ev->code ? ev->code : "",
			ev->code ? "]" : "");
	strbuf_release(&who);
}

static void empty_inbox(struct conductor *c)
{
	struct timeline t = inbox_take(&c->inbox);

	for (size_t i = 0; i < t.len; i++) {
		conductor_event(c, &t.at[i]);
		if (t.at[i].kind == EVENT_ACTION)
			tell_action(c, &t.at[i]);
	}
	timeline_release(&t);
}

static void count_workload(struct conductor *c, size_t i, int64_t now_ns,
			   bool second_over)
{
	const struct tally *tallies[MAX_CLIENTS];
	struct workload_status *s = &c->workloads[i];
	const struct workload_plan *w = &c->plan->workloads[i];
	size_t n = load_tallies(c->load, i, tallies, MAX_CLIENTS);
	int64_t last_good = NEVER, oldest_due = NEVER;

	s->good = s->bad = 0;
	for (size_t k = 0; k < n; k++) {
		int64_t good = tally_read(&tallies[k]->last_good_ns);
		int64_t due = tally_read(&tallies[k]->oldest_due_ns);

		s->good += tally_read(&tallies[k]->acked);
		s->bad += tally_read(&tallies[k]->rejected) +
			  tally_read(&tallies[k]->unknown);
		last_good = good > last_good ? good : last_good;
		if (due != NEVER && (oldest_due == NEVER || due < oldest_due))
			oldest_due = due;
	}
	s->silent_ns = last_good == NEVER ? 0 : now_ns - last_good;
	s->waiting_ns = oldest_due == NEVER ? 0 : now_ns - oldest_due;
	/* Nobody answers between two questions. */
	s->out = s->silent_ns > w->late_after_ns + w->every_ns &&
		 (s->plane != PLANE_PRODUCE || s->waiting_ns > w->late_after_ns);
	if (second_over) {
		s->per_s = (double)(s->good - c->good_before[i]) /
			   ns_to_s(now_ns - c->counted_ns);
		c->good_before[i] = s->good;
	}
}

static void tick(struct conductor *c, int64_t now_ns)
{
	struct run_status s = {.plan = c->plan,
			       .topology = c->topology,
			       .view = &c->view,
			       .now_ns = now_ns,
			       .phase = c->phase,
			       .phase_begin_ns = c->phase_begin_ns,
			       .phase_end_ns = c->phase_end_ns,
			       .stage = c->stage,
			       .workloads = c->workloads,
			       .n_workloads = c->load ? c->plan->n_workloads : 0};
	bool second_over = now_ns - c->counted_ns >= NS_PER_S;

	c->ticked_ns = now_ns;
	for (size_t i = 0; c->load && i < c->plan->n_workloads; i++)
		count_workload(c, i, now_ns, second_over);
	if (second_over)
		c->counted_ns = now_ns;
	if (!c->observer || !c->opts->watch.tick)
		return;
	view_release(&c->view);
	observer_view(c->observer, &c->view);
	c->opts->watch.tick(c->opts->watch.arg, &s);
}

int conductor_pulse(struct conductor *c, struct err *e)
{
	int64_t now = clock_now(&c->clock);

	empty_inbox(c);
	if (now - c->ticked_ns >= TICK_NS) {
		conductor_look_at_hosts(c);
		tick(c, now);
	}
	if (now - c->flushed_ns >= NS_PER_S) {
		record_flush(c->record);
		c->flushed_ns = now;
	}
	if (signals_seen(&c->signals))
		return err_set(e, CODE_INTERRUPTED, "interrupted by %s",
			       atomic_load(&c->signals.last) == SIGINT ? "Ctrl-C"
								       : "a signal");
	if (record_failed(c->record, e))
		return -1;
	if (conductor_lost_ns(c) > ENGINE_GONE_NS)
		return err_set(e, CODE_ENGINE_GONE,
			       "%s answered for %s; when it is back, 'kchaos heal %s' "
			       "and 'kchaos down %s' finish the work",
			       c->topology->hosts.len > 1 ? "no host's engine has"
							  : "the Docker engine has not",
			       DURATION_TEXT(conductor_lost_ns(c)), c->topology->project,
			       c->topology->project);
	return 0;
}

bool conductor_goes_on(struct conductor *c)
{
	if (c->stop.kind == ERR_NONE)
		(void)conductor_pulse(c, &c->stop);
	return c->stop.kind == ERR_NONE;
}

int conductor_reason(struct conductor *c, int rc, struct err *e)
{
	if (c->stop.kind == ERR_NONE)
		return rc;
	*e = c->stop;
	return -1;
}

int conductor_wait_until(struct conductor *c, int64_t at_ns, struct err *e)
{
	for (;;) {
		int64_t now = clock_now(&c->clock);

		if (conductor_pulse(c, e) < 0)
			return -1;
		if (now >= at_ns)
			return 0;
		clock_sleep_until(&c->clock,
				  at_ns - now < PULSE_NS ? at_ns : now + PULSE_NS);
	}
}
