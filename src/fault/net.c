#include "fault/net.h"

#include "fault/job.h"
#include "fault/net_apply.h"

#include <pthread.h>

/* One change per node at a time. */
static pthread_mutex_t locks[] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
				  PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
				  PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
				  PTHREAD_MUTEX_INITIALIZER};

static pthread_mutex_t *lock_of(const struct node *n)
{
	return &locks[(uint32_t)n->id % ARRAY_LEN(locks)];
}

void net_lock(const struct node *n)
{
	(void)pthread_mutex_lock(lock_of(n)); /* fails on misuse only */
}

void net_unlock(const struct node *n)
{
	(void)pthread_mutex_unlock(lock_of(n));
}

/* A node that is down hears nobody: only the rest of the faults has no effect on it. */
static int leave_for_later(struct node_job *job, const struct net_item *item,
			   struct err *e)
{
	struct strbuf is = STRBUF_INIT;
	int rc = 0;

	net_wish_say(&item->wish, &is);
	if (item->wish.kind == NET_DROP)
		job_effect(job, NEVER, "is down; %s when it is started",
			   strbuf_text(&is));
	else
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: node %d (%s) is down: it has no network now",
			     job->node->id, job->node->name);
	strbuf_release(&is);
	return rc;
}

static bool is_rules(const struct net_wish *w)
{
	return w->kind == NET_DROP || w->kind == NET_LOSS;
}

/* Why it does nothing although the kernel took it; NULL: it does something. */
static const char *why_not(const struct net_act *a, const struct net_item *item)
{
	if (item->is_left_out)
		return "it cannot be laid over another fault on that node";
	if (is_rules(&item->wish) && !item->rules)
		return "none of these has an address and such a port now";
	if (!is_rules(&item->wish) && !a->seen.has_devices)
		return "it is plugged into no network now";
	if ((item->wish.kind > NET_RATE || item->wish.from.len) && a->plan.is_aimless)
		return "none of these has an address now";
	return NULL;
}

static int prove(struct node_job *job, const struct net_act *a,
		 const struct net_item *item, struct err *e)
{
	const char *not = why_not(a, item);
	struct strbuf is = STRBUF_INIT;
	int rc = 0;

	net_wish_say(&item->wish, &is);
	if (not )
		rc = err_set(e, CODE_NO_EFFECT,
			     "no effect: node %d (%s) would be %s, but %s", job->node->id,
			     job->node->name, strbuf_text(&is), not );
	else if (is_rules(&item->wish))
		job_effect(job, a->seen.at_wall_ns, "%s: %zu rule%s", strbuf_text(&is),
			   item->rules, item->rules == 1 ? "" : "s");
	else
		job_effect(job, a->seen.at_wall_ns, "%s", strbuf_text(&is));
	strbuf_release(&is);
	return rc;
}

static int judge(struct node_job *job, struct net_act *a, struct err *e)
{
	/* the row's own undo */
	const struct net_item *item = net_plan_find(&a->plan, job->numbers[0]);

	if (!item)
		return err_set(e, CODE_NO_EFFECT,
			       "no effect: it was undone before it was done");
	return a->is_up ? prove(job, a, item, e) : leave_for_later(job, item, e);
}

int net_node(struct node_job *job, struct err *e)
{
	struct net_act a = {.cluster = job->ctx->cluster,
			    .journal = job->ctx->journal,
			    .node = job->node};
	int rc;

	net_lock(job->node);
	rc = net_apply(&a, e);
	if (rc == 0)
		rc = judge(job, &a, e);
	net_unlock(job->node);
	net_apply_release(&a);
	return rc;
}

/* ---- what the actions share ---- */

int net_detail(struct node_job *job, const struct net_wish *w, struct strbuf *out,
	       struct err *e)
{
	struct net_plan p;
	int rc;

	net_plan_make(&p, job->ctx->journal, job->node, 0);
	rc = net_shape_add(&p.shape, w, e);
	net_plan_release(&p);
	if (rc < 0)
		return err_wrap(e, "no effect on node %d (%s)", job->node->id,
				job->node->name);
	net_wish_write(w, out);
	return 0;
}
