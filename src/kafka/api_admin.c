#include "kafka/api_admin.h"

/* ---- CreateTopics ----------------------------------------------------------------------- */

enum {
	MIN_CREATED = 1 + 2 + 1 + 4 + 2 + 1 + 1,
	MIN_CREATED_SETTING = 1 + 1 + 1 + 1 + 1 + 1,
	MIN_DELETED = 1 + 16 + 2 + 1 + 1,
	MIN_ELECTED = 1 + 1 + 1,
	MIN_ELECTED_ROW = 4 + 2 + 1 + 1,
};

static void put_ids(struct strbuf *body, const int32_t *ids, size_t n)
{
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++)
		wire_put_i32(body, ids[i]);
}

static void put_new_topic(struct strbuf *body, const struct new_topic *t)
{
	wire_put_str(body, t->name);
	wire_put_i32(body, t->partitions);
	wire_put_i16(body, t->replicas);
	wire_put_count(body, t->n_placements);
	for (size_t i = 0; i < t->n_placements; i++) {
		wire_put_i32(body, t->placements[i].partition);
		put_ids(body, t->placements[i].brokers, t->placements[i].n_brokers);
		wire_put_no_tags(body);
	}
	wire_put_count(body, t->n_settings);
	for (size_t i = 0; i < t->n_settings; i++) {
		wire_put_str(body, t->settings[i].name);
		wire_put_str(body, t->settings[i].value);
		wire_put_no_tags(body);
	}
	wire_put_no_tags(body);
}

void create_topics_request(struct strbuf *body, const struct new_topic *topics, size_t n,
			   int32_t timeout_ms, bool only_check)
{
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++)
		put_new_topic(body, &topics[i]);
	wire_put_i32(body, timeout_ms);
	wire_put_bool(body, only_check);
	wire_put_no_tags(body);
}

static void skip_created_settings(struct wire_reader *r)
{
	for (size_t n = wire_get_count(r, MIN_CREATED_SETTING); n > 0 && !r->bad; n--) {
		wire_skip_bytes(r);     /* name */
		wire_skip_bytes(r);     /* value */
		(void)wire_get_bool(r); /* read only */
		(void)wire_get_i8(r);   /* source */
		(void)wire_get_bool(r); /* sensitive */
		wire_skip_tags(r);
	}
}

static void get_created(struct topic_result *t, int version, struct wire_reader *r)
{
	t->name = wire_get_str(r);
	if (version >= 7)
		(void)wire_get_uuid(r); /* topic id */
	t->error = wire_get_i16(r);
	t->message = wire_get_nullable_str(r);
	(void)wire_get_i32(r); /* partitions */
	(void)wire_get_i16(r); /* replication factor */
	skip_created_settings(r);
	wire_skip_tags(r);
}

int create_topics_decode(struct topic_results *out, int version, struct wire_reader *r,
			 struct err *e)
{
	struct topic_results l;

	(void)wire_get_i32(r); /* throttle time */
	WIRE_GET_ARRAY(r, l.rows, l.len, MIN_CREATED);
	for (size_t i = 0; i < l.len && !r->bad; i++)
		get_created(&l.rows[i], version, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_CREATE_TOPICS, e) < 0) {
		topic_results_release(&l);
		return -1;
	}
	*out = l;
	return 0;
}

void topic_results_release(struct topic_results *l)
{
	for (size_t i = 0; i < l->len; i++) {
		free(l->rows[i].name);
		free(l->rows[i].message);
	}
	free(l->rows);
	*l = (struct topic_results){0};
}

/* ---- DeleteTopics ----------------------------------------------------------------------- */

void delete_topics_request(struct strbuf *body, const char *const *names, size_t n,
			   int32_t timeout_ms)
{
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++) {
		wire_put_str(body, names[i]);
		wire_put_uuid(body, (struct wire_uuid){{0}}); /* named, not by id */
		wire_put_no_tags(body);
	}
	wire_put_i32(body, timeout_ms);
	wire_put_no_tags(body);
}

static void get_deleted(struct topic_result *t, struct wire_reader *r)
{
	t->name = wire_get_nullable_str(r);
	(void)wire_get_uuid(r); /* topic id */
	t->error = wire_get_i16(r);
	t->message = wire_get_nullable_str(r);
	wire_skip_tags(r);
}

int delete_topics_decode(struct topic_results *out, struct wire_reader *r, struct err *e)
{
	struct topic_results l;

	(void)wire_get_i32(r); /* throttle time */
	WIRE_GET_ARRAY(r, l.rows, l.len, MIN_DELETED);
	for (size_t i = 0; i < l.len && !r->bad; i++)
		get_deleted(&l.rows[i], r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DELETE_TOPICS, e) < 0) {
		topic_results_release(&l);
		return -1;
	}
	*out = l;
	return 0;
}

/* ---- ElectLeaders ----------------------------------------------------------------------- */

void election_request(struct strbuf *body, enum election type,
		      const struct election_topic *topics, size_t n, int32_t timeout_ms)
{
	wire_put_i8(body, (int8_t)type);
	if (topics)
		wire_put_count(body, n);
	else
		wire_put_null_array(body);
	for (size_t i = 0; topics && i < n; i++) {
		wire_put_str(body, topics[i].name);
		put_ids(body, topics[i].partitions, topics[i].n_partitions);
		wire_put_no_tags(body);
	}
	wire_put_i32(body, timeout_ms);
	wire_put_no_tags(body);
}

static void get_outcome(struct election_outcome *o, struct wire_reader *r)
{
	o->topic = wire_get_str(r);
	WIRE_GET_ARRAY(r, o->rows, o->n_rows, MIN_ELECTED_ROW);
	for (size_t i = 0; i < o->n_rows && !r->bad; i++) {
		o->rows[i].partition = wire_get_i32(r);
		o->rows[i].error = wire_get_i16(r);
		o->rows[i].message = wire_get_nullable_str(r);
		wire_skip_tags(r);
	}
	wire_skip_tags(r);
}

int election_decode(struct election_view *out, struct wire_reader *r, struct err *e)
{
	struct election_view v;

	(void)wire_get_i32(r); /* throttle time */
	v.error = wire_get_i16(r);
	WIRE_GET_ARRAY(r, v.topics, v.n_topics, MIN_ELECTED);
	for (size_t i = 0; i < v.n_topics && !r->bad; i++)
		get_outcome(&v.topics[i], r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_ELECT_LEADERS, e) < 0) {
		election_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

static void outcome_release(struct election_outcome *o)
{
	for (size_t i = 0; i < o->n_rows; i++)
		free(o->rows[i].message);
	free(o->rows);
	free(o->topic);
}

void election_view_release(struct election_view *v)
{
	for (size_t i = 0; i < v->n_topics; i++)
		outcome_release(&v->topics[i]);
	free(v->topics);
	*v = (struct election_view){0};
}
