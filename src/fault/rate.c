/* rate: a slow link; what does not fit waits, and is dropped when it would wait too long. */
#include "fault/job.h"
#include "fault/net.h"

const struct field rate_fields[] = {
	ACTION_NODE,
	{"per_second", FIELD_SIZE, FIELD_REQUIRED, NULL, NULL,
	 "at most so many bytes, 1KiB or more; each way, and out of each of its networks"},
	{"direction", FIELD_CHOICE, 0, "both", "both|in|out",
	 "in: what the node gets; out: what it sends"},
	ACTION_FOR,
	ACTION_AT,
	ACTION_AS,
	FIELD_END,
};

int rate_detail(struct node_job *job, struct strbuf *out, struct err *e)
{
	const struct params *p = &job->plan->params;
	const char *direction = params_text(p, "direction", "both");
	int64_t rate = params_num(p, "per_second", 0);
	struct net_wish w = {.kind = NET_RATE,
			     .in_rate = strcmp(direction, "out") == 0 ? 0 : rate,
			     .out_rate = strcmp(direction, "in") == 0 ? 0 : rate};

	return net_detail(job, &w, out, e);
}
