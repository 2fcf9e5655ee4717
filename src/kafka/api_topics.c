#include "kafka/api_topics.h"

enum {
	MIN_BROKER = 4 + 1 + 4 + 1 + 1,
	MIN_TOPIC = 2 + 1 + 16 + 1 + 1 + 4 + 1,
	MIN_PARTITION = 2 + 4 + 4 + 4 + 1 + 1 + 1 + 1,
};

/* ---- lists ------------------------------------------------------------------------------ */

const struct topic_row *topic_list_find(const struct topic_list *l, const char *name)
{
	for (size_t i = 0; i < l->len; i++)
		if (strcmp(l->rows[i].name, name) == 0)
			return &l->rows[i];
	return NULL;
}

const struct partition_row *topic_row_partition(const struct topic_row *t, int32_t index)
{
	for (size_t i = 0; i < t->n_partitions; i++)
		if (t->partitions[i].index == index)
			return &t->partitions[i];
	return NULL;
}

static void partition_release(struct partition_row *p)
{
	ids_release(&p->replicas);
	ids_release(&p->isr);
	ids_release(&p->elr);
	ids_release(&p->last_known_elr);
	ids_release(&p->offline);
}

static void topic_release(struct topic_row *t)
{
	for (size_t i = 0; i < t->n_partitions; i++)
		partition_release(&t->partitions[i]);
	free(t->partitions);
	free(t->name);
}

void topic_list_release(struct topic_list *l)
{
	for (size_t i = 0; i < l->len; i++)
		topic_release(&l->rows[i]);
	free(l->rows);
	*l = (struct topic_list){0};
}

/* Moves the n items of `more` behind the len items of `array`; frees `more`. */
static void *append(void *array, size_t len, void *more, size_t n, size_t size)
{
	char *all = xrealloc(array, len + n, size);

	if (n)
		memcpy(all + len * size, more, n * size);
	free(more);
	return all;
}

/* The first topic of a page may be the last one of the page before, cut by the limit. */
static void join_cut_topic(struct topic_list *l, struct topic_list *more)
{
	struct topic_row *last = l->len ? &l->rows[l->len - 1] : NULL;
	struct topic_row *first = more->rows;

	if (!last || !more->len || strcmp(last->name, first->name) != 0)
		return;
	last->partitions = append(last->partitions, last->n_partitions, first->partitions,
				  first->n_partitions, sizeof(*last->partitions));
	last->n_partitions += first->n_partitions;
	free(first->name);
	more->len--;
	memmove(first, first + 1, more->len * sizeof(*first));
}

void topic_list_append(struct topic_list *l, struct topic_list *more)
{
	join_cut_topic(l, more);
	l->rows = append(l->rows, l->len, more->rows, more->len, sizeof(*l->rows));
	l->len += more->len;
	*more = (struct topic_list){0};
}

/* ---- both replies ----------------------------------------------------------------------- */

typedef void get_partition_fn(struct partition_row *p, struct wire_reader *r);

static char *get_name(struct wire_reader *r)
{
	char *name = wire_get_nullable_str(r);

	return name ? name : xstrdup("");
}

static void get_topic(struct topic_row *t, get_partition_fn *get_partition,
		      struct wire_reader *r)
{
	t->error = wire_get_i16(r);
	t->name = get_name(r);
	t->id = wire_get_uuid(r);
	t->is_internal = wire_get_bool(r);
	WIRE_GET_ARRAY(r, t->partitions, t->n_partitions, MIN_PARTITION);
	for (size_t i = 0; i < t->n_partitions && !r->bad; i++)
		get_partition(&t->partitions[i], r);
	(void)wire_get_i32(r); /* authorized operations */
	wire_skip_tags(r);
}

static void get_topics(struct topic_list *l, get_partition_fn *get_partition,
		       struct wire_reader *r)
{
	WIRE_GET_ARRAY(r, l->rows, l->len, MIN_TOPIC);
	for (size_t i = 0; i < l->len && !r->bad; i++)
		get_topic(&l->rows[i], get_partition, r);
}

/* ---- Metadata v12 ----------------------------------------------------------------------- */

