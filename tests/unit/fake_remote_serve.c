/* The side of the process that carries out. */
#include "fake_remote_line.h"

#include "base/mem.h"

#include <sys/socket.h>
#include <unistd.h>

enum { ARGS_MAX = 16 };

#define LONGEST_PAUSE_NS (2 * NS_PER_MS)

/* One call on its way: what it needs comes out of `in`, what it yields goes into `out`. */
struct serving {
	struct cluster *cluster;
	const struct node *node;
	struct pack *in, *out;
	struct err err;
};

static int finish(struct serving *s, int rc)
{
	pack_num(s->out, rc);
	if (rc < 0)
		pack_text(s->out, s->err.msg);
	return rc;
}

static void finish_output(struct serving *s, int rc, int code, struct strbuf *text)
{
	if (finish(s, rc) == 0) {
		pack_num(s->out, code);
		pack_text(s->out, strbuf_text(text));
	}
	strbuf_release(text);
}

static void serve_inspect(struct serving *s)
{
	struct node_state state;

	if (finish(s, cluster_inspect(s->cluster, s->node, &state, &s->err)) == 0)
		pack_put(s->out, &state, sizeof(state));
}

static void serve_help(struct serving *s)
{
	struct helper_job job = {.script = unpack_text(s->in)};
	struct strbuf text = STRBUF_INIT;
	int code = 0, rc;

	job.caps = unpack_text(s->in);
	job.in_network = unpack_num(s->in) != 0;
	job.with_volumes = unpack_num(s->in) != 0;
	rc = cluster_help(s->cluster, s->node, &job, &code, &text, &s->err);
	finish_output(s, rc, code, &text);
}

static void serve_exec(struct serving *s)
{
	const char *argv[ARGS_MAX + 1] = {0};
	struct strbuf text = STRBUF_INIT;
	int code = 0, rc;

	for (size_t i = 0; i < ARGS_MAX && (argv[i] = unpack_text(s->in)); i++)
		;
	rc = cluster_exec(s->cluster, s->node, argv, 0, &code, &text, &s->err);
	finish_output(s, rc, code, &text);
}

static void serve_addresses(struct serving *s)
{
	struct strbuf text = STRBUF_INIT;

	if (finish(s, cluster_addresses(s->cluster, s->node, &text, &s->err)) == 0)
		pack_text(s->out, strbuf_text(&text));
	strbuf_release(&text);
}

static void serve_plugs(struct serving *s)
{
	char *saved = NULL;

	if (finish(s, cluster_plugs(s->cluster, s->node, &saved, &s->err)) == 0)
		pack_text(s->out, saved);
	free(saved);
}

static void serve_plugged(struct serving *s)
{
	size_t n = 0;

	if (finish(s, cluster_plugged(s->cluster, s->node, &n, &s->err)) == 0)
		pack_num(s->out, (int64_t)n);
}

static void serve_limits(struct serving *s)
{
	struct node_limits l = {0};

	if (finish(s, cluster_limits(s->cluster, s->node, &l, &s->err)) == 0)
		pack_put(s->out, &l, sizeof(l));
}

static void serve_limit(struct serving *s, bool is_cpu)
{
	struct node_limits old = {0}, *given = NULL;
	int64_t value = unpack_num(s->in);

	if (unpack_num(s->in)) {
		unpack(s->in, &old, sizeof(old));
		given = &old;
	}
	if (is_cpu)
		finish(s, cluster_limit_cpu(s->cluster, s->node, value, given, &s->err));
	else
		finish(s,
		       cluster_limit_memory(s->cluster, s->node, value, given, &s->err));
}

static void serve_disk(struct serving *s)
{
	struct node_disk d = {0};

	if (finish(s, cluster_disk(s->cluster, s->node, &d, &s->err)) == 0) {
		pack_text(s->out, d.dir);
		pack_text(s->out, d.volume);
		pack_num(s->out, d.is_ours);
		pack_num(s->out, d.size_bytes);
	}
	node_disk_release(&d);
}

static void serve_config(struct serving *s)
{
	const char *topic = unpack_text(s->in), *key = unpack_text(s->in);
	char *value = NULL;

	if (finish(s, admin_topic_config(s->cluster, topic, key, 0, &value, &s->err)) ==
	    0)
		pack_text(s->out, value);
	free(value);
}

static void serve_set_config(struct serving *s)
{
	const char *topic = unpack_text(s->in), *key = unpack_text(s->in);

	finish(s, admin_set_topic_config(s->cluster, topic, key, unpack_text(s->in), 0,
					 &s->err));
}

static void serve_elect(struct serving *s)
{
	enum admin_election how = (enum admin_election)unpack_num(s->in);
	const char *topic = unpack_text(s->in);
	int32_t partition = (int32_t)unpack_num(s->in);
	struct strbuf said = STRBUF_INIT;
	size_t n = 0;

	if (finish(s, admin_elect(s->cluster, how, topic, partition, 0, &n, &said,
				  &s->err)) == 0) {
		pack_num(s->out, (int64_t)n);
		pack_text(s->out, strbuf_text(&said));
	}
	strbuf_release(&said);
}

static void serve_replicas(struct serving *s)
{
	const char *topic = unpack_text(s->in);
	int32_t partition = (int32_t)unpack_num(s->in);
	struct ids ids = {0};

	if (finish(s, admin_replicas(s->cluster, topic, partition, 0, &ids, &s->err)) ==
	    0)
		pack_ids(s->out, &ids);
	ids_release(&ids);
}

