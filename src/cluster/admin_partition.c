/* admin.h over the wire: who leads partitions, and where their replicas are. */
#include "base/clock.h"
#include "base/mem.h"
#include "cluster/admin_wire.h"
#include "kafka/api_admin.h"
#include "kafka/api_moves.h"
#include "kafka/api_topics.h"

/* ---- a topic's partitions ---- */

struct topic_question {
	const char *topic;
	int32_t partition;      /* -1: all */
	struct ids replicas;    /* out: of that partition */
	struct ids *partitions; /* out, or NULL: their numbers */
};

static enum answer no_such(const struct topic_question *q, struct err *e)
{
	if (q->partition < 0)
		(void)err_set(e, CODE_KAFKA_REFUSED, "there is no such topic");
	else
		(void)err_set(e, CODE_KAFKA_REFUSED, "there is no such partition");
	return ANSWER_NO;
}

static enum answer read_topic(struct topic_question *q, struct asked *n,
			      const struct topic_list *l, struct err *e)
{
	const struct topic_row *t = topic_list_find(l, q->topic);
	const struct partition_row *p;
	enum answer got = t ? admin_judge(n, t->error, NULL, e) : no_such(q, e);

	if (got != ANSWERED)
		return got;
	for (size_t i = 0; q->partitions && i < t->n_partitions; i++)
		ids_add(q->partitions, t->partitions[i].index);
	if (q->partition < 0)
		return ANSWERED;
	p = topic_row_partition(t, q->partition);
	if (!p)
		return no_such(q, e);
	ids_copy(&q->replicas, &p->replicas);
	return ANSWERED;
}

