#include "cli/rescue.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/hosts.h"
#include "cli/project.h"
#include "cluster/cluster.h"
#include "cluster/project.h"
#include "fault/heal.h"

#define PATIENCE_NS (180 * NS_PER_S)
#define HERE_NS     (20 * NS_PER_S)
#define PAUSE_NS    NS_PER_S

struct rescue {
	const struct watched *w;
	struct clock clock;
	struct cluster *cluster;
	struct journal *journal;
	struct project_removed removed;
	struct hosts hosts; /* noted when the run began; none: one engine */
	bool takes_less;    /* than all hosts: they were waited for long enough */
};

static void nap(struct rescue *r)
{
	clock_sleep_until(&r->clock, clock_now(&r->clock) + PAUSE_NS);
}

typedef int step_fn(struct rescue *r, struct err *e);

/* Until it works, or it is too late. A failure is told once, another one again. */
static bool persist(struct rescue *r, step_fn *step, int64_t until_ns)
{
	struct err e = {0}, told = {0};

	while (step(r, &e) < 0) {
		if (strcmp(e.msg, told.msg) != 0)
			watched_say(r->w, e.code, "%s; trying again", e.msg);
		told = e;
		e = (struct err){0};
		if (clock_now(&r->clock) >= until_ns)
			return false;
		nap(r);
	}
	return true;
}

/* ---- steps ---- */

static void tell(void *arg, UNUSED int32_t node, bool is_error, const char *text)
{
	struct rescue *r = arg;

	watched_say(r->w, is_error ? CODE_NOT_HEALED : CODE_NONE, "%s", text);
}

/* Who does not answer is known, and told, sooner from who may be missing. */
static int attach(struct rescue *r, struct err *e)
{
	struct cluster_opts opts = {.may_be_gone = true, .may_miss_hosts = true};
	struct cluster *c;

	if (r->hosts.len)
		project_start_engines(NULL, r->w->project, tell, r);
	c = attach_project(NULL, r->w->project, &opts, e);
	if (c && cluster_missing(c) && !r->takes_less) {
		(void)err_set(e, CODE_ENGINE_GONE, "%s", cluster_missing(c));
		cluster_free(c);
		c = NULL;
	}
	r->cluster = c;
	return c ? 0 : -1;
}

/* The journal may be held for a moment by the process that has just died. */
static int take_over(struct rescue *r, struct err *e)
{
	if (!r->cluster && attach(r, e) < 0)
		return -1;
	r->journal = project_journal(cluster_engine_id(r->cluster), r->w->project, e);
	return r->journal ? 0 : -1;
}

static int heal_all(struct rescue *r, struct err *e)
{
	return heal(r->cluster, r->journal, tell, r, NULL, e);
}

static int give_back(struct rescue *r, struct err *e)
{
	if (heal_all(r, e) < 0)
		return -1;
	return heal_found(r->cluster, r->journal, tell, r, NULL, e);
}

/* The engine may still be making the last one that was asked for: twice nothing is nothing. */
static int sweep(struct rescue *r, struct err *e)
{
	for (int in_vain = 0; in_vain < 2;) {
		size_t swept = 0;

		if (project_sweep(NULL, &r->hosts, r->w->project, &swept, e) < 0)
			return -1;
		in_vain = swept ? 0 : in_vain + 1;
		if (in_vain < 2)
			nap(r);
	}
	return 0;
}

/* What outlives the cluster. */
static int heal_here(struct rescue *r, struct err *e)
{
	return heal_machine(r->cluster, r->journal, tell, r, e);
}

static bool is_none(const struct project_removed *n)
{
	return n->containers + n->networks + n->volumes == 0;
}

/* The engine may still be making what the dead process had asked for: twice nothing is nothing. */
static int remove_all(struct rescue *r, struct err *e)
{
	for (int in_vain = 0; in_vain < 2;) {
		struct project_removed n = {0};

		if (project_remove(NULL, &r->hosts, r->w->project, false, NULL, NULL, &n,
				   e) < 0)
			return -1;
		in_vain = is_none(&n) ? in_vain + 1 : 0;
		r->removed.containers += n.containers;
		r->removed.networks += n.networks;
		r->removed.volumes += n.volumes;
		if (in_vain < 2)
			nap(r);
	}
	return 0;
}

/* ---- the whole ---- */

