#include "observe/side.h"

#include "base/mem.h"
#include "kafka/api_cluster.h"
#include "kafka/api_topics.h"
#include "observe/partitions.h"

enum { PAGE_PARTITIONS = 2000 };

/*
 * What was told of one broker last. Its partitions are asked for only when its metadata image has
 * moved (`image`), for they are read off that image: a few times a second even in an idle cluster,
 * whose controller writes a no-op record every 500 ms.
 */
struct told {
	int64_t image;      /* seen; -1: not told by this broker */
	int64_t image_told; /* -1: not yet */
	int64_t image_told_ns;
	bool wants_partitions;
	struct topic_list pages; /* come so far */
	struct topic_cursor next;
	struct partitions partitions;
	struct strbuf
		page;   /* what told them, when one page did; empty: more of them did */
	bool tells_all; /* also the partitions that did not change */
	int64_t registered_due_ns;
	bool knows_registered;
	struct ids unfenced, fenced;
};

static void *made(void)
{
	struct told *t = xcalloc(1, sizeof(*t));

	t->image = t->image_told = -1;
	t->registered_due_ns = INT64_MIN;
	return t;
}

static void drop_pages(struct told *t)
{
	topic_list_release(&t->pages);
	t->pages = (struct topic_list){0};
	free(t->next.topic);
	t->next = (struct topic_cursor){0};
}

/* The partitions are kept, to tell which of them are gone. */
static void forget(void *arg)
{
	struct told *t = arg;

	drop_pages(t);
	t->image = t->image_told = -1;
	t->tells_all = true;
	t->registered_due_ns = INT64_MIN;
	t->knows_registered = false;
}

static void freed(void *arg)
{
	struct told *t = arg;

	drop_pages(t);
	partitions_release(&t->partitions);
	strbuf_release(&t->page);
	ids_release(&t->unfenced);
	ids_release(&t->fenced);
	free(t);
}

static void tell_image(const struct probe *p, struct told *t, int64_t now_ns)
{
	struct event ev = EVENT(METADATA, now_ns);

	if (t->image == t->image_told)
		return;
	ev.node = p->node;
	ev.offset = t->image;
	p->tell(p->arg, &ev);
	t->image_told = t->image;
	t->image_told_ns = now_ns;
}

static void tell_image_if_due(const struct probe *p, struct told *t, int64_t now_ns)
{
	if (t->image_told < 0 || now_ns - t->image_told_ns >= TELL_EVERY_NS)
		tell_image(p, t, now_ns);
}

static void versions_request(UNUSED const struct probe *p, int version,
			     struct strbuf *body)
{
	api_versions_request(body, version);
}

static enum answer versions_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
				  struct err *e)
{
	struct told *t = p->told;
	struct api_versions v;

	if (api_versions_decode(&v, p->version, r, e) < 0)
		return ASK_GARBLED;
	if (v.features_epoch < 0 || v.features_epoch != t->image) {
		drop_pages(t); /* of a round that was cut short */
		t->wants_partitions = true;
	}
	t->image = v.features_epoch;
	/* One that moved is told with what it shows: this broker would be believed before it told. */
	if (!t->wants_partitions)
		tell_image_if_due(p, t, now_ns);
	api_versions_release(&v);
	return ASK_DONE;
}

struct telling {
	const struct probe *probe;
	int64_t now_ns;
};

/* A partition that is gone has no replicas. */
static void tell_partition(void *arg, const char *topic, int32_t partition,
			   const struct partition_row *now)
{
	const struct telling *t = arg;
	struct event ev = EVENT(PARTITION, t->now_ns);
	char *name = xstrdup(topic);

	tell_image(t->probe, t->probe->told,
		   t->now_ns); /* of which image this is the news */
	ev.node = t->probe->node;
	ev.topic = name;
	ev.partition = partition;
	ev.leader = -1;
	ev.epoch = -1;
	if (now) {
		ev.leader = now->leader;
		ev.epoch = now->epoch;
		ev.replicas = now->replicas;
		ev.isr = now->isr;
		ev.elr = now->elr;
	}
	t->probe->tell(t->probe->arg, &ev);
	free(name);
}

static void take_partitions(struct probe *p, struct topic_list *list, int64_t now_ns)
{
	struct telling telling = {p, now_ns};
	struct told *t = p->told;
	struct partitions now;

	partitions_take(&now, list);
	partitions_compare(&t->partitions, &now, t->tells_all, tell_partition, &telling);
	partitions_release(&t->partitions);
	t->partitions = now;
	t->wants_partitions = t->tells_all = false;
	tell_image_if_due(p, t, now_ns);
}

static bool wants_partitions(const struct probe *p, UNUSED int64_t now_ns)
{
	return ((const struct told *)p->told)->wants_partitions;
}

static void page_request(const struct probe *p, UNUSED int version, struct strbuf *body)
{
	const struct told *t = p->told;

	topic_page_request(body, NULL, 0, PAGE_PARTITIONS,
			   t->next.topic ? &t->next : NULL);
}

