/* admin.h over the wire: what is asked of a topic, a partition or a group. */
#include "cluster/admin_wire.h"

#include "base/mem.h"
#include "base/str.h"
#include "cluster/asking.h"
#include "kafka/api_config.h"
#include "kafka/api_group.h"
#include "kafka/api_moves.h"
#include "kafka/api_offsets.h"
#include "kafka/api_topics.h"

/* ---- what all questions have in common ---- */

enum side admin_change_side(const struct cluster *c)
{
	const struct topology *t = cluster_topology(c);

	for (size_t i = 0; i < t->len; i++)
		if ((t->nodes[i].roles & ROLE_CONTROLLER) && !t->nodes[i].controller.host)
			return SIDE_BROKER;
	return topology_voters(t) ? SIDE_CONTROLLER : SIDE_BROKER;
}

int admin_ask(struct cluster *c, enum side side, int64_t timeout_ns,
	      question_fn *question, void *arg, struct err *e)
{
	struct asking a;
	int rc;

	asking_init(&a, c, side, NULL, timeout_ns);
	rc = asking_in_turn(&a, question, arg, e);
	asking_release(&a);
	return rc;
}

enum answer admin_judge(struct asked *n, int16_t error, const char *message,
			struct err *e)
{
	if (error == KERR_NONE)
		return ANSWERED;
	(void)snprintf(n->why, sizeof(n->why), "%s", KERR_TEXT(error));
	if (asking_is_passing(error))
		return ANSWER_NEXT;
	(void)err_set(e, CODE_KAFKA_REFUSED, "node %d says %s%s%s", n->node->id,
		      KERR_TEXT(error), message && *message ? ": " : "",
		      message ? message : "");
	return ANSWER_NO;
}

enum answer admin_garbled(struct asked *n, const struct err *why)
{
	(void)snprintf(n->why, sizeof(n->why), "%.*s", (int)sizeof(n->why) - 1, why->msg);
	return ANSWER_NEXT;
}

/* ---- a topic's configuration ---- */

struct config_question {
	const char *topic, *key;
	char *value; /* out; NULL: none */
	bool is_own; /* out: set on the topic itself */
};

static enum answer read_config(struct config_question *q, struct asked *n,
			       const struct config_view *v, struct err *e)
{
	const struct config_row *row = config_view_find(v, q->key);
	enum answer got = admin_judge(n, v->error, v->message, e);

	if (got != ANSWERED)
		return got;
	if (!row) {
		(void)err_set(e, CODE_KAFKA_GARBLED, "a topic has no such setting");
		return ANSWER_NO;
	}
	q->is_own = row->source == CONFIG_OF_TOPIC;
	q->value = row->value ? xstrdup(row->value) : NULL;
	return ANSWERED;
}

