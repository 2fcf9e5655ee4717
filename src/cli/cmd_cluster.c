/* cmd_cluster.c - `kchaos up`, `down`, `heal`, `logs`: a cluster without a run. */
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/hosts.h"
#include "cli/nodes.h"
#include "cli/open.h"
#include "cli/project.h"
#include "cluster/cluster.h"
#include "cluster/compose.h"
#include "cluster/project.h"
#include "fault/heal.h"
#include "run/signals.h"

#define READY_NS (120 * NS_PER_S)
#define HOSTS_NS (30 * NS_PER_S)

static bool say(void *arg, const char *text)
{
	const bool *quiet = arg;

	if (text && !*quiet)
		(void)fprintf(stderr, "%s\n", text);
	return true;
}

/* A start that Ctrl-C ends takes back what it made, on whatever host that is. */
struct starting {
	struct signals signals;
	bool quiet;
};

static bool say_unless_ended(void *arg, const char *text)
{
	struct starting *s = arg;

	return say(&s->quiet, text) && !signals_seen(&s->signals);
}

static void wake(UNUSED void *arg)
{
	/* The start looks by itself, several times a second. */
}

static int start(struct opened *o, struct starting *s, struct err *e)
{
	const char *project = cluster_topology(o->cluster)->project;
	char *leftover = xasprintf("kchaos: ended at once; 'kchaos down %s' removes what "
				   "was made\n",
				   project);
	int rc = signals_begin(&s->signals, wake, NULL, e);

	if (rc == 0) {
		atomic_store(&s->signals.leftover, leftover);
		rc = cluster_up(o->cluster, say_unless_ended, s, e);
		if (rc == 0)
			rc = cluster_ready(o->cluster, READY_NS, say_unless_ended, s, e);
		signals_end(&s->signals);
	}
	free(leftover);
	return rc;
}

int command_up(const struct cli *cli, struct err *e)
{
	struct starting s = {.quiet = cli->count[OPTION_QUIET] > 0};
	struct opened o;
	int rc = open_compose(&o, cli, e);

	if (rc == 0)
		rc = start(&o, &s, e);
	if (rc == 0) {
		const struct topology *t = cluster_topology(o.cluster);
		char *bootstrap = topology_bootstrap(t);

		(void)printf("%s: %zu nodes ready at %s\n", t->project, t->len,
			     bootstrap);
		if (!s.quiet)
			print_hosts(stdout, t);
		free(bootstrap);
	} else if (o.cluster) {
		hosts_forget_gone(compose_project(o.compose),
				  &compose_topology(o.compose)->hosts);
	}
	opened_release(&o);
	return rc;
}

/* The id of the engine; NULL when it does not answer. Caller frees. */
static char *engine_of(const struct cli *cli, const char *project)
{
	struct cluster_opts opts = {.may_be_gone = true, .may_miss_hosts = true};
	struct err ignored = {0};
	struct cluster *c = attach_project(cli, project, &opts, &ignored);
	char *id = c ? xstrdup(cluster_engine_id(c)) : NULL;

	cluster_free(c);
	return id;
}

static void tell(void *arg, int32_t node, bool is_error, const char *text)
{
	const bool *quiet = arg;

	(void)node; /* the text names it */
	if (is_error)
		log_failure(CODE_NOT_HEALED, "heal", "%s", text);
	else if (!*quiet)
		(void)fprintf(stderr, "kchaos: %s\n", text);
}

/* What commands did to this machine is undone while the cluster is still there. What cannot be undone
 * is told, and is the user's: the journal goes with the project. */
static int undo_on_machine(const struct cli *cli, const char *project, bool *quiet,
			   struct err *e)
{
	struct cluster_opts opts = {.may_be_gone = true, .may_miss_hosts = true};
	struct err ignored = {0}; /* no engine; or a run has the journal, and will undo */
	struct cluster *c = attach_project(cli, project, &opts, &ignored);
	struct journal *j = NULL;
	int rc = 0;

