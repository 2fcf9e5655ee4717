#include "kafka/client_conf.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#include <assert.h>

/* Properties that belong to the scenario's own keys, or would blind the instrument. */
static const struct reserved {
	const char *property;
	const char *instead;
} reserved[] = {
	{"bootstrap.servers", "the Compose file says where the brokers are"},
	{"metadata.broker.list", "the Compose file says where the brokers are"},
	{"acks", "use the workload's own key 'acks'"},
	{"request.required.acks", "use the workload's own key 'acks'"},
	{"enable.idempotence", "use the workload's own key 'idempotent'"},
	{"group.id", "use the workload's own key 'group'"},
	{"transactional.id", "transactions are not measured"},
	{"delivery.report.only.error", "every record's outcome is written down"},
};

static int refuse_reserved(const char *name, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
		if (strcmp(reserved[i].property, name) == 0)
			return err_set(e, CODE_CLIENT_PROPERTY,
				       "'%s' cannot be set here: %s", name,
				       reserved[i].instead);
	return 0;
}

/* Names people use that librdkafka lists under another one. */
static const char *const aliases[] = {
	"linger.ms",
	"retries",
	"compression.type",
	"max.in.flight",
	"delivery.timeout.ms",
	"sasl.mechanism",
	"max.partition.fetch.bytes",
};

/* The dump is name, value, name, value: a table whose rows start with the name. */
static const char *nearest_in(const char **dump, size_t n, const char *name)
{
	return str_nearest(name, dump, n / 2, 2 * sizeof(*dump));
}

static int unknown_property(rd_kafka_conf_t *conf, const char *name, struct err *e)
{
	rd_kafka_topic_conf_t *tconf = rd_kafka_topic_conf_new();
	size_t n, tn;
	const char **dump = rd_kafka_conf_dump(conf, &n);
	const char **tdump = rd_kafka_topic_conf_dump(tconf, &tn);
	const char *near = str_nearest(name, aliases, ARRAY_LEN(aliases),
				       sizeof(*aliases));

	if (!near)
		near = nearest_in(dump, n, name);
	if (!near)
		near = nearest_in(tdump, tn, name);
	if (near)
		err_set(e, CODE_CLIENT_PROPERTY,
			"librdkafka %s has no property '%s' (did you mean '%s'?)",
			client_version(), name, near);
	else
		err_set(e, CODE_CLIENT_PROPERTY, "librdkafka %s has no property '%s'",
			client_version(), name);
	rd_kafka_conf_dump_free(tdump, tn);
	rd_kafka_conf_dump_free(dump, n);
	rd_kafka_topic_conf_destroy(tconf);
	return -1;
}

static int set_user(rd_kafka_conf_t *conf, const struct param *p, struct err *e)
{
	char why[256];

	if (refuse_reserved(p->name, e) < 0)
		return -1;
	switch (rd_kafka_conf_set(conf, p->name, p->text, why, sizeof(why))) {
	case RD_KAFKA_CONF_OK: return 0;
	case RD_KAFKA_CONF_UNKNOWN: return unknown_property(conf, p->name, e);
	case RD_KAFKA_CONF_INVALID: break;
	}
	return err_set(e, CODE_CLIENT_PROPERTY, "cannot set '%s' to '%s': %s", p->name,
		       p->text, why);
}

void client_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
	char why[256];
	rd_kafka_conf_res_t res = rd_kafka_conf_set(conf, name, value, why, sizeof(why));

	assert(res == RD_KAFKA_CONF_OK);
	(void)res;
}

/* Runs on librdkafka's threads. */
static void on_log(const rd_kafka_t *rk, UNUSED int level, const char *fac,
		   const char *text)
{
	log_debug("rdkafka", "%s %s: %s", rd_kafka_name(rk), fac, text);
}

static void set_defaults(rd_kafka_conf_t *conf, enum client_kind kind)
{
	size_t n;
	const struct client_default *rows = client_defaults(&n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].kinds & kind)
			client_conf_set(conf, rows[i].property, rows[i].value);
}

rd_kafka_conf_t *client_conf_new(enum client_kind kind, const char *bootstrap,
				 const struct params *user, struct err *e)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	rd_kafka_conf_set_log_cb(conf, on_log);
	set_defaults(conf, kind);
	for (size_t i = 0; user && i < user->len; i++)
		if (set_user(conf, &user->item[i], e) < 0) {
			rd_kafka_conf_destroy(conf);
			return NULL;
		}
	if (bootstrap)
		client_conf_set(conf, "bootstrap.servers", bootstrap);
	return conf;
}

rd_kafka_t *client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, struct err *e)
{
	char why[256];
	rd_kafka_t *rk = rd_kafka_new(type, conf, why, sizeof(why));

	if (!rk) {
		rd_kafka_conf_destroy(conf); /* still ours when it fails */
		err_set(e, CODE_CLIENT_PROPERTY,
			"librdkafka refuses this configuration: %s", why);
	}
	return rk;
}

void *client_unconst(const void *p)
{
	union {
		const void *from;
		void *to;
	} u = {.from = p};

	return u.to;
}

const char *client_version(void)
{
	return rd_kafka_version_str();
}

const char *client_error_name(int code)
{
	return rd_kafka_err2name((rd_kafka_resp_err_t)code);
}

_Static_assert(CLIENT_ERR_QUEUE_FULL == (int)RD_KAFKA_RESP_ERR__QUEUE_FULL, "same code");
_Static_assert(CLIENT_ERR_ALL_BROKERS_DOWN == (int)RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
	       "same code");
_Static_assert(CLIENT_ERR_FATAL == (int)RD_KAFKA_RESP_ERR__FATAL, "same code");
_Static_assert(CLIENT_ERR_PURGE_INFLIGHT == (int)RD_KAFKA_RESP_ERR__PURGE_INFLIGHT,
	       "same code");
_Static_assert(CLIENT_ERR_NO_START == (int)RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
	       "same code");
