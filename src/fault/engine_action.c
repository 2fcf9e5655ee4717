/* The actions on engines, and their undoing. */
#include "fault/engine.h"

#include "base/mem.h"
#include "base/str.h"
#include "fault/heal.h"
#include "fault/job.h"
#include "fault/pending.h"

#include <pthread.h>

#define TIMEOUT_NS (60 * NS_PER_S)

/* ---- what the journal says ---- */

void engine_intent_release(struct engine_intent *i)
{
	free(i->host);
	free(i->script);
	ids_release(&i->nodes);
	*i = (struct engine_intent){0};
}

char *engine_intent_write(const struct engine_intent *i)
{
	struct strbuf b = STRBUF_INIT;

	strbuf_addf(&b, "%s\n", i->host);
	ids_text(&i->nodes, &b);
	strbuf_addf(&b, "\n%s", i->script);
	return strbuf_detach(&b);
}

static bool read_nodes(const char *text, size_t len, struct ids *out)
{
	char *copy = xstrndup(text, len), *rest = NULL;
	bool ok = true;

	for (char *w = strtok_r(copy, ",", &rest); w && ok;
	     w = strtok_r(NULL, ",", &rest)) {
		int64_t id;

		ok = str_to_int(w, &id) && id >= INT32_MIN && id <= INT32_MAX;
		if (ok)
			ids_add(out, (int32_t)id);
	}
	free(copy);
	return ok;
}

bool engine_intent_read(const char *text, struct engine_intent *out)
{
	const char *nodes = strchr(text, '\n');
	const char *script = nodes ? strchr(nodes + 1, '\n') : NULL;

	*out = (struct engine_intent){0};
	if (!script || nodes == text || !script[1] ||
	    !read_nodes(nodes + 1, (size_t)(script - nodes - 1), &out->nodes)) {
		engine_intent_release(out);
		return false;
	}
	out->host = xstrndup(text, (size_t)(nodes - text));
	out->script = xstrdup(script + 1);
	return true;
}

/* ---- all of an action's engines ---- */

struct task {
	struct engine_job job;
	pthread_t thread;
	bool has_started;
	struct err err;
	int rc;
};

struct toll {
	struct action_ctx *ctx;
	struct action_result *result;
	enum engine_change to;
	int64_t timeout_ns;
	struct task *tasks; /* one for each host, by number */
	size_t len;
	struct strbuf text;
};

static bool has_host(const struct toll *t, int32_t host)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->tasks[i].job.host == host)
			return true;
	return false;
}

static void add_host(struct toll *t, int32_t host)
{
	const struct host *h = &t->ctx->topology->hosts.at[host];
	bool answers = cluster_engine_answers(t->ctx->cluster, host);

	if (answers == (t->to == ENGINE_STARTED)) {
		strbuf_addf(&t->text, "; the engine of host '%s' is so already", h->name);
		return;
	}
	GROW(t->tasks, t->len)->job = (struct engine_job){
		.cluster = t->ctx->cluster,
		.clock = t->ctx->clock,
		.name = h->name,
		.script = engine_command(h, t->to),
		.host = host,
		.to = t->to,
		.timeout_ns = t->timeout_ns,
		.cancel = t->ctx->cancel};
}

static int find_hosts(struct toll *t, const struct action_plan *a, struct err *e)
{
	const struct topology *topo = t->ctx->topology;
	struct ids picked = {0};
	int rc = action_pick(t->ctx, action_find(a->kind),
			     params_text(&a->params, "target", ""), &picked, &t->text, e);

	for (size_t i = 0; i < topo->len && rc == 0; i++)
		if (ids_has(&picked, topo->nodes[i].id) &&
		    !has_host(t, topo->nodes[i].host))
			add_host(t, topo->nodes[i].host);
	ids_release(&picked);
	if (rc == 0 && !t->len)
		return err_set(e, CODE_NO_EFFECT, "no effect: %s", strbuf_text(&t->text));
	return rc;
}

