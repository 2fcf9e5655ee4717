#include "run/conductor.h"

#include "base/mem.h"

/* Signal thread: ends what waits. */
static void wake(void *arg)
{
	struct conductor *c = arg;

	atomic_store(&c->cancel, true);
	(void)pthread_mutex_lock(&c->interruptible_lock); /* fails on misuse only */
	if (c->interruptible)
		load_interrupt(c->interruptible);
	(void)pthread_mutex_unlock(&c->interruptible_lock);
}

static void release(struct conductor *c)
{
	view_release(&c->view);
	ids_release(&c->ended);
	picks_release(&c->picks);
	inbox_release(&c->inbox);
	(void)pthread_mutex_destroy(&c->interruptible_lock);
	free(c->workloads);
	free(c->good_before);
	free(c->leftover_early);
	free(c->leftover);
	free(c->leftover_kept);
	c->header.plan = (struct plan){0}; /* borrowed */
	c->header.topology = (struct topology){0};
	run_header_release(&c->header);
}

static char *leftover_of_adopted(const struct conductor *c)
{
	bool watched = c->opts->watchdog != NULL;

	return xasprintf(
		"\nkchaos: ended at once; %s\n'kchaos heal %s' does the same by hand. [%s]\n",
		watched ? "the watchdog gives the cluster back as it was found now."
			: "the cluster is left as it is now.",
		c->topology->project,
		code_text(watched ? CODE_KCHAOS_DIED : CODE_NOT_HEALED));
}

static char *leftover_of_ours(const struct conductor *c)
{
	const char *project = c->topology->project;

	if (c->opts->watchdog)
		return xasprintf(
			"\nkchaos: ended at once; the watchdog takes project '%s' "
			"down now (log: %s/watchdog.log). [%s]\n",
			project, c->opts->dir, code_text(CODE_KCHAOS_DIED));
	return xasprintf(
		"\nkchaos: ended at once; left behind: the containers, network and "
		"volumes of project '%s'.\n'kchaos down %s' removes them. [%s]\n",
		project, project, code_text(CODE_CLUSTER_MAY_STAY));
}

/* Made beforehand: whoever prints them has no time. */
static void word_leftovers(struct conductor *c)
{
	c->leftover_early = xasprintf(
		"\nkchaos: ended at once; nothing was started yet. [%s]\n",
		code_text(CODE_INTERRUPTED));
	atomic_store(&c->signals.leftover, c->leftover_early);
	if (cluster_is_adopted(c->cluster)) {
		c->leftover = leftover_of_adopted(c);
		return;
	}
	c->leftover = leftover_of_ours(c);
	if (c->opts->watchdog)
		c->leftover_kept = xasprintf(
			"\nkchaos: ended at once; the watchdog heals project '%s' now and leaves it "
			"running (log: %s/watchdog.log). [%s]\n",
			c->topology->project, c->opts->dir, code_text(CODE_KCHAOS_DIED));
}

void conductor_begun(struct conductor *c)
{
	if (c->has_begun)
		return;
	c->has_begun = true;
	watchdog_begin(c->opts->watchdog);
	atomic_store(&c->signals.leftover, c->leftover);
}

void conductor_up(struct conductor *c)
{
	if (!c->opts->keep)
		return;
	watchdog_keep(c->opts->watchdog);
	if (c->leftover_kept)
		atomic_store(&c->signals.leftover, c->leftover_kept);
}

int run_scenario(const struct plan *plan, struct cluster *cluster,
		 const struct run_opts *opts, bool *out_recorded, struct err *e)
{
	struct conductor c = {.plan = plan,
			      .opts = opts,
			      .cluster = cluster,
			      .topology = cluster_topology(cluster),
			      .phase = NO_PHASE,
			      .phase_end_ns = NEVER,
			      .stage = "starting"};
	int rc;

	*out_recorded = false;
	clock_start(&c.clock);
	inbox_init(&c.inbox);
	(void)pthread_mutex_init(&c.interruptible_lock, NULL);
	c.workloads = xcalloc(plan->n_workloads, sizeof(*c.workloads));
	c.good_before = xcalloc(plan->n_workloads, sizeof(*c.good_before));
	for (size_t i = 0; i < plan->n_workloads; i++)
		c.workloads[i] = (struct workload_status){
			.name = plan->workloads[i].name,
			.plane = workload_plane(&plan->workloads[i])};
	word_leftovers(&c);
	watchdog_follow(opts->watchdog, c.topology->project, opts->dir);
	cluster_set_cancel(cluster, &c.cancel);
	rc = signals_begin(&c.signals, wake, &c, e);
	if (rc == 0) {
		rc = conductor_setup(&c, e);
		if (rc == 0)
			rc = conductor_phases(&c, e);
		rc = conductor_way_out(&c, rc < 0, out_recorded, e);
		signals_end(&c.signals);
	}
	release(&c);
	return rc;
}
