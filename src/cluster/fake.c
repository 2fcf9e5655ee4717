#include "cluster/fake_make.h"

#include "base/clock.h"
#include "base/mem.h"

#include <assert.h>
#include <inttypes.h>

enum { NEVER_FAILS = -1 };

static const struct node_state no_container = {.started_wall_ns = NEVER,
					       .finished_wall_ns = NEVER};

struct fake_cluster *fake_of(struct cluster *c)
{
	return (struct fake_cluster *)c;
}

struct fake_node *fake_node_of(struct fake_cluster *f, int32_t id)
{
	const struct node *n;
	size_t i = 0;

	while ((n = topology_each(&f->base.topology, i)) && n->id != id)
		i++;
	assert(n); /* a test that names no node of its cluster */
	return &f->nodes[i];
}

enum fate fake_begin(struct fake_cluster *f, struct fake_node **out_node,
		     const struct node *n, const char *what)
{
	enum fate fate = FATE_WORKS;
	struct clock clock;

	if (f->delay_ns > 0) {
		clock_start(&clock);
		while (clock_now(&clock) < f->delay_ns && !cluster_is_cancelled(&f->base))
			clock_sleep_until(&clock, clock_now(&clock) + NS_PER_MS);
	}
	(void)pthread_mutex_lock(&f->lock);
	strbuf_addf(&f->calls, "%s\n", what);
	f->count++;
	f->wall_ns += NS_PER_MS;
	if (f->fail_in >= 0 && f->fail_in-- == 0)
		fate = FATE_FAILS;
	if (f->lie_in >= 0 && f->lie_in-- == 0)
		fate = FATE_LIES;
	if (n)
		*out_node = fake_node_of(f, n->id);
	f->was_away = n && fake_is_away(f, n);
	return f->was_away ? FATE_FAILS : fate;
}

int fake_end(struct fake_cluster *f, enum fate fate, const char *what, struct err *e)
{
	bool was_away = f->was_away;

	(void)pthread_mutex_unlock(&f->lock);
	if (fate == FATE_WORKS)
		return 0;
	if (was_away)
		return err_set(e, CODE_ENGINE_GONE,
			       "cannot %s: the engine of its host is away", what);
	return err_set(e, CODE_ENVIRONMENT, "cannot %s: the fake was told to fail", what);
}

static void run_again(struct fake_cluster *f, struct fake_node *n)
{
	n->state.exists = true;
	n->state.state = PROCESS_RUNNING;
	n->state.exit_code = 0;
	n->state.started_wall_ns = f->wall_ns;
}

void fake_let_exit(struct fake_cluster *f, struct fake_node *n, int code)
{
	if (n->state.state == PROCESS_EXITED)
		return;
	n->state.state = PROCESS_EXITED;
	n->state.exit_code = code;
	n->state.finished_wall_ns = f->wall_ns;
	pair_list_set(&n->marks, "net", ""); /* its namespace is gone */
}

/* What a call does to a node that is there. */
enum change { TO_STOPPED, TO_KILLED, TO_RUNNING, TO_PAUSED, TO_UNPAUSED };

static void change_node(struct fake_cluster *f, struct fake_node *n, enum change to)
{
	enum process_state was = n->state.state;

	switch (to) {
	case TO_STOPPED: fake_let_exit(f, n, 143); break;
	case TO_KILLED: fake_let_exit(f, n, 137); break;
	case TO_RUNNING:
		if (was == PROCESS_EXITED)
			run_again(f, n);
		break;
	case TO_PAUSED:
		if (was == PROCESS_RUNNING)
			n->state.state = PROCESS_PAUSED;
		break;
	case TO_UNPAUSED:
		if (was == PROCESS_PAUSED)
			n->state.state = PROCESS_RUNNING;
		break;
	}
}

/* Does the engine refuse it? A paused container cannot be started, one that does not run not
 * paused. */
static bool is_refused(const struct fake_node *n, enum change to)
{
	return (to == TO_RUNNING && n->state.state == PROCESS_PAUSED) ||
	       (to == TO_PAUSED && n->state.state == PROCESS_EXITED);
}

static int act(struct cluster *c, const struct node *n, enum change to, const char *what,
	       struct err *e)
{
	struct fake_cluster *f = fake_of(c);
	struct fake_node *node = NULL;
	enum fate fate = fake_begin(f, &node, n, what);

	if (!node->state.exists || is_refused(node, to))
		fate = FATE_FAILS;
	if (fate != FATE_FAILS)
		change_node(f, node, to);
	return fake_end(f, fate, what, e);
}

static int act_plainly(struct cluster *c, const struct node *n, enum change to,
		       const char *verb, struct err *e)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "%s %d", verb, (int)n->id);
	return act(c, n, to, what, e);
}

