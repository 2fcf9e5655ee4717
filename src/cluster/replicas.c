#include "cluster/replicas.h"

#include "base/mem.h"
#include "cluster/asking.h"
#include "cluster/describing.h"
#include "cluster/replica_log.h"
#include "kafka/api_log_dirs.h"
#include "kafka/api_offsets.h"

#define TABLES_NS (10 * NS_PER_S)
#define ASK_NS    (15 * NS_PER_S)

/* What a broker told of its own copies. */
struct told {
	int32_t node;
	struct log_dir_view dirs;
	struct offset_view begins, ends;
	struct offset_view marks; /* of the partitions it leads: high watermarks */
	char why[160];            /* why it told nothing; "" */
};

struct comparing {
	struct cluster *cluster;
	const struct replicas_job *job;
	struct clock clock;
	struct description tables;
	struct told *told; /* as asking.nodes */
	size_t n_told;
	struct tape *tape;
};

/* One partition's replicas, the leader first. */
struct one {
	const struct described_topic *topic;
	const struct described_partition *p;
	struct log_span span;
	int32_t against; /* whose log is on the tape; -1: nobody's yet */
};

static bool is_over(void *arg)
{
	const struct comparing *k = arg;

	return clock_now(&k->clock) >= k->job->timeout_ns ||
	       (k->job->stop && k->job->stop(k->job->arg));
}

static bool is_meant(const struct comparing *k, const char *topic)
{
	for (size_t i = 0; i < k->job->n_topics; i++)
		if (strcmp(k->job->topics[i], topic) == 0)
			return true;
	return false;
}

/* ---- what the brokers tell of their copies ---- */

/* Which partitions a question to one node is about. */
enum about { ABOUT_COPIES, ABOUT_LED };

static struct offset_query *queries_of(const struct comparing *k, int32_t node,
				       enum about about, int64_t timestamp, size_t *out_n)
{
	struct offset_query *q = NULL;

	*out_n = 0;
	for (size_t i = 0; i < k->tables.n_topics; i++) {
		const struct described_topic *t = &k->tables.topics[i];

		for (size_t n = 0; is_meant(k, t->name) && n < t->n_partitions; n++) {
			const struct described_partition *p = &t->partitions[n];

			if (about == ABOUT_LED ? p->leader == node
					       : ids_has(&p->replicas, node))
				*GROW(q, *out_n) = (struct offset_query){
					t->name, p->partition, timestamp};
		}
	}
	return q;
}

static void ask_offsets(const struct comparing *k, struct asking *a, struct asked *n,
			enum about about, int64_t timestamp, struct offset_view *out)
{
	size_t len;
	struct offset_query *q = queries_of(k, n->node->id, about, timestamp, &len);
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};

	offset_view_request(
		&body, about == ABOUT_LED ? OFFSETS_AS_CONSUMER : OFFSETS_AS_DEBUGGER, q,
		len);
	free(q);
	if (len == 0)
		strbuf_release(&body);
	else if (asking_exchange(a, n, KAPI_LIST_OFFSETS, &body, &r) == 0 &&
		 offset_view_decode(out, &r, &e) < 0)
		(void)snprintf(n->why, sizeof(n->why), "%.150s", e.msg);
}

static void ask_dirs(struct asking *a, struct asked *n, struct log_dir_view *out)
{
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err e = {0};

	log_dir_view_request(&body, NULL, 0);
	if (asking_exchange(a, n, KAPI_DESCRIBE_LOG_DIRS, &body, &r) == 0 &&
	    log_dir_view_decode(out, n->conn.request.version, &r, &e) < 0)
		(void)snprintf(n->why, sizeof(n->why), "%.150s", e.msg);
}

static void ask_brokers(struct comparing *k)
{
	struct asking a;

	asking_init(&a, k->cluster, SIDE_BROKER, NULL, ASK_NS);
	asking_open(&a);
	k->told = xcalloc(a.len + 1, sizeof(*k->told));
	k->n_told = a.len;
	for (size_t i = 0; i < a.len; i++) {
		struct asked *n = &a.nodes[i];
		struct told *t = &k->told[i];

		t->node = n->node->id;
		if (n->conn.state == KCONN_READY)
			ask_dirs(&a, n, &t->dirs);
		if (n->conn.state == KCONN_READY)
			ask_offsets(k, &a, n, ABOUT_COPIES, OFFSET_EARLIEST, &t->begins);
		if (n->conn.state == KCONN_READY)
			ask_offsets(k, &a, n, ABOUT_COPIES, OFFSET_LATEST, &t->ends);
		if (n->conn.state == KCONN_READY)
			ask_offsets(k, &a, n, ABOUT_LED, OFFSET_LATEST, &t->marks);
		(void)snprintf(t->why, sizeof(t->why), "%s", n->why);
	}
	asking_release(&a);
}

static const struct told *told_by(const struct comparing *k, int32_t node)
{
	for (size_t i = 0; i < k->n_told; i++)
		if (k->told[i].node == node)
			return &k->told[i];
	return NULL;
}

/* -1: not told. */
static int64_t offset_in(const struct offset_view *v, const struct one *one)
{
	const struct offset_row *row = offset_view_find(v, one->topic->name,
							one->p->partition);

	return row && row->error == KERR_NONE ? row->offset : -1;
}