static enum answer ask_topic(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct topic_question *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct metadata_view v = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	metadata_request(&body, &q->topic, 1);
	if (asking_exchange(a, n, KAPI_METADATA, &body, &r) < 0)
		return ANSWER_NEXT;
	if (metadata_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	got = read_topic(q, n, &v.topics, e);
	metadata_view_release(&v);
	return got;
}

int admin_wire_replicas(struct cluster *c, const char *topic, int32_t partition,
			int64_t timeout_ns, struct ids *out, struct err *e)
{
	struct topic_question q = {.topic = topic, .partition = partition};

	if (admin_ask(c, SIDE_BROKER, timeout_ns, ask_topic, &q, e) < 0)
		return err_wrap(e, "cannot read the replicas of %s/%d", topic, partition);
	*out = q.replicas;
	return 0;
}

/* ---- elections ---- */

struct election_question {
	enum admin_election how;
	const struct election_topic *topics; /* NULL: all */
	size_t elected;                      /* out */
	struct strbuf said;                  /* out */
};

static enum answer read_row(struct election_question *q, struct asked *n,
			    const char *topic, const struct election_row *row,
			    struct err *e)
{
	if (row->error == KERR_ELECTION_NOT_NEEDED)
		return ANSWERED;
	if (asking_is_passing(row->error) ||
	    row->error == KERR_UNKNOWN_TOPIC_OR_PARTITION)
		return admin_judge(n, row->error, row->message, e);
	if (row->error == KERR_NONE)
		q->elected++;
	else
		strbuf_addf(&q->said, "%s%s/%d: %s", q->said.len ? "; " : "", topic,
			    row->partition, KERR_TEXT(row->error));
	return ANSWERED;
}

static enum answer read_election(struct election_question *q, struct asked *n,
				 const struct election_view *v, struct err *e)
{
	enum answer got = admin_judge(n, v->error, NULL, e);

	q->elected = 0;
	strbuf_clear(&q->said);
	for (size_t i = 0; i < v->n_topics; i++)
		for (size_t k = 0; k < v->topics[i].n_rows && got == ANSWERED; k++)
			got = read_row(q, n, v->topics[i].topic, &v->topics[i].rows[k],
				       e);
	return got;
}

static enum answer tell_election(struct asking *a, struct asked *n, void *arg,
				 struct err *e)
{
	struct election_question *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct election_view v = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	election_request(&body,
			 q->how == ADMIN_ELECT_UNCLEAN ? ELECTION_UNCLEAN
						       : ELECTION_PREFERRED,
			 q->topics, q->topics ? 1 : 0, asking_node_timeout_ms(a));
	if (asking_exchange(a, n, KAPI_ELECT_LEADERS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (election_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	got = read_election(q, n, &v, e);
	election_view_release(&v);
	return got;
}

static int fail_election(enum admin_election how, const char *topic, int32_t partition,
			 struct err *e)
{
	const char *kind = how == ADMIN_ELECT_UNCLEAN ? "unclean" : "preferred";

	if (!topic)
		return err_wrap(e, "cannot elect %s leaders", kind);
	if (partition < 0)
		return err_wrap(e, "cannot elect %s leaders of topic '%s'", kind, topic);
	return err_wrap(e, "cannot elect the %s leader of %s/%d", kind, topic, partition);
}

/* Which partitions, as the request wants them: all of a topic must be numbered. */
static int name_partitions(struct cluster *c, const char *topic, int32_t partition,
			   int64_t timeout_ns, struct ids *out, struct err *e)
{
	struct topic_question q = {.topic = topic, .partition = -1, .partitions = out};

	if (!topic)
		return 0;
	if (partition < 0)
		return admin_ask(c, SIDE_BROKER, timeout_ns, ask_topic, &q, e);
	ids_add(out, partition);
	return 0;
}

int admin_wire_elect(struct cluster *c, enum admin_election how, const char *topic,
		     int32_t partition, int64_t timeout_ns, size_t *out_elected,
		     struct strbuf *said, struct err *e)
{
	struct election_question q = {.how = how};
	struct election_topic named = {.name = topic};
	struct clock clock;
	struct ids numbers = {0};
	int rc;

	clock_start(&clock);
	rc = name_partitions(c, topic, partition, timeout_ns, &numbers, e);
	named.partitions = numbers.id;
	named.n_partitions = numbers.len;
	q.topics = topic ? &named : NULL;
	if (rc == 0)
		rc = admin_ask(c, admin_change_side(c), timeout_ns - clock_now(&clock),
			       tell_election, &q, e);
	if (rc < 0) {
		fail_election(how, topic, partition, e);
	} else {
		*out_elected = q.elected;
		strbuf_addstr(said, strbuf_text(&q.said));
	}
	strbuf_release(&q.said);
	ids_release(&numbers);
	return rc;
}

/* ---- moves ---- */

struct move_question {
	const char *topic;
	int32_t partition;
	const struct ids *to; /* NULL: cancel */
	bool is_moving;       /* out */
};

static enum answer tell_one(struct asking *a, struct asked *n, struct move_question *q,
			    const struct ids *to, struct err *e)
{
	struct strbuf body = STRBUF_INIT;
	struct move_answer said;
	struct wire_reader r;
	struct err why = {0};
	enum answer got = ANSWERED;

	move_request(&body, q->topic, q->partition, to, asking_node_timeout_ms(a));
	if (asking_exchange(a, n, KAPI_ALTER_PARTITION_REASSIGNMENTS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (move_decode(&said, &r, &why) < 0)
		return admin_garbled(n, &why);
	if (to || said.error != KERR_NO_REASSIGNMENT_IN_PROGRESS)
		got = admin_judge(n, said.error, said.message, e);
	move_answer_release(&said);
	return got;
}

/*
 * A move under way is given up first. Told to go back in its middle, Kafka 4.3 has one replica both
 * coming and going, and the move then never ends. Whether there was one to give up does not matter.
 */
static enum answer tell_move(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct move_question *q = arg;
	struct err ignored = {0};

	if (q->to && tell_one(a, n, q, NULL, &ignored) == ANSWER_NEXT)
		return ANSWER_NEXT;
	return n->conn.state == KCONN_READY ? tell_one(a, n, q, q->to, e) : ANSWER_NEXT;
}

int admin_wire_move(struct cluster *c, const char *topic, int32_t partition,
		    const struct ids *to, int64_t timeout_ns, struct err *e)
{
	struct move_question q = {.topic = topic, .partition = partition, .to = to};
	struct strbuf where = STRBUF_INIT;
	int rc = admin_ask(c, admin_change_side(c), timeout_ns, tell_move, &q, e);

	if (rc < 0 && to) {
		ids_text(to, &where);
		err_wrap(e, "cannot move %s/%d to the brokers %s", topic, partition,
			 strbuf_text(&where));
	} else if (rc < 0) {
		err_wrap(e, "cannot give up the move of %s/%d", topic, partition);
	}
	strbuf_release(&where);
	return rc;
}

static enum answer ask_moving(struct asking *a, struct asked *n, void *arg, struct err *e)
{
	struct move_question *q = arg;
	struct strbuf body = STRBUF_INIT;
	struct moving_view v = {0};
	struct wire_reader r;
	struct err why = {0};
	enum answer got;

	moving_view_request(&body, q->topic, q->partition, asking_node_timeout_ms(a));
	if (asking_exchange(a, n, KAPI_LIST_PARTITION_REASSIGNMENTS, &body, &r) < 0)
		return ANSWER_NEXT;
	if (moving_view_decode(&v, &r, &why) < 0)
		return admin_garbled(n, &why);
	got = admin_judge(n, v.error, v.message, e);
	q->is_moving = moving_view_find(&v, q->topic, q->partition) != NULL;
	moving_view_release(&v);
	return got;
}

int admin_wire_moving(struct cluster *c, const char *topic, int32_t partition,
		      int64_t timeout_ns, bool *out, struct err *e)
{
	struct move_question q = {.topic = topic, .partition = partition};

	if (admin_ask(c, admin_change_side(c), timeout_ns, ask_moving, &q, e) < 0)
		return err_wrap(e, "cannot tell whether %s/%d moves", topic, partition);
	*out = q.is_moving;
	return 0;
}
