#include "kafka/api_offsets.h"

enum { MIN_TOPIC = 1 + 1 + 1, MIN_ROW = 4 + 2 + 8 + 8 + 4 + 1 };

/* How many queries from `from` on are of the same topic. */
static size_t run_length(const struct offset_query *queries, size_t from, size_t n)
{
	size_t end = from + 1;

	while (end < n && strcmp(queries[end].topic, queries[from].topic) == 0)
		end++;
	return end - from;
}

static size_t count_runs(const struct offset_query *queries, size_t n)
{
	size_t runs = 0;

	for (size_t i = 0; i < n; i += run_length(queries, i, n))
		runs++;
	return runs;
}

static void put_run(struct strbuf *body, const struct offset_query *queries, size_t n)
{
	wire_put_str(body, queries[0].topic);
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++) {
		wire_put_i32(body, queries[i].partition);
		wire_put_i32(body, -1); /* current leader epoch: whatever it is */
		wire_put_i64(body, queries[i].timestamp);
		wire_put_no_tags(body);
	}
	wire_put_no_tags(body);
}

void offset_view_request(struct strbuf *body, enum offsets_as who,
			 const struct offset_query *queries, size_t n)
{
	wire_put_i32(body, who);
	wire_put_i8(body, 0); /* isolation level: read uncommitted */
	wire_put_count(body, count_runs(queries, n));
	for (size_t i = 0; i < n;) {
		size_t len = run_length(queries, i, n);

		put_run(body, queries + i, len);
		i += len;
	}
	wire_put_no_tags(body);
}

static void get_row(struct offset_row *o, struct wire_reader *r)
{
	o->partition = wire_get_i32(r);
	o->error = wire_get_i16(r);
	o->timestamp = wire_get_i64(r);
	o->offset = wire_get_i64(r);
	o->epoch = wire_get_i32(r);
	wire_skip_tags(r);
}

static void get_topic(struct offset_topic *t, struct wire_reader *r)
{
	t->name = wire_get_str(r);
	WIRE_GET_ARRAY(r, t->rows, t->n_rows, MIN_ROW);
	for (size_t i = 0; i < t->n_rows && !r->bad; i++)
		get_row(&t->rows[i], r);
	wire_skip_tags(r);
}

int offset_view_decode(struct offset_view *out, struct wire_reader *r, struct err *e)
{
	struct offset_view v;

	(void)wire_get_i32(r); /* throttle time */
	WIRE_GET_ARRAY(r, v.topics, v.n_topics, MIN_TOPIC);
	for (size_t i = 0; i < v.n_topics && !r->bad; i++)
		get_topic(&v.topics[i], r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_LIST_OFFSETS, e) < 0) {
		offset_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

void offset_view_release(struct offset_view *v)
{
	for (size_t i = 0; i < v->n_topics; i++) {
		free(v->topics[i].name);
		free(v->topics[i].rows);
	}
	free(v->topics);
	*v = (struct offset_view){0};
}

static const struct offset_row *find_row(const struct offset_topic *t, int32_t partition)
{
	for (size_t i = 0; i < t->n_rows; i++)
		if (t->rows[i].partition == partition)
			return &t->rows[i];
	return NULL;
}

const struct offset_row *offset_view_find(const struct offset_view *v, const char *topic,
					  int32_t partition)
{
	const struct offset_row *row = NULL;

	for (size_t i = 0; i < v->n_topics && !row; i++)
		if (strcmp(v->topics[i].name, topic) == 0)
			row = find_row(&v->topics[i], partition);
	return row;
}
