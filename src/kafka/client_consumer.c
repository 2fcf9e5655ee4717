#include "kafka/client_consumer.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "kafka/client_conf.h"

struct kconsumer {
	rd_kafka_t *rk;
	rd_kafka_topic_t *topic; /* plain consumer only */
	rd_kafka_queue_t *queue; /* likewise: all its partitions come out here */
	int32_t *partitions;     /* likewise: those started */
	size_t n_partitions;
	rd_kafka_message_t *last; /* what the caller borrowed */
	bool is_group;
	rebalance_fn *on_rebalance;
	client_error_fn *on_error;
	void *arg;
};

static void on_error(UNUSED rd_kafka_t *rk, int code, const char *text, void *opaque)
{
	struct kconsumer *c = opaque;

	if (c->on_error)
		c->on_error(c->arg, code, text);
}

/* Says what librdkafka must be told back: take it, or give it up. */
static void answer_rebalance(rd_kafka_t *rk, bool assigned,
			     rd_kafka_topic_partition_list_t *list)
{
	bool is_cooperative = strcmp(rd_kafka_rebalance_protocol(rk), "COOPERATIVE") == 0;

	if (is_cooperative)
		rd_kafka_error_destroy(assigned
					       ? rd_kafka_incremental_assign(rk, list)
					       : rd_kafka_incremental_unassign(rk, list));
	else
		(void)rd_kafka_assign(rk, assigned ? list
						   : NULL); /* fails when closing only */
}

static void list_text(const rd_kafka_topic_partition_list_t *list, struct strbuf *out)
{
	const char *topic = NULL;

	for (int i = 0; i < list->cnt; i++) {
		const rd_kafka_topic_partition_t *tp = &list->elems[i];

		if (topic && strcmp(topic, tp->topic) == 0)
			strbuf_addf(out, ",%d", (int)tp->partition);
		else
			strbuf_addf(out, "%s%s/%d", topic ? " " : "", tp->topic,
				    (int)tp->partition);
		topic = tp->topic;
	}
	if (list->cnt == 0)
		strbuf_addstr(out, "nothing");
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t err,
			 rd_kafka_topic_partition_list_t *list, void *opaque)
{
	struct kconsumer *c = opaque;
	bool assigned = err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
	struct strbuf text = STRBUF_INIT;

	list_text(list, &text);
	answer_rebalance(rk, assigned, list);
	if (c->on_rebalance)
		c->on_rebalance(c->arg, assigned, list->cnt, strbuf_text(&text));
	strbuf_release(&text);
}

static rd_kafka_conf_t *make_conf(const struct kconsumer_params *p,
				  struct kconsumer *self, struct err *e)
{
	enum client_kind kind = p->group       ? CLIENT_GROUP
				: p->is_reader ? CLIENT_READER
					       : CLIENT_CONSUMER;
	rd_kafka_conf_t *conf = client_conf_new(kind, p->bootstrap, p->config, e);

	if (!conf)
		return NULL;
	if (p->group) {
		client_conf_set(conf, "group.id", p->group);
		rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
	}
	rd_kafka_conf_set_opaque(conf, self);
	rd_kafka_conf_set_error_cb(conf, on_error);
	return conf;
}

static int join_group(struct kconsumer *c, const char *topic, struct err *e)
{
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_resp_err_t why;

	(void)rd_kafka_topic_partition_list_add(list, topic, RD_KAFKA_PARTITION_UA);
	why = rd_kafka_poll_set_consumer(c->rk);
	if (!why)
		why = rd_kafka_subscribe(c->rk, list);
	rd_kafka_topic_partition_list_destroy(list);
	return why ? err_set(e, CODE_CLIENT_REFUSED, "cannot subscribe to '%s': %s",
			     topic, rd_kafka_err2str(why))
		   : 0;
}

static int open_topic(struct kconsumer *c, const char *topic, struct err *e)
{
	c->topic = rd_kafka_topic_new(c->rk, topic, NULL);
	if (!c->topic)
		return err_set(e, CODE_CLIENT_REFUSED, "cannot use topic '%s': %s", topic,
			       rd_kafka_err2str(rd_kafka_last_error()));
	c->queue = rd_kafka_queue_new(c->rk);
	return 0;
}