	if (c && has_journal(cluster_engine_id(c), project))
		j = project_journal(cluster_engine_id(c), project, &ignored);
	if (j)
		rc = heal_machine(c, j, tell, quiet, e);
	journal_close(j);
	cluster_free(c);
	return rc;
}

/* What others started is not ours to remove, and its journal says how it was. */
static int check_ours(const struct cli *cli, const char *project, struct err *e)
{
	struct err ignored = {
		0}; /* no engine: the removal meets it again. Held: a run has it */
	char *engine = engine_of(cli, project);
	struct journal *j = engine && has_journal(engine, project)
				    ? project_journal(engine, project, &ignored)
				    : NULL;
	struct intents found = {0};
	bool is_adopted;

	if (j)
		journal_list(j, UNDO_FOUND, ANY_INTENT, &found);
	is_adopted = found.len > 0;
	intents_release(&found);
	journal_close(j);
	free(engine);
	if (!is_adopted)
		return 0;
	return err_set(
		e, CODE_NOT_GIVEN_BACK,
		"project '%s' was adopted by a run that ended without giving it back: "
		"'kchaos heal %s' does that",
		project, project);
}

static int remove_project(const struct cli *cli, const char *project, struct err *e)
{
	bool quiet = cli->count[OPTION_QUIET] > 0;
	struct project_removed removed = {0};
	char *engine = engine_of(cli, project);
	struct err left = {0};
	struct hosts hosts;
	int undone = undo_on_machine(cli, project, &quiet, &left);
	int rc = hosts_of_project(cli, project, &hosts, e);

	if (rc == 0)
		rc = project_remove(NULL, &hosts, project, cli->count[OPTION_VOLUMES] > 0,
				    say, &quiet, &removed, e);
	hosts_release(&hosts);
	if (rc == 0 && engine)
		forget_journal(engine, project);
	if (rc == 0)
		hosts_forget(project);
	if (rc == 0 && !quiet)
		(void)printf("%s: removed; containers %zu, networks %zu, volumes %zu\n",
			     project, removed.containers, removed.networks,
			     removed.volumes);
	free(engine);
	if (rc == 0 && undone < 0) {
		*e = left;
		rc = -1;
	}
	return rc;
}

int command_down(const struct cli *cli, struct err *e)
{
	char *project = choose_project(cli, e);
	int rc = project && check_ours(cli, project, e) == 0
			 ? remove_project(cli, project, e)
			 : -1;

	free(project);
	return rc;
}

/* The project; also one whose nodes are gone, as long as there is a journal of it. */
static struct cluster *attach_to_heal(const struct cli *cli, const char *project,
				      struct err *e)
{
	struct cluster_opts opts = {.may_be_gone = true, .may_miss_hosts = true};
	struct cluster *c = attach_project(cli, project, &opts, e);

	if (!c || cluster_topology(c)->len > 0 ||
	    has_journal(cluster_engine_id(c), project))
		return c;
	cluster_free(c);
	opts.may_be_gone = false;
	return attach_project(cli, project, &opts, e);
}

/* The same, once all its hosts answer, or the time is over: then what can be done is done. */
static struct cluster *attach_to_all(const struct cli *cli, const char *project,
				     bool quiet, struct err *e)
{
	struct clock clock;
	struct cluster *c;
	bool was_told = false;

	clock_start(&clock);
	while ((c = attach_to_heal(cli, project, e)) && cluster_missing(c) &&
	       clock_now(&clock) < HOSTS_NS) {
		if (!was_told && !quiet)
			(void)fprintf(stderr, "waiting at most %s for %s\n",
				      DURATION_TEXT(HOSTS_NS), cluster_missing(c));
		was_told = true;
		cluster_free(c);
		clock_sleep_until(&clock, clock_now(&clock) + NS_PER_S);
	}
	if (c && cluster_missing(c))
		log_warning(CODE_NOT_HEALED, "heal",
			    "%s: only what is on the other hosts is undone now",
			    cluster_missing(c));
	return c;
}

