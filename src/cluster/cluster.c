#include "cluster/cluster.h"

#include "base/mem.h"
#include "cluster/cluster_ops.h"

#include <assert.h>

bool progress_tell(const struct progress *p, const char *text)
{
	return !p->fn || p->fn(p->arg, text);
}

bool progress_tellf(const struct progress *p, const char *fmt, ...)
{
	struct strbuf text = STRBUF_INIT;
	va_list ap;
	bool go_on;

	va_start(ap, fmt);
	strbuf_vaddf(&text, fmt, ap);
	va_end(ap);
	go_on = progress_tell(p, strbuf_text(&text));
	strbuf_release(&text);
	return go_on;
}

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

static struct node node_copy(const struct node *n)
{
	return (struct node){.id = n->id,
			     .name = copy(n->name),
			     .container = copy(n->container),
			     .roles = n->roles,
			     .broker = {copy(n->broker.host), n->broker.port},
			     .controller = {copy(n->controller.host), n->controller.port},
			     .listens = n->listens,
			     .left_out = copy(n->left_out),
			     .host = n->host};
}

void topology_copy_into(struct topology *to, const struct topology *from)
{
	*to = (struct topology){.project = copy(from->project),
				.image = copy(from->image),
				.image_id = copy(from->image_id),
				.quorum = from->quorum};
	hosts_copy(&to->hosts, &from->hosts);
	for (size_t i = 0; i < from->len; i++)
		*topology_add(to) = node_copy(&from->nodes[i]);
	for (size_t i = 0; i < from->n_companions; i++)
		*GROW(to->companions, to->n_companions) = node_copy(&from->companions[i]);
}

void cluster_release(struct cluster *c)
{
	topology_release(&c->topology);
	ids_release(&c->absent);
	free(c->engine_id);
	free(c->missing);
}

bool cluster_is_cancelled(const struct cluster *c)
{
	return c->cancel && atomic_load(c->cancel);
}

void cluster_free(struct cluster *c)
{
	if (c)
		c->ops->free(c);
}

const struct topology *cluster_topology(const struct cluster *c)
{
	return &c->topology;
}

const char *cluster_engine_id(const struct cluster *c)
{
	return c->engine_id;
}

const char *cluster_missing(const struct cluster *c)
{
	return c->missing;
}

void cluster_set_cancel(struct cluster *c, const atomic_bool *cancel)
{
	c->cancel = cancel;
}

void cluster_describe(struct cluster *c, struct params *out)
{
	c->ops->describe(c, out);
}

int cluster_up(struct cluster *c, cluster_progress_fn *progress, void *arg, struct err *e)
{
	return c->ops->up(c, &(struct progress){progress, arg}, e);
}

int cluster_ready(struct cluster *c, int64_t timeout_ns, cluster_progress_fn *progress,
		  void *arg, struct err *e)
{
	return c->ops->ready(c, timeout_ns, &(struct progress){progress, arg}, e);
}

int cluster_down(struct cluster *c, cluster_progress_fn *progress, void *arg,
		 struct err *e)
{
	return c->ops->down(c, &(struct progress){progress, arg}, e);
}

int cluster_stop(struct cluster *c, const struct node *node, int64_t grace_ns,
		 struct err *e)
{
	return c->ops->stop(c, node, grace_ns, e);
}

int cluster_kill(struct cluster *c, const struct node *node, const char *signal,
		 struct err *e)
{
	return c->ops->kill(c, node, signal, e);
}

int cluster_start(struct cluster *c, const struct node *node, struct err *e)
{
	return c->ops->start(c, node, e);
}

int cluster_pause(struct cluster *c, const struct node *node, struct err *e)
{
	return c->ops->pause(c, node, e);
}

int cluster_unpause(struct cluster *c, const struct node *node, struct err *e)
{
	return c->ops->unpause(c, node, e);
}

int cluster_inspect(struct cluster *c, const struct node *node, struct node_state *out,
		    struct err *e)
{
	return c->ops->inspect(c, node, out, e);
}