static int fake_stop(struct cluster *c, const struct node *n, int64_t grace_ns,
		     struct err *e)
{
	char what[64];

	if (grace_ns < 0)
		return act_plainly(c, n, TO_STOPPED, "stop", e);
	(void)snprintf(what, sizeof(what), "stop %d %" PRId64 "s", (int)n->id,
		       grace_ns / NS_PER_S);
	return act(c, n, TO_STOPPED, what, e);
}

static int fake_kill(struct cluster *c, const struct node *n, const char *signal,
		     struct err *e)
{
	char what[64];

	(void)snprintf(what, sizeof(what), "kill %d %s", (int)n->id, signal);
	return act(c, n, TO_KILLED, what, e);
}

static int fake_start(struct cluster *c, const struct node *n, struct err *e)
{
	return act_plainly(c, n, TO_RUNNING, "start", e);
}

static int fake_pause(struct cluster *c, const struct node *n, struct err *e)
{
	return act_plainly(c, n, TO_PAUSED, "pause", e);
}

static int fake_unpause(struct cluster *c, const struct node *n, struct err *e)
{
	return act_plainly(c, n, TO_UNPAUSED, "unpause", e);
}

static int fake_inspect(struct cluster *c, const struct node *n, struct node_state *out,
			struct err *e)
{
	struct fake_cluster *f = fake_of(c);
	struct fake_node *node = NULL;
	char what[64];
	enum fate fate;

	(void)snprintf(what, sizeof(what), "inspect %d", (int)n->id);
	fate = fake_begin(f, &node, n, what);
	if (fate == FATE_WORKS)
		*out = node->state;
	return fake_end(f, fate, what, e);
}

static int fake_log_tail(struct cluster *c, const struct node *n, size_t lines,
			 struct strbuf *out, struct err *e)
{
	struct fake_cluster *f = fake_of(c);
	struct fake_node *node = NULL;
	char what[64];
	enum fate fate;

	(void)snprintf(what, sizeof(what), "log %d %zu", (int)n->id, lines);
	fate = fake_begin(f, &node, n, what);
	if (fate == FATE_WORKS && node->log)
		strbuf_addstr(out, node->log);
	return fake_end(f, fate, what, e);
}

static int fake_up(struct cluster *c, const struct progress *p, struct err *e)
{
	struct fake_cluster *f = fake_of(c);
	enum fate fate = fake_begin(f, NULL, NULL, "up");

	for (size_t i = 0; fate != FATE_FAILS && topology_each(&c->topology, i); i++)
		run_again(f, &f->nodes[i]);
	if (fake_end(f, fate, "up", e) < 0)
		return -1;
	return progress_tell(p, "started") ? 0
					   : err_set(e, CODE_INTERRUPTED, "interrupted");
}

static int fake_ready(struct cluster *c, UNUSED int64_t timeout_ns,
		      const struct progress *p, struct err *e)
{
	struct fake_cluster *f = fake_of(c);

	if (fake_end(f, fake_begin(f, NULL, NULL, "ready"), "ready", e) < 0)
		return -1;
	return progress_tell(p, "ready") ? 0
					 : err_set(e, CODE_INTERRUPTED, "interrupted");
}

static int fake_down(struct cluster *c, const struct progress *p, struct err *e)
{
	struct fake_cluster *f = fake_of(c);
	enum fate fate = fake_begin(f, NULL, NULL, "down");

	for (size_t i = 0; fate != FATE_FAILS && topology_each(&c->topology, i); i++) {
		f->nodes[i].state = no_container;
		fake_node_forget(&f->nodes[i]);
	}
	if (fake_end(f, fate, "down", e) < 0)
		return -1;
	(void)progress_tell(p, "removed"); /* removing is not interrupted */
	return 0;
}

static void fake_describe(UNUSED struct cluster *c, struct params *out)
{
	params_set(out, "engine", "fake", 0);
}

static const struct cluster_ops fake_ops = {
	.up = fake_up,
	.ready = fake_ready,
	.down = fake_down,
	.stop = fake_stop,
	.kill = fake_kill,
	.start = fake_start,
	.pause = fake_pause,
	.unpause = fake_unpause,
	.inspect = fake_inspect,
	.log_tail = fake_log_tail,
	.engine_answers = fake_engine_answers,
	.shares_network = fake_shares_network,
	.help = fake_help,
	.exec = fake_exec,
	.addresses = fake_addresses,
	.plugs = fake_plugs,
	.unplug = fake_unplug,
	.plug = fake_plug,
	.plugged = fake_plugged,
	.limits = fake_limits,
	.limit_cpu = fake_limit_cpu,
	.limit_memory = fake_limit_memory,
	.disk = fake_disk_of,
	.read_dir = fake_read_dir,
	.remember = fake_remember,
	.recall = fake_recall,
	.restore = fake_restore,
	.describe = fake_describe,
	.free = NULL, /* lent only: fake_cluster_free() */
};

