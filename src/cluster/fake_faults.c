#include "cluster/fake_make.h"

#include "base/mem.h"

#include <inttypes.h>

enum { WHAT_MAX = 256, PERIOD_US = 100000 };

void fake_node_init(struct fake_node *n, int32_t id)
{
	n->disk = (struct node_disk){.dir = xstrdup("/data"),
				     .volume = xasprintf("fake_data%d", (int)id),
				     .is_ours = true,
				     .size_bytes = INT64_C(100) << 20};
}

void fake_node_forget(struct fake_node *n)
{
	n->is_unplugged = false;
	n->limits = (struct node_limits){0};
	pair_list_release(&n->marks);
}

void fake_node_release(struct fake_node *n)
{
	free(n->log);
	node_disk_release(&n->disk);
	pair_list_release(&n->marks);
}

/* A call on a node: its text, its fate and the node. */
struct fake_call {
	struct fake_cluster *f;
	struct fake_node *node;
	char what[WHAT_MAX];
	enum fate fate;
};

static bool is_up(const struct fake_call *k)
{
	return k->node->state.state == PROCESS_RUNNING;
}

/* `verb` and the node's number, then the first line of `rest`. A container that is gone refuses everything. */
static void begin(struct fake_call *k, struct cluster *c, const struct node *n,
		  const char *verb, const char *rest)
{
	k->f = fake_of(c);
	(void)snprintf(k->what, sizeof(k->what), "%s %d%s%.*s", verb, (int)n->id,
		       *rest ? " " : "", (int)strcspn(rest, "\n"), rest);
	k->fate = fake_begin(k->f, &k->node, n, k->what);
	if (!k->node->state.exists)
		k->fate = FATE_FAILS;
}

static int end(struct fake_call *k, struct err *e)
{
	return fake_end(k->f, k->fate, k->what, e);
}

int fake_help(struct cluster *c, const struct node *n, const struct helper_job *job,
	      int *out_exit_code, struct strbuf *out, struct err *e)
{
	struct strbuf said = STRBUF_INIT;
	struct fake_call k;
	int code = 0;

	begin(&k, c, n, "help", job->script);
	if (job->in_network && k.node->state.state == PROCESS_EXITED)
		k.fate = FATE_FAILS; /* there is no namespace to join */
	if (k.fate != FATE_FAILS && k.f->on_help)
		k.f->on_help(k.f->help_arg, n, job, &code, &said);
	if (k.fate == FATE_WORKS) {
		*out_exit_code = code;
		strbuf_addstr(out, strbuf_text(&said));
	}
	strbuf_release(&said);
	return end(&k, e);
}

int fake_exec(struct cluster *c, const struct node *n, const char *const *argv,
	      UNUSED int64_t timeout_ns, int *out_exit_code, struct strbuf *out,
	      struct err *e)
{
	struct strbuf words = STRBUF_INIT, said = STRBUF_INIT;
	struct fake_call k;
	int code = 0;

	for (const char *const *a = argv; *a; a++)
		strbuf_addf(&words, "%s%s", a == argv ? "" : " ", *a);
	begin(&k, c, n, "exec", strbuf_text(&words));
	if (!is_up(&k))
		k.fate = FATE_FAILS; /* neither stopped nor paused ones run anything */
	if (k.fate != FATE_FAILS && k.f->on_exec)
		k.f->on_exec(k.f->exec_arg, n, argv, &code, &said);
	if (k.fate == FATE_WORKS) {
		*out_exit_code = code;
		strbuf_addstr(out, strbuf_text(&said));
	}
	strbuf_release(&words);
	strbuf_release(&said);
	return end(&k, e);
}

int fake_read_dir(struct cluster *c, const struct node *n, const char *dir,
		  node_file_fn *file, node_bytes_fn *bytes, void *arg, struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "read", dir);
	if (k.fate != FATE_FAILS &&
	    (!k.f->on_read || !k.f->on_read(k.f->read_arg, n, dir, file, bytes, arg)))
		k.fate = FATE_FAILS;
	return end(&k, e);
}