static void give_up(const struct rescue *r, enum code code)
{
	watched_say(r->w, code,
		    "giving up; 'kchaos heal %s' and 'kchaos down %s' finish the work",
		    r->w->project, r->w->project);
}

static void hand_back(struct rescue *r)
{
	bool is_back;

	heal_await_late(r->cluster, r->journal, tell, r);
	is_back = persist(r, give_back, PATIENCE_NS);
	if (persist(r, sweep, HERE_NS) && is_back)
		watched_say(r->w, CODE_NONE, "project '%s' is as it was found",
			    r->w->project);
	else
		watched_say(r->w, CODE_NOT_HEALED,
			    "giving up; 'kchaos heal %s' finishes the work",
			    r->w->project);
}

static void keep(struct rescue *r)
{
	heal_await_late(r->cluster, r->journal, tell, r);
	if (persist(r, heal_all, PATIENCE_NS))
		watched_say(
			r->w, CODE_NONE,
			"project '%s' is healed and goes on (--keep); 'kchaos down %s' "
			"removes it",
			r->w->project, r->w->project);
	else
		give_up(r, CODE_NOT_HEALED);
}

/* Healing the cluster first would only take time: a topic's config needs a quorum to be set back. */
static void tear_down(struct rescue *r)
{
	struct err ignored = {0}; /* clearing does not fail */
	bool healed = persist(r, heal_here, HERE_NS);

	if (!persist(r, remove_all, PATIENCE_NS)) {
		give_up(r, CODE_CLUSTER_MAY_STAY);
		return;
	}
	watched_say(
		r->w, CODE_NONE,
		"project '%s' is taken down: containers %zu, networks %zu, volumes %zu",
		r->w->project, r->removed.containers, r->removed.networks,
		r->removed.volumes);
	if (healed) {
		(void)journal_clear(r->journal, &ignored);
		hosts_forget(r->w->project);
	} else {
		watched_say(
			r->w, CODE_NOT_HEALED,
			"what commands did to this machine is not all undone; 'kchaos heal "
			"%s' tries again",
			r->w->project);
	}
	watched_say(r->w, CODE_NONE, "'kchaos analyse %s' shows what was recorded",
		    r->w->dir);
}

/* It has its code already. */
static void on_log(void *arg, UNUSED enum log_level level, const char *line)
{
	struct rescue *r = arg;

	watched_say(r->w, CODE_NONE, "%s", line);
}

static void release(struct rescue *r)
{
	log_set_sink(NULL, NULL);
	journal_close(r->journal);
	cluster_free(r->cluster);
	hosts_release(&r->hosts);
}

/* No cluster was begun: at most there is an empty journal, which goes when it is closed, and a note of hosts. */
static void tidy_up(struct rescue *r)
{
	struct err ignored = {0}; /* nothing was done that could be left */

	if (take_over(r, &ignored) < 0)
		return;
	journal_close(r->journal);
	r->journal = NULL;
	hosts_forget_gone(r->w->project, &r->hosts);
}

/* All hosts if they come in time; else what is on those that answer is put in order. */
static bool take_over_what_answers(struct rescue *r)
{
	if (persist(r, take_over, PATIENCE_NS))
		return true;
	r->takes_less = r->hosts.len > 0;
	return r->takes_less && persist(r, take_over, 0);
}

void rescue(const struct watched *w)
{
	struct rescue r = {.w = w};
	struct err e = {0};

	clock_start(&r.clock);
	if (hosts_of_project(NULL, w->project, &r.hosts, &e) < 0) {
		/* On which engines it is nobody knows: on another one there is nothing, and that would
		 * look like being done. */
		watched_say(w, e.code, "%s", e.msg);
		if (w->begun)
			give_up(&r, CODE_CLUSTER_MAY_STAY);
		return;
	}
	if (!w->begun) {
		tidy_up(&r);
		release(&r);
		return;
	}
	log_set_sink(on_log, &r);
	watched_say(w, CODE_KCHAOS_DIED, "kchaos died; %s project '%s'",
		    w->adopted ? "giving back"
		    : w->keep  ? "healing"
			       : "taking down",
		    w->project);
	if (!take_over_what_answers(&r))
		give_up(&r, CODE_NOT_HEALED);
	else if (w->adopted)
		hand_back(&r);
	else if (w->keep)
		keep(&r);
	else
		tear_down(&r);
	release(&r);
}
