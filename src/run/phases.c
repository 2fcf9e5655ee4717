#include "run/conductor.h"

#include "aim/condition.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"

/* Later than this is worth a note. */
#define LATE_TOLD_NS (100 * NS_PER_MS)

/* An action runs in a thread of its own, so that the main thread can show, flush and be
 * interrupted meanwhile. */
struct action_task {
	struct conductor *c;
	struct action_ctx ctx;
	const struct action_plan *plan;
	struct rng rng;
	struct action_result result;
	struct err err;
	int rc;
	atomic_bool done;
};

static void look(void *arg, struct view *out)
{
	struct conductor *c = arg;

	observer_view(c->observer, out);
}

static int64_t place(void *arg, int32_t node, int64_t wall_ns)
{
	struct conductor *c = arg;

	return c->engine ? engine_watch_place(c->engine, node, wall_ns)
			 : clock_from_wall(&c->clock, wall_ns);
}

static void emit(void *arg, const struct event *ev)
{
	struct conductor *c = arg;

	inbox_put(&c->inbox, ev);
}

static void *run_action(void *arg)
{
	struct action_task *t = arg;

	t->rc = action_run(action_find(t->plan->kind), &t->ctx, t->plan, &t->result,
			   &t->err);
	atomic_store(&t->done, true);
	return NULL;
}

static void undo_at(void *arg, const struct later *l)
{
	struct conductor *c = arg;

	timed_add(&c->timed, l);
}

static void begin_timed(struct conductor *c)
{
	c->timed = (struct timed){.cluster = c->cluster,
				  .journal = c->journal,
				  .clock = &c->clock,
				  .emit = emit,
				  .emit_arg = c,
				  .is_silent = conductor_is_silent,
				  .silent_arg = c};
	timed_begin(&c->timed);
	c->has_timed = true;
}

static int add_load(void *arg, const char *workload, int64_t rate_mps, int64_t from_ns,
		    int64_t until_ns, struct err *e)
{
	struct conductor *c = arg;

	return load_add(c->load, workload, rate_mps, from_ns, until_ns, e);
}

static void prepare(struct action_task *t, struct conductor *c, int phase, int action)
{
	char *actor = xasprintf("action %d/%d", phase, action);

	*t = (struct action_task){.c = c,
				  .plan = &c->plan->phases[phase].actions[action]};
	rng_init(&t->rng, c->plan->seed, actor);
	free(actor);
	t->ctx = (struct action_ctx){.cluster = c->cluster,
				     .topology = c->topology,
				     .plan = c->plan,
				     .clock = &c->clock,
				     .journal = c->journal,
				     .picks = &c->picks,
				     .rng = &t->rng,
				     .cancel = &c->cancel,
				     .look = look,
				     .look_arg = c,
				     .place = place,
				     .place_arg = c,
				     .emit = emit,
				     .emit_arg = c,
				     .phase = phase,
				     .action = action,
				     .undo_at = undo_at,
				     .undo_arg = c,
				     .add_load = add_load,
				     .load_arg = c,
				     .next_action = &c->next_action};
}

/* -1 only when the run must stop; an action that failed is in the record, and judged there. */
static int one_action(struct conductor *c, int phase, int action, struct err *e)
{
	struct action_task t;
	struct err stop = {0};
	pthread_t thread;
	int rc = 0;

	prepare(&t, c, phase, action);
	if (pthread_create(&thread, NULL, run_action, &t) != 0)
		return err_set(e, CODE_NO_RESOURCE,
			       "cannot start a thread for action '%s'", t.plan->kind);
	while (!atomic_load(&t.done)) {
		if (rc == 0 && conductor_pulse(c, &stop) < 0) {
			rc = -1;
			atomic_store(&c->cancel, true);
		}
		clock_sleep_until(&c->clock, clock_now(&c->clock) + 5 * NS_PER_MS);
	}
	(void)pthread_join(thread, NULL);
	if (t.rc < 0)
		log_warning(CODE_ACTION_FAILED, "run",
			    "action '%s': %s; the phase will be inconclusive",
			    t.plan->kind, t.err.msg);
	if (t.plan->label && t.rc == 0)
		picks_set(&c->picks, t.plan->label, &t.result.nodes);
	action_result_release(&t.result);
	if (rc < 0)
		*e = stop;
	return rc;
}

static bool until_holds(struct conductor *c, const struct until_plan *u,
			struct strbuf *seen)
{
	struct view view;
	struct condition_world world = {.topology = c->topology,
					.plan = c->plan,
					.view = &view,
					.now_ns = clock_now(&c->clock)};
	bool holds;

	if (strcmp(u->kind, "written") == 0) /* no state of the cluster */
		return load_written(c->load, u->want, seen);
	observer_view(c->observer, &view);
	holds = condition_holds(u->kind, u->want, &world, seen);
	view_release(&view);
	return holds;
}

