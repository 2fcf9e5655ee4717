#include "cluster/docker_cluster.h"

#include "base/mem.h"
#include "cluster/docker_faults.h"
#include "cluster/labels.h"
#include "cluster/project.h"

struct docker_cluster *docker_cluster_of(struct cluster *c)
{
	return (struct docker_cluster *)c;
}

static void docker_free(struct cluster *c)
{
	struct docker_cluster *d = docker_cluster_of(c);
	char *engine, *run_id;

	/* Both are our copies, though the public struct lends them. */
	memcpy(&engine, &d->opts.engine, sizeof(engine));
	memcpy(&run_id, &d->opts.run_id, sizeof(run_id));
	free(engine);
	free(run_id);
	for (size_t i = 0; d->missing && i < d->engines.len; i++)
		free(d->missing[i]);
	free(d->missing);
	engines_release(&d->engines);
	free(d->image_used);
	free(d->companions);
	found_list_release(&d->found);
	cluster_release(c);
	free(d);
}

struct engine_pool *docker_pool(struct docker_cluster *d, const struct node *n)
{
	return engines_pool(&d->engines, n->host);
}

int docker_wrap(const struct cluster *c, const struct node *n, const char *verb, int rc,
		struct err *e)
{
	const struct host *h = topology_host(&c->topology, n);

	return rc < 0 ? err_wrap(e, "cannot %s %s%s%s", verb, node_title(n).text,
				 h ? " on host " : "", h ? h->name : "")
		      : 0;
}

static int gone(const struct node *n, struct err *e)
{
	return err_set(e, CODE_CONTAINER_GONE, "container '%s' is not there any more",
		       n->container);
}

int docker_settle(enum engine_result result, const struct node *n, struct err *e)
{
	if (result == ENGINE_GONE)
		return gone(n, e);
	return result == ENGINE_FAILED ? -1 : 0;
}

static int stop_node(struct cluster *c, const struct node *n, int64_t grace_ns,
		     struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int grace_s = grace_ns < 0 ? -1 : (int)((grace_ns + NS_PER_S - 1) / NS_PER_S);
	int rc = -1;

	if (en)
		rc = docker_settle(container_stop(en, n->container, grace_s, e), n, e);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "stop", rc, e);
}

static int kill_node(struct cluster *c, const struct node *n, const char *signal,
		     struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = -1;

	if (en)
		rc = docker_settle(container_kill(en, n->container, signal, e), n, e);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "kill", rc, e);
}

typedef enum engine_result node_fn(struct engine *en, const char *id, struct err *e);

static int simple(struct cluster *c, const struct node *n, node_fn *fn, const char *verb,
		  struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? docker_settle(fn(en, n->container, e), n, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, verb, rc, e);
}

static int start_node(struct cluster *c, const struct node *n, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	int rc = en ? docker_settle(seat_start(d, en, n, e), n, e) : -1;

	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "start", rc, e);
}

static int pause_node(struct cluster *c, const struct node *n, struct err *e)
{
	return simple(c, n, container_pause, "pause", e);
}

static int unpause_node(struct cluster *c, const struct node *n, struct err *e)
{
	return simple(c, n, container_unpause, "unpause", e);
}

static enum process_state state_of(const struct container_state *s)
{
	switch (s->status) {
	case CONTAINER_RUNNING: return PROCESS_RUNNING;
	case CONTAINER_PAUSED: return PROCESS_PAUSED;
	case CONTAINER_CREATED:
	case CONTAINER_RESTARTING:
	case CONTAINER_REMOVING:
	case CONTAINER_EXITED:
	case CONTAINER_DEAD: return PROCESS_EXITED;
	case CONTAINER_UNKNOWN: break;
	}
	/* Podman also says "stopped". */
	return s->paused ? PROCESS_PAUSED : s->running ? PROCESS_RUNNING : PROCESS_EXITED;
}

static void node_state_from(const struct container_state *s, struct node_state *out)
{
	*out = (struct node_state){.exists = true,
				   .state = state_of(s),
				   .exit_code = s->exit_code,
				   .oom_killed = s->oom_killed,
				   .started_wall_ns = s->started_at_ns,
				   .finished_wall_ns = s->finished_at_ns,
				   .told_wall_ns = s->told_at_ns,
				   .restart_count = s->restart_count};
	(void)snprintf(out->health, sizeof(out->health), "%s", s->health);
	(void)snprintf(out->error, sizeof(out->error), "%s", s->error);
}

static int inspect_node(struct cluster *c, const struct node *n, struct node_state *out,
			struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct container_state s = {0};
	enum engine_result result = en ? container_inspect(en, n->container, &s, e)
				       : ENGINE_FAILED;

	if (result == ENGINE_DONE)
		node_state_from(&s, out);
	else if (result == ENGINE_GONE)
		*out = (struct node_state){.started_wall_ns = NEVER,
					   .finished_wall_ns = NEVER};
	container_state_release(&s);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "inspect", result == ENGINE_FAILED ? -1 : 0, e);
}

static void add_line(void *arg, const struct log_line *line)
{
	struct strbuf *out = arg;

	strbuf_add(out, line->text, line->len);
	strbuf_addch(out, '\n');
}

static int log_tail(struct cluster *c, const struct node *n, size_t lines,
		    struct strbuf *out, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);
	struct engine *en = pool_take(docker_pool(d, n), c->cancel, e);
	struct logs_query q = {.tail = (int64_t)lines};
	int rc = -1;

	if (en)
		rc = docker_settle(container_logs(en, n->container, &q, add_line, out, e),
				   n, e);
	pool_put(docker_pool(d, n), en);
	return docker_wrap(c, n, "read the log of", rc, e);
}

