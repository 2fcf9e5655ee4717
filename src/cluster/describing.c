#include "cluster/describing.h"

#include "base/mem.h"
#include "cluster/describing_parts.h"
#include "cluster/parallel.h"
#include "kafka/api_cluster.h"
#include "kafka/api_config.h"
#include "kafka/api_log_dirs.h"
#include "kafka/api_topics.h"

enum {
	PAGE_LIMIT = 2000, /* partitions; Kafka's own limit */
	PAGES_MOST = 50,   /* 100000 partitions */
};

static char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

/* ---- what both sides share ---- */

struct described_node *look_row(struct look *l, int32_t id)
{
	for (size_t i = 0; i < l->out->n_nodes; i++)
		if (l->out->nodes[i].id == id)
			return &l->out->nodes[i];
	return NULL;
}

/* So that what one question costs is not missing for the others. */
static void begin_step(const struct look *l, struct asking *a, int part)
{
	int64_t until = clock_now(&a->clock) + l->timeout_ns / part;

	a->timeout_ns = until < l->timeout_ns ? until : l->timeout_ns;
}

bool *look_ask_all(struct asking *a, enum kapi api, look_body_fn *body)
{
	bool *asked = xcalloc(a->len + 1, sizeof(*asked));

	for (size_t i = 0; i < a->len; i++) {
		struct strbuf b = STRBUF_INIT;

		if (a->nodes[i].conn.state != KCONN_READY)
			continue;
		body(&b);
		asked[i] = asking_send(a, &a->nodes[i], api, &b) == 0;
	}
	asking_wait(a);
	for (size_t i = 0; i < a->len; i++)
		asked[i] = asked[i] && a->nodes[i].conn.state == KCONN_READY;
	return asked;
}

/* ---- brokers, as one of them has them registered ---- */

static void put_registered(struct look *l, const struct cluster_view *v, bool with_fenced)
{
	l->out->cluster_id = copy(v->cluster_id);
	for (size_t i = 0; i < l->out->n_nodes; i++)
		if (l->out->nodes[i].is_broker && with_fenced)
			l->out->nodes[i].registered = xstrdup("no");
	for (size_t i = 0; i < v->nodes.len; i++) {
		const struct node_row *from = &v->nodes.rows[i];
		struct described_node *row = look_row(l, from->id);

		if (!row)
			continue;
		free(row->registered);
		free(row->rack);
		row->registered = xstrdup(from->is_fenced ? "fenced" : "unfenced");
		row->rack = copy(from->rack);
	}
}

static bool ask_registered(struct look *l, struct asking *a, struct asked *n)
{
	int version = kconn_version(&n->conn, KAPI_DESCRIBE_CLUSTER,
				    kapi_row(KAPI_DESCRIBE_CLUSTER)->max_version);
	struct strbuf body = STRBUF_INIT;
	struct cluster_view v = {0};
	struct err ignored = {0};
	struct wire_reader r;
	bool told;

	if (version < 0)
		return false;
	cluster_view_request(&body, version, ENDPOINT_BROKERS, version >= 2);
	if (asking_exchange(a, n, KAPI_DESCRIBE_CLUSTER, &body, &r) < 0)
		return false;
	told = cluster_view_decode(&v, version, &r, &ignored) == 0 &&
	       v.error == KERR_NONE;
	if (told)
		put_registered(l, &v, version >= 2);
	cluster_view_release(&v);
	return told;
}

/* ---- topics ---- */

static int by_number(const void *x, const void *y)
{
	const struct described_partition *a = x, *b = y;

	return (a->partition > b->partition) - (a->partition < b->partition);
}

static int by_name(const void *x, const void *y)
{
	const struct described_topic *a = x, *b = y;

	return strcmp(a->name, b->name);
}

static void add_topic(struct description *d, const struct topic_row *from)
{
	struct described_topic *t = GROW(d->topics, d->n_topics);

	*t = (struct described_topic){.name = xstrdup(from->name),
				      .id = wire_uuid_text(from->id),
				      .is_internal = from->is_internal};
	for (size_t i = 0; i < from->n_partitions; i++) {
		const struct partition_row *p = &from->partitions[i];
		struct described_partition *to = GROW(t->partitions, t->n_partitions);

		to->partition = p->index;
		to->leader = p->leader;
		to->epoch = p->epoch;
		ids_copy(&to->replicas, &p->replicas);
		ids_copy(&to->isr, &p->isr);
		ids_copy(&to->elr, &p->elr);
		ids_copy(&to->last_known_elr, &p->last_known_elr);
	}
	if (t->n_partitions)
		qsort(t->partitions, t->n_partitions, sizeof(*t->partitions), by_number);
}

static bool ask_page(struct asking *a, struct asked *n, const struct topic_cursor *from,
		     struct topic_page *out)
{
	struct strbuf body = STRBUF_INIT;
	struct err ignored = {0};
	struct wire_reader r;

	topic_page_request(&body, NULL, 0, PAGE_LIMIT, from);
	return asking_exchange(a, n, KAPI_DESCRIBE_TOPIC_PARTITIONS, &body, &r) == 0 &&
	       topic_page_decode(out, &r, &ignored) == 0;
}

