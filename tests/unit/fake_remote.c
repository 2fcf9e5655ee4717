/* The side of the process that calls. */
#include "fake_remote_line.h"

#include "base/mem.h"

#include <unistd.h>

static struct fake_remote *remote_of(struct cluster *c)
{
	return (struct fake_remote *)c;
}

static struct line *free_line(struct fake_remote *r)
{
	for (size_t i = 0; i < LINES; i++)
		if (!r->lines[i].is_busy)
			return &r->lines[i];
	return NULL;
}

static struct line *take_line(struct fake_remote *r)
{
	struct line *found;

	(void)pthread_mutex_lock(&r->lock);
	while ((found = free_line(r)) == NULL)
		(void)pthread_cond_wait(&r->freed, &r->lock);
	found->is_busy = true;
	(void)pthread_mutex_unlock(&r->lock);
	return found;
}

static void put_line(struct fake_remote *r, struct line *line)
{
	(void)pthread_mutex_lock(&r->lock);
	line->is_busy = false;
	(void)pthread_cond_signal(&r->freed);
	(void)pthread_mutex_unlock(&r->lock);
}

/* A request; ask() sends it, and then it is the answer. */
static struct pack *request(enum call call, const struct node *n)
{
	struct pack *p = xcalloc(1, sizeof(*p));

	pack_num(p, call);
	pack_num(p, n ? n->id : NO_NODE);
	return p;
}

static int ask(struct cluster *c, struct pack *p, struct err *e)
{
	struct fake_remote *r = remote_of(c);
	struct line *line = take_line(r);
	bool ok = pack_send(line->near, p) && pack_receive(line->near, p);

	put_line(r, line);
	if (!ok)
		_exit(1); /* the test is gone */
	if (unpack_num(p) == 0)
		return 0;
	return err_set(e, ERR_ENVIRONMENT, "%s", unpack_text(p));
}

static int ask_only(struct cluster *c, struct pack *p, struct err *e)
{
	int rc = ask(c, p, e);

	free(p);
	return rc;
}

static int remote_stop(struct cluster *c, const struct node *n, int64_t grace_ns,
		       struct err *e)
{
	struct pack *p = request(CALL_STOP, n);

	pack_num(p, grace_ns);
	return ask_only(c, p, e);
}

static int remote_kill(struct cluster *c, const struct node *n, const char *signal,
		       struct err *e)
{
	struct pack *p = request(CALL_KILL, n);

	pack_text(p, signal);
	return ask_only(c, p, e);
}

static int remote_start(struct cluster *c, const struct node *n, struct err *e)
{
	return ask_only(c, request(CALL_START, n), e);
}

static int remote_pause(struct cluster *c, const struct node *n, struct err *e)
{
	return ask_only(c, request(CALL_PAUSE, n), e);
}

static int remote_unpause(struct cluster *c, const struct node *n, struct err *e)
{
	return ask_only(c, request(CALL_UNPAUSE, n), e);
}

static int remote_unplug(struct cluster *c, const struct node *n, struct err *e)
{
	return ask_only(c, request(CALL_UNPLUG, n), e);
}

static int remote_inspect(struct cluster *c, const struct node *n, struct node_state *out,
			  struct err *e)
{
	struct pack *p = request(CALL_INSPECT, n);
	int rc = ask(c, p, e);

	if (rc == 0)
		unpack(p, out, sizeof(*out));
	free(p);
	return rc;
}

static int ask_output(struct cluster *c, struct pack *p, int *out_exit_code,
		      struct strbuf *out, struct err *e)
{
	int rc = ask(c, p, e);

	if (rc == 0) {
		*out_exit_code = (int)unpack_num(p);
		strbuf_addstr(out, unpack_text(p));
	}
	free(p);
	return rc;
}

static int remote_help(struct cluster *c, const struct node *n,
		       const struct helper_job *job, int *out_exit_code,
		       struct strbuf *out, struct err *e)
{
	struct pack *p = request(CALL_HELP, n);

	pack_text(p, job->script);
	pack_text(p, job->caps);
	pack_num(p, job->in_network);
	pack_num(p, job->with_volumes);
	return ask_output(c, p, out_exit_code, out, e);
}

static int remote_exec(struct cluster *c, const struct node *n, const char *const *argv,
		       UNUSED int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
		       struct err *e)
{
	struct pack *p = request(CALL_EXEC, n);

	for (size_t i = 0; argv[i]; i++)
		pack_text(p, argv[i]);
	pack_text(p, NULL);
	return ask_output(c, p, out_exit_code, out, e);
}

static int remote_addresses(struct cluster *c, const struct node *n, struct strbuf *out,
			    struct err *e)
{
	struct pack *p = request(CALL_ADDRESSES, n);
	int rc = ask(c, p, e);

	if (rc == 0)
		strbuf_addstr(out, unpack_text(p));
	free(p);
	return rc;
}

static int remote_plugs(struct cluster *c, const struct node *n, char **out_saved,
			struct err *e)
{
	struct pack *p = request(CALL_PLUGS, n);
	int rc = ask(c, p, e);

	if (rc == 0)
		*out_saved = unpack_copy(p);
	free(p);
	return rc;
}

static int remote_plug(struct cluster *c, const struct node *n, const char *saved,
		       struct err *e)
{
	struct pack *p = request(CALL_PLUG, n);

	pack_text(p, saved);
	return ask_only(c, p, e);
}

static int remote_plugged(struct cluster *c, const struct node *n, size_t *out,
			  struct err *e)
{
	struct pack *p = request(CALL_PLUGGED, n);
	int rc = ask(c, p, e);

	if (rc == 0)
		*out = (size_t)unpack_num(p);
	free(p);
	return rc;
}

