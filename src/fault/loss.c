/* loss: some of the packets that a node should get are lost, as on a bad link. */
#include "fault/job.h"
#include "fault/net.h"

const struct field loss_fields[] = {
	ACTION_NODE,
	{"percent", FIELD_PERCENT, FIELD_REQUIRED, NULL, NULL,
	 "how many of the packets that arrive"},
	{"from", FIELD_SELECTOR, 0, NULL, FROM_CLIENTS,
	 "only those of these nodes: a selector, or clients"},
	NET_DIRECTION("in",
		      "in: what the nodes get; out: what those of `from` get from them; "
		      "both: the link between the two"),
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

void loss_targets(const struct action_plan *a, const struct ids *group,
		  const struct ids *others, struct ids *out)
{
	const struct net_two two = {group, others};

	net_sides(a, "in", NET_ARRIVING, &two, out);
}

int loss_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	struct net_wish w = {.kind = NET_LOSS,
			     .ppm = params_num(&job->plan->params, "percent", 0)};
	int rc;

	net_from(job, &w);
	rc = net_detail(job, &w, out, e);
	net_wish_release(&w);
	return rc;
}

int loss_fits(UNUSED const struct plan *plan, const struct action_plan *a, struct err *e)
{
	return net_fits_link(a, "in", e);
}