static enum answer ask_config(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct config_question *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct config_view v = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	config_view_request(&body, q->topic, &q->key, 1);
	if (asking_exchange(a, n, KAPI_DESCRIBE_CONFIGS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (config_view_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	got = read_config(q, n, &v, e);
	config_view_release(&v);
	return got;
}

static int get_config(struct cluster *c, struct config_question *q, int64_t timeout_ns,
		      struct err *e)
{
	if (admin_ask(c, SIDE_BROKER, timeout_ns, ask_config, q, e) == 0)
		return 0;
	return err_wrap(e, "cannot read '%s' of topic '%s'", q->key, q->topic);
}

static int topic_config(struct cluster *c, const char *topic, const char *key,
			int64_t timeout_ns, char **out, struct err *e)
{
	struct config_question q = {.topic = topic, .key = key};

	if (get_config(c, &q, timeout_ns, e) < 0)
		return -1;
	if (q.is_own) {
		*out = q.value;
	} else {
		free(q.value);
		*out = NULL;
	}
	return 0;
}

static int min_insync(struct cluster *c, const char *topic, int64_t timeout_ns, int *out,
		      struct err *e)
{
	struct config_question q = {.topic = topic, .key = "min.insync.replicas"};
	int64_t n;
	int rc = 0;

	if (get_config(c, &q, timeout_ns, e) < 0)
		return -1;
	if (q.value && str_to_int(q.value, &n) && n > 0 && n <= INT16_MAX)
		*out = (int)n;
	else
		rc = err_set(e, CODE_KAFKA_GARBLED,
			     "'%s' of topic '%s' is '%s', no number", q.key, topic,
			     q.value ? q.value : "");
	free(q.value);
	return rc;
}

struct config_change {
	const char *topic;
	struct topic_setting setting;
};

static enum answer tell_config(struct asking *a, struct asked *n, void *arg,
			       struct err *e)
{
	const struct config_change *ch = arg;
	struct strbuf body = STRBUF_INIT;
	struct topic_results l = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got = ANSWERED;

	alter_config_request(&body, ch->topic, &ch->setting, 1, false);
	if (asking_exchange(a, n, KAPI_INCREMENTAL_ALTER_CONFIGS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (alter_config_decode(&l, &r, &why) < 0)
		return admin_garbled(n, &why);
	if (!l.len) { /* silence is no yes */
		(void)err_set(&why, CODE_KAFKA_GARBLED, "an empty reply");
		return admin_garbled(n, &why);
	}
	for (size_t i = 0; i < l.len && got == ANSWERED; i++)
		got = admin_judge(n, l.rows[i].error, l.rows[i].message, e);
	topic_results_release(&l);
	return got;
}

static int set_topic_config(struct cluster *c, const char *topic, const char *key,
			    const char *value, int64_t timeout_ns, struct err *e)
{
	struct config_change ch = {topic, {key, value}};

	if (admin_ask(c, admin_change_side(c), timeout_ns, tell_config, &ch, e) == 0)
		return 0;
	if (value)
		return err_wrap(e, "cannot set '%s' of topic '%s' to '%s'", key, topic,
				value);
	return err_wrap(e, "cannot unset '%s' of topic '%s'", key, topic);
}

/* ---- where a group's coordinator is ---- */

struct group_question {
	const char *group;
	int32_t node; /* out */
};

static enum answer ask_group(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct group_question *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct coordinator_view v;
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	coordinator_view_request(&body, q->group);
	if (asking_exchange(a, n, KAPI_FIND_COORDINATOR, &body, &r) < 0)
		return ANSWER_NEXT;
	if (coordinator_view_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	got = admin_judge(n, v.error, v.message, e);
	if (got == ANSWERED)
		q->node = v.node;
	coordinator_view_release(&v);
	return got;
}

static int coordinator(struct cluster *c, const char *group, int64_t timeout_ns,
		       int32_t *out_node, struct err *e)
{
	struct group_question q = {.group = group};

	if (admin_ask(c, SIDE_BROKER, timeout_ns, ask_group, &q, e) < 0)
		return err_wrap(e, "cannot find the coordinator of group '%s'", group);
	*out_node = q.node;
	return 0;
}

/* ---- how far copies of a partition have come ---- */

/* The log end it tells, or -1. */
static int64_t read_log_end(struct asked *n, const char *topic, int32_t partition)
{
	struct wire_reader r = kconn_reply(&n->conn);
	const struct offset_row *row;
	struct offset_view v = {0};
	struct err why = {0};
	int64_t end = -1;

	if (offset_view_decode(&v, &r, &why) < 0) {
		(void)admin_garbled(n, &why);
		return -1;
	}
	row = offset_view_find(&v, topic, partition);
	if (row && row->error)
		(void)snprintf(n->why, sizeof(n->why), "%s", KERR_TEXT(row->error));
	else if (row)
		end = row->offset;
	offset_view_release(&v);
	return end;
}

/* All at the same moment: what one asks later has come further. */
static void ask_log_ends(struct asking *a, const struct offset_query *q, int64_t *ends)
{
	bool *was_sent = xcalloc(a->len, sizeof(*was_sent));

	asking_open(a);
	for (size_t i = 0; i < a->len; i++) {
		struct strbuf body = STRBUF_INIT;

		offset_view_request(&body, OFFSETS_AS_DEBUGGER, q, 1);
		if (a->nodes[i].conn.state == KCONN_READY)
			was_sent[i] = asking_send(a, &a->nodes[i], KAPI_LIST_OFFSETS,
						  &body) == 0;
		strbuf_release(&body);
	}
	asking_wait(a);
	for (size_t i = 0; i < a->len; i++)
		ends[i] = was_sent[i] && a->nodes[i].conn.state == KCONN_READY
				  ? read_log_end(&a->nodes[i], q->topic, q->partition)
				  : -1;
	free(was_sent);
}

/* out[] in the order of `of`; the farthest of all, -1 when nobody told. */
static int64_t sort_ends(const struct asking *a, const int64_t *ends,
			 const struct ids *of, int64_t *out)
{
	int64_t farthest = -1;

	for (size_t i = 0; i < of->len; i++) {
		out[i] = -1;
		for (size_t k = 0; k < a->len; k++)
			if (a->nodes[k].node->id == of->id[i])
				out[i] = ends[k];
		if (out[i] > farthest)
			farthest = out[i];
	}
	return farthest;
}

static int no_log_end(const struct asking *a, const char *topic, int32_t partition,
		      struct err *e)
{
	struct strbuf said = STRBUF_INIT;

	for (size_t i = 0; i < a->len; i++)
		strbuf_addf(&said, "%snode %d: %s", i ? "; " : "", a->nodes[i].node->id,
			    *a->nodes[i].why ? a->nodes[i].why : "no answer");
	(void)err_set(e, CODE_NOT_READ,
		      "no broker tells how far its copy of %s/%d is (%s)", topic,
		      partition, a->len ? strbuf_text(&said) : "none can be reached");
	strbuf_release(&said);
	return -1;
}

static int replica_lags(struct cluster *c, const char *topic, int32_t partition,
			const struct ids *of, int64_t timeout_ns, int64_t *out,
			struct err *e)
{
	const struct offset_query q = {topic, partition, OFFSET_LATEST};
	struct asking a;
	int64_t *ends, *lags = xcalloc(of->len, sizeof(*lags)), farthest;
	int rc = 0;

	asking_init(&a, c, SIDE_BROKER, of, timeout_ns);
	ends = xcalloc(a.len, sizeof(*ends));
	ask_log_ends(&a, &q, ends);
	farthest = sort_ends(&a, ends, of, lags);
	if (farthest < 0)
		rc = no_log_end(&a, topic, partition, e);
	for (size_t i = 0; rc == 0 && i < of->len; i++)
		out[i] = lags[i] < 0 ? -1 : farthest - lags[i];
	asking_release(&a);
	free(ends);
	free(lags);
	return rc;
}

const struct admin_ops admin_over_the_wire = {
	.topic_config = topic_config,
	.set_topic_config = set_topic_config,
	.min_insync = min_insync,
	.elect = admin_wire_elect,
	.replicas = admin_wire_replicas,
	.move = admin_wire_move,
	.moving = admin_wire_moving,
	.coordinator = coordinator,
	.replica_lags = replica_lags,
	.delete_topic = admin_wire_delete_topic,
	.delete_group = admin_wire_delete_group,
};
