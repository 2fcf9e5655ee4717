/* The nodes of an action, each in a thread of its own. */
#include "base/log.h"
#include "fault/doing.h"
#include "fault/job.h"

struct task {
	struct doing *doing;
	struct node_job job;
	pthread_t thread;
	struct err err;
	int rc;
	bool started, finished, told;
};

static int write_intent(struct doing *d, struct task *t, struct err *e)
{
	struct strbuf detail = STRBUF_INIT;
	int rc = 0;

	if (d->row->detail)
		rc = d->row->detail(&t->job, &detail, e);
	if (rc == 0)
		rc = job_intent(&t->job, d->row->undo, strbuf_text(&detail), e);
	strbuf_release(&detail);
	return rc;
}

static void set_up(struct doing *d)
{
	d->tasks = xcalloc(d->targets.len, sizeof(*d->tasks));
	for (size_t i = 0; i < d->targets.len; i++) {
		struct task *t = &d->tasks[i];

		t->doing = d;
		t->job = (struct node_job){
			.ctx = d->ctx,
			.plan = d->plan,
			.node = topology_any_by_id(d->ctx->topology, d->targets.id[i]),
			.group = &d->result->nodes,
			.others = &d->others,
			.effective_ns = NEVER};
	}
}

static int write_intents(struct doing *d, struct err *e)
{
	for (size_t i = 0; i < d->targets.len && d->row->undo != UNDO_NONE; i++)
		if (write_intent(d, &d->tasks[i], e) < 0)
			return -1;
	return 0;
}

/* What cannot be marked stays pending: heal looks again and finds nothing to do. */
static void mark(struct task *t)
{
	const struct action_row *row = t->doing->row;
	struct journal *j = t->job.ctx->journal;
	struct err why = {0};
	int rc = 0;

	for (size_t i = 0; i < t->job.n_numbers && rc == 0; i++)
		rc = journal_applied(j, t->job.numbers[i], &why);
	for (int u = UNDO_NONE + 1; u < UNDO_COUNT && rc == 0; u++)
		if (row->reverts & (1U << u))
			rc = journal_reverted(j, (enum undo)u, t->job.node->id, &why);
	if (rc < 0)
		log_warning(CODE_JOURNAL_BEHIND, "fault",
			    "%s, continuing; the journal is behind", why.msg);
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

		t->job.requested_ns = d->result->requested_ns;
		t->started = pthread_create(&t->thread, NULL, run_task, t) == 0;
		if (t->started)
			continue;
		t->finished = true;
		t->rc = err_set(&t->err, CODE_NO_RESOURCE, "cannot start a thread for %s",
				node_word(t->job.node).text);
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
	for (size_t i = 0; i < t->job.n_numbers; i++)
		*GROW(d->result->numbers, d->result->n_numbers) = t->job.numbers[i];
	if (t->rc < 0) {
		if (e->kind == ERR_NONE)
			*e = t->err;
		return;
	}
	ids_add(&self, id);
	strbuf_addf(&d->text, "; %s %s", node_word(t->job.node).text, t->job.proof);
	if (d->result->effective_ns == NEVER ||
	    t->job.effective_ns > d->result->effective_ns)
		d->result->effective_ns = t->job.effective_ns;
	doing_emit(d, STEP_EFFECTIVE, t->job.effective_ns, id, &self, t->job.proof);
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

	if (write_intents(d, e) < 0)
		return -1;
	d->result->requested_ns = clock_now(d->ctx->clock);
	doing_emit(d, STEP_REQUESTED, d->result->requested_ns, NO_NODE,
		   d->row->targets ? &d->result->nodes : &d->targets,
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

int doing_act(struct doing *d, struct err *e)
{
	int rc;

	set_up(d);
	rc = act(d, e);
	free(d->tasks);
	d->tasks = NULL;
	return rc;
}
