#include "run/conductor.h"

#include "aim/condition.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "fault/heal.h"
#include "load/settle.h"

#define FULL_ISR_NS   (90 * NS_PER_S)
#define DRAIN_NS      (30 * NS_PER_S)
#define SETTLE_NS     (300 * NS_PER_S)
#define DRIFT_TOLD_NS (5 * NS_PER_MS)

void conductor_tell_heal(void *arg, UNUSED int32_t node, bool is_error, const char *text)
{
	struct conductor *c = arg;

	if (is_error)
		log_warning(CODE_NOT_HEALED, "heal", "%s", text);
	else
		conductor_stage(c, "heal: %s", text);
}

/* What fails is told, and stays in the journal. */
static int undo_everything(struct conductor *c, struct err *e)
{
	size_t undone = 0;
	int rc;

	if (!c->journal)
		return 0;
	rc = heal(c->cluster, c->journal, conductor_tell_heal, c, &undone, e);
	if (rc < 0)
		log_warning(CODE_NOT_HEALED, "heal", "%s", e->msg);
	if (c->record)
		conductor_run_event(c, "healed");
	return rc;
}

/* The read-back needs every replica in sync; if that does not come, it says so itself. */
static int wait_for_full_isr(struct conductor *c, struct err *e)
{
	int64_t deadline = clock_now(&c->clock) + FULL_ISR_NS;

	conductor_stage(c, "waiting until every replica is in sync");
	while (clock_now(&c->clock) < deadline) {
		struct view view;
		struct condition_world world = {.topology = c->topology,
						.plan = c->plan,
						.view = &view,
						.now_ns = clock_now(&c->clock)};
		bool full;

		observer_view(c->observer, &view);
		full = condition_holds("isr", "full", &world, NULL);
		view_release(&view);
		if (full)
			return 0;
		if (conductor_wait_until(c, clock_now(&c->clock) + 50 * NS_PER_MS, e) < 0)
			return -1;
	}
	log_warning(
		CODE_ISR_INCOMPLETE, "run",
		"not every replica came back in sync within %g s, reading back what there is",
		ns_to_s(FULL_ISR_NS));
	return 0;
}

static bool settle_pulse(void *arg, UNUSED const struct settle_progress *p)
{
	struct conductor *c = arg;

	c->stage = "reading everything back";
	return conductor_goes_on(c);
}

/* They are in the record already. */
static void settle_told(void *arg, const struct event *ev)
{
	const struct conductor *c = arg;

	if (c->opts->watch.event)
		c->opts->watch.event(c->opts->watch.arg, ev);
}

static int read_back(struct conductor *c, struct err *e)
{
	char *bootstrap = topology_bootstrap(c->topology);
	bool complete = false;
	struct settle s = {.plan = c->plan,
			   .bootstrap = bootstrap,
			   .clock = &c->clock,
			   .record = c->record,
			   .events = c->events,
			   .run_id = c->header.run_id,
			   .until_ns = clock_now(&c->clock) + SETTLE_NS,
			   .progress = settle_pulse,
			   .told = settle_told,
			   .arg = c};
	int rc;

	conductor_stage(c, "reading everything back");
	conductor_run_event(c, "drained");
	rc = conductor_reason(c, settle_run(&s, &complete, e), e);
	free(bootstrap);
	if (rc == 0)
		conductor_run_event(c, complete ? "settled" : "not settled");
	return rc;
}

/* Nodes that are down on a host that does not answer stay so: their replicas are not waited for. */
static int wait_for_replicas(struct conductor *c, bool is_healed, struct err *e)
{
	char *silent = is_healed ? NULL : engine_watch_silent(c->engine);

	if (!silent)
		return wait_for_full_isr(c, e);
	log_warning(CODE_ISR_INCOMPLETE, "run",
		    "not everything could be undone while %s does not answer: reading "
		    "back what there is",
		    silent);
	free(silent);
	return 0;
}

/* The orderly end of a run whose phases are over: nothing may be left open. */
static int settle_accounts(struct conductor *c, struct err *e)
{
	struct err left = {0}; /* told; taking down, or giving back, tries again */
	int64_t given_up;

	load_stop_producing(c->load);
	conductor_await_hosts(c);
	if (wait_for_replicas(c, undo_everything(c, &left) == 0, e) < 0)
		return -1;
	conductor_stage(c, "waiting for the last answers");
	given_up = load_drain(c->load, clock_now(&c->clock) + DRAIN_NS);
	if (given_up > 0)
		log_warning(CODE_UNANSWERED, "run",
			    "%lld records got no answer, their outcome is unknown",
			    (long long)given_up);
	if (read_back(c, e) < 0)
		return -1;
	return conductor_compare(c, e);
}