/* Helpers that a run which was killed left beside the nodes. */
static int sweep(const struct cli *cli, const char *project, size_t *undone,
		 struct err *e)
{
	size_t swept = 0;
	struct hosts hosts;
	int rc = hosts_of_project(cli, project, &hosts, e);

	if (rc == 0)
		rc = project_sweep(NULL, &hosts, project, &swept, e);
	hosts_release(&hosts);

	*undone += swept;
	return rc;
}

static int heal_project(const struct cli *cli, const char *project, bool quiet,
			struct err *e)
{
	struct cluster *c;
	struct journal *j = NULL;
	size_t undone = 0;
	int rc = -1;

	project_start_engines(cli, project, tell, &quiet);
	c = attach_to_all(cli, project, quiet, e);
	if (c)
		j = project_journal(cluster_engine_id(c), project, e);
	if (j) {
		heal_await_late(c, j, tell, &quiet);
		rc = heal(c, j, tell, &quiet, &undone, e);
	}
	if (rc == 0) {
		size_t more = 0;

		rc = heal_found(c, j, tell, &quiet, &more, e);
		undone += more;
	}
	if (rc == 0)
		rc = sweep(cli, project, &undone, e);
	if (rc == 0 && !quiet)
		(void)printf("%s: %zu undone%s\n", project, undone,
			     undone ? "" : ", nothing was left to undo");
	journal_close(j);
	cluster_free(c);
	return rc;
}

int command_heal(const struct cli *cli, struct err *e)
{
	char *project = choose_project(cli, e);
	int rc = project ? heal_project(cli, project, cli->count[OPTION_QUIET] > 0, e)
			 : -1;

	free(project);
	return rc;
}

static const struct node *find_node(const struct cluster *c, const char *name,
				    struct err *e)
{
	const struct topology *t = cluster_topology(c);
	const struct node *n = topology_any_by_name(t, name), *there;
	int64_t id;
	struct strbuf names = STRBUF_INIT;

	if (!n && str_to_int(name, &id) && id >= 0 && id <= INT32_MAX)
		n = topology_by_id(t, (int32_t)id);
	if (n)
		return n;
	if (cluster_missing(c)) {
		err_set(e, CODE_HOST_UNSEEN,
			"no host that answers has a node '%s' of project '%s'; %s", name,
			t->project, cluster_missing(c));
		return NULL;
	}
	for (size_t i = 0; (there = topology_each(t, i)); i++)
		strbuf_addf(&names, "%s%s", i ? ", " : "", there->name);
	err_set(e, CODE_NODE_UNNAMED, "project '%s' has no node '%s'; it has %s",
		t->project, name, strbuf_text(&names));
	strbuf_release(&names);
	return NULL;
}

static int print_log(const struct cli *cli, const char *project, const char *node,
		     int64_t lines, struct err *e)
{
	struct cluster *c = attach_to_see(cli, project, e);
	struct strbuf text = STRBUF_INIT;
	const struct node *n;
	int rc = -1;

	if (!c)
		return -1;
	n = find_node(c, node, e);
	if (n)
		rc = cluster_log_tail(c, n, (size_t)lines, &text, e);
	if (rc == 0)
		(void)fputs(strbuf_text(&text), stdout); /* main() checks stdout */
	strbuf_release(&text);
	cluster_free(c);
	return rc;
}

int command_logs(const struct cli *cli, struct err *e)
{
	int64_t lines = 100;
	char *project;
	int rc;

	if (cli->count[OPTION_TAIL] && (!str_to_int(cli->value[OPTION_TAIL], &lines) ||
					lines < 1 || lines > 1000000))
		return err_set(
			e, CODE_OPTION_VALUE,
			"option '--tail' wants a number from 1 to 1000000, not '%s'",
			cli->value[OPTION_TAIL]);
	project = only_project(cli, cli->value[OPTION_PROJECT], e);
	if (!project)
		return -1;
	rc = print_log(cli, project, cli->args[0], lines, e);
	free(project);
	return rc;
}