/*
 * An idle cluster's metadata moves twice a second and shows the same: then the reply is the same bytes, and a thousand
 * partitions need not be taken apart. The first four, how long the broker throttled, are not looked at.
 */
static bool is_known(const struct told *t, const struct wire_reader *r)
{
	size_t from = r->at + sizeof(int32_t);

	return !t->tells_all && !t->next.topic && t->page.len > 0 && from <= r->len &&
	       t->page.len == r->len - from &&
	       memcmp(t->page.buf, r->bytes + from, t->page.len) == 0;
}

/* Kept for is_known(), unless it is one page of several. */
static void keep_page(struct told *t, const struct wire_reader *whole, bool is_one)
{
	size_t from = whole->at + sizeof(int32_t);

	strbuf_clear(&t->page);
	if (is_one)
		strbuf_add(&t->page, (const char *)whole->bytes + from,
			   whole->len - from);
}

static enum answer page_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
			      struct err *e)
{
	struct wire_reader whole = *r;
	struct told *t = p->told;
	bool is_first = !t->next.topic, more;
	struct topic_page page;

	if (is_known(t, r)) {
		t->wants_partitions = false;
		tell_image_if_due(p, t, now_ns);
		return ASK_DONE;
	}
	if (topic_page_decode(&page, r, e) < 0)
		return ASK_GARBLED;
	topic_list_append(&t->pages, &page.topics);
	free(t->next.topic);
	t->next = page.next;
	page.next = (struct topic_cursor){0};
	topic_page_release(&page);
	more = t->next.topic != NULL;
	keep_page(t, &whole, is_first && !more);
	if (!more)
		take_partitions(p, &t->pages, now_ns);
	return more ? ASK_AGAIN : ASK_DONE;
}

/* For a broker before DescribeTopicPartitions (3.8): everything but the ELR. The flag is still set
 * only there, page_reply() has cleared it elsewhere. */
static void old_request(UNUSED const struct probe *p, UNUSED int version,
			struct strbuf *body)
{
	metadata_request(body, NULL, 0);
}

static enum answer old_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
			     struct err *e)
{
	struct metadata_view m;

	if (metadata_decode(&m, r, e) < 0)
		return ASK_GARBLED;
	take_partitions(p, &m.topics, now_ns);
	metadata_view_release(&m);
	return ASK_DONE;
}

static bool wants_registered(const struct probe *p, int64_t now_ns)
{
	return now_ns >= ((const struct told *)p->told)->registered_due_ns;
}

static void cluster_request(UNUSED const struct probe *p, int version,
			    struct strbuf *body)
{
	cluster_view_request(body, version, ENDPOINT_BROKERS, version >= 2);
}

static void tell_registered(const struct probe *p, const struct told *t, int64_t now_ns)
{
	struct event ev = EVENT(REGISTERED, now_ns);

	ev.node = p->node;
	ev.ids = t->unfenced;
	ev.fenced = t->fenced;
	p->tell(p->arg, &ev);
}

/* Takes both lists. */
static void take_registered(struct probe *p, struct ids *unfenced, struct ids *fenced,
			    int64_t now_ns)
{
	struct told *t = p->told;
	bool news = !t->knows_registered || !ids_same(unfenced, &t->unfenced) ||
		    !ids_same(fenced, &t->fenced);

	ids_release(&t->unfenced);
	ids_release(&t->fenced);
	t->unfenced = *unfenced;
	t->fenced = *fenced;
	t->knows_registered = true;
	if (news)
		tell_registered(p, t, now_ns);
}

static enum answer cluster_reply(struct probe *p, struct wire_reader *r, int64_t now_ns,
				 struct err *e)
{
	struct told *t = p->told;
	struct ids unfenced = {0}, fenced = {0};
	struct cluster_view c;

	if (cluster_view_decode(&c, p->version, r, e) < 0)
		return ASK_GARBLED;
	t->registered_due_ns = now_ns + p->pace.registered_every_ns;
	for (size_t i = 0; i < c.nodes.len; i++)
		ids_add(c.nodes.rows[i].is_fenced ? &fenced : &unfenced,
			c.nodes.rows[i].id);
	if (c.error == KERR_NONE) {
		take_registered(p, &unfenced, &fenced, now_ns);
	} else {
		ids_release(&unfenced);
		ids_release(&fenced);
	}
	cluster_view_release(&c);
	return ASK_DONE;
}

static const struct ask asks[] = {
	{KAPI_API_VERSIONS, 3, 3, NULL, versions_request, versions_reply},
	{KAPI_DESCRIBE_TOPIC_PARTITIONS, 0, 0, wants_partitions, page_request,
	 page_reply},
	{KAPI_METADATA, 12, 12, wants_partitions, old_request, old_reply},
	{KAPI_DESCRIBE_CLUSTER, 0, 2, wants_registered, cluster_request, cluster_reply},
};

const struct side_ops side_broker = {
	.asks = asks,
	.n_asks = ARRAY_LEN(asks),
	.made = made,
	.freed = freed,
	.forget = forget,
};
