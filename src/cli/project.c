#include "cli/project.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/hosts.h"
#include "cluster/cluster.h"
#include "cluster/project.h"
#include "fault/heal.h"

static int list_projects(const struct cli *cli, struct project_list *out, struct err *e)
{
	struct hosts hosts;
	int rc = hosts_of_option(cli, &hosts, e);

	if (rc == 0)
		rc = project_list(NULL, &hosts, out, e);
	hosts_release(&hosts);
	return rc;
}

char *only_project(const struct cli *cli, const char *given, struct err *e)
{
	struct project_list l = {0};
	struct strbuf names = STRBUF_INIT;
	char *name = NULL;

	if (given)
		return xstrdup(given);
	if (list_projects(cli, &l, e) < 0)
		return NULL;
	for (size_t i = 0; i < l.len; i++)
		strbuf_addf(&names, "%s%s", i ? ", " : "", l.items[i].name);
	if (l.len == 1)
		name = xstrdup(l.items[0].name);
	else if (l.len == 0)
		err_set(e, CODE_WHICH_CLUSTER,
			"no cluster of kchaos is on this engine; 'kchaos up COMPOSE' starts one");
	else
		err_set(e, CODE_WHICH_CLUSTER,
			"there are several clusters, name one of: %s",
			strbuf_text(&names));
	strbuf_release(&names);
	project_list_release(&l);
	return name;
}

char *choose_project(const struct cli *cli, struct err *e)
{
	return only_project(cli, cli->n_args ? cli->args[0] : cli->value[OPTION_PROJECT],
			    e);
}

struct cluster *attach_to_see(const struct cli *cli, const char *project, struct err *e)
{
	struct cluster_opts opts = {.may_miss_hosts = true};

	return attach_project(cli, project, &opts, e);
}

int check_all_seen(const struct cluster *c, struct err *e)
{
	if (!cluster_missing(c))
		return 0;
	return err_set(
		e, CODE_HOST_UNSEEN,
		"not all is shown: whether nodes on these hosts run is unknown: %s",
		cluster_missing(c));
}

struct journal *project_journal(const char *engine_id, const char *project, struct err *e)
{
	char *path = journal_path(engine_id, project, e);
	struct journal *j = path ? journal_open(path, e) : NULL;

	free(path);
	return j;
}

bool has_journal(const char *engine_id, const char *project)
{
	struct err ignored = {0}; /* no place for one: there is none */
	char *path = journal_path(engine_id, project, &ignored);
	bool has = path && file_exists(path);

	free(path);
	return has;
}

void forget_journal(const char *engine_id, const char *project)
{
	struct err e = {0};
	struct journal *j = NULL;

	if (has_journal(engine_id, project))
		j = project_journal(engine_id, project, &e);
	if (j && journal_clear(j, &e) < 0)
		e = (struct err){0}; /* heal finds the nodes gone, too */
	journal_close(j);
}

void project_start_engines(const struct cli *cli, const char *project, heal_fn *tell,
			   void *arg)
{
	struct cluster_opts opts = {.may_be_gone = true, .may_miss_hosts = true};
	struct err ignored = {0}; /* no engine at all, or a run has the journal */
	struct cluster *c = attach_project(cli, project, &opts, &ignored);
	struct journal *j = NULL;

	if (c && cluster_missing(c) && has_journal(cluster_engine_id(c), project))
		j = project_journal(cluster_engine_id(c), project, &ignored);
	if (j)
		(void)heal_kind(c, j, UNDO_ENGINE, tell, arg, &ignored);
	journal_close(j);
	cluster_free(c);
}
