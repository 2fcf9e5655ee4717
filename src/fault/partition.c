/* partition: two groups of nodes, or nodes and the clients, do not hear each other. */
#include "fault/job.h"
#include "fault/net.h"

const struct field partition_fields[] = {
	ACTION_NODE,
	{"from", FIELD_SELECTOR, 0, NULL, FROM_CLIENTS,
	 "the other side: a selector, or clients; without it, all other nodes"},
	{"direction", FIELD_CHOICE, 0, "both", "both|in|out",
	 "in: the nodes do not hear the other side; out: it does not hear them"},
	{"listener", FIELD_CHOICE, 0, "all", "all|controller|replication|clients",
	 "only what goes by this listener of either side"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* Dropping is done where it arrives: on the side that shall not hear. */
void partition_targets(const struct action_plan *a, const struct ids *group,
		       const struct ids *others, struct ids *out)
{
	const struct net_two two = {group, others};

	net_sides(a, "both", NET_ARRIVING, &two, out);
}

int partition_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	const struct params *p = &job->plan->params;
	struct net_wish w = {.kind = NET_DROP,
			     .from_clients = net_is_to_clients(job->plan)};
	int rc;

	(void)net_listener_from(params_text(p, "listener", "all"),
				&w.listener); /* one of the choices */
	if (!w.from_clients)
		ids_copy(&w.from,
			 ids_has(job->group, job->node->id) ? job->others : job->group);
	rc = net_detail(job, &w, out, e);
	net_wish_release(&w);
	return rc;
}

int partition_fits(UNUSED const struct plan *plan, const struct action_plan *a,
		   struct err *e)
{
	if (net_is_to_clients(a) &&
	    strcmp(params_text(&a->params, "direction", "both"), "out") == 0)
		return err_set(
			e, CODE_ACTION_VALUE,
			"'direction: out' from clients would have to drop packets "
			"where clients run: 'in' and 'both' keep clients from being "
			"heard, which ends their connections, too");
	return 0;
}