static bool ask_topics(struct look *l, struct asking *a, struct asked *n)
{
	struct topic_list all = {0};
	struct topic_cursor next = {0};
	bool told = true;

	for (int i = 0; told && i < PAGES_MOST && (i == 0 || next.topic); i++) {
		struct topic_page page = {0};

		told = ask_page(a, n, i ? &next : NULL, &page);
		free(next.topic);
		next = page.next;
		page.next = (struct topic_cursor){0};
		if (told)
			topic_list_append(&all, &page.topics);
		topic_page_release(&page);
	}
	for (size_t i = 0; told && i < all.len; i++)
		if (all.rows[i].error == KERR_NONE && all.rows[i].name)
			add_topic(l->out, &all.rows[i]);
	if (l->out->n_topics)
		qsort(l->out->topics, l->out->n_topics, sizeof(*l->out->topics), by_name);
	l->out->topics_told = told;
	free(next.topic);
	topic_list_release(&all);
	return told;
}

static void put_configs(struct described_topic *t, const struct config_view *v)
{
	t->configs_told = true;
	for (size_t i = 0; i < v->len; i++)
		if (v->rows[i].source != CONFIG_OF_DEFAULT)
			*GROW(t->configs, t->n_configs) = (struct described_config){
				.name = copy(v->rows[i].name),
				.value = copy(v->rows[i].value)};
}

static bool ask_configs(struct look *l, struct asking *a, struct asked *n)
{
	bool told = true;

	for (size_t i = 0; told && i < l->out->n_topics; i++) {
		struct described_topic *t = &l->out->topics[i];
		struct strbuf body = STRBUF_INIT;
		struct config_view v = {0};
		struct err ignored = {0};
		struct wire_reader r;

		if (t->configs_told)
			continue;
		config_view_request(&body, t->name, NULL, 0);
		told = asking_exchange(a, n, KAPI_DESCRIBE_CONFIGS, &body, &r) == 0 &&
		       config_view_decode(&v, &r, &ignored) == 0;
		if (told && v.error == KERR_NONE)
			put_configs(t, &v);
		config_view_release(&v);
	}
	return told;
}

/* ---- disks ---- */

static int64_t bytes_on(const struct log_dir_view *v)
{
	int64_t sum = 0;

	for (size_t i = 0; i < v->len; i++)
		for (size_t t = 0; t < v->dirs[i].n_topics; t++)
			for (size_t k = 0; k < v->dirs[i].topics[t].n_rows; k++) {
				int64_t n = v->dirs[i].topics[t].rows[k].size_bytes;

				sum += n > 0 && n < SPAN_MOST - sum ? n : 0;
			}
	return sum;
}

static void everything(struct strbuf *body)
{
	log_dir_view_request(body, NULL, 0);
}

static void ask_disks(struct look *l, struct asking *a)
{
	bool *asked = look_ask_all(a, KAPI_DESCRIBE_LOG_DIRS, everything);
	struct err ignored = {0};

	for (size_t i = 0; i < a->len; i++) {
		struct kconn *c = &a->nodes[i].conn;
		struct described_node *row = look_row(l, a->nodes[i].node->id);
		struct log_dir_view v = {0};
		struct wire_reader r;

		if (!row)
			continue;
		if (*a->nodes[i].why)
			row->why = xstrdup(a->nodes[i].why);
		if (!asked[i])
			continue;
		r = kconn_reply(c);
		if (log_dir_view_decode(&v, c->request.version, &r, &ignored) == 0 &&
		    v.error == KERR_NONE)
			row->bytes = bytes_on(&v);
		log_dir_view_release(&v);
	}
	free(asked);
}

/* ---- the whole ---- */

/* The first, in the order of freshness, that can tell it. */
typedef bool tell_fn(struct look *l, struct asking *a, struct asked *n);
static void ask_one(struct look *l, struct asking *a, tell_fn *tell)
{
	begin_step(l, a, 4);
	for (size_t i = 0; i < a->len; i++)
		if (a->nodes[i].conn.state == KCONN_READY && tell(l, a, &a->nodes[i]))
			return;
}

static void broker_side(struct look *l)
{
	struct asking a;

	asking_init(&a, l->cluster, SIDE_BROKER, NULL, l->timeout_ns);
	asking_open(&a);
	for (size_t i = 0; i < a.len; i++) {
		struct described_node *row = look_row(l, a.nodes[i].node->id);

		if (row)
			row->broker_answers = a.nodes[i].conn.state == KCONN_READY;
	}
	ask_one(l, &a, ask_topics);
	ask_one(l, &a, ask_registered);
	ask_one(l, &a, ask_configs);
	begin_step(l, &a, 1); /* last: a disk that hangs holds up nothing else */
	ask_disks(l, &a);
	asking_release(&a);
}

static int ask_side(void *arg, size_t i, UNUSED struct err *e)
{
	if (i == SIDE_BROKER)
		broker_side(arg);
	else
		look_quorum(arg);
	return 0;
}

static struct described_node row_of(const struct topology *t, const struct node *n)
{
	const struct host *h = topology_host(t, n);

	return (struct described_node){.id = n->id,
				       .name = copy(n->name),
				       .is_broker = (n->roles & ROLE_BROKER) != 0,
				       .is_controller = (n->roles & ROLE_CONTROLLER) != 0,
				       .host = h ? xstrdup(h->name) : NULL,
				       .bytes = -1};
}

void cluster_tables(struct cluster *c, int64_t timeout_ns, struct description *out)
{
	const struct topology *t = cluster_topology(c);
	struct look l = {c, timeout_ns, out};
	struct clock clock;
	struct err never = {0};

	*out = (struct description){
		.leader = -1, .epoch = -1, .high_watermark = -1, .phase = -1};
	clock_start(&clock);
	for (size_t i = 0; i < t->len; i++)
		*GROW(out->nodes, out->n_nodes) = row_of(t, &t->nodes[i]);
	(void)parallel(2, ask_side, NULL, &l, &never); /* the sides do not fail */
	out->took_ns = clock_now(&clock);
}
