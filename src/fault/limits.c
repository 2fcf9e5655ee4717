#include "fault/limits.h"

#include "fault/job.h"
#include "fault/pending.h"

#include <inttypes.h>

enum { DEFAULT_PERIOD_US = 100000 }; /* the kernel's, when the engine says none */

void limit_write(const struct limit *l, bool ran, struct strbuf *out)
{
	const struct node_limits *o = &l->original;

	strbuf_addf(out,
		    "want=%" PRId64 " ran=%d nano=%" PRId64 " quota=%" PRId64
		    " period=%" PRId64 " memory=%" PRId64 " swap=%" PRId64,
		    l->want, ran, o->nano_cpus, o->cpu_quota_us, o->cpu_period_us,
		    o->memory_bytes, o->memory_swap_bytes);
}

void limit_read(const char *detail, struct limit *out)
{
	*out = (struct limit){
		.want = pending_num(detail, "want", 0),
		.original = {.nano_cpus = pending_num(detail, "nano", 0),
			     .cpu_quota_us = pending_num(detail, "quota", 0),
			     .cpu_period_us = pending_num(detail, "period", 0),
			     .memory_bytes = pending_num(detail, "memory", 0),
			     .memory_swap_bytes = pending_num(detail, "swap", 0)}};
}

bool limit_pending(struct journal *j, enum undo undo, int32_t node, int64_t except,
		   struct limit *out)
{
	struct intents all;
	bool found = false;

	journal_list(j, undo, node, &all);
	for (size_t i = all.len; i-- > 0 && !found;) {
		found = all.item[i].number != except;
		if (found)
			limit_read(all.item[i].detail, out);
	}
	intents_release(&all);
	return found;
}

int limit_intent(struct node_job *job, enum undo undo, int64_t want, struct err *e)
{
	struct cluster *c = job->ctx->cluster;
	struct strbuf detail = STRBUF_INIT;
	struct limit l = {0};
	bool ran;
	int rc = 0;

	if (!limit_pending(job->ctx->journal, undo, job->node->id, 0, &l))
		rc = cluster_limits(c, job->node, &l.original, e);
	l.want = want;
	if (rc == 0)
		rc = pending_ran(c, job->node, &ran, e);
	if (rc == 0) {
		limit_write(&l, ran, &detail);
		rc = job_intent(job, undo, strbuf_text(&detail), e);
	}
	strbuf_release(&detail);
	return rc;
}

int64_t limit_cpus(const struct node_limits *l)
{
	int64_t period = l->cpu_period_us > 0 ? l->cpu_period_us : DEFAULT_PERIOD_US;

	if (l->nano_cpus > 0)
		return l->nano_cpus;
	return l->cpu_quota_us > 0 ? l->cpu_quota_us * NS_PER_S / period : 0;
}
