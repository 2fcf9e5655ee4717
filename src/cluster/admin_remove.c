/* admin.h over the wire: topics and groups that are to go. */
#include "base/clock.h"
#include "cluster/admin_wire.h"
#include "kafka/api_admin.h"
#include "kafka/api_group.h"
#include "kafka/api_topics.h"

#define GROUPS_TOPIC "__consumer_offsets"

/* One coordinator is asked so long; another one may have taken over meanwhile. */
#define ROUND_NS (5 * NS_PER_S)
#define LEAST_NS \
	(500 * NS_PER_MS) /* a shorter one would only say that it was too short */

/* ---- a topic ---- */

struct topic_removal {
	const char *topic;
	bool was_there; /* out */
};

static enum answer tell_topic(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct topic_removal *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct topic_results l = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	delete_topics_request(&body, &q->topic, 1, asking_node_timeout_ms(a));
	if (asking_exchange(a, n, KAPI_DELETE_TOPICS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (delete_topics_decode(&l, &r, &why) < 0)
		return admin_garbled(n, &why);
	if (l.len != 1) { /* silence is no yes */
		topic_results_release(&l);
		(void)err_set(&why, CODE_KAFKA_GARBLED, "a reply about no topic");
		return admin_garbled(n, &why);
	}
	q->was_there |= l.rows[0].error == KERR_NONE;
	got = l.rows[0].error == KERR_UNKNOWN_TOPIC_OR_PARTITION
		      ? ANSWERED
		      : admin_judge(n, l.rows[0].error, l.rows[0].message, e);
	topic_results_release(&l);
	return got;
}

int admin_wire_delete_topic(struct cluster *c, const char *topic, int64_t timeout_ns,
			    bool *out_was_there, struct err *e)
{
	struct topic_removal q = {.topic = topic};

	if (admin_ask(c, admin_change_side(c), timeout_ns, tell_topic, &q, e) < 0)
		return err_wrap(e, "cannot delete topic '%s'", topic);
	*out_was_there = q.was_there;
	return 0;
}

/* ---- a group ---- */

/* Asking who coordinates would make the cluster create the topic: it is looked for before. */
static enum answer ask_groups_topic(struct asking *a, struct asked *n, void *arg,
				    struct err *e)
{
	static const char *const name = GROUPS_TOPIC;
	bool *out = arg;
	struct strbuf body = STRBUF_INIT;
	struct metadata_view v = {0};
	const struct topic_row *row;
	struct wire_reader r;
	struct err why = {0};
	enum answer got = ANSWERED;

	metadata_request(&body, &name, 1);
	if (asking_exchange(a, n, KAPI_METADATA, &body, &r) < 0)
		return ANSWER_NEXT;
	if (metadata_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	row = topic_list_find(&v.topics, name);
	*out = row && row->error != KERR_UNKNOWN_TOPIC_OR_PARTITION;
	if (*out)
		got = admin_judge(n, row->error, NULL, e);
	metadata_view_release(&v);
	return got;
}

struct group_removal {
	const char *group;
	bool was_there; /* out */
};

static enum answer tell_group(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct group_removal *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct wire_reader r;
	struct err why = {0};
	int16_t error = 0;

	delete_group_request(&body, q->group);
	if (asking_exchange(a, n, KAPI_DELETE_GROUPS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (delete_group_decode(&error, &r, &why) < 0)
		return admin_garbled(n, &why);
	if (error == KERR_GROUP_ID_NOT_FOUND)
		return ANSWERED;
	if (error == KERR_NON_EMPTY_GROUP || error == KERR_NOT_COORDINATOR) {
		(void)snprintf(n->why, sizeof(n->why), "%s", KERR_TEXT(error));
		return ANSWER_NEXT; /* members that died are let go in time */
	}
	q->was_there |= error == KERR_NONE;
	return admin_judge(n, error, NULL, e);
}

static int tell_coordinator(struct cluster *c, struct group_removal *q,
			    int64_t timeout_ns, struct err *e)
{
	struct ids only = {0};
	struct asking a;
	int32_t node;
	int rc;

	if (admin_coordinator(c, q->group, timeout_ns, &node, e) < 0)
		return -1;
	ids_add(&only, node);
	asking_init(&a, c, SIDE_BROKER, &only, timeout_ns);
	rc = asking_in_turn(&a, tell_group, q, e);
	asking_release(&a);
	ids_release(&only);
	return rc;
}

static int delete_group(struct cluster *c, struct group_removal *q, int64_t timeout_ns,
			struct err *e)
{
	struct clock clock;
	struct err why = {0};

	clock_start(&clock);
	for (;;) {
		int64_t left = timeout_ns - clock_now(&clock);

		if (tell_coordinator(c, q, left < ROUND_NS ? left : ROUND_NS, &why) == 0)
			return 0;
		if (why.kind == ERR_INTERRUPTED ||
		    timeout_ns - clock_now(&clock) < LEAST_NS) {
			*e = why;
			return -1;
		}
		why = (struct err){0};
	}
}

int admin_wire_delete_group(struct cluster *c, const char *group, int64_t timeout_ns,
			    bool *out_was_there, struct err *e)
{
	struct group_removal q = {.group = group};
	bool has_groups = false;
	int rc = admin_ask(c, SIDE_BROKER, timeout_ns, ask_groups_topic, &has_groups, e);

	if (rc == 0 && has_groups)
		rc = delete_group(c, &q, timeout_ns, e);
	if (rc < 0)
		return err_wrap(e, "cannot delete group '%s'", group);
	*out_was_there = q.was_there;
	return 0;
}
