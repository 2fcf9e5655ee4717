#include "kafka/client_admin.h"

#include "base/clock.h"
#include "base/mem.h"
#include "kafka/client_conf.h"

enum { PAUSE_MS = 50, ONE_TRY_MS = 5000 };

struct kadmin {
	rd_kafka_t *rk;
	rd_kafka_queue_t *queue;
	struct clock clock;
};

struct kadmin *kadmin_new(const char *bootstrap, struct err *e)
{
	rd_kafka_conf_t *conf = client_conf_new(CLIENT_ADMIN, bootstrap, NULL, e);
	struct kadmin *a;
	rd_kafka_t *rk;

	if (!conf)
		return NULL;
	rk = client_new(RD_KAFKA_PRODUCER, conf, e);
	if (!rk)
		return NULL;
	a = xcalloc(1, sizeof(*a));
	a->rk = rk;
	a->queue = rd_kafka_queue_new(rk);
	clock_start(&a->clock);
	return a;
}

void kadmin_free(struct kadmin *a)
{
	if (!a)
		return;
	rd_kafka_queue_destroy(a->queue);
	rd_kafka_destroy(a->rk);
	free(a);
}

static int ms_left(const struct kadmin *a, int64_t until_ns)
{
	int64_t ms = (until_ns - clock_now(&a->clock)) / NS_PER_MS;

	if (ms < 1)
		return 1;
	return ms > ONE_TRY_MS ? ONE_TRY_MS : (int)ms;
}

static bool is_over(const struct kadmin *a, int64_t until_ns)
{
	return clock_now(&a->clock) >= until_ns;
}

/* What passes by itself, also while a cluster is still coming up. */
static bool is_passing(rd_kafka_resp_err_t why)
{
	switch ((int)why) {
	case RD_KAFKA_RESP_ERR__TIMED_OUT:
	case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
	case RD_KAFKA_RESP_ERR__TRANSPORT:
	case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
	case RD_KAFKA_RESP_ERR__RESOLVE:
	case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
	case RD_KAFKA_RESP_ERR_NOT_CONTROLLER:
	case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
	case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR: /* too few brokers, so far */
		return true;
	default: return false;
	}
}

/* One answer: the topic's error, else the whole request's. */
struct answer {
	rd_kafka_resp_err_t error;
	char text[256];
};

static void keep(struct answer *out, rd_kafka_resp_err_t error, const char *text)
{
	out->error = error;
	(void)snprintf(out->text, sizeof(out->text), "%s",
		       text && *text ? text : rd_kafka_err2str(error));
}

static const rd_kafka_topic_result_t **results_of(rd_kafka_event_t *ev, size_t *n)
{
	const rd_kafka_CreateTopics_result_t *created =
		rd_kafka_event_CreateTopics_result(ev);
	const rd_kafka_DeleteTopics_result_t *deleted =
		rd_kafka_event_DeleteTopics_result(ev);

	*n = 0;
	if (created)
		return rd_kafka_CreateTopics_result_topics(created, n);
	return deleted ? rd_kafka_DeleteTopics_result_topics(deleted, n) : NULL;
}

static void wait_answer(struct kadmin *a, struct answer *out)
{
	/* librdkafka answers at its own request time-out at the latest; this is twice that. */
	rd_kafka_event_t *ev = rd_kafka_queue_poll(a->queue, 2 * ONE_TRY_MS);
	const rd_kafka_topic_result_t **topics;
	size_t n;

	if (!ev) {
		keep(out, RD_KAFKA_RESP_ERR__TIMED_OUT, NULL);
		return;
	}
	topics = results_of(ev, &n);
	if (rd_kafka_event_error(ev) || n == 0)
		keep(out, rd_kafka_event_error(ev), rd_kafka_event_error_string(ev));
	else
		keep(out, rd_kafka_topic_result_error(topics[0]),
		     rd_kafka_topic_result_error_string(topics[0]));
	rd_kafka_event_destroy(ev);
}

