/* How an action is run: picked, written down, asked for, proven. */
#include "fault/action.h"

#include "base/log.h"
#include "base/mem.h"
#include "cluster/cluster.h"

#include <pthread.h>

/* One action on its way. */
struct doing {
	const struct action_row *row;
	struct action_ctx *ctx;
	const struct action_plan *plan;
	struct action_result *result;
	struct strbuf text;
	struct ids targets; /* of those picked, the ones to act upon */

	/* one per target; `lock` guards `finished` and `err` */
	struct task *tasks;
	pthread_mutex_t lock;
	pthread_cond_t news;
};

struct task {
	struct doing *doing;
	struct node_job job;
	pthread_t thread;
	int64_t number; /* in the journal */
	struct err err;
	int rc;
	bool started, finished, told;
};

void action_result_release(struct action_result *r)
{
	ids_release(&r->nodes);
	free(r->text);
	*r = (struct action_result){0};
}

/* ---- events ---- */

static void emit(struct doing *d, enum step step, int64_t at_ns, int32_t node,
		 const struct ids *ids, const char *text)
{
	struct event ev = EVENT(ACTION, at_ns);
	char *name = xstrdup(d->row->name), *copy = xstrdup(text);

	ev.phase = d->ctx->phase;
	ev.action = d->ctx->action;
	ev.step = step;
	ev.node = node;
	ev.name = name;
	ev.text = copy;
	if (ids)
		ids_copy(&ev.ids, ids);
	if (d->ctx->emit)
		d->ctx->emit(d->ctx->emit_arg, &ev);
	event_release(&ev);
}

/* ---- picking ---- */

static int resolve(struct doing *d, const struct selector *s, struct err *e)
{
	struct ids stopped = {0}, paused = {0};
	struct view view = {0};
	struct selector_world w = {.topology = d->ctx->topology,
				   .view = &view,
				   .now_ns = clock_now(d->ctx->clock),
				   .stopped = &stopped,
				   .paused = &paused,
				   .picks = d->ctx->picks,
				   .rng = d->ctx->rng};
	int rc;

	d->ctx->look(d->ctx->look_arg, &view);
	journal_nodes(d->ctx->journal, UNDO_START, &stopped);
	journal_nodes(d->ctx->journal, UNDO_UNPAUSE, &paused);
	rc = selector_resolve(s, &w, &d->result->nodes, &d->text, e);
	ids_release(&stopped);
	ids_release(&paused);
	view_release(&view);
	return rc;
}

static int pick(struct doing *d, struct err *e)
{
	const char *text = params_text(&d->plan->params, "target", "");
	struct selector_place place;
	struct selector s = {0};
	int rc = selector_parse(text, &s, &place, e);

	if (rc == 0)
		rc = resolve(d, &s, e);
	selector_release(&s);
	return rc < 0 ? err_wrap(e, "'%s' picks nothing", text) : 0;
}

/* Nodes that are so already are left alone. */
static int sort_out(struct doing *d, struct err *e)
{
	for (size_t i = 0; i < d->result->nodes.len; i++) {
		int32_t id = d->result->nodes.id[i];
		const struct node *node = topology_by_id(d->ctx->topology, id);
		struct node_state s;

		if (cluster_inspect(d->ctx->cluster, node, &s, e) < 0)
			return err_wrap(e, "cannot look at node %d", id);
		if (!s.exists)
			return err_set(e, ERR_ENVIRONMENT, "node %d (%s) is gone", id,
				       node->name);
		if (d->row->goal != PROCESS_UNKNOWN && s.state == d->row->goal)
			strbuf_addf(&d->text, "; node %d is so already", id);
		else
			ids_add(&d->targets, id);
	}
	if (!d->targets.len)
		return err_set(e, ERR_ENVIRONMENT, "no effect: %s",
			       strbuf_text(&d->text));
	return 0;
}

/* ---- acting ---- */

static int write_intents(struct doing *d, struct err *e)
{
	for (size_t i = 0; i < d->targets.len && d->row->undo != UNDO_NONE; i++) {
		const struct node *node = topology_by_id(d->ctx->topology,
							 d->targets.id[i]);

		d->tasks[i].number = journal_intent(d->ctx->journal, d->row->undo, node,
						    e);
		if (d->tasks[i].number < 0)
			return -1;
	}
	return 0;
}

/* What cannot be marked stays pending: heal looks again and finds nothing to do. */
static void mark(struct task *t)
{
	static const enum undo kinds[] = {UNDO_START, UNDO_UNPAUSE};
	const struct action_row *row = t->doing->row;
	struct journal *j = t->job.ctx->journal;
	struct err why = {0};
	int rc = 0;

	if (row->undo != UNDO_NONE)
		rc = journal_applied(j, t->number, &why);
	for (size_t i = 0; i < ARRAY_LEN(kinds) && rc == 0; i++)
		if (row->reverts & (1U << kinds[i]))
			rc = journal_reverted(j, kinds[i], t->job.node->id, &why);
	if (rc < 0)
		log_warn("fault", "%s, continuing; the journal is behind", why.msg);
}

static void *run_task(void *arg)
{
	struct task *t = arg;
	struct err why = {0};
	int rc = t->doing->row->node(&t->job, &why);

	if (rc == 0)
		mark(t);
	(void)pthread_mutex_lock(&t->doing->lock);
	t->rc = rc;
	t->err = why;
	t->finished = true;
	(void)pthread_cond_signal(&t->doing->news);
	(void)pthread_mutex_unlock(&t->doing->lock);
	return NULL;
}