void metadata_request(struct strbuf *body, const char *const *names, size_t n)
{
	if (names)
		wire_put_count(body, n);
	else
		wire_put_null_array(body);
	for (size_t i = 0; names && i < n; i++) {
		wire_put_uuid(body, (struct wire_uuid){{0}}); /* asked by name */
		wire_put_str(body, names[i]);
		wire_put_no_tags(body);
	}
	wire_put_bool(body, false); /* create missing topics */
	wire_put_bool(body, false); /* authorized operations */
	wire_put_no_tags(body);
}

static void get_brokers(struct node_list *l, struct wire_reader *r)
{
	WIRE_GET_ARRAY(r, l->rows, l->len, MIN_BROKER);
	for (size_t i = 0; i < l->len && !r->bad; i++) {
		struct node_row *n = &l->rows[i];

		n->id = wire_get_i32(r);
		n->host = wire_get_str(r);
		n->port = wire_get_i32(r);
		n->rack = wire_get_nullable_str(r);
		wire_skip_tags(r);
	}
}

static void get_metadata_partition(struct partition_row *p, struct wire_reader *r)
{
	p->error = wire_get_i16(r);
	p->index = wire_get_i32(r);
	p->leader = wire_get_i32(r);
	p->epoch = wire_get_i32(r);
	wire_get_ids(&p->replicas, r);
	wire_get_ids(&p->isr, r);
	wire_get_ids(&p->offline, r);
	wire_skip_tags(r);
}

int metadata_decode(struct metadata_view *out, struct wire_reader *r, struct err *e)
{
	struct metadata_view v = {0};

	(void)wire_get_i32(r); /* throttle time */
	get_brokers(&v.brokers, r);
	v.cluster_id = wire_get_nullable_str(r);
	(void)wire_get_i32(r); /* "controller": a random broker in KRaft, so not kept */
	get_topics(&v.topics, get_metadata_partition, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_METADATA, e) < 0) {
		metadata_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

void metadata_view_release(struct metadata_view *v)
{
	node_list_release(&v->brokers);
	free(v->cluster_id);
	topic_list_release(&v->topics);
	*v = (struct metadata_view){0};
}

/* ---- DescribeTopicPartitions v0 --------------------------------------------------------- */

/* A nullable struct outside a tag is led by one byte: -1 null, 1 present. */
enum { STRUCT_NULL = -1, STRUCT_PRESENT = 1 };

void topic_page_request(struct strbuf *body, const char *const *names, size_t n,
			int32_t limit, const struct topic_cursor *from)
{
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++) {
		wire_put_str(body, names[i]);
		wire_put_no_tags(body);
	}
	wire_put_i32(body, limit);
	if (from && from->topic) {
		wire_put_i8(body, STRUCT_PRESENT);
		wire_put_str(body, from->topic);
		wire_put_i32(body, from->partition);
		wire_put_no_tags(body);
	} else {
		wire_put_i8(body, STRUCT_NULL);
	}
	wire_put_no_tags(body);
}

static void get_described_partition(struct partition_row *p, struct wire_reader *r)
{
	p->error = wire_get_i16(r);
	p->index = wire_get_i32(r);
	p->leader = wire_get_i32(r);
	p->epoch = wire_get_i32(r);
	wire_get_ids(&p->replicas, r);
	wire_get_ids(&p->isr, r);
	wire_get_ids(&p->elr, r);
	wire_get_ids(&p->last_known_elr, r);
	wire_get_ids(&p->offline, r);
	wire_skip_tags(r);
}

static void get_cursor(struct topic_cursor *c, struct wire_reader *r)
{
	if (wire_get_i8(r) < 0)
		return;
	c->topic = wire_get_str(r);
	c->partition = wire_get_i32(r);
	wire_skip_tags(r);
}

int topic_page_decode(struct topic_page *out, struct wire_reader *r, struct err *e)
{
	struct topic_page p = {0};

	(void)wire_get_i32(r); /* throttle time */
	get_topics(&p.topics, get_described_partition, r);
	get_cursor(&p.next, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DESCRIBE_TOPIC_PARTITIONS, e) < 0) {
		topic_page_release(&p);
		return -1;
	}
	*out = p;
	return 0;
}

void topic_page_release(struct topic_page *p)
{
	topic_list_release(&p->topics);
	free(p->next.topic);
	*p = (struct topic_page){0};
}