static rd_kafka_AdminOptions_t *options(struct kadmin *a, int64_t until_ns)
{
	rd_kafka_AdminOptions_t *o = rd_kafka_AdminOptions_new(a->rk,
							       RD_KAFKA_ADMIN_OP_ANY);
	char why[128];

	/* The range is 1 ms to an hour: it cannot be refused. */
	(void)rd_kafka_AdminOptions_set_request_timeout(o, ms_left(a, until_ns), why,
							sizeof(why));
	return o;
}

static rd_kafka_NewTopic_t *describe(const struct topic_plan *t, struct err *e)
{
	char why[256];
	rd_kafka_NewTopic_t *n = rd_kafka_NewTopic_new(t->name, t->partitions,
						       t->replication, why, sizeof(why));

	if (!n) {
		err_set(e, CODE_CLIENT_PROPERTY, "%s", why);
		return NULL;
	}
	for (size_t i = 0; i < t->config.len; i++)
		(void)rd_kafka_NewTopic_set_config(
			n, t->config.item[i].name,
			t->config.item[i].text); /* never fails */
	return n;
}

static int create_once(struct kadmin *a, const struct topic_plan *t, int64_t until_ns,
		       struct answer *out, struct err *e)
{
	rd_kafka_NewTopic_t *n = describe(t, e);
	rd_kafka_AdminOptions_t *o;

	if (!n)
		return -1;
	o = options(a, until_ns);
	rd_kafka_CreateTopics(a->rk, &n, 1, o, a->queue);
	wait_answer(a, out);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_NewTopic_destroy(n);
	return 0;
}

/* How many partitions the topic has, and how many of them have a leader; -1: not told. */
static int count_partitions(struct kadmin *a, rd_kafka_topic_t *rkt, int64_t until_ns,
			    int *out_led)
{
	const struct rd_kafka_metadata *md;
	int n = -1;

	*out_led = 0;
	if (rd_kafka_metadata(a->rk, 0, rkt, &md, ms_left(a, until_ns)) !=
	    RD_KAFKA_RESP_ERR_NO_ERROR)
		return -1;
	if (md->topic_cnt == 1 && md->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR) {
		n = md->topics[0].partition_cnt;
		for (int i = 0; i < n; i++)
			*out_led += md->topics[0].partitions[i].leader >= 0;
	}
	rd_kafka_metadata_destroy(md);
	return n;
}

static int wait_led(struct kadmin *a, const struct topic_plan *t, int64_t until_ns,
		    struct err *e)
{
	rd_kafka_topic_t *rkt = rd_kafka_topic_new(a->rk, t->name, NULL);
	int n, led;

	do {
		n = count_partitions(a, rkt, until_ns, &led);
		if ((n >= 0 && n != t->partitions) || led == t->partitions)
			break;
		(void)rd_kafka_poll(a->rk, PAUSE_MS);
	} while (!is_over(a, until_ns));
	rd_kafka_topic_destroy(rkt);
	if (n >= 0 && n != t->partitions)
		return err_set(
			e, CODE_TOPIC_DIFFERS,
			"topic '%s' exists with %d partitions, the scenario says %d",
			t->name, n, t->partitions);
	if (led != t->partitions)
		return err_set(
			e, CODE_TOPIC_NOT_MADE,
			"topic '%s' was created, but only %d of %d partitions have a leader",
			t->name, led, t->partitions);
	return 0;
}