struct kconsumer *kconsumer_new(const struct kconsumer_params *p, struct err *e)
{
	struct kconsumer *self = xcalloc(1, sizeof(*self));
	rd_kafka_conf_t *conf;
	int rc;

	self->is_group = p->group != NULL;
	self->on_rebalance = p->on_rebalance;
	self->on_error = p->on_error;
	self->arg = p->arg;
	conf = make_conf(p, self, e);
	if (conf)
		self->rk = client_new(RD_KAFKA_CONSUMER, conf, e);
	if (!self->rk)
		goto fail;
	rc = p->group ? join_group(self, p->topic, e) : open_topic(self, p->topic, e);
	if (rc == 0)
		return self;
fail:
	kconsumer_free(self);
	return NULL;
}

static void drop_last(struct kconsumer *c)
{
	if (c->last)
		rd_kafka_message_destroy(c->last);
	c->last = NULL;
}

void kconsumer_free(struct kconsumer *c)
{
	if (!c)
		return;
	drop_last(c);
	for (size_t i = 0; i < c->n_partitions; i++)
		(void)rd_kafka_consume_stop(c->topic,
					    c->partitions[i]); /* it was started */
	free(c->partitions);
	if (c->queue)
		rd_kafka_queue_destroy(c->queue);
	if (c->topic)
		rd_kafka_topic_destroy(c->topic);
	if (c->rk)
		rd_kafka_destroy_flags(c->rk, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
	free(c);
}

static bool is_started(const struct kconsumer *c, int32_t partition)
{
	for (size_t i = 0; i < c->n_partitions; i++)
		if (c->partitions[i] == partition)
			return true;
	return false;
}

int kconsumer_assign(struct kconsumer *c, int32_t partition, int64_t offset,
		     struct err *e)
{
	if (is_started(c, partition))
		(void)rd_kafka_consume_stop(c->topic, partition);
	else
		*GROW(c->partitions, c->n_partitions) = partition;
	if (rd_kafka_consume_start_queue(c->topic, partition, offset, c->queue) == 0)
		return 0;
	return err_set(e, CODE_NOT_READ, "cannot read partition %d of '%s': %s",
		       (int)partition, rd_kafka_topic_name(c->topic),
		       rd_kafka_err2str(rd_kafka_last_error()));
}

static rd_kafka_message_t *next_message(struct kconsumer *c, int timeout_ms)
{
	if (c->is_group)
		return rd_kafka_consumer_poll(c->rk, timeout_ms);
	(void)rd_kafka_poll(c->rk,
			    0); /* the error callback; messages come from the queue */
	return rd_kafka_consume_queue(c->queue, timeout_ms);
}

static enum kpoll look_at(const rd_kafka_message_t *m, struct kmessage *out,
			  int *out_error)
{
	*out = (struct kmessage){.partition = m->rkt ? m->partition : -1,
				 .offset = m->offset};
	if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
		return KPOLL_END;
	if (m->err) {
		*out_error = (int)m->err;
		return KPOLL_ERROR;
	}
	out->value = m->payload;
	out->value_len = m->len;
	return KPOLL_MESSAGE;
}

enum kpoll kconsumer_poll(struct kconsumer *c, int timeout_ms, struct kmessage *out,
			  int *out_error)
{
	drop_last(c);
	c->last = next_message(c, timeout_ms);
	return c->last ? look_at(c->last, out, out_error) : KPOLL_NOTHING;
}

size_t kconsumer_read(struct kconsumer *c, int timeout_ms, kread_fn *fn, void *arg)
{
	rd_kafka_message_t *some[KREAD_MOST];
	ssize_t n;

	(void)rd_kafka_poll(c->rk, 0); /* the error callback */
	n = rd_kafka_consume_batch_queue(c->queue, timeout_ms, some, KREAD_MOST);
	for (ssize_t i = 0; i < n; i++) {
		struct kmessage m;
		int error = 0;
		enum kpoll what = look_at(some[i], &m, &error);

		fn(arg, what, &m, error);
		rd_kafka_message_destroy(some[i]);
	}
	return n > 0 ? (size_t)n : 0;
}

int64_t kconsumer_high_watermark(struct kconsumer *c, int32_t partition)
{
	int64_t low, high;

	if (rd_kafka_get_watermark_offsets(c->rk, rd_kafka_topic_name(c->topic),
					   partition, &low,
					   &high) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return -1;
	return high < 0 ? -1 : high;
}