int fake_addresses(struct cluster *c, const struct node *n, struct strbuf *out,
		   struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "addresses", "");
	if (k.fate == FATE_WORKS && !k.node->is_unplugged)
		strbuf_addf(out, "10.0.0.%d", (int)n->id);
	return end(&k, e);
}

int fake_plugs(struct cluster *c, const struct node *n, char **out_saved, struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "plugs", "");
	if (k.fate == FATE_WORKS)
		*out_saved = xstrdup(k.node->is_unplugged ? "[]" : "[\"fake\"]");
	return end(&k, e);
}

int fake_unplug(struct cluster *c, const struct node *n, struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "unplug", "");
	if (k.fate != FATE_FAILS)
		k.node->is_unplugged = true;
	return end(&k, e);
}

int fake_plug(struct cluster *c, const struct node *n, const char *saved, struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "plug", "");
	if (*saved != '[')
		k.fate = FATE_FAILS;
	if (k.fate != FATE_FAILS && strcmp(saved, "[]") != 0)
		k.node->is_unplugged = false;
	return end(&k, e);
}

int fake_plugged(struct cluster *c, const struct node *n, size_t *out, struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "plugged", "");
	if (k.fate == FATE_WORKS)
		*out = !k.node->is_unplugged;
	return end(&k, e);
}

int fake_limits(struct cluster *c, const struct node *n, struct node_limits *out,
		struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "limits", "");
	if (k.fate == FATE_WORKS)
		*out = k.node->limits;
	return end(&k, e);
}

/* As the engine does it for a node without a limit of its own: in quotas of a period. */
int fake_limit_cpu(struct cluster *c, const struct node *n, int64_t nano_cpus,
		   const struct node_limits *old, struct err *e)
{
	char number[24];
	struct fake_call k;

	(void)snprintf(number, sizeof(number), "%" PRId64, nano_cpus);
	begin(&k, c, n, "limit_cpu", number);
	if (k.fate != FATE_FAILS && nano_cpus)
		k.node->limits.cpu_quota_us = nano_cpus * PERIOD_US / NS_PER_S;
	else if (k.fate != FATE_FAILS)
		k.node->limits.cpu_quota_us = old->cpu_quota_us;
	return end(&k, e);
}

int fake_limit_memory(struct cluster *c, const struct node *n, int64_t bytes,
		      const struct node_limits *old, struct err *e)
{
	struct node_limits *l;
	char number[24];
	struct fake_call k;

	(void)snprintf(number, sizeof(number), "%" PRId64, bytes);
	begin(&k, c, n, "limit_memory", number);
	l = &k.node->limits;
	if (k.fate != FATE_FAILS && bytes) {
		l->memory_bytes = l->memory_swap_bytes = bytes;
	} else if (k.fate != FATE_FAILS && l->memory_bytes != old->memory_bytes) {
		l->memory_bytes = old->memory_bytes ? old->memory_bytes
						    : FAKE_HOST_MEMORY;
		l->memory_swap_bytes = old->memory_bytes ? old->memory_swap_bytes
							 : 2 * FAKE_HOST_MEMORY;
	}
	return end(&k, e);
}

static void copy_disk(struct node_disk *to, const struct node_disk *from)
{
	*to = *from;
	to->dir = xstrdup(from->dir);
	to->volume = from->volume ? xstrdup(from->volume) : NULL;
}

int fake_disk_of(struct cluster *c, const struct node *n, struct node_disk *out,
		 struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "disk", "");
	if (k.fate == FATE_WORKS)
		copy_disk(out, &k.node->disk);
	return end(&k, e);
}

void fake_cluster_adopt(struct fake_cluster *f)
{
	f->base.is_adopted = true;
}

int fake_remember(struct cluster *c, const struct node *n, char **out_saved,
		  struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "remember", "");
	if (k.fate == FATE_WORKS) {
		k.node->ran = k.node->state.state == PROCESS_RUNNING;
		if (!k.node->ran)
			ids_add(&c->absent, n->id);
		*out_saved = xasprintf("%d %d", (int)n->id, k.node->ran);
	}
	return end(&k, e);
}