static int down(struct cluster *c, const struct progress *p, struct err *e)
{
	struct docker_cluster *d = docker_cluster_of(c);

	return remove_project(&d->engines, c->topology.project, d->opts.keep_volumes, p,
			      NULL, e);
}

static bool engine_answers(struct cluster *c, int32_t host)
{
	return engines_answer(&docker_cluster_of(c)->engines, host);
}

static void give_up_engine(struct cluster *c, int32_t host, bool is)
{
	pool_give_up(engines_pool(&docker_cluster_of(c)->engines, host), is);
}

static const struct cluster_ops docker_ops = {
	.up = docker_up,
	.ready = docker_ready,
	.down = down,
	.stop = stop_node,
	.kill = kill_node,
	.start = start_node,
	.pause = pause_node,
	.unpause = unpause_node,
	.inspect = inspect_node,
	.log_tail = log_tail,
	.engine_answers = engine_answers,
	.give_up_engine = give_up_engine,
	.help = docker_help,
	.exec = docker_exec,
	.addresses = docker_addresses,
	.plugs = docker_plugs,
	.unplug = docker_unplug,
	.plug = docker_plug,
	.plugged = docker_plugged,
	.shares_network = docker_shares_network,
	.limits = docker_limits,
	.limit_cpu = docker_limit_cpu,
	.limit_memory = docker_limit_memory,
	.disk = docker_disk,
	.read_dir = docker_read_dir,
	.remember = docker_remember,
	.recall = docker_recall,
	.restore = docker_restore,
	.describe = docker_describe,
	.free = docker_free,
};

/* What names the undo journal: the engine, or with several, of which any may be away, none of them. */
static int identify(struct docker_cluster *d, struct err *e)
{
	struct engine_info info = {0};
	struct engine *en;
	int rc;

	if (d->engines.hosts.len) {
		d->base.engine_id = xstrdup("hosts");
		return 0;
	}
	en = pool_take(&d->engines.pools[0], NULL, e);
	rc = en ? engine_info(en, &info, e) : -1;
	if (rc == 0)
		d->base.engine_id = xstrdup(info.id);
	engine_info_release(&info);
	pool_put(&d->engines.pools[0], en);
	return rc;
}

/* Each engine has answered once, or is noted as missing; everything else is still empty. */
static struct docker_cluster *connect(const struct cluster_opts *opts, struct err *e)
{
	struct docker_cluster *d = xcalloc(1, sizeof(*d));

	d->base.ops = &docker_ops;
	d->opts = *opts;
	found_list_init(&d->found);
	d->opts.engine = opts->engine ? xstrdup(opts->engine) : NULL;
	d->opts.run_id = opts->run_id ? xstrdup(opts->run_id) : NULL;
	d->opts.hosts = NULL; /* the engines have a copy */
	if (engines_init(&d->engines, opts->engine, opts->hosts, e) == 0) {
		d->missing = xcalloc(d->engines.len, sizeof(char *));
		if (engines_greet(&d->engines, opts->may_miss_hosts ? d->missing : NULL,
				  e) == 0 &&
		    identify(d, e) == 0)
			return d;
	}
	docker_free(&d->base);
	return NULL;
}

struct cluster *cluster_open(struct compose *compose, const struct cluster_opts *opts,
			     struct err *e)
{
	struct cluster_opts own = *opts;
	struct docker_cluster *d;

	own.hosts = &compose->topology.hosts;
	own.may_miss_hosts = false;
	d = connect(&own, e);
	if (!d)
		return NULL;
	d->compose = compose;
	topology_copy_into(&d->base.topology, &compose->topology);
	return &d->base;
}

/* For people: who is not there, and why. */
static void note_missing(struct docker_cluster *d)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < d->engines.len; i++)
		if (d->missing[i])
			strbuf_addf(&text, "%s%s", text.len ? "; " : "", d->missing[i]);
	if (text.len)
		d->base.missing = strbuf_detach(&text);
	strbuf_release(&text);
}

static int not_found(const struct docker_cluster *d, const char *project, struct err *e)
{
	const char *missing = d->base.missing;

	if (d->engines.hosts.len)
		return err_set(
			e, CODE_CLUSTER_NOT_FOUND,
			"there is no Kafka node of a project '%s' on any host that "
			"answers%s%s",
			project, missing ? "; " : "", missing ? missing : "");
	return err_set(
		e, CODE_CLUSTER_NOT_FOUND,
		"there is no Kafka node of a project '%s' on the engine at %s%s", project,
		d->engines.pools[0].where.url,
		d->opts.adopt
			? "; a container's project is its label " LABEL_COMPOSE_PROJECT
			  ", 'docker ps -a' lists containers"
			: "");
}

static int attach(struct docker_cluster *d, const char *project, struct err *e)
{
	const struct cluster_opts *opts = &d->opts;
	struct strbuf companions = STRBUF_INIT;
	int nodes = attach_topology(&d->engines, d->missing, project,
				    opts->adopt ? &companions : NULL, &d->base.topology,
				    e);

	if (opts->adopt)
		d->companions = strbuf_detach(&companions);
	d->base.is_adopted = opts->adopt;
	note_missing(d);
	if (nodes == 0 && !opts->may_be_gone)
		return not_found(d, project, e);
	return nodes > 0 || (nodes == 0 && opts->may_be_gone) ? 0 : -1;
}

struct cluster *cluster_attach(const char *project, const struct cluster_opts *opts,
			       struct err *e)
{
	struct docker_cluster *d = connect(opts, e);

	if (d && attach(d, project, e) < 0) {
		docker_free(&d->base);
		d = NULL;
	}
	return d ? &d->base : NULL;
}
