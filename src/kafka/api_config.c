#include "kafka/api_config.h"

enum { RESOURCE_TOPIC = 2 };        /* ConfigResource.Type */
enum { CHANGE_SET, CHANGE_DELETE }; /* AlterConfigOp.OpType */

enum {
	MIN_RESULT = 2 + 1 + 1 + 1 + 1 + 1,
	MIN_CONFIG = 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1,
	MIN_SYNONYM = 1 + 1 + 1 + 1,
	MIN_ALTERED = 2 + 1 + 1 + 1 + 1,
};

/* ---- DescribeConfigs -------------------------------------------------------------------- */

void config_view_request(struct strbuf *body, const char *topic, const char *const *keys,
			 size_t n)
{
	wire_put_count(body, 1);
	wire_put_i8(body, RESOURCE_TOPIC);
	wire_put_str(body, topic);
	if (n)
		wire_put_count(body, n);
	else
		wire_put_null_array(body);
	for (size_t i = 0; i < n; i++)
		wire_put_str(body, keys[i]);
	wire_put_no_tags(body);
	wire_put_bool(body, false); /* synonyms */
	wire_put_bool(body, false); /* documentation */
	wire_put_no_tags(body);
}

static void skip_synonyms(struct wire_reader *r)
{
	for (size_t n = wire_get_count(r, MIN_SYNONYM); n > 0 && !r->bad; n--) {
		wire_skip_bytes(r);   /* name */
		wire_skip_bytes(r);   /* value */
		(void)wire_get_i8(r); /* source */
		wire_skip_tags(r);
	}
}

static void get_config(struct config_row *c, struct wire_reader *r)
{
	c->name = wire_get_str(r);
	c->value = wire_get_nullable_str(r);
	(void)wire_get_bool(r); /* read only */
	c->source = wire_get_i8(r);
	(void)wire_get_bool(r); /* sensitive */
	skip_synonyms(r);
	(void)wire_get_i8(r); /* type */
	wire_skip_bytes(r);   /* documentation */
	wire_skip_tags(r);
}

/* One topic was asked for. */
static void get_results(struct config_view *v, struct wire_reader *r)
{
	r->bad = wire_get_count(r, MIN_RESULT) != 1 || r->bad;
	v->error = wire_get_i16(r);
	v->message = wire_get_nullable_str(r);
	(void)wire_get_i8(r); /* resource type, as asked */
	wire_skip_bytes(r);   /* its name */
	WIRE_GET_ARRAY(r, v->rows, v->len, MIN_CONFIG);
	for (size_t i = 0; i < v->len && !r->bad; i++)
		get_config(&v->rows[i], r);
	wire_skip_tags(r);
}

int config_view_decode(struct config_view *out, struct wire_reader *r, struct err *e)
{
	struct config_view v = {0};

	(void)wire_get_i32(r); /* throttle time */
	get_results(&v, r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_DESCRIBE_CONFIGS, e) < 0) {
		config_view_release(&v);
		return -1;
	}
	*out = v;
	return 0;
}

void config_view_release(struct config_view *v)
{
	for (size_t i = 0; i < v->len; i++) {
		free(v->rows[i].name);
		free(v->rows[i].value);
	}
	free(v->rows);
	free(v->message);
	*v = (struct config_view){0};
}

const struct config_row *config_view_find(const struct config_view *v, const char *name)
{
	for (size_t i = 0; i < v->len; i++)
		if (strcmp(v->rows[i].name, name) == 0)
			return &v->rows[i];
	return NULL;
}

/* ---- IncrementalAlterConfigs ------------------------------------------------------------ */

void alter_config_request(struct strbuf *body, const char *topic,
			  const struct topic_setting *settings, size_t n, bool only_check)
{
	wire_put_count(body, 1);
	wire_put_i8(body, RESOURCE_TOPIC);
	wire_put_str(body, topic);
	wire_put_count(body, n);
	for (size_t i = 0; i < n; i++) {
		wire_put_str(body, settings[i].name);
		wire_put_i8(body, settings[i].value ? CHANGE_SET : CHANGE_DELETE);
		wire_put_str(body, settings[i].value);
		wire_put_no_tags(body);
	}
	wire_put_no_tags(body);
	wire_put_bool(body, only_check);
	wire_put_no_tags(body);
}

static void get_altered(struct topic_result *t, struct wire_reader *r)
{
	t->error = wire_get_i16(r);
	t->message = wire_get_nullable_str(r);
	(void)wire_get_i8(r); /* resource type, as asked */
	t->name = wire_get_str(r);
	wire_skip_tags(r);
}

int alter_config_decode(struct topic_results *out, struct wire_reader *r, struct err *e)
{
	struct topic_results l;

	(void)wire_get_i32(r); /* throttle time */
	WIRE_GET_ARRAY(r, l.rows, l.len, MIN_ALTERED);
	for (size_t i = 0; i < l.len && !r->bad; i++)
		get_altered(&l.rows[i], r);
	wire_skip_tags(r);
	if (wire_done(r, KAPI_INCREMENTAL_ALTER_CONFIGS, e) < 0) {
		topic_results_release(&l);
		return -1;
	}
	*out = l;
	return 0;
}
