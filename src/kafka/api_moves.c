#include "kafka/api_moves.h"

enum {
	MIN_MOVED_TOPIC = 1 + 1 + 1,
	MIN_MOVED = 4 + 2 + 1 + 1,
	MIN_MOVING_TOPIC = 1 + 1 + 1,
	MIN_MOVING = 4 + 1 + 1 + 1 + 1,
};

/* ---- AlterPartitionReassignments -------------------------------------------------------- */

void move_request(struct strbuf *body, const char *topic, int32_t partition,
		  const struct ids *to, int32_t timeout_ms)
{
	wire_put_i32(body, timeout_ms);
	wire_put_count(body, 1);
	wire_put_str(body, topic);
	wire_put_count(body, 1);
	wire_put_i32(body, partition);
	if (to)
		wire_put_count(body, to->len);
	else
		wire_put_null_array(body);
	for (size_t i = 0; to && i < to->len; i++)
		wire_put_i32(body, to->id[i]);
	wire_put_no_tags(body); /* of the partition */
	wire_put_no_tags(body); /* of the topic */
	wire_put_no_tags(body);
}

static void get_moved(struct move_answer *a, struct wire_reader *r)
{
	int16_t error;
	char *message;

	(void)wire_get_i32(r); /* partition, as asked */
	error = wire_get_i16(r);
	message = wire_get_nullable_str(r);
	wire_skip_tags(r);
	if (!error) {
		free(message);
		return;
	}
	free(a->message);
	*a = (struct move_answer){error, message};
}

/* One partition was asked for: none only on a top-level error, never more than one. */
static void get_moved_topics(struct move_answer *a, struct wire_reader *r)
{
	size_t topics = wire_get_count(r, MIN_MOVED_TOPIC), partitions;

	r->bad = r->bad || topics > 1 || (topics == 0 && !a->error);
	if (topics == 0)
		return;
	wire_skip_bytes(r); /* its name */
	partitions = wire_get_count(r, MIN_MOVED);
	r->bad = r->bad || partitions > 1 || (partitions == 0 && !a->error);
	if (partitions == 1 && !r->bad)
		get_moved(a, r);
	wire_skip_tags(r);
}

int move_decode(struct move_answer *out, struct wire_reader *r, struct err *e)
{
	struct move_answer a;

	(void)wire_get_i32(r); /* throttle time */
	a.error = wire_get_i16(r);
	a.message = wire_get_nullable_str(r);
	get_moved_topics(&a, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_ALTER_PARTITION_REASSIGNMENTS, e) < 0) {
		move_answer_release(&a);
		return -1;
	}
	*out = a;
	return 0;
}

void move_answer_release(struct move_answer *a)
{
	free(a->message);
	*a = (struct move_answer){0};
}

/* ---- ListPartitionReassignments --------------------------------------------------------- */

void moving_view_request(struct strbuf *body, const char *topic, int32_t partition,
			 int32_t timeout_ms)
{
	wire_put_i32(body, timeout_ms);
	if (topic) {
		wire_put_count(body, 1);
		wire_put_str(body, topic);
		wire_put_count(body, 1);
		wire_put_i32(body, partition);
		wire_put_no_tags(body);
	} else {
		wire_put_null_array(body);
	}
	wire_put_no_tags(body);
}

static void get_moving(struct moving_row *m, struct wire_reader *r)
{
	m->partition = wire_get_i32(r);
	wire_get_ids(&m->replicas, r);
	wire_get_ids(&m->adding, r);
	wire_get_ids(&m->removing, r);
	wire_skip_tags(r);
}

static void get_moving_topic(struct moving_topic *t, struct wire_reader *r)
{
	t->name = wire_get_str(r);
	WIRE_GET_ARRAY(r, t->rows, t->n_rows, MIN_MOVING);
	for (size_t i = 0; i < t->n_rows && !r->bad; i++)
		get_moving(&t->rows[i], r);
	wire_skip_tags(r);
}

int moving_view_decode(struct moving_view *out, struct wire_reader *r, struct err *e)
{
	struct moving_view v = {0};

	(void)wire_get_i32(r); /* throttle time */
	v.error = wire_get_i16(r);
	v.message = wire_get_nullable_str(r);
	WIRE_GET_ARRAY(r, v.topics, v.n_topics, MIN_MOVING_TOPIC);
	for (size_t i = 0; i < v.n_topics && !r->bad; i++)
		get_moving_topic(&v.topics[i], r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_LIST_PARTITION_REASSIGNMENTS, e) < 0) {
		moving_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

static void moving_topic_release(struct moving_topic *t)
{
	for (size_t i = 0; i < t->n_rows; i++) {
		ids_release(&t->rows[i].replicas);
		ids_release(&t->rows[i].adding);
		ids_release(&t->rows[i].removing);
	}
	free(t->rows);
	free(t->name);
}

void moving_view_release(struct moving_view *v)
{
	for (size_t i = 0; i < v->n_topics; i++)
		moving_topic_release(&v->topics[i]);
	free(v->topics);
	free(v->message);
	*v = (struct moving_view){0};
}

static const struct moving_row *find_row(const struct moving_topic *t, int32_t partition)
{
	for (size_t i = 0; i < t->n_rows; i++)
		if (t->rows[i].partition == partition)
			return &t->rows[i];
	return NULL;
}

const struct moving_row *moving_view_find(const struct moving_view *v, const char *topic,
					  int32_t partition)
{
	const struct moving_row *row = NULL;

	for (size_t i = 0; i < v->n_topics && !row; i++)
		if (strcmp(v->topics[i].name, topic) == 0)
			row = find_row(&v->topics[i], partition);
	return row;
}