int fake_recall(struct cluster *c, const char *saved, int32_t *out_node, struct err *e)
{
	const struct node *n;
	struct fake_call k;
	char *rest;

	*out_node = (int32_t)strtol(saved, &rest, 10);
	n = topology_by_id(&c->topology, *out_node);
	if (!n || *rest != ' ')
		return err_set(e, CODE_JOURNAL_GARBLED, "no such node: '%s'", saved);
	begin(&k, c, n, "recall", "");
	if (k.fate != FATE_FAILS)
		k.node->ran = rest[1] == '1';
	return end(&k, e);
}

int fake_restore(struct cluster *c, const struct node *n, struct strbuf *did,
		 struct err *e)
{
	struct fake_call k;

	begin(&k, c, n, "restore", "");
	if (k.fate != FATE_FAILS && k.node->ran &&
	    k.node->state.state != PROCESS_RUNNING) {
		k.node->state.state = PROCESS_RUNNING;
		strbuf_addstr(did, "started again");
	}
	return end(&k, e);
}

void fake_cluster_on_help(struct fake_cluster *f, fake_help_fn *fn, void *arg)
{
	(void)pthread_mutex_lock(&f->lock);
	f->on_help = fn;
	f->help_arg = arg;
	(void)pthread_mutex_unlock(&f->lock);
}

void fake_cluster_on_exec(struct fake_cluster *f, fake_exec_fn *fn, void *arg)
{
	(void)pthread_mutex_lock(&f->lock);
	f->on_exec = fn;
	f->exec_arg = arg;
	(void)pthread_mutex_unlock(&f->lock);
}

void fake_cluster_on_read(struct fake_cluster *f, fake_read_fn *fn, void *arg)
{
	(void)pthread_mutex_lock(&f->lock);
	f->on_read = fn;
	f->read_arg = arg;
	(void)pthread_mutex_unlock(&f->lock);
}

void fake_cluster_mark(struct fake_cluster *f, int32_t node, const char *what,
		       const char *text)
{
	(void)pthread_mutex_lock(&f->lock);
	pair_list_set(&fake_node_of(f, node)->marks, what, text ? text : "");
	(void)pthread_mutex_unlock(&f->lock);
}

void fake_cluster_disk(struct fake_cluster *f, int32_t node, const struct node_disk *d)
{
	(void)pthread_mutex_lock(&f->lock);
	node_disk_release(&fake_node_of(f, node)->disk);
	copy_disk(&fake_node_of(f, node)->disk, d);
	(void)pthread_mutex_unlock(&f->lock);
}

static const char *standing(const struct fake_node *n)
{
	switch (n->state.state) {
	case PROCESS_RUNNING: return NULL;
	case PROCESS_PAUSED: return "paused";
	case PROCESS_EXITED: return "exited";
	case PROCESS_UNKNOWN: break;
	}
	return "gone";
}

static void add_faults(const struct fake_node *n, const char *who, struct strbuf *out)
{
	const struct node_limits *l = &n->limits;
	const char *is = n->state.exists ? standing(n) : "gone";

	if (is)
		strbuf_addf(out, "%s %s\n", who, is);
	if (n->is_unplugged)
		strbuf_addf(out, "%s unplugged\n", who);
	if (l->cpu_quota_us)
		strbuf_addf(out, "%s cpu %.2f\n", who,
			    (double)l->cpu_quota_us / PERIOD_US);
	if (l->memory_bytes && l->memory_bytes != FAKE_HOST_MEMORY)
		strbuf_addf(out, "%s memory %" PRId64 "\n", who, l->memory_bytes);
	for (size_t i = 0; i < n->marks.len; i++)
		if (*n->marks.items[i].value)
			strbuf_addf(out, "%s %s: %s\n", who, n->marks.items[i].key,
				    n->marks.items[i].value);
}

char *fake_cluster_faults(struct fake_cluster *f)
{
	struct strbuf out = STRBUF_INIT;
	const struct node *node;

	(void)pthread_mutex_lock(&f->lock);
	for (size_t i = 0; (node = topology_each(&f->base.topology, i)); i++)
		add_faults(&f->nodes[i], node_word(node).text, &out);
	(void)pthread_mutex_unlock(&f->lock);
	return strbuf_detach(&out);
}