static void init_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t how;

	/* None of these can fail on Linux. */
	(void)pthread_mutexattr_init(&how);
	(void)pthread_mutexattr_settype(&how, PTHREAD_MUTEX_RECURSIVE);
	(void)pthread_mutex_init(lock, &how);
	(void)pthread_mutexattr_destroy(&how);
}

struct fake_cluster *fake_cluster_of(const struct topology *t)
{
	struct fake_cluster *f = xcalloc(1, sizeof(*f));

	f->base.ops = &fake_ops;
	f->base.engine_id = xstrdup("FAKE");
	f->fail_in = f->lie_in = NEVER_FAILS;
	f->wall_ns = INT64_C(1700000000) * NS_PER_S;
	init_lock(&f->lock);
	topology_copy_into(&f->base.topology, t);
	f->nodes = xcalloc(t->len + t->n_companions, sizeof(*f->nodes));
	for (size_t i = 0; i < t->len + t->n_companions; i++) {
		f->nodes[i].state.finished_wall_ns = NEVER;
		(void)snprintf(f->nodes[i].state.health, sizeof(f->nodes[i].state.health),
			       "none");
		fake_node_init(&f->nodes[i], topology_each(t, i)->id);
		run_again(f, &f->nodes[i]);
	}
	return f;
}

struct fake_cluster *fake_cluster_new(int nodes)
{
	struct topology t = {.project = xstrdup("fake"),
			     .image = xstrdup("apache/kafka:4.3.1")};
	struct fake_cluster *f;

	for (int i = 1; i <= nodes; i++)
		*topology_add(&t) = (struct node){
			.id = i,
			.name = xasprintf("kafka%d", i),
			.container = xasprintf("fake-kafka%d-1", i),
			.roles = ROLE_BROKER | ROLE_CONTROLLER,
			.broker = {xstrdup("127.0.0.1"), 29090 + i},
			.controller = {xstrdup("127.0.0.1"), 29190 + i},
			.listens = {9092, 19092, 9093}};
	f = fake_cluster_of(&t);
	topology_release(&t);
	return f;
}

void fake_cluster_free(struct fake_cluster *f)
{
	if (!f)
		return;
	for (size_t i = 0; topology_each(&f->base.topology, i); i++)
		fake_node_release(&f->nodes[i]);
	fake_hosts_release(f);
	free(f->nodes);
	strbuf_release(&f->calls);
	free(f->calls_shown);
	(void)pthread_mutex_destroy(&f->lock); /* nobody holds it */
	cluster_release(&f->base);
	free(f);
}

struct cluster *fake_cluster(struct fake_cluster *f)
{
	return &f->base;
}

void fake_cluster_fail(struct fake_cluster *f, int i)
{
	f->fail_in = i;
}

void fake_cluster_lie(struct fake_cluster *f, int i)
{
	f->lie_in = i;
}

void fake_cluster_delay(struct fake_cluster *f, int64_t ns)
{
	f->delay_ns = ns;
}

struct node_state fake_cluster_state(struct fake_cluster *f, int32_t node)
{
	struct node_state s;

	(void)pthread_mutex_lock(&f->lock);
	s = fake_node_of(f, node)->state;
	(void)pthread_mutex_unlock(&f->lock);
	return s;
}

void fake_cluster_set(struct fake_cluster *f, int32_t node, const struct node_state *s)
{
	(void)pthread_mutex_lock(&f->lock);
	fake_node_of(f, node)->state = *s;
	if (s->state == PROCESS_EXITED || !s->exists)
		pair_list_set(&fake_node_of(f, node)->marks, "net", "");
	(void)pthread_mutex_unlock(&f->lock);
}

void fake_cluster_log(struct fake_cluster *f, int32_t node, const char *text)
{
	(void)pthread_mutex_lock(&f->lock);
	free(fake_node_of(f, node)->log);
	fake_node_of(f, node)->log = xstrdup(text);
	(void)pthread_mutex_unlock(&f->lock);
}

const char *fake_cluster_calls(struct fake_cluster *f)
{
	(void)pthread_mutex_lock(&f->lock);
	free(f->calls_shown);
	f->calls_shown = xstrdup(strbuf_text(&f->calls));
	(void)pthread_mutex_unlock(&f->lock);
	return f->calls_shown;
}

size_t fake_cluster_count(struct fake_cluster *f)
{
	size_t n;

	(void)pthread_mutex_lock(&f->lock);
	n = f->count;
	(void)pthread_mutex_unlock(&f->lock);
	return n;
}
