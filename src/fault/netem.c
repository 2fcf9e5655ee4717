/* delay, reorder, duplicate, corrupt: what a node sends, by the kernel's netem. */
#include "fault/job.h"
#include "fault/net.h"

#define NETEM_TO                                                                \
	{                                                                       \
		"from", FIELD_SELECTOR, 0, NULL, FROM_CLIENTS,                  \
			"only what goes to these nodes: a selector, or clients" \
	}
#define NETEM_DIRECTION                                                                 \
	NET_DIRECTION("out", "out: what the nodes send; in: what those of `from` send " \
			     "to them; both: the link between the two")
#define NETEM_PERCENT(help)                                                  \
	{                                                                    \
		"percent", FIELD_PERCENT, FIELD_REQUIRED, NULL, NULL, (help) \
	}

const struct field delay_fields[] = {
	ACTION_NODE,
	{"time", FIELD_DURATION, FIELD_REQUIRED, NULL, NULL, "how long packets wait"},
	{"jitter", FIELD_DURATION, 0, "0s", NULL, "so much more or less, by chance"},
	NETEM_TO,
	NETEM_DIRECTION,
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

const struct field reorder_fields[] = {
	ACTION_NODE,
	NETEM_PERCENT("how many packets overtake the others"),
	{"time", FIELD_DURATION, 0, "10ms", NULL, "how long the others wait"},
	NETEM_TO,
	NETEM_DIRECTION,
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

const struct field duplicate_fields[] = {
	ACTION_NODE, NETEM_PERCENT("how many packets are sent twice"),
	NETEM_TO,    NETEM_DIRECTION,
	ACTION_FOR,  ACTION_AT,
	ACTION_AS,   FIELD_END,
};

const struct field corrupt_packets_fields[] = {
	ACTION_NODE,
	NETEM_PERCENT("how many packets get a wrong bit; checksums find most of them"),
	NETEM_TO,
	NETEM_DIRECTION,
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

void netem_targets(const struct action_plan *a, const struct ids *group,
		   const struct ids *others, struct ids *out)
{
	const struct net_two two = {group, others};

	net_sides(a, "out", NET_LEAVING, &two, out);
}

static int netem_detail(struct node_job *job, enum net_kind kind, struct strbuf *out,
			struct err *e)
{
	const struct params *p = &job->plan->params;
	struct net_wish w = {.kind = kind,
			     .ppm = params_num(p, "percent", 0),
			     .delay_ns = params_num(p, "time", 0),
			     .jitter_ns = params_num(p, "jitter", 0)};
	int rc;

	net_from(job, &w);
	rc = net_detail(job, &w, out, e);
	net_wish_release(&w);
	return rc;
}

int delay_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	return netem_detail(job, NET_DELAY, out, e);
}

int reorder_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	return netem_detail(job, NET_REORDER, out, e);
}

int duplicate_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	return netem_detail(job, NET_DUPLICATE, out, e);
}

int corrupt_packets_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	return netem_detail(job, NET_CORRUPT, out, e);
}

int netem_fits(UNUSED const struct plan *plan, const struct action_plan *a, struct err *e)
{
	return net_fits_link(a, "out", e);
}
