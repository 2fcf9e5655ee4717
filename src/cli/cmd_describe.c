/* cmd_describe.c - `kchaos describe`: the tables of a running cluster, or those a run recorded. */
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/live.h"
#include "cli/nodes.h"
#include "cli/project.h"
#include "cluster/describing.h"
#include "record/description_json.h"
#include "record/reader.h"
#include "report/describe.h"

/* Nodes that are there answer in a fraction of it; one that is paused is waited for. */
#define LOOK_NS (4 * NS_PER_S)

static void show(const struct cli *cli, const struct description *d, const char *heading)
{
	struct strbuf out = STRBUF_INIT;
	char *json;

	if (cli->count[OPTION_JSON]) {
		json = description_to_json(d, true);
		strbuf_addf(&out, "%s\n", json);
		free(json);
	} else {
		strbuf_addstr(&out, heading);
		report_description(d, live_columns(), &out);
	}
	(void)fputs(strbuf_text(&out), stdout); /* main() checks stdout */
	strbuf_release(&out);
}

/* ---- a cluster ---- */

static void look(const struct cli *cli, struct cluster *c)
{
	const struct topology *t = cluster_topology(c);
	struct description d = {0};

	cluster_tables(c, LOOK_NS, &d);
	for (size_t i = 0; i < t->len; i++)
		d.nodes[i].process = xstrdup(node_process(c, &t->nodes[i]));
	show(cli, &d, "");
	description_release(&d);
}

static int of_cluster(const struct cli *cli, struct err *e)
{
	char *project = choose_project(cli, e);
	struct cluster *c = project ? attach_to_see(cli, project, e) : NULL;
	int rc = c ? 0 : -1;

	if (c) {
		look(cli, c);
		rc = check_all_seen(c, e);
	}
	cluster_free(c);
	free(project);
	return rc;
}

/* ---- a run ---- */

/* By number from 1, by name, or "end": after the last one. *out: as in struct description. */
static int phase_of(const struct plan *plan, const char *text, int *out, struct err *e)
{
	int64_t number = 0;

	*out = (int)plan->n_phases;
	if (strcmp(text, "end") == 0)
		return 0;
	for (size_t i = 0; i < plan->n_phases; i++)
		if (strcmp(text, plan->phases[i].name) == 0) {
			*out = (int)i;
			return 0;
		}
	if (!str_to_int(text, &number) || number < 1 || number > (int64_t)plan->n_phases)
		return err_set(e, CODE_RUN_HAS_NOT,
			       "the run has no phase '%s': 1 to %zu, a phase's name, or "
			       "'end'",
			       text, plan->n_phases);
	*out = (int)number - 1;
	return 0;
}

static char *heading_of(const struct run *run, const struct description *d)
{
	const struct plan *plan = &run->header.plan;
	int64_t begin = 0;

	for (size_t i = 0; i < run->timeline.len; i++)
		if (run->timeline.at[i].kind == EVENT_PHASE) {
			begin = run->timeline.at[i].at_ns;
			break;
		}
	if (d->phase >= 0 && d->phase < (int)plan->n_phases)
		return xasprintf("%s, %+.2f s: when phase %d, %s, began\n\n", plan->name,
				 ns_to_s(d->at_ns - begin), d->phase + 1,
				 plan->phases[d->phase].name);
	return xasprintf("%s, %+.2f s: at the end of the last phase\n\n", plan->name,
			 ns_to_s(d->at_ns - begin));
}

/* The last one without --phase. */
static int show_recorded(const struct cli *cli, const struct run *run,
			 const struct description *all, size_t len, struct err *e)
{
	const char *wanted = cli->value[OPTION_PHASE];
	const struct description *d = len ? &all[len - 1] : NULL;
	char *heading;
	int phase;

	if (wanted) {
		if (phase_of(&run->header.plan, wanted, &phase, e) < 0)
			return -1;
		d = NULL;
		for (size_t i = 0; i < len && !d; i++)
			d = all[i].phase == phase ? &all[i] : NULL;
	}
	if (!d)
		return err_set(e, CODE_RUN_HAS_NOT,
			       "'%s' has no tables%s%s%s: the run ended before, or an "
			       "earlier version recorded it",
			       run->dir, wanted ? " of phase '" : "",
			       wanted ? wanted : "", wanted ? "'" : "");
	heading = heading_of(run, d);
	show(cli, d, heading);
	free(heading);
	return 0;
}

static int of_run(const struct cli *cli, struct err *e)
{
	struct description *all;
	struct run run;
	size_t len;
	int rc;

	if (run_open(&run, cli->args[0], e) < 0)
		return -1;
	rc = run_descriptions(&run, &all, &len, e);
	if (rc == 0) {
		rc = show_recorded(cli, &run, all, len, e);
		run_descriptions_free(all, len);
	}
	run_close(&run);
	return rc;
}

static bool is_run(const char *name)
{
	char *path = path_join(name, "run.json");
	bool is = file_exists(path);

	free(path);
	return is;
}

int command_describe(const struct cli *cli, struct err *e)
{
	if (cli->n_args && is_run(cli->args[0]))
		return of_run(cli, e);
	if (cli->value[OPTION_PHASE])
		return err_set(
			e, CODE_NOT_A_RUN,
			"'--phase' is about a run: name its directory ('%s' has no "
			"run.json)",
			cli->n_args ? cli->args[0] : "");
	if (cli->n_args && strchr(cli->args[0], '/')) /* no project is called that */
		return err_set(e, CODE_NOT_A_RUN,
			       "'%s' is no run directory: it has no run.json",
			       cli->args[0]);
	return of_cluster(cli, e);
}