int kadmin_create_topic(struct kadmin *a, const struct topic_plan *t, int64_t timeout_ns,
			bool *out_existed, struct err *e)
{
	int64_t until_ns = clock_now(&a->clock) + timeout_ns;
	struct answer answer;
	bool is_retry = false;

	for (;; is_retry = true) {
		if (create_once(a, t, until_ns, &answer, e) < 0)
			return -1;
		if (!is_passing(answer.error) || is_over(a, until_ns))
			break;
		(void)rd_kafka_poll(a->rk, PAUSE_MS);
	}
	if (answer.error && answer.error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
		return err_set(e, CODE_TOPIC_NOT_MADE, "cannot create topic '%s': %s",
			       t->name, answer.text);
	/* A first try that timed out may be the one that created it. */
	*out_existed = answer.error && !is_retry;
	return wait_led(a, t, until_ns, e);
}

/* Tried again until it works or time is over: what a client says first may be that it knows no broker
 * yet. */
typedef rd_kafka_resp_err_t look_fn(struct kadmin *a, const char *name, int timeout_ms,
				    bool *out);

static int look_for(struct kadmin *a, look_fn *look, const char *name, int64_t timeout_ns,
		    bool *out, struct err *e)
{
	int64_t until_ns = clock_now(&a->clock) + timeout_ns;
	rd_kafka_resp_err_t why;

	while ((why = look(a, name, ms_left(a, until_ns), out)) !=
	       RD_KAFKA_RESP_ERR_NO_ERROR) {
		if (is_over(a, until_ns))
			return err_set(e, CODE_TOPIC_NOT_MADE,
				       "cannot find out whether there is a '%s': %s",
				       name, rd_kafka_err2str(why));
		(void)rd_kafka_poll(a->rk, PAUSE_MS);
	}
	return 0;
}

static rd_kafka_resp_err_t look_for_topic(struct kadmin *a, const char *name,
					  int timeout_ms, bool *out)
{
	const struct rd_kafka_metadata *md;
	rd_kafka_resp_err_t why = rd_kafka_metadata(a->rk, 1, NULL, &md, timeout_ms);

	if (why)
		return why;
	*out = false;
	for (int i = 0; i < md->topic_cnt; i++)
		*out |= strcmp(md->topics[i].topic, name) == 0;
	rd_kafka_metadata_destroy(md);
	return why;
}

/* A broker that does not tell its groups (PARTIAL) may have it. */
static rd_kafka_resp_err_t look_for_group(struct kadmin *a, const char *name,
					  int timeout_ms, bool *out)
{
	const struct rd_kafka_group_list *list = NULL;
	rd_kafka_resp_err_t why = rd_kafka_list_groups(a->rk, name, &list, timeout_ms);

	*out = false;
	for (int i = 0; list && i < list->group_cnt; i++)
		*out |= strcmp(list->groups[i].group, name) == 0;
	if (list)
		rd_kafka_group_list_destroy(list);
	return *out ? RD_KAFKA_RESP_ERR_NO_ERROR : why;
}

int kadmin_has_topic(struct kadmin *a, const char *name, int64_t timeout_ns, bool *out,
		     struct err *e)
{
	return look_for(a, look_for_topic, name, timeout_ns, out, e);
}

int kadmin_has_group(struct kadmin *a, const char *name, int64_t timeout_ns, bool *out,
		     struct err *e)
{
	return look_for(a, look_for_group, name, timeout_ns, out, e);
}

static void delete_once(struct kadmin *a, const char *name, int64_t until_ns,
			struct answer *out)
{
	rd_kafka_DeleteTopic_t *d = rd_kafka_DeleteTopic_new(name);
	rd_kafka_AdminOptions_t *o = options(a, until_ns);

	rd_kafka_DeleteTopics(a->rk, &d, 1, o, a->queue);
	wait_answer(a, out);
	rd_kafka_AdminOptions_destroy(o);
	rd_kafka_DeleteTopic_destroy(d);
}

int kadmin_delete_topic(struct kadmin *a, const char *name, int64_t timeout_ns,
			struct err *e)
{
	int64_t until_ns = clock_now(&a->clock) + timeout_ns;
	struct answer answer;

	for (;;) {
		delete_once(a, name, until_ns, &answer);
		if (!is_passing(answer.error) || is_over(a, until_ns))
			break;
		(void)rd_kafka_poll(a->rk, PAUSE_MS);
	}
	if (answer.error && answer.error != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
		return err_set(e, CODE_TOPIC_NOT_REMOVED, "cannot delete topic '%s': %s",
			       name, answer.text);
	return 0;
}