static void start_tasks(struct doing *d)
{
	for (size_t i = 0; i < d->targets.len; i++) {
		struct task *t = &d->tasks[i];

		t->doing = d;
		t->job = (struct node_job){
			.ctx = d->ctx,
			.plan = d->plan,
			.node = topology_by_id(d->ctx->topology, d->targets.id[i]),
			.requested_ns = d->result->requested_ns};
		t->started = pthread_create(&t->thread, NULL, run_task, t) == 0;
		if (t->started)
			continue;
		t->finished = true;
		t->rc = err_set(&t->err, ERR_ENVIRONMENT,
				"cannot start a thread for node %d", t->job.node->id);
	}
}

/* The next task that finished and was not told yet, or NULL when none is left. */
static struct task *next_finished(struct doing *d)
{
	struct task *found = NULL;
	size_t told;

	(void)pthread_mutex_lock(&d->lock);
	for (;;) {
		told = 0;
		for (size_t i = 0; i < d->targets.len && !found; i++) {
			told += d->tasks[i].told;
			if (d->tasks[i].finished && !d->tasks[i].told)
				found = &d->tasks[i];
		}
		if (found || told == d->targets.len)
			break;
		(void)pthread_cond_wait(&d->news, &d->lock);
	}
	(void)pthread_mutex_unlock(&d->lock);
	return found;
}

static void tell(struct doing *d, struct task *t, struct err *e)
{
	struct ids self = {0};
	int32_t id = t->job.node->id;

	t->told = true;
	if (t->rc < 0) {
		if (e->kind == ERR_NONE)
			*e = t->err;
		return;
	}
	ids_add(&self, id);
	strbuf_addf(&d->text, "; node %d %s", id, t->job.proof);
	if (d->result->effective_ns == NEVER ||
	    t->job.effective_ns > d->result->effective_ns)
		d->result->effective_ns = t->job.effective_ns;
	emit(d, STEP_EFFECTIVE, t->job.effective_ns, id, &self, t->job.proof);
	ids_release(&self);
}

static int finish_tasks(struct doing *d, struct err *e)
{
	struct err first = {0};
	struct task *t;

	while ((t = next_finished(d)))
		tell(d, t, &first);
	for (size_t i = 0; i < d->targets.len; i++)
		if (d->tasks[i].started)
			(void)pthread_join(d->tasks[i].thread,
					   NULL); /* it has finished */
	if (first.kind == ERR_NONE)
		return 0;
	*e = first;
	return -1;
}

static int act(struct doing *d, struct err *e)
{
	int rc;

	d->tasks = xcalloc(d->targets.len, sizeof(*d->tasks));
	if (write_intents(d, e) < 0)
		return -1;
	d->result->requested_ns = clock_now(d->ctx->clock);
	emit(d, STEP_REQUESTED, d->result->requested_ns, NO_NODE, &d->targets,
	     strbuf_text(&d->text));
	(void)pthread_mutex_init(&d->lock,
				 NULL); /* neither can fail with default attributes */
	(void)pthread_cond_init(&d->news, NULL);
	start_tasks(d);
	rc = finish_tasks(d, e);
	(void)pthread_cond_destroy(&d->news);
	(void)pthread_mutex_destroy(&d->lock);
	return rc;
}

static int run_on_nodes(struct doing *d, struct err *e)
{
	if (pick(d, e) < 0 || sort_out(d, e) < 0)
		return -1;
	return act(d, e);
}

static int run_whole(struct doing *d, struct err *e)
{
	struct action_result *r = d->result;
	int rc;

	r->requested_ns = clock_now(d->ctx->clock);
	emit(d, STEP_REQUESTED, r->requested_ns, NO_NODE, NULL, "");
	rc = d->row->whole(d->ctx, d->plan, r, e);
	strbuf_addstr(&d->text, r->text ? r->text : "");
	free(r->text);
	r->text = NULL;
	if (rc == 0)
		emit(d, STEP_EFFECTIVE, r->effective_ns, NO_NODE, &r->nodes,
		     strbuf_text(&d->text));
	return rc;
}

static void finish(struct doing *d, int rc, const struct err *e)
{
	struct action_result *r = d->result;

	r->done_ns = clock_now(d->ctx->clock);
	emit(d, rc < 0 ? STEP_FAILED : STEP_DONE, r->done_ns, NO_NODE,
	     d->targets.len ? &d->targets : &r->nodes,
	     rc < 0 ? e->msg : strbuf_text(&d->text));
	if (d->targets.len) {
		ids_release(&r->nodes);
		ids_copy(&r->nodes, &d->targets);
	}
	r->text = strbuf_detach(&d->text);
	ids_release(&d->targets);
	free(d->tasks);
}

int action_run(const struct action_row *row, struct action_ctx *ctx,
	       const struct action_plan *a, struct action_result *r, struct err *e)
{
	struct doing d = {.row = row, .ctx = ctx, .plan = a, .result = r};
	int rc;

	*r = (struct action_result){
		.requested_ns = NEVER, .effective_ns = NEVER, .done_ns = NEVER};
	rc = row->whole ? run_whole(&d, e) : run_on_nodes(&d, e);
	finish(&d, rc, e);
	return rc;
}
