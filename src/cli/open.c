#include "cli/open.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "cli/hosts.h"
#include "cli/nodes.h"
#include "cluster/compose.h"
#include "load/load.h"
#include "scenario/scenario.h"

#include <inttypes.h>

/* Everything that is wrong or worth a note goes to stderr with its place. */
static void tell(const struct diags *d)
{
	struct strbuf text = STRBUF_INIT;

	diags_text(d, &text);
	(void)fputs(strbuf_text(&text), stderr);
	strbuf_release(&text);
}

static int counted(const struct diags *d, const char *what, struct err *e)
{
	size_t errors = diags_count_errors(d);

	if (errors == 0)
		return 0;
	return err_set(e, CODE_FILE_INVALID, "%s has %zu error%s; nothing was started",
		       what, errors, errors == 1 ? "" : "s");
}

/* "kchaos-3" -> "kchaos-3-1f2e3d4c": two runs side by side must not meet. Caller frees. */
static char *fresh_project(const struct plan *plan, struct diags *d)
{
	struct compose_opts opts = {.choose_ports = false, .variables = &plan->variables};
	struct compose *c = compose_load(plan->compose, &opts, d);
	char *name = NULL;

	if (c)
		name = xasprintf("%s-%08" PRIx32, compose_project(c),
				 (uint32_t)rng_fresh_seed());
	compose_free(c);
	return name;
}

/* Loads the Compose file under the name the run will have; NULL with errors in `d`. */
static struct compose *load_compose(const struct plan *plan, const char *project,
				    bool choose_ports, struct diags *d)
{
	struct diags first = {0};
	char *fresh = project ? NULL : fresh_project(plan, &first);
	struct compose_opts opts = {.project = project ? project : fresh,
				    .variables = &plan->variables,
				    .hosts = &plan->hosts,
				    .choose_ports = choose_ports};
	struct compose *c;

	diags_release(&first); /* the second reading says it again */
	c = compose_load(plan->compose, &opts, d);
	free(fresh);
	return c;
}

/* Those of the command line take the place of the scenario's own. */
static int take_hosts(const struct cli *cli, struct plan *plan, struct err *e)
{
	struct hosts given;

	if (hosts_of_option(cli, &given, e) < 0)
		return -1;
	if (given.len == 0)
		return 0;
	hosts_release(&plan->hosts);
	plan->hosts = given;
	return 0;
}

/* Both files read and held against each other; whoever asked tells what was found. */
static int read_both(const struct cli *cli, const char *name, bool choose_ports,
		     struct scenario *s, struct compose **out, struct diags *d,
		     struct err *e)
{
	const char *project = choose_ports ? cli->value[OPTION_PROJECT] : NULL;
	char *path = scenario_find(name, e);
	int rc = path ? 0 : -1;

	*out = NULL;
	if (rc == 0 && scenario_load(s, path, d) == 0) {
		rc = take_hosts(cli, &s->plan, e);
		if (rc == 0)
			*out = load_compose(&s->plan, project, choose_ports, d);
		if (*out)
			(void)scenario_check(s, compose_topology(*out),
					     d); /* counted below */
	}
	if (rc == 0)
		rc = counted(d, path, e);
	if (rc == 0)
		rc = load_check(&s->plan, e);
	free(path);
	return rc;
}

int check_scenario(const struct cli *cli, const char *name, struct err *e)
{
	struct scenario s = {0};
	struct compose *compose;
	struct diags d = {0};
	int rc = read_both(cli, name, false, &s, &compose, &d, e);

	tell(&d);
	if (rc == 0 && cli->count[OPTION_VERBOSE] && compose)
		print_hosts(stdout, compose_topology(compose));
	diags_release(&d);
	compose_free(compose);
	scenario_release(&s);
	return rc;
}

int diagnose_scenario(const struct cli *cli, const char *name, struct diags *out,
		      struct err *e)
{
	struct scenario s = {0};
	struct compose *compose;
	int rc = read_both(cli, name, false, &s, &compose, out, e);

	if (rc < 0 && e->code != CODE_FILE_INVALID) /* that one only counts */
		diags_found(out, e->code, NULL, "%s", e->msg);
	compose_free(compose);
	scenario_release(&s);
	return rc;
}

int open_scenario(struct opened *o, const struct cli *cli, struct err *e)
{
	struct scenario s = {0};
	struct cluster_opts opts = {0};
	struct diags d = {0};
	int rc;

	*o = (struct opened){0};
	rc = read_both(cli, cli->args[0], true, &s, &o->compose, &d, e);
	tell(&d);
	diags_release(&d);
	if (rc == 0) {
		scenario_take_plan(&s, &o->plan);
		o->cluster = cluster_open(o->compose, &opts, e);
		rc = o->cluster ? 0 : -1;
	}
	scenario_release(&s);
	return rc;
}

/* The scenario's Compose file is not read: whatever the cluster was started from, it is there. */
static int read_on(struct scenario *s, const char *name, const struct topology *t,
		   struct err *e)
{
	struct diags d = {0};
	char *path = scenario_find(name, e);
	int rc;

	if (!path)
		return -1;
	if (scenario_load_adopted(s, path, &d) == 0)
		(void)scenario_check(s, t, &d); /* counted below */
	tell(&d);
	rc = counted(&d, path, e);
	if (rc == 0)
		rc = load_check(&s->plan, e);
	diags_release(&d);
	free(path);
	return rc;
}

int open_adopted(struct opened *o, const struct cli *cli, struct err *e)
{
	struct cluster_opts opts = {.adopt = true};
	struct scenario s = {0};
	int rc;

	*o = (struct opened){
		.cluster = attach_project(cli, cli->value[OPTION_ADOPT], &opts, e)};
	if (!o->cluster)
		return -1;
	rc = read_on(&s, cli->args[0], cluster_topology(o->cluster), e);
	if (rc == 0)
		scenario_take_plan(&s, &o->plan);
	scenario_release(&s);
	return rc;
}

/* Nothing was made where there is no cluster: then a note is of no use, unless it was there before. */
static int open_noted(struct opened *o, const struct hosts *hosts,
		      const struct cluster_opts *opts, struct err *e)
{
	const char *project = compose_project(o->compose);
	bool is_new = !hosts_are_noted(project);

	if (hosts_note(project, hosts, e) < 0)
		return -1;
	o->cluster = cluster_open(o->compose, opts, e);
	if (!o->cluster && is_new)
		hosts_forget(project);
	return o->cluster ? 0 : -1;
}

int open_compose(struct opened *o, const struct cli *cli, struct err *e)
{
	const char *path = cli->args[0];
	struct hosts hosts;
	struct compose_opts how = {.project = cli->value[OPTION_PROJECT],
				   .hosts = &hosts,
				   .choose_ports = true};
	struct cluster_opts opts = {.reuse = true};
	struct diags d = {0};
	int rc = hosts_of_option(cli, &hosts, e);

	*o = (struct opened){0};
	if (rc == 0) {
		o->compose = compose_load(path, &how, &d);
		tell(&d);
		rc = counted(&d, path, e);
	}
	diags_release(&d);
	if (rc == 0)
		rc = open_noted(o, &hosts, &opts, e);
	hosts_release(&hosts);
	return rc;
}

void opened_release(struct opened *o)
{
	cluster_free(o->cluster);
	compose_free(o->compose);
	plan_release(&o->plan);
	*o = (struct opened){0};
}
