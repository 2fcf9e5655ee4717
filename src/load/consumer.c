#include "load/consumer.h"

#include "base/log.h"
#include "base/mem.h"
#include "kafka/client_consumer.h"

enum { WAIT_MS = 100 }; /* for a record; then look whether it is over */

struct consumer {
	struct control *control;
	const struct workload_plan *plan;
	int member;
	int partitions; /* of the topic */
	struct kconsumer *client;
	struct stream *rows;
	struct marks *received;
	int64_t foreign;
	bool said_down; /* that no broker is reachable, since the last record */
	atomic_int assigned;
	struct tally *tally;
	pthread_t thread;
};

static void on_rebalance(void *arg, bool assigned, int n, const char *text)
{
	struct consumer *c = arg;

	atomic_fetch_add(&c->assigned, assigned ? n : -n);
	control_event(c->control, c->plan->name, c->member, "%s %s",
		      assigned ? "assigned" : "revoked", text);
}

static void on_error(void *arg, int code, const char *text)
{
	struct consumer *c = arg;

	tally_set(&c->tally->error, code);
	log_debug(c->plan->name, "%s: %s", client_error_name(code), text);
	if (code == CLIENT_ERR_ALL_BROKERS_DOWN && !c->said_down) {
		c->said_down = true; /* it says so every second */
		control_event(c->control, c->plan->name, c->member, "client: %s", text);
	}
}

static bool is_of_this_run(const struct consumer *c, const struct kmessage *m,
			   struct stamp *out)
{
	return stamp_read(m->value, m->value_len, out) &&
	       out->run == c->control->run_id &&
	       out->producer < c->control->plan->n_workloads;
}

static void take(struct consumer *c, const struct kmessage *m)
{
	int64_t now = control_now(c->control);
	struct stamp stamp;

	c->said_down = false;
	marks_raise(c->received, m->partition, m->offset + 1);
	if (!is_of_this_run(c, m, &stamp)) {
		c->foreign++;
		return;
	}
	stream_consumed(c->rows, &(struct consumed){.received_ns = now,
						    .offset = m->offset,
						    .seq = stamp.seq,
						    .producer = stamp.producer,
						    .partition = (uint16_t)m->partition});
	tally_bump(&c->tally->acked);
	tally_set(&c->tally->last_good_ns, now);
	tally_set(&c->tally->error, 0);
}

static void *consumer_main(void *arg)
{
	struct consumer *c = arg;
	struct kmessage m;
	int error;

	control_event(c->control, c->plan->name, c->member, "start");
	while (!atomic_load(&c->control->quit)) {
		switch (kconsumer_poll(c->client, WAIT_MS, &m, &error)) {
		case KPOLL_MESSAGE: take(c, &m); break;
		case KPOLL_ERROR: on_error(c, error, "while consuming"); break;
		case KPOLL_NOTHING:
		case KPOLL_END: break;
		}
	}
	control_event(c->control, c->plan->name, c->member,
		      "stop; records that are not of this run: %lld",
		      (long long)c->foreign);
	return NULL;
}

static int assign_share(struct consumer *c, struct err *e)
{
	for (int p = c->member; p < c->partitions; p += c->plan->members) {
		if (kconsumer_assign(c->client, p, KOFFSET_BEGIN, e) < 0)
			return -1;
		atomic_fetch_add(&c->assigned, 1);
	}
	return 0;
}

static int open_client(struct consumer *c, struct err *e)
{
	struct kconsumer_params p = {
		.bootstrap = c->control->bootstrap,
		.topic = c->plan->topic,
		.group = c->plan->group,
		.config = &c->plan->config,
		.on_rebalance = on_rebalance,
		.on_error = on_error,
		.arg = c,
	};

	c->client = kconsumer_new(&p, e);
	if (!c->client)
		return -1;
	return c->plan->group ? 0 : assign_share(c, e);
}

static void consumer_free(struct consumer *c)
{
	kconsumer_free(c->client);
	free(c->tally);
	free(c);
}

struct consumer *consumer_start(struct control *control, size_t workload, int member,
				struct marks *received, struct err *e)
{
	struct consumer *c = xcalloc(1, sizeof(*c));

	c->control = control;
	c->plan = &control->plan->workloads[workload];
	c->member = member;
	c->partitions = received->len;
	c->received = received;
	c->tally = tally_new();
	c->rows = control_rows(control, c->plan->name, member, "consumed", e);
	if (!c->rows || open_client(c, e) < 0)
		goto fail;
	if (pthread_create(&c->thread, NULL, consumer_main, c) == 0)
		return c;
	err_set(e, CODE_NO_RESOURCE, "cannot start a thread for workload '%s'",
		c->plan->name);
fail:
	consumer_free(c);
	return NULL;
}

int consumer_assigned(const struct consumer *c)
{
	return atomic_load(&c->assigned);
}

const struct tally *consumer_tally(const struct consumer *c)
{
	return c->tally;
}

void consumer_join(struct consumer *c)
{
	if (!c)
		return;
	(void)pthread_join(c->thread,
			   NULL); /* it was started, and nobody else joins it */
	consumer_free(c);
}
