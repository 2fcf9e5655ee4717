#include "kafka/client_producer.h"

#include "base/mem.h"
#include "kafka/client_conf.h"

struct kproducer {
	rd_kafka_t *rk;
	rd_kafka_topic_t *topic;
	delivery_fn *on_delivery;
	client_error_fn *on_error;
	void *arg;
};

/* A record's tag travels where librdkafka keeps a pointer for us. */
union carried {
	void *pointer;
	uintptr_t tag;
};

static enum delivery_status status_of(const rd_kafka_message_t *m)
{
	switch (rd_kafka_message_status(m)) {
	case RD_KAFKA_MSG_STATUS_NOT_PERSISTED: return DELIVERY_NOT_WRITTEN;
	case RD_KAFKA_MSG_STATUS_PERSISTED: return DELIVERY_WRITTEN;
	case RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED: break;
	}
	return DELIVERY_POSSIBLY_WRITTEN;
}

static void on_message(UNUSED rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
	struct kproducer *p = opaque;
	union carried c = {.pointer = m->_private};
	struct delivery d = {
		.tag = c.tag,
		.error = (int)m->err,
		.status = status_of(m),
		.partition = m->partition,
		.offset = m->offset < 0 ? -1 : m->offset,
		.value = m->payload,
	};

	p->on_delivery(p->arg, &d);
}

static void on_error(UNUSED rd_kafka_t *rk, int code, const char *text, void *opaque)
{
	struct kproducer *p = opaque;

	if (p->on_error)
		p->on_error(p->arg, code, text);
}

static rd_kafka_conf_t *make_conf(const struct kproducer_params *p,
				  struct kproducer *self, struct err *e)
{
	rd_kafka_conf_t *conf = client_conf_new(CLIENT_PRODUCER, p->bootstrap, p->config,
						e);

	if (!conf)
		return NULL;
	client_conf_set(conf, "acks", acks_name(p->acks));
	client_conf_set(conf, "enable.idempotence", p->idempotent ? "true" : "false");
	rd_kafka_conf_set_opaque(conf, self);
	rd_kafka_conf_set_dr_msg_cb(conf, on_message);
	rd_kafka_conf_set_error_cb(conf, on_error);
	return conf;
}

struct kproducer *kproducer_new(const struct kproducer_params *p, struct err *e)
{
	struct kproducer *self = xcalloc(1, sizeof(*self));
	rd_kafka_conf_t *conf;

	self->on_delivery = p->on_delivery;
	self->on_error = p->on_error;
	self->arg = p->arg;
	conf = make_conf(p, self, e);
	if (conf)
		self->rk = client_new(RD_KAFKA_PRODUCER, conf, e);
	if (!self->rk)
		goto fail;
	self->topic = rd_kafka_topic_new(self->rk, p->topic, NULL);
	if (!self->topic) {
		err_set(e, CODE_CLIENT_REFUSED, "cannot use topic '%s': %s", p->topic,
			rd_kafka_err2str(rd_kafka_last_error()));
		goto fail;
	}
	return self;
fail:
	kproducer_free(self);
	return NULL;
}

void kproducer_free(struct kproducer *p)
{
	if (!p)
		return;
	if (p->topic)
		rd_kafka_topic_destroy(p->topic);
	if (p->rk)
		rd_kafka_destroy(p->rk);
	free(p);
}

enum send_result kproducer_send(struct kproducer *p, const struct krecord *r,
				int *out_error)
{
	union carried c = {.tag = r->tag};
	int rc = rd_kafka_produce(
		p->topic, r->partition, r->is_borrowed ? 0 : RD_KAFKA_MSG_F_COPY,
		client_unconst(r->value), r->value_len, r->key, r->key_len, c.pointer);
	rd_kafka_resp_err_t why;

	if (rc == 0)
		return SEND_OK;
	why = rd_kafka_last_error();
	*out_error = (int)why;
	return why == RD_KAFKA_RESP_ERR__QUEUE_FULL ? SEND_FULL : SEND_ERROR;
}

int kproducer_poll(struct kproducer *p, int timeout_ms)
{
	return rd_kafka_poll(p->rk, timeout_ms);
}

int kproducer_fatal(struct kproducer *p, char *text, size_t cap)
{
	return (int)rd_kafka_fatal_error(p->rk, text, cap);
}

int kproducer_purge(struct kproducer *p, int timeout_ms)
{
	/* Neither flag combination nor handle can be refused. */
	(void)rd_kafka_purge(p->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
	(void)rd_kafka_flush(p->rk,
			     timeout_ms); /* runs the callbacks; the count below tells */
	return rd_kafka_outq_len(p->rk);
}