/* Waits for the phase's end: its time, or its condition. *why: how it ended. */
static int wait_for_end(struct conductor *c, const struct phase_plan *ph,
			const char **why, struct err *e)
{
	int64_t deadline = c->phase_begin_ns + ph->until.timeout_ns;
	struct strbuf seen = STRBUF_INIT;

	if (!ph->until.kind) {
		*why = "time";
		return conductor_wait_until(c, c->phase_begin_ns + ph->for_ns, e);
	}
	*why = "until";
	while (!until_holds(c, &ph->until, &seen)) {
		if (clock_now(&c->clock) >= deadline) {
			log_warning(CODE_PHASE_IN_VAIN, "run",
				    "phase '%s': waited %g s in vain: %s", ph->name,
				    ns_to_s(ph->until.timeout_ns), strbuf_text(&seen));
			*why = "timeout";
			break;
		}
		strbuf_clear(&seen);
		if (conductor_wait_until(c, clock_now(&c->clock) + 50 * NS_PER_MS, e) <
		    0) {
			strbuf_release(&seen);
			return -1;
		}
	}
	strbuf_release(&seen);
	return 0;
}

static void phase_event(struct conductor *c, int phase, bool begin, const char *why)
{
	struct event ev = EVENT(PHASE, clock_now(&c->clock));

	ev.phase = phase;
	ev.up = begin;
	ev.text = xstrdup(why);
	conductor_event(c, &ev);
	event_release(&ev);
}

/* Actions take turns: one that takes long delays the next. */
static void note_late(struct conductor *c, int phase, const struct action_plan *a)
{
	int64_t late = clock_now(&c->clock) - (c->phase_begin_ns + a->at_ns);

	if (late > LATE_TOLD_NS)
		conductor_note(
			c,
			"'%s' of phase '%s' was to begin at %s and begins %s later: "
			"the action before it took so long",
			a->kind, c->plan->phases[phase].name, DURATION_TEXT(a->at_ns),
			DURATION_TEXT(late));
}

static int actions(struct conductor *c, int phase, struct err *e)
{
	const struct phase_plan *ph = &c->plan->phases[phase];

	for (size_t i = 0; i < ph->n_actions; i++) {
		int64_t at = ph->actions[i].at_ns;

		if (at > 0 && conductor_wait_until(c, c->phase_begin_ns + at, e) < 0)
			return -1;
		if (at > 0)
			note_late(c, phase, &ph->actions[i]);
		if (one_action(c, phase, (int)i, e) < 0)
			return -1;
	}
	return 0;
}

static int one_phase(struct conductor *c, int phase, struct err *e)
{
	const struct phase_plan *ph = &c->plan->phases[phase];
	const char *why = "interrupted";
	int rc;

	c->phase = phase;
	atomic_store(&c->next_action, (int)ph->n_actions);
	c->stage = ph->name;
	c->phase_begin_ns = clock_now(&c->clock);
	c->phase_end_ns = ph->until.kind ? NEVER : c->phase_begin_ns + ph->for_ns;
	conductor_stage(c, "phase %d/%zu: %s", phase + 1, c->plan->n_phases, ph->name);
	phase_event(c, phase, true, ph->name);
	load_enter_phase(c->load, phase);
	observer_snapshot(c->observer);
	snapshots_take(c->snapshots, phase);
	rc = actions(c, phase, e);
	if (rc == 0)
		rc = wait_for_end(c, ph, &why, e);
	phase_event(c, phase, false, rc < 0 ? "interrupted" : why);
	return rc;
}

static int check_one(struct conductor *c, int phase, int action, struct err *e)
{
	struct action_task t;

	prepare(&t, c, phase, action);
	if (action_possible(&t.ctx, t.plan, e) == 0)
		return 0;
	return err_wrap(e, "action '%s' (%s:%d) cannot be done here", t.plan->kind,
			c->plan->file, t.plan->line);
}

int conductor_possible(struct conductor *c, struct err *e)
{
	for (size_t i = 0; i < c->plan->n_phases; i++)
		for (size_t k = 0; k < c->plan->phases[i].n_actions; k++)
			if (check_one(c, (int)i, (int)k, e) < 0)
				return -1;
	return 0;
}

int conductor_phases(struct conductor *c, struct err *e)
{
	int rc = 0;

	begin_timed(c);

	for (int i = 0; rc == 0 && i < (int)c->plan->n_phases; i++)
		rc = one_phase(c, i, e);
	observer_snapshot(c->observer);
	snapshots_take(c->snapshots, (int)c->plan->n_phases);
	c->phase = NO_PHASE;
	return rc;
}