int cluster_log_tail(struct cluster *c, const struct node *node, size_t lines,
		     struct strbuf *out, struct err *e)
{
	return c->ops->log_tail(c, node, lines, out, e);
}

bool cluster_engine_answers(struct cluster *c, int32_t host)
{
	return c->ops->engine_answers(c, host);
}

bool cluster_engine_is_away(const struct err *e)
{
	return e->code == CODE_ENGINE_GONE || e->code == CODE_ENGINE_UNREACHABLE;
}

void cluster_give_up_engine(struct cluster *c, int32_t host, bool is)
{
	if (c->ops->give_up_engine)
		c->ops->give_up_engine(c, host, is);
}

bool cluster_shares_network(struct cluster *c, const struct node *node)
{
	return c->ops->shares_network && c->ops->shares_network(c, node);
}

int cluster_help(struct cluster *c, const struct node *node, const struct helper_job *job,
		 int *out_exit_code, struct strbuf *out, struct err *e)
{
	return c->ops->help(c, node, job, out_exit_code, out, e);
}

int cluster_exec(struct cluster *c, const struct node *node, const char *const *argv,
		 int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
		 struct err *e)
{
	return c->ops->exec(c, node, argv, timeout_ns, out_exit_code, out, e);
}

int cluster_read_dir(struct cluster *c, const struct node *node, const char *dir,
		     node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e)
{
	return c->ops->read_dir(c, node, dir, file, bytes, arg, e);
}

int cluster_addresses(struct cluster *c, const struct node *node, struct strbuf *out,
		      struct err *e)
{
	return c->ops->addresses(c, node, out, e);
}

int cluster_plugs(struct cluster *c, const struct node *node, char **out_saved,
		  struct err *e)
{
	return c->ops->plugs(c, node, out_saved, e);
}

int cluster_unplug(struct cluster *c, const struct node *node, struct err *e)
{
	return c->ops->unplug(c, node, e);
}

int cluster_plug(struct cluster *c, const struct node *node, const char *saved,
		 struct err *e)
{
	return c->ops->plug(c, node, saved, e);
}

int cluster_plugged(struct cluster *c, const struct node *node, size_t *out,
		    struct err *e)
{
	return c->ops->plugged(c, node, out, e);
}

int cluster_limits(struct cluster *c, const struct node *node, struct node_limits *out,
		   struct err *e)
{
	return c->ops->limits(c, node, out, e);
}

int cluster_limit_cpu(struct cluster *c, const struct node *node, int64_t nano_cpus,
		      const struct node_limits *old, struct err *e)
{
	assert(nano_cpus > 0 || old);
	return c->ops->limit_cpu(c, node, nano_cpus, old, e);
}

int cluster_limit_memory(struct cluster *c, const struct node *node, int64_t bytes,
			 const struct node_limits *old, struct err *e)
{
	assert(bytes > 0 || old);
	return c->ops->limit_memory(c, node, bytes, old, e);
}

int cluster_remember(struct cluster *c, const struct node *node, char **out_saved,
		     struct err *e)
{
	return c->ops->remember(c, node, out_saved, e);
}

int cluster_recall(struct cluster *c, const char *saved, int32_t *out_node, struct err *e)
{
	return c->ops->recall(c, saved, out_node, e);
}

int cluster_restore(struct cluster *c, const struct node *node, struct strbuf *did,
		    struct err *e)
{
	return c->ops->restore(c, node, did, e);
}

bool cluster_is_adopted(const struct cluster *c)
{
	return c->is_adopted;
}

bool cluster_is_absent(const struct cluster *c, const struct node *node)
{
	return ids_has(&c->absent, node->id);
}

int cluster_disk(struct cluster *c, const struct node *node, struct node_disk *out,
		 struct err *e)
{
	return c->ops->disk(c, node, out, e);
}

void node_disk_release(struct node_disk *d)
{
	free(d->dir);
	free(d->volume);
	*d = (struct node_disk){0};
}