static void *run_task(void *arg)
{
	struct task *t = arg;

	t->rc = engine_change(&t->job, &t->err);
	return NULL;
}

static void tell(struct toll *t, const struct task *task)
{
	struct action_result *r = t->result;

	strbuf_addf(&t->text, "; the engine of host '%s' %s", task->job.name,
		    t->to == ENGINE_STARTED ? "answers" : "does not answer any more");
	if (r->effective_ns == NEVER || task->job.effective_ns > r->effective_ns)
		r->effective_ns = task->job.effective_ns;
}

/* Side by side. The first failure counts, but all are waited for. */
static int change_all(struct toll *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->len; i++) {
		struct task *task = &t->tasks[i];

		task->has_started = pthread_create(&task->thread, NULL, run_task, task) ==
				    0;
		if (!task->has_started)
			task->rc = err_set(&task->err, CODE_NO_RESOURCE,
					   "cannot start a thread for host '%s'",
					   task->job.name);
	}
	for (size_t i = 0; i < t->len; i++) {
		struct task *task = &t->tasks[i];

		if (task->has_started)
			(void)pthread_join(task->thread, NULL); /* its time is bounded */
		if (task->rc == 0)
			tell(t, task);
		else if (rc == 0)
			*e = task->err;
		rc = task->rc < 0 ? -1 : rc;
	}
	return rc;
}

/* ---- ending ---- */

/* Who runs on it is to be started, whatever ends it. */
static int note_nodes(struct toll *t, int32_t host, struct ids *ran, struct err *e)
{
	const struct node *n;
	int rc = 0;

	for (size_t i = 0; rc == 0 && (n = topology_each(t->ctx->topology, i)); i++) {
		bool runs = false;

		if (n->host != host || n->left_out)
			continue;
		rc = pending_ran(t->ctx->cluster, n, &runs, e);
		if (rc < 0 || !runs)
			continue;
		rc = result_intent(t->result, t->ctx->journal, UNDO_START, n, NULL, e);
		ids_add(ran, n->id);
		ids_add(&t->result->nodes, n->id);
	}
	return rc;
}

static int note_host(struct toll *t, int32_t host, struct err *e)
{
	const struct host *h = &t->ctx->topology->hosts.at[host];
	struct engine_intent in = {.host = xstrdup(h->name),
				   .script = xstrdup(h->engine_start)};
	int rc = note_nodes(t, host, &in.nodes, e);
	char *detail = engine_intent_write(&in);

	if (rc == 0)
		rc = result_intent(t->result, t->ctx->journal, UNDO_ENGINE, NULL, detail,
				   e);
	free(detail);
	engine_intent_release(&in);
	return rc;
}

static int note_all(struct toll *t, struct err *e)
{
	for (size_t i = 0; i < t->len; i++)
		if (note_host(t, t->tasks[i].job.host, e) < 0)
			return -1;
	return 0;
}

/* What cannot be marked stays in doubt: healing looks longer. */
static void mark_all(const struct toll *t)
{
	struct err ignored = {0};

	for (size_t i = 0; i < t->result->n_numbers; i++)
		(void)journal_applied(t->ctx->journal, t->result->numbers[i], &ignored);
}

static int act(struct action_ctx *ctx, const struct action_plan *a,
	       struct action_result *r, enum engine_change to,
	       int (*after)(struct toll *t, struct err *e), struct err *e)
{
	struct toll t = {.ctx = ctx,
			 .result = r,
			 .to = to,
			 .timeout_ns = params_num(&a->params, "timeout", TIMEOUT_NS),
			 .text = STRBUF_INIT};
	int rc = find_hosts(&t, a, e);

	if (rc == 0 && to != ENGINE_STARTED)
		rc = note_all(&t, e);
	if (rc == 0)
		rc = change_all(&t, e);
	if (rc == 0)
		rc = after(&t, e);
	free(t.tasks);
	r->text = strbuf_detach(&t.text);
	return rc;
}

