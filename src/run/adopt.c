/* adopt.c - a run on a cluster that others started: noted down as it was found, and given back so. */
#include "base/log.h"
#include "base/mem.h"
#include "cluster/project.h"
#include "fault/heal.h"
#include "load/made.h"
#include "run/conductor.h"

#define LOOK_NS (30 * NS_PER_S)

static int remember(struct conductor *c, const struct node *node, struct err *e)
{
	char *saved = NULL;
	int rc = cluster_remember(c->cluster, node, &saved, e);

	if (rc == 0 && journal_intent(c->journal, UNDO_FOUND, NULL, saved, e) < 0)
		rc = -1;
	free(saved);
	if (rc == 0 && cluster_is_absent(c->cluster, node))
		conductor_note(
			c,
			"%s did not run when the cluster was adopted: nothing is done "
			"to it, and it is left so",
			node->name);
	return rc;
}

int conductor_adopt(struct conductor *c, struct err *e)
{
	const struct topology *t = c->topology;
	const char *beside = params_text(&c->header.environment, "companions", NULL);

	watchdog_adopted(c->opts->watchdog);
	conductor_begun(c);
	c->was_adopted = true;
	for (size_t i = 0; i < t->len; i++)
		if (remember(c, &t->nodes[i], e) < 0)
			return -1;
	if (c->plan->variables.len)
		conductor_note(c,
			       "the scenario's cluster.variables were not applied: the "
			       "cluster was adopted with the settings it had");
	conductor_stage(c, "adopted project '%s': %zu nodes%s%s", t->project, t->len,
			beside ? "; left alone unless it is named: " : "",
			beside ? beside : "");
	return 0;
}

static int claim_names(struct conductor *c, struct err *e)
{
	struct made_list made = {0};
	bool makes_offsets = false;
	int rc;

	made_by(c->plan, &made);
	rc = made_check(&made, c->topology, LOOK_NS, &makes_offsets, e);
	for (size_t i = 0; rc == 0 && i < made.len; i++)
		if (journal_intent(c->journal,
				   made.items[i].is_group ? UNDO_GROUP : UNDO_TOPIC, NULL,
				   made.items[i].name, e) < 0)
			rc = -1;
	if (makes_offsets)
		conductor_note(
			c,
			"the cluster had no topic __consumer_offsets; it makes one for "
			"this run's groups, and keeps it");
	made_release(&made);
	return rc;
}

/* Not made by us after all: then it is not ours to delete. */
static void disclaim(struct conductor *c, const char *topic)
{
	struct err ignored = {0}; /* noting it does not fail */
	struct intents claimed;

	journal_list(c->journal, UNDO_TOPIC, NO_NODE, &claimed);
	for (size_t i = 0; i < claimed.len; i++)
		if (strcmp(claimed.item[i].detail, topic) == 0)
			(void)journal_done(c->journal, claimed.item[i].number, &ignored);
	intents_release(&claimed);
}

int conductor_make_topics(struct conductor *c, int64_t timeout_ns, struct err *e)
{
	const char *foreign = NULL;
	int rc = claim_names(c, e);

	if (rc == 0)
		rc = load_create_topics(c->plan, c->topology, timeout_ns, &foreign, e);
	if (foreign)
		disclaim(c, foreign);
	return rc;
}

/* What a helper's own end left, if anything. */
static void sweep(struct conductor *c)
{
	struct err e = {0};
	size_t swept;

	if (project_sweep(NULL, &c->topology->hosts, c->topology->project, &swept, &e) <
	    0)
		log_warning(CODE_NOT_HEALED, "run", "%s; 'kchaos heal %s' tries again",
			    e.msg, c->topology->project);
}

int conductor_give_back(struct conductor *c, struct err *e)
{
	const char *project = c->topology->project;
	int rc;

	conductor_stage(c, "giving project '%s' back as it was found", project);
	rc = heal(c->cluster, c->journal, conductor_tell_heal, c, NULL, e);
	if (rc == 0)
		rc = heal_found(c->cluster, c->journal, conductor_tell_heal, c, NULL, e);
	sweep(c);
	if (rc < 0)
		return err_wrap(
			e,
			"project '%s' is not as it was found ('kchaos heal %s' tries "
			"again)",
			project, project);
	conductor_stage(c, "project '%s' is as it was found", project);
	return 0;
}
