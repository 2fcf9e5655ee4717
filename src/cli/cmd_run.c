/* cmd_run.c - `kchaos run`: from a file to a verdict. */
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/hosts.h"
#include "cli/live.h"
#include "cli/nodes.h"
#include "cli/open.h"
#include "cli/project.h"
#include "cli/rescue.h"
#include "cli/verdict.h"
#include "run/run.h"

#include <inttypes.h>

/* runs/NAME-20261122T041000Z, numbered when that exists. Caller frees. */
static char *fresh_dir(const char *name)
{
	time_t now = time(NULL);
	struct tm tm;
	char stamp[32];
	char *dir;

	(void)gmtime_r(&now, &tm);
	(void)strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	dir = xasprintf("runs/%s-%s", name, stamp);
	for (int i = 2; file_exists(dir); i++) {
		free(dir);
		dir = xasprintf("runs/%s-%s-%d", name, stamp, i);
	}
	return dir;
}

static int apply_seed(const struct cli *cli, struct plan *plan, struct err *e)
{
	int64_t seed;

	if (!cli->count[OPTION_SEED])
		return 0;
	if (!str_to_int(cli->value[OPTION_SEED], &seed) || seed < 0)
		return err_set(e, CODE_OPTION_VALUE,
			       "option '--seed' wants a whole number, not '%s'",
			       cli->value[OPTION_SEED]);
	plan->seed = (uint64_t)seed;
	return 0;
}

/* Before any thread exists; without one a run is as good, as long as nobody kills it. */
static struct watchdog *start_watchdog(void)
{
	struct err e = {0};
	struct watchdog *w = watchdog_start(rescue, &e);

	if (!w)
		log_warning(CODE_CLUSTER_MAY_STAY, "run",
			    "%s; if kchaos is killed, its cluster stays", e.msg);
	return w;
}

/* `watchdog` is ended. */
static int conduct(const struct cli *cli, struct opened *o, const char *dir,
		   struct watchdog *watchdog, struct err *e)
{
	bool json = cli->count[OPTION_JSON] > 0, quiet = cli->count[OPTION_QUIET] > 0;
	struct run_opts opts = {
		.dir = dir, .keep = cli->count[OPTION_KEEP] > 0, .watchdog = watchdog};
	struct live live;
	bool recorded = false;
	int rc;

	live_begin(&live, o->plan.name, quiet, json);
	opts.watch = live_watch(&live);
	rc = run_scenario(&o->plan, o->cluster, &opts, &recorded, e);
	watchdog_end(watchdog);
	live_end(&live);
	if (rc < 0 && recorded) {
		struct err ignored = {0};
		struct verdict_opts how = {.strict = cli->count[OPTION_STRICT] > 0,
					   .stream = json,
					   .quiet = true};

		(void)verdict_of_run(dir, &how,
				     &ignored); /* what there is; the error is the news */
		(void)fprintf(stderr, "kchaos: what was recorded is in %s\n", dir);
	}
	return rc;
}

static void announce(const struct opened *o, const char *dir)
{
	const struct plan *p = &o->plan;
	bool has_about = p->about && p->about[0];

	(void)fprintf(stderr, "%s%s%s\nseed %" PRIu64 ", recorded in %s\n", p->name,
		      has_about ? ": " : "", has_about ? p->about : "", p->seed, dir);
	print_hosts(stderr, cluster_topology(o->cluster));
}

static int open_it(const struct cli *cli, struct opened *o, struct err *e)
{
	const char *project = cli->value[OPTION_ADOPT];

	*o = (struct opened){0};
	if (!project)
		return open_scenario(o, cli, e);
	if (cli->count[OPTION_PROJECT] || cli->count[OPTION_KEEP])
		return err_set(
			e, CODE_OPTIONS_TOGETHER,
			"'--adopt' names the project, and leaves it running as it was: "
			"it goes with neither '--project' nor '--keep'");
	return open_adopted(o, cli, e);
}

static int noted(const struct opened *o, struct err *e)
{
	return hosts_note(cluster_topology(o->cluster)->project,
			  &cluster_topology(o->cluster)->hosts, e);
}

/* Where the cluster was is of no use to anybody when nothing of it is left, to undo or to take down. */
static void forget(const struct opened *o, bool was_noted)
{
	const struct topology *t = cluster_topology(o->cluster);

	if (!cluster_is_adopted(o->cluster))
		hosts_forget_gone(t->project, &t->hosts);
	else if (!was_noted && !has_journal(cluster_engine_id(o->cluster), t->project))
		hosts_forget(t->project);
}

int command_run(const struct cli *cli, struct err *e)
{
	struct watchdog *watchdog = start_watchdog();
	struct opened o;
	struct verdict_opts how = {.strict = cli->count[OPTION_STRICT] > 0,
				   .stream = cli->count[OPTION_JSON] > 0,
				   .quiet = cli->count[OPTION_QUIET] > 0};
	char *dir = NULL;
	bool was_noted;
	int rc = open_it(cli, &o, e);

	if (rc == 0)
		rc = apply_seed(cli, &o.plan, e);
	if (rc == 0) {
		dir = cli->value[OPTION_OUT] ? xstrdup(cli->value[OPTION_OUT])
					     : fresh_dir(o.plan.name);
		if (!how.quiet && !how.stream)
			announce(&o, dir);
		was_noted = hosts_are_noted(cluster_topology(o.cluster)->project);
		rc = noted(&o, e);
		if (rc == 0) {
			rc = conduct(cli, &o, dir, watchdog, e);
			forget(&o, was_noted);
		} else {
			watchdog_end(watchdog);
		}
	} else {
		watchdog_end(watchdog);
	}
	if (rc == 0)
		rc = verdict_of_run(dir, &how, e);
	opened_release(&o);
	free(dir);
	return rc;
}