static int after_end(struct toll *t, UNUSED struct err *e)
{
	mark_all(t);
	return 0;
}

int engine_stop_whole(struct action_ctx *ctx, const struct action_plan *a,
		      struct action_result *r, struct err *e)
{
	return act(ctx, a, r, ENGINE_STOPPED, after_end, e);
}

int engine_kill_whole(struct action_ctx *ctx, const struct action_plan *a,
		      struct action_result *r, struct err *e)
{
	return act(ctx, a, r, ENGINE_KILLED, after_end, e);
}

/* ---- starting ---- */

struct numbers {
	int64_t *at;
	size_t len;
};

static void add_starts(struct journal *j, const struct ids *nodes, struct numbers *out)
{
	for (size_t i = 0; i < nodes->len; i++) {
		struct intents starts;

		journal_list(j, UNDO_START, nodes->id[i], &starts);
		for (size_t k = 0; k < starts.len; k++)
			*GROW(out->at, out->len) = starts.item[k].number;
		intents_release(&starts);
	}
}

/* The intents about that host's engine, and about those that ran on it. */
static void add_numbers(struct journal *j, const char *host, struct numbers *out)
{
	struct intents pending;

	journal_list(j, UNDO_ENGINE, ANY_INTENT, &pending);
	for (size_t i = 0; i < pending.len; i++) {
		struct engine_intent in;

		if (!engine_intent_read(pending.item[i].detail, &in))
			continue;
		if (strcmp(in.host, host) == 0) {
			*GROW(out->at, out->len) = pending.item[i].number;
			add_starts(j, &in.nodes, out);
		}
		engine_intent_release(&in);
	}
	intents_release(&pending);
}

static void note_started(void *arg, int32_t node, bool is_error, const char *text)
{
	struct toll *t = arg;

	strbuf_addf(&t->text, "; %s", text);
	if (!is_error && node != NO_NODE && !ids_has(&t->result->nodes, node))
		ids_add(&t->result->nodes, node);
}

static int start_nodes(struct toll *t, struct err *e)
{
	struct journal *j = t->ctx->journal;
	struct numbers numbers = {0};
	int rc = 0;

	for (size_t i = 0; i < t->len; i++)
		add_numbers(j, t->tasks[i].job.name, &numbers);
	if (numbers.len)
		rc = heal_these(t->ctx->cluster, j, numbers.at, numbers.len, note_started,
				t, e);
	free(numbers.at);
	return rc;
}

int engine_start_whole(struct action_ctx *ctx, const struct action_plan *a,
		       struct action_result *r, struct err *e)
{
	return act(ctx, a, r, ENGINE_STARTED, start_nodes, e);
}

/* ---- undoing ---- */

static int32_t host_number(const struct undo_job *job, const char *name)
{
	const struct hosts *h = &cluster_topology(job->cluster)->hosts;
	size_t i = hosts_index(h, name);

	return i < h->len ? (int32_t)i : NO_HOST;
}

int undo_engine(struct undo_job *job, struct err *e)
{
	struct engine_intent in;
	struct clock clock;
	struct engine_job start;
	int32_t host;
	int rc = 0;

	if (!engine_intent_read(job->intent->detail, &in))
		return undo_damaged(job, e);
	clock_start(&clock);
	host = host_number(job, in.host);
	start = (struct engine_job){.cluster = job->cluster,
				    .clock = &clock,
				    .name = in.host,
				    .script = in.script,
				    .host = host,
				    .to = ENGINE_STARTED,
				    .timeout_ns = TIMEOUT_NS};
	if (host == NO_HOST || !cluster_engine_answers(job->cluster, host)) {
		rc = engine_change(&start, e);
		if (rc == 0)
			undo_say(job, "the engine of host '%s' started again", in.host);
	}
	engine_intent_release(&in);
	return rc;
}