static void stop_watching(struct conductor *c)
{
	(void)pthread_mutex_lock(&c->interruptible_lock);
	c->interruptible = NULL;
	(void)pthread_mutex_unlock(&c->interruptible_lock);
	load_stop(c->load);
	c->load = NULL;
	engine_watch_stop(c->engine);
	c->engine = NULL;
	observer_stop(c->observer);
	c->observer = NULL;
	instrument_stop(c->instrument);
	c->instrument = NULL;
}

static bool teardown_step(void *arg, const char *text)
{
	struct conductor *c = arg;

	if (text)
		conductor_stage(c, "%s", text);
	return true;
}

/* Removes the cluster, or leaves it healed. */
static int leave(struct conductor *c, struct err *why)
{
	struct err e = {0};

	if (!c->was_started)
		return 0;
	if (c->opts->keep) {
		int rc = undo_everything(c, why);

		conductor_stage(c, "kept: project '%s'; 'kchaos down %s' removes it",
				c->topology->project, c->topology->project);
		return rc;
	}
	if (c->journal &&
	    heal_machine(c->cluster, c->journal, conductor_tell_heal, c, &e) < 0)
		e = (struct err){0}; /* told; it is tried again below */
	if (cluster_down(c->cluster, teardown_step, c, &e) < 0) {
		log_failure(e.code, "run", "%s; 'kchaos down %s' tries again", e.msg,
			    c->topology->project);
		*why = e;
		return -1; /* the journal stays: heal and down need it */
	}
	(void)undo_everything(c, &e); /* nothing is left that could be */
	return 0;
}

static int close_record(struct conductor *c, struct err *e)
{
	int64_t drift = clock_wall_drift(&c->clock);
	struct err full = {0};
	int rc;

	if (c->events && llabs(drift) > DRIFT_TOLD_NS)
		conductor_note(
			c,
			"the wall clock moved by %s against the run's clock: engine times are that unsure",
			DURATION_TEXT(drift));
	/* A record with holes has no end: what is missing must not be counted. */
	if (c->record)
		record_flush(c->record);
	if (c->events && !record_failed(c->record, &full))
		conductor_run_event(c, "end");
	rc = record_close(c->record, e);
	c->record = NULL;
	log_set_file(NULL, NULL);
	if (c->log && fclose(c->log) != 0)
		log_warning(CODE_LOG_INCOMPLETE, "run", "kchaos.log is incomplete");
	return rc;
}

/* Takes the cluster down, or gives it back as it was found. */
static int hand_over(struct conductor *c, struct err *e)
{
	if (!c->was_adopted)
		return leave(c, e);
	if (conductor_give_back(c, e) == 0)
		return 0;
	log_failure(e->code, "run", "%s", e->msg);
	return -1;
}

int conductor_way_out(struct conductor *c, bool failed, bool *out_recorded, struct err *e)
{
	struct err more = {0};
	int rc = failed ? -1 : 0;

	if (failed)
		atomic_store(&c->cancel, true);
	if (c->has_timed) /* after an orderly end, what it is undoing just now is finished */
		timed_end(&c->timed);
	snapshots_end(c->snapshots); /* the last one, before it would be cancelled */
	c->snapshots = NULL;
	atomic_store(&c->cancel, true);
	cluster_set_cancel(c->cluster,
			   NULL); /* from here on everything is finished properly */
	if (!failed && settle_accounts(c, e) < 0)
		rc = -1;
	if (failed && (c->opts->keep || c->was_adopted))
		conductor_await_hosts(c);
	*out_recorded = c->load != NULL;
	if (c->events)
		(void)conductor_pulse(c, &more); /* the inbox's last events */
	stop_watching(c);
	more = (struct err){0};
	if (hand_over(c, rc < 0 ? &more : e) < 0)
		rc = -1;
	more = (struct err){0};
	if (c->record && close_record(c, rc < 0 ? &more : e) < 0)
		rc = -1;
	journal_close(c->journal);
	return rc;
}
