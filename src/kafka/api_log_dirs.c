#include "kafka/api_log_dirs.h"

enum {
	MIN_DIR = 2 + 1 + 1 + 1,
	MIN_TOPIC = 1 + 1 + 1,
	MIN_ROW = 4 + 8 + 8 + 1 + 1,
};

void log_dir_view_request(struct strbuf *body, const char *topic, int32_t partition)
{
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

static void get_row(struct log_row *l, struct wire_reader *r)
{
	l->partition = wire_get_i32(r);
	l->size_bytes = wire_get_i64(r);
	l->offset_lag = wire_get_i64(r);
	l->is_future = wire_get_bool(r);
	wire_skip_tags(r);
}

static void get_topic(struct log_topic *t, struct wire_reader *r)
{
	t->name = wire_get_str(r);
	WIRE_GET_ARRAY(r, t->rows, t->n_rows, MIN_ROW);
	for (size_t i = 0; i < t->n_rows && !r->bad; i++)
		get_row(&t->rows[i], r);
	wire_skip_tags(r);
}

static void get_dir(struct log_dir *d, int version, struct wire_reader *r)
{
	d->error = wire_get_i16(r);
	d->path = wire_get_str(r);
	WIRE_GET_ARRAY(r, d->topics, d->n_topics, MIN_TOPIC);
	for (size_t i = 0; i < d->n_topics && !r->bad; i++)
		get_topic(&d->topics[i], r);
	d->total_bytes = version >= 4 ? wire_get_i64(r) : -1;
	d->usable_bytes = version >= 4 ? wire_get_i64(r) : -1;
	wire_skip_tags(r);
}

int log_dir_view_decode(struct log_dir_view *out, int version, struct wire_reader *r,
			struct err *e)
{
	struct log_dir_view v = {0};

	(void)wire_get_i32(r); /* throttle time */
	if (version >= 3)
		v.error = wire_get_i16(r);
	WIRE_GET_ARRAY(r, v.dirs, v.len, MIN_DIR);
	for (size_t i = 0; i < v.len && !r->bad; i++)
		get_dir(&v.dirs[i], version, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DESCRIBE_LOG_DIRS, e) < 0) {
		log_dir_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

static void dir_release(struct log_dir *d)
{
	for (size_t i = 0; i < d->n_topics; i++) {
		free(d->topics[i].name);
		free(d->topics[i].rows);
	}
	free(d->topics);
	free(d->path);
}

void log_dir_view_release(struct log_dir_view *v)
{
	for (size_t i = 0; i < v->len; i++)
		dir_release(&v->dirs[i]);
	free(v->dirs);
	*v = (struct log_dir_view){0};
}