static void serve_move(struct serving *s)
{
	const char *topic = unpack_text(s->in);
	int32_t partition = (int32_t)unpack_num(s->in);
	struct ids to = {0};
	bool is_given = unpack_ids(s->in, &to);

	finish(s, admin_move(s->cluster, topic, partition, is_given ? &to : NULL, 0,
			     &s->err));
	ids_release(&to);
}

static void serve_moving(struct serving *s)
{
	const char *topic = unpack_text(s->in);
	bool is = false;

	if (finish(s, admin_moving(s->cluster, topic, (int32_t)unpack_num(s->in), 0, &is,
				   &s->err)) == 0)
		pack_num(s->out, is);
}

static void serve(struct serving *s, enum call call)
{
	struct cluster *c = s->cluster;

	switch (call) {
	case CALL_STOP:
		finish(s, cluster_stop(c, s->node, unpack_num(s->in), &s->err));
		break;
	case CALL_KILL:
		finish(s, cluster_kill(c, s->node, unpack_text(s->in), &s->err));
		break;
	case CALL_START: finish(s, cluster_start(c, s->node, &s->err)); break;
	case CALL_PAUSE: finish(s, cluster_pause(c, s->node, &s->err)); break;
	case CALL_UNPAUSE: finish(s, cluster_unpause(c, s->node, &s->err)); break;
	case CALL_INSPECT: serve_inspect(s); break;
	case CALL_HELP: serve_help(s); break;
	case CALL_EXEC: serve_exec(s); break;
	case CALL_ADDRESSES: serve_addresses(s); break;
	case CALL_PLUGS: serve_plugs(s); break;
	case CALL_UNPLUG: finish(s, cluster_unplug(c, s->node, &s->err)); break;
	case CALL_PLUG:
		finish(s, cluster_plug(c, s->node, unpack_text(s->in), &s->err));
		break;
	case CALL_PLUGGED: serve_plugged(s); break;
	case CALL_LIMITS: serve_limits(s); break;
	case CALL_LIMIT_CPU: serve_limit(s, true); break;
	case CALL_LIMIT_MEMORY: serve_limit(s, false); break;
	case CALL_DISK: serve_disk(s); break;
	case CALL_ENGINE:
		finish(s, cluster_engine_answers(c, (int32_t)unpack_num(s->in))
				  ? 0
				  : err_set(&s->err, ERR_ENVIRONMENT, "it is away"));
		break;
	case CALL_CONFIG: serve_config(s); break;
	case CALL_SET_CONFIG: serve_set_config(s); break;
	case CALL_ELECT: serve_elect(s); break;
	case CALL_REPLICAS: serve_replicas(s); break;
	case CALL_MOVE: serve_move(s); break;
	case CALL_MOVING: serve_moving(s); break;
	}
}

static void dawdle(struct line *line)
{
	struct timespec ts = {.tv_nsec = (long)rng_below(&line->rng, LONGEST_PAUSE_NS)};

	(void)nanosleep(&ts, NULL); /* shorter is fine */
}

/* Until the other side is gone; what it asked last is done all the same. */
static void *serve_line(void *arg)
{
	struct line *line = arg;
	struct pack *in = xcalloc(1, sizeof(*in)), *out = xcalloc(1, sizeof(*out));

	while (pack_receive(line->far, in)) {
		struct serving s = {.cluster = fake_cluster(line->remote->fake),
				    .in = in,
				    .out = out};
		enum call call = (enum call)unpack_num(in);

		s.node = topology_by_id(cluster_topology(s.cluster),
					(int32_t)unpack_num(in));
		out->len = 0;
		dawdle(line);
		serve(&s, call);
		(void)pack_send(line->far, out); /* it may have been killed meanwhile */
	}
	free(in);
	free(out);
	return NULL;
}

struct fake_remote *fake_remote_new(struct fake_cluster *f, uint64_t seed)
{
	struct fake_remote *r = xcalloc(1, sizeof(*r));

	r->fake = f;
	(void)pthread_mutex_init(&r->lock, NULL); /* neither can fail on Linux */
	(void)pthread_cond_init(&r->freed, NULL);
	for (size_t i = 0; i < LINES; i++) {
		struct line *line = &r->lines[i];
		char *name = xasprintf("line %zu", i);
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
			abort();
		line->remote = r;
		line->near = ends[0];
		line->far = ends[1];
		rng_init(&line->rng, seed, name);
		free(name);
	}
	fake_remote_init(r);
	return r;
}

/* Its own ends are the child's only now: else it would never hear that the child is gone. */
void fake_remote_serve(struct fake_remote *r)
{
	for (size_t i = 0; i < LINES; i++) {
		struct line *line = &r->lines[i];

		(void)close(line->near);
		line->near = -1;
		line->is_served = true;
		if (pthread_create(&line->thread, NULL, serve_line, line) != 0)
			abort();
	}
}

void fake_remote_free(struct fake_remote *r)
{
	for (size_t i = 0; i < LINES; i++) {
		struct line *line = &r->lines[i];

		if (line->is_served)
			(void)pthread_join(line->thread,
					   NULL); /* it ends with the child */
		if (line->near >= 0)
			(void)close(line->near);
		(void)close(line->far);
	}
	(void)pthread_mutex_destroy(&r->lock);
	(void)pthread_cond_destroy(&r->freed);
	cluster_release(&r->base);
	free(r);
}