static int remote_limits(struct cluster *c, const struct node *n, struct node_limits *out,
			 struct err *e)
{
	struct pack *p = request(CALL_LIMITS, n);
	int rc = ask(c, p, e);

	if (rc == 0)
		unpack(p, out, sizeof(*out));
	free(p);
	return rc;
}

static int ask_limit(enum call call, struct cluster *c, const struct node *n,
		     int64_t value, const struct node_limits *old, struct err *e)
{
	struct pack *p = request(call, n);

	pack_num(p, value);
	pack_num(p, old != NULL);
	if (old)
		pack_put(p, old, sizeof(*old));
	return ask_only(c, p, e);
}

static int remote_limit_cpu(struct cluster *c, const struct node *n, int64_t nano_cpus,
			    const struct node_limits *old, struct err *e)
{
	return ask_limit(CALL_LIMIT_CPU, c, n, nano_cpus, old, e);
}

static int remote_limit_memory(struct cluster *c, const struct node *n, int64_t bytes,
			       const struct node_limits *old, struct err *e)
{
	return ask_limit(CALL_LIMIT_MEMORY, c, n, bytes, old, e);
}

static int remote_disk(struct cluster *c, const struct node *n, struct node_disk *out,
		       struct err *e)
{
	struct pack *p = request(CALL_DISK, n);
	int rc = ask(c, p, e);

	if (rc == 0) {
		out->dir = unpack_copy(p);
		out->volume = unpack_copy(p);
		out->is_ours = unpack_num(p) != 0;
		out->size_bytes = unpack_num(p);
	}
	free(p);
	return rc;
}

static bool remote_engine_answers(struct cluster *c, int32_t host)
{
	struct pack *p = request(CALL_ENGINE, NULL);
	struct err ignored = {0};

	pack_num(p, host);
	return ask_only(c, p, &ignored) == 0;
}

static const struct cluster_ops remote_ops = {
	.engine_answers = remote_engine_answers,
	.stop = remote_stop,
	.kill = remote_kill,
	.start = remote_start,
	.pause = remote_pause,
	.unpause = remote_unpause,
	.inspect = remote_inspect,
	.help = remote_help,
	.exec = remote_exec,
	.addresses = remote_addresses,
	.plugs = remote_plugs,
	.unplug = remote_unplug,
	.plug = remote_plug,
	.plugged = remote_plugged,
	.limits = remote_limits,
	.limit_cpu = remote_limit_cpu,
	.limit_memory = remote_limit_memory,
	.disk = remote_disk,
};

static int remote_config(struct cluster *c, const char *topic, const char *key,
			 UNUSED int64_t timeout_ns, char **out, struct err *e)
{
	struct pack *p = request(CALL_CONFIG, NULL);
	int rc;

	pack_text(p, topic);
	pack_text(p, key);
	rc = ask(c, p, e);
	if (rc == 0)
		*out = unpack_copy(p);
	free(p);
	return rc;
}

static int remote_set_config(struct cluster *c, const char *topic, const char *key,
			     const char *value, UNUSED int64_t timeout_ns, struct err *e)
{
	struct pack *p = request(CALL_SET_CONFIG, NULL);

	pack_text(p, topic);
	pack_text(p, key);
	pack_text(p, value);
	return ask_only(c, p, e);
}

static int remote_elect(struct cluster *c, enum admin_election how, const char *topic,
			int32_t partition, UNUSED int64_t timeout_ns, size_t *out_elected,
			struct strbuf *said, struct err *e)
{
	struct pack *p = request(CALL_ELECT, NULL);
	int rc;

	pack_num(p, how);
	pack_text(p, topic);
	pack_num(p, partition);
	rc = ask(c, p, e);
	if (rc == 0) {
		*out_elected = (size_t)unpack_num(p);
		strbuf_addstr(said, unpack_text(p));
	}
	free(p);
	return rc;
}

static int remote_replicas(struct cluster *c, const char *topic, int32_t partition,
			   UNUSED int64_t timeout_ns, struct ids *out, struct err *e)
{
	struct pack *p = request(CALL_REPLICAS, NULL);
	int rc;

	pack_text(p, topic);
	pack_num(p, partition);
	rc = ask(c, p, e);
	if (rc == 0) {
		ids_release(out);
		(void)unpack_ids(p, out); /* never NULL */
	}
	free(p);
	return rc;
}

static int remote_move(struct cluster *c, const char *topic, int32_t partition,
		       const struct ids *to, UNUSED int64_t timeout_ns, struct err *e)
{
	struct pack *p = request(CALL_MOVE, NULL);

	pack_text(p, topic);
	pack_num(p, partition);
	pack_ids(p, to);
	return ask_only(c, p, e);
}

static int remote_moving(struct cluster *c, const char *topic, int32_t partition,
			 UNUSED int64_t timeout_ns, bool *out, struct err *e)
{
	struct pack *p = request(CALL_MOVING, NULL);
	int rc;

	pack_text(p, topic);
	pack_num(p, partition);
	rc = ask(c, p, e);
	if (rc == 0)
		*out = unpack_num(p) != 0;
	free(p);
	return rc;
}

static const struct admin_ops remote_admin = {
	.topic_config = remote_config,
	.set_topic_config = remote_set_config,
	.elect = remote_elect,
	.replicas = remote_replicas,
	.move = remote_move,
	.moving = remote_moving,
};

struct cluster *fake_remote_cluster(struct fake_remote *r)
{
	admin_set_ops(&r->base, &remote_admin, NULL);
	return &r->base;
}

void fake_remote_init(struct fake_remote *r)
{
	r->base.ops = &remote_ops;
	r->base.engine_id = xstrdup("FAKE");
	topology_copy_into(&r->base.topology, cluster_topology(fake_cluster(r->fake)));
}
