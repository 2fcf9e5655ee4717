/* rate: a slow link; what does not fit waits, and is dropped when it would wait too long. */
#include "fault/job.h"
#include "fault/net.h"

const struct field rate_fields[] = {
	ACTION_NODE,
	{"per_second", FIELD_SIZE, FIELD_REQUIRED, NULL, NULL,
	 "at most so many bytes, 1KiB or more; each way, and out of each of its networks"},
	{"from", FIELD_SELECTOR, 0, NULL, FROM_CLIENTS,
	 "only to and from these nodes: a selector; or clients, with `direction: out`"},
	NET_DIRECTION("both", "in: what the node gets; out: what it sends"),
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

/* Between two sides each sender is slowed: what arrives from some only cannot be told apart. */
void rate_targets(const struct action_plan *a, const struct ids *group,
		  const struct ids *others, struct ids *out)
{
	const struct net_two two = {group, others};

	if (params_get(&a->params, "from"))
		net_sides(a, "both", NET_LEAVING, &two, out);
	else
		ids_copy(out, group);
}

int rate_fits(UNUSED const struct plan *plan, const struct action_plan *a, struct err *e)
{
	if (net_is_to_clients(a) &&
	    strcmp(params_text(&a->params, "direction", "both"), "out") != 0)
		return err_set(e, CODE_ACTION_VALUE,
			       "what clients send can only be slowed where clients run: "
			       "say 'direction: out', for what they get");
	return 0;
}

int rate_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	const struct params *p = &job->plan->params;
	const char *direction = params_text(p, "direction", "both");
	int64_t rate = params_num(p, "per_second", 0);
	struct net_wish w = {.kind = NET_RATE, .in_rate = rate, .out_rate = rate};
	int rc;

	if (params_get(p, "from") || strcmp(direction, "out") == 0)
		w.in_rate = 0;
	else if (strcmp(direction, "in") == 0)
		w.out_rate = 0;
	net_from(job, &w);
	rc = net_detail(job, &w, out, e);
	net_wish_release(&w);
	return rc;
}