/* "/data/t-0"; NULL: not told. Caller frees. */
static char *dir_of(const struct told *told, const struct one *one)
{
	for (size_t i = 0; told && i < told->dirs.len; i++) {
		const struct log_dir *d = &told->dirs.dirs[i];

		for (size_t t = 0; t < d->n_topics; t++)
			for (size_t n = 0;
			     strcmp(d->topics[t].name, one->topic->name) == 0 &&
			     n < d->topics[t].n_rows;
			     n++)
				if (d->topics[t].rows[n].partition == one->p->partition &&
				    !d->topics[t].rows[n].is_future)
					return xasprintf("%s/%s-%d", d->path,
							 one->topic->name,
							 one->p->partition);
	}
	return NULL;
}

/* ---- one replica ---- */

static void tell(struct comparing *k, const struct one *one, int32_t node,
		 const struct replica_found *found)
{
	const struct told *told = told_by(k, node);
	struct event ev = EVENT(REPLICA, 0);

	ev.node = node;
	ev.topic = one->topic->name;
	ev.partition = one->p->partition;
	ev.leader = found->is_broken || one->against == node ? NO_NODE : one->against;
	ev.begin_offset = one->span.from;
	ev.end_offset = told ? offset_in(&told->ends, one) : -1;
	ev.high_watermark = one->span.to;
	ev.read = found->records;
	ev.complete = found->state != REPLICA_UNREAD;
	ev.up = found->state == REPLICA_SAME;
	ev.offset = found->at_offset;
	ev.text = found->what;
	k->job->tell(k->job->arg, &ev);
}

static void tell_unread(struct comparing *k, const struct one *one, int32_t node,
			const char *why)
{
	struct replica_found found = {.state = REPLICA_UNREAD, .at_offset = -1};

	found.what = xstrdup(why);
	tell(k, one, node, &found);
	free(found.what);
}

/* The first replica that is well becomes what the others are held against. */
static void compare_one(struct comparing *k, struct one *one, int32_t id)
{
	const struct node *node = topology_by_id(cluster_topology(k->cluster), id);
	const struct told *told = told_by(k, id);
	char *dir = dir_of(told, one);
	struct replica_found found;

	if (!node || !told || !dir) {
		tell_unread(k, one, id,
			    told && *told->why ? told->why
					       : "its broker did not tell where it is");
	} else if (is_over(k)) {
		tell_unread(k, one, id, "there was no time left for it");
	} else {
		one->span.begin = offset_in(&told->begins, one);
		replica_log_read(k->cluster, node, dir, &one->span, k->tape,
				 one->against < 0, is_over, k, &found);
		if (found.state == REPLICA_SAME && one->against < 0)
			one->against = id;
		tell(k, one, id, &found);
		free(found.what);
	}
	free(dir);
}

/* ---- one partition ---- */

/* Why it is not to be compared at all, or NULL. */
static const char *hindrance(const struct comparing *k, struct one *one)
{
	const char *policy = described_config(one->topic, "cleanup.policy");
	const struct told *leader = told_by(k, one->p->leader);

	if (!one->topic->configs_told)
		return "the topic's settings were not told";
	if (policy && strstr(policy, "compact"))
		return "the topic is compacted, by each replica for itself";
	one->span.to = leader ? offset_in(&leader->marks, one) : -1;
	if (one->span.to < 0)
		return "no leader told the high watermark";
	for (size_t i = 0; i < one->p->replicas.len; i++) {
		const struct told *told = told_by(k, one->p->replicas.id[i]);
		int64_t begin = told ? offset_in(&told->begins, one) : -1;

		if (begin > one->span.from)
			one->span.from = begin;
	}
	return NULL;
}

static void compare_partition(struct comparing *k, const struct described_topic *t,
			      const struct described_partition *p)
{
	struct one one = {.topic = t, .p = p, .span = {.to = -1}, .against = NO_NODE};
	const char *why = hindrance(k, &one);

	if (!why && ids_has(&p->replicas, p->leader))
		compare_one(k, &one, p->leader);
	for (size_t i = 0; i < p->replicas.len; i++) {
		int32_t id = p->replicas.id[i];

		if (why)
			tell_unread(k, &one, id, why);
		else if (id != p->leader)
			compare_one(k, &one, id);
	}
}

/* ---- the whole ---- */

static void compare_all(struct comparing *k)
{
	ask_brokers(k);
	for (size_t i = 0; i < k->tables.n_topics; i++) {
		const struct described_topic *t = &k->tables.topics[i];

		for (size_t n = 0; is_meant(k, t->name) && n < t->n_partitions; n++)
			compare_partition(k, t, &t->partitions[n]);
	}
}

static void release(struct comparing *k)
{
	for (size_t i = 0; i < k->n_told; i++) {
		log_dir_view_release(&k->told[i].dirs);
		offset_view_release(&k->told[i].begins);
		offset_view_release(&k->told[i].ends);
		offset_view_release(&k->told[i].marks);
	}
	free(k->told);
	tape_free(k->tape);
	description_release(&k->tables);
}

int replicas_compare(struct cluster *c, const struct replicas_job *job, struct err *e)
{
	struct comparing k = {.cluster = c, .job = job};
	int rc = -1;

	clock_start(&k.clock);
	k.tape = tape_new(e);
	if (!k.tape)
		return -1;
	cluster_tables(c, TABLES_NS, &k.tables);
	if (k.tables.topics_told) {
		compare_all(&k);
		rc = 0;
	} else {
		(void)err_set(e, CODE_NOT_READ,
			      "no broker told which replicas there are");
	}
	release(&k);
	return rc;
}
