/* stop-engine, kill-engine, start-engine: a host's engine, by the commands of its user. */
#include "fault/engine.h"

#include "base/str.h"
#include "fault/host.h"
#include "fault/job.h"

#include <pthread.h>

#define GLANCE_NS        (50 * NS_PER_MS)
#define AFTER_FAILURE_NS (2 * NS_PER_S)

/* An engine is away when it has not answered that often in a row. */
enum { IN_A_ROW = 2 };

#define ENGINE_NODE                                                             \
	{                                                                       \
		"node", FIELD_SELECTOR, FIELD_REQUIRED, NULL, NULL,             \
			"whose hosts: a selector, such as host a, or hosts of " \
			"controller"                                            \
	}
#define ENGINE_TIMEOUT                                                     \
	{                                                                  \
		"timeout", FIELD_DURATION, 0, "60s", NULL,                 \
			"for the host's command, and again for its effect" \
	}

const struct field engine_down_fields[] = {
	ENGINE_NODE, ENGINE_TIMEOUT, ACTION_FOR, ACTION_AT, ACTION_AS, FIELD_END,
};

const struct field engine_up_fields[] = {
	ENGINE_NODE, ENGINE_TIMEOUT, ACTION_AT, ACTION_AS, FIELD_END,
};

/* ---- which command ---- */

const char *engine_command(const struct host *h, enum engine_change to)
{
	switch (to) {
	case ENGINE_STOPPED: return h->engine_stop;
	case ENGINE_KILLED: return h->engine_kill;
	case ENGINE_STARTED: break;
	}
	return h->engine_start;
}

static const char *key_of(enum engine_change to)
{
	static const char *const keys[] = {[ENGINE_STOPPED] = "engine_stop",
					   [ENGINE_KILLED] = "engine_kill",
					   [ENGINE_STARTED] = "engine_start"};

	return keys[to];
}

static int missing(const struct host *h, enum engine_change to, struct err *e)
{
	return err_set(e, CODE_HOST_COMMANDS,
		       "host '%s' has no '%s': add the command to it, in the hosts file "
		       "or under 'cluster: hosts'%s",
		       h->name, key_of(to),
		       to == ENGINE_STARTED ? "; what is ended must be startable again"
					    : "");
}

static int suits(const struct topology *t, const struct ids *may, enum engine_change to,
		 struct err *e)
{
	if (t->hosts.len == 0)
		return err_set(
			e, CODE_HOST_COMMANDS,
			"it is for a cluster over several hosts, and this one is on one "
			"engine: name its hosts under 'cluster: hosts', or by --hosts");
	for (size_t i = 0; i < may->len; i++) {
		const struct node *n = topology_any_by_id(t, may->id[i]);
		const struct host *h = n ? topology_host(t, n) : NULL;

		if (h && !engine_command(h, to))
			return missing(h, to, e);
		if (h && !h->engine_start)
			return missing(h, ENGINE_STARTED, e);
	}
	return 0;
}

int engine_stop_suits(const struct topology *t, const struct ids *may, struct err *e)
{
	return suits(t, may, ENGINE_STOPPED, e);
}

int engine_kill_suits(const struct topology *t, const struct ids *may, struct err *e)
{
	return suits(t, may, ENGINE_KILLED, e);
}

int engine_start_suits(const struct topology *t, const struct ids *may, struct err *e)
{
	return suits(t, may, ENGINE_STARTED, e);
}

/* ---- one engine ---- */

struct command {
	struct engine_job *job;
	pthread_t thread;
	atomic_bool has_ended;
	struct err err;
	int rc;
};

static int run_command(const struct engine_job *job, struct err *e)
{
	const struct host_job run = {.script = job->script,
				     .timeout_ns = job->timeout_ns,
				     .cancel = job->cancel,
				     .topology = cluster_topology(job->cluster)};
	struct strbuf out = STRBUF_INIT, tail = STRBUF_INIT;
	int code = 0, rc = host_run(&run, &code, &out, e);

	host_tail(&tail, strbuf_text(&out));
	if (rc < 0)
		rc = err_wrap(e, "'%s' of host '%s'", key_of(job->to), job->name);
	else if (code != 0)
		rc = err_set(e, CODE_COMMAND_FAILED,
			     "'%s' of host '%s' ended with exit code %d%s%s",
			     key_of(job->to), job->name, code, tail.len ? ": " : "",
			     strbuf_text(&tail));
	strbuf_release(&out);
	strbuf_release(&tail);
	return rc;
}

static void *command_thread(void *arg)
{
	struct command *c = arg;

	c->rc = run_command(c->job, &c->err);
	atomic_store(&c->has_ended, true);
	return NULL;
}

static bool is_cancelled(const struct engine_job *job)
{
	return job->cancel && atomic_load(job->cancel);
}

static int give_up(const struct engine_job *job, struct err *e)
{
	if (is_cancelled(job))
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	return err_set(e, CODE_NO_EFFECT,
		       "no effect: the engine of host '%s' %s %s after '%s'", job->name,
		       job->to == ENGINE_STARTED ? "does not answer" : "still answers",
		       DURATION_TEXT(job->timeout_ns), key_of(job->to));
}

/* For the effect of a command that has ended; of one that failed it hardly comes. */
static int64_t patience(const struct engine_job *job, const struct command *c)
{
	return c->rc < 0 && job->timeout_ns > AFTER_FAILURE_NS ? AFTER_FAILURE_NS
							       : job->timeout_ns;
}

/* Looks while the command runs, and for the timeout after it: the effect's time is that of the first of the
 * looks that agree. */
static int await(struct engine_job *job, struct command *c, struct err *e)
{
	bool want = job->to == ENGINE_STARTED;
	int need = want ? 1 : IN_A_ROW, seen = 0;
	int64_t until = 0;

	for (;;) {
		int64_t now = clock_now(job->clock);

		if (cluster_engine_answers(job->cluster, job->host) != want)
			seen = 0;
		else if (seen++ == 0)
			job->effective_ns = now;
		if (atomic_load(&c->has_ended)) {
			if (seen >= need)
				return 0;
			until = until ? until : now + patience(job, c);
		}
		if ((until && now >= until) || is_cancelled(job))
			return give_up(job, e);
		clock_sleep_until(job->clock, clock_now(job->clock) + GLANCE_NS);
	}
}

/* What the command says of itself is told only when there was no effect. */
int engine_change(struct engine_job *job, struct err *e)
{
	struct command c = {.job = job};
	struct err why = {0};
	int rc;

	if (job->host == NO_HOST)
		return run_command(job, e);
	if (pthread_create(&c.thread, NULL, command_thread, &c) != 0)
		return err_set(e, CODE_NO_RESOURCE,
			       "cannot start a thread for the engine of host '%s'",
			       job->name);
	rc = await(job, &c, &why);
	(void)pthread_join(c.thread, NULL); /* its time is bounded */
	if (rc == 0)
		return 0;
	*e = c.rc < 0 && why.kind != ERR_INTERRUPTED ? c.err : why;
	return -1;
}
